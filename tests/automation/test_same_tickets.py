"""One language: the same condition finds the same tickets for a list and its search line, a trigger, its dry run, and a goal.

Days are the shop's wherever nobody in particular asks, so that a rule written in one place holds in every other.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from shopbell.automation.matching import met_by
from shopbell.automation.models import Trigger
from shopbell.automation.rehearsal import rehearse
from shopbell.promises.choosing import choices_of, policies_in_use
from shopbell.promises.goal_text import keep_text
from shopbell.promises.models import BusinessHours, GoalPolicy
from shopbell.promises.rules import empty_rules
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.language import parse
from shopbell.tickets.filter.query import tickets_of
from shopbell.tickets.models import Tag, Ticket
from shopbell.tickets.tag import tag_ticket

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R98")]
AUCKLAND = ZoneInfo("Pacific/Auckland")


@pytest.fixture
def auckland(db):
    """A shop at the other end of the world: its day is another one than that of the server, most of the time."""
    BusinessHours.objects.update(is_default=False)
    return BusinessHours.objects.create(
        name="Auckland", is_default=True, rules={**empty_rules(), "zone": "Pacific/Auckland"}
    )


def found_by_trigger(text):
    trigger = Trigger(name="Any", occasions=["opened"], steps=[{"do": "priority", "to": 4}])
    trigger.keep(text)
    now = timezone.now()
    acted = {ticket.pk for ticket in Ticket.objects.all() if met_by(ticket, [trigger], now)}
    assert set(rehearse(trigger, now).ids) == acted
    return acted


def found_by_goals(text):
    GoalPolicy.objects.all().delete()
    policy = GoalPolicy(name="Any", is_on=True)
    keep_text(policy, text)
    policy.save()
    [version] = policies_in_use().values_list("version", flat=True)
    choices = choices_of(Ticket.objects.values_list("pk", flat=True), timezone.now())
    return {pk for pk, choice in choices.items() if version and choice.policy == version}


@pytest.mark.parametrize("reader", ["Pacific/Auckland", "America/Los_Angeles", "UTC"])
def test_a_day_of_a_rule_is_the_shop_s_whoever_looks_on(auckland, late_parcel, wrong_size, reader):
    """Tickets right before and right behind a midnight of the shop: wherever it is asked, they are of two days."""
    midnight = datetime(2026, 3, 10, tzinfo=AUCKLAND).astimezone(UTC)
    Ticket.objects.filter(pk=late_parcel.pk).update(created_at=midnight - timedelta(minutes=1))
    Ticket.objects.filter(pk=wrong_size.pk).update(created_at=midnight)

    asker = Asker.of(None)
    with timezone.override(reader):
        trigger = Trigger(name="Any", occasions=["opened"], steps=[])
        trigger.keep("created:2026-03-10")
        acted = {each.pk for each in (late_parcel, wrong_size) if met_by(each, [trigger], timezone.now())}
        chosen = found_by_goals("created:2026-03-10")

    assert asker.zone == AUCKLAND
    assert acted == chosen == {wrong_size.pk}


SHARED = [
    "channel:email",
    "-channel:email",
    "status:new",
    "parcel",
    "created:today",
    "created:<7d",
    "-tag:vip priority:normal",
    "tag:vip",
    "assignee:none",
    "customer:mina",
    "reason:none",
    "language:en,de",
    "language:en",
]


@pytest.mark.parametrize("text", SHARED)
def test_the_same_words_find_the_same_tickets_everywhere(text, root, late_parcel, wrong_size, auckland):
    """Who sees all tickets, at the shop's own clock, reads in a list those on which a trigger acts and a goal holds."""
    tag_ticket(late_parcel, Tag.objects.create(name="vip"))
    Ticket.objects.filter(pk=late_parcel.pk).update(language="en-gb")
    asker = Asker(root, timezone.now(), AUCKLAND)

    listed = set(tickets_of(parse(text, asker), asker).values_list("pk", flat=True))

    assert found_by_trigger(text) == found_by_goals(text) == listed
    assert (late_parcel.pk in listed) is not text.startswith("-")
