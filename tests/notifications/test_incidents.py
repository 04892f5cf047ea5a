"""What the shop says on the status page is told to its agents too, each by what they chose."""

import pytest

from shopbell.announcements.incident import State
from shopbell.announcements.publishing import Said, publish_update, take_back
from shopbell.notifications.choices import choices_of
from shopbell.notifications.digest import compose
from shopbell.notifications.kind import Kind, Way
from shopbell.notifications.models import Notification
from shopbell.notifications.panel import things_of
from shopbell.notifications.push.message import message_of
from tests.announcements.conftest import begin, centre, payments

__all__ = ["begin", "centre", "payments"]
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R136")]


def told(agent):
    return [line.words for thing in things_of(agent)[0] for line in thing.lines]


def test_agents_hear_that_it_begins_goes_on_and_is_over_but_not_who_said_it(begin, ada, bo):
    incident = begin()
    publish_update(incident, Said({"en": "It is slow still."}, State.WATCHING), by=ada)
    publish_update(incident, Said({"en": "All is well."}, State.OVER), by=ada)

    assert told(bo) == [
        "Over: All is well.",
        "It is mended, and we watch it: It is slow still.",
        "We know the reason: The bank is slow.",
    ]
    assert not told(ada)


def test_it_leads_to_the_desk_for_who_writes_there_and_to_the_public_page_for_others(
    client, begin, bo, ada, cy
):
    incident = begin(by=cy_may_publish(cy))
    [thing], _older = things_of(bo)
    assert thing.heading == "Cards are declined"

    client.force_login(bo)
    assert client.get(thing.address).url == f"/help/en/status/{incident.pk}/"
    client.force_login(ada)
    assert client.get(thing.address).url == f"/desk/status/{incident.pk}/"

    assert not Notification.objects.filter(agent__in=[bo, ada]).unread().exists()


def cy_may_publish(cy):
    """Somebody else than those who are told says it."""
    cy.__dict__["permissions"] = frozenset({"status:publish"})
    return cy


def test_who_looks_at_the_incident_has_read_it(client, begin, bo, ada):
    incident = begin(by=cy_may_publish(bo))
    client.force_login(ada)
    client.get(f"/desk/status/{incident.pk}/")

    assert Notification.objects.get(agent=ada).read_at


def test_who_wants_it_by_mail_and_push_gets_it_so_and_who_does_not_is_left_alone(begin, bo, cy):
    for agent, ways in ((bo, frozenset({Way.MAIL})), (cy, frozenset())):
        choices = choices_of(agent)
        choices.choose(Kind.INCIDENT, ways)
        choices.save()
    begin()

    row = Notification.objects.get(agent=bo)
    assert (row.mail, row.console) == ("waits", "off") and not told(cy)
    subject, text, _headers = compose(bo, [row])
    assert subject == "News for you: Cards are declined"
    assert "Cards are declined" in text and f"/desk/status/updates/{row.incident_update_id}/" in text
    assert message_of(row).title == "We know the reason: The bank is slow."


def test_what_is_taken_back_is_told_to_nobody(begin, ada, bo):
    incident = begin()

    take_back(incident.updates.get(), by=ada)

    assert not told(bo)
