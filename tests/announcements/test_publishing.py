"""Incidents and what is said of them: one after the other, taken back in time, never said twice."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.announcements.incident import State
from shopbell.announcements.models import Incident
from shopbell.announcements.publishing import About, Said, change_incident, publish_update, take_back
from shopbell.core.errors import Forbidden, Refused
from tests.two_connections import held_up_by_us

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R136")]


def said(text="It is mended.", state=State.WATCHING, **more):
    return Said({"en": text}, state, **more)


def test_an_incident_is_what_its_newest_update_says(begin, ada):
    incident = begin(next_news_at=timezone.now() + timedelta(hours=1))
    assert incident.state == State.KNOWN and incident.next_news_at

    publish_update(incident, said(), by=ada)

    incident.refresh_from_db()
    assert (incident.state, incident.next_news_at, incident.ends_at) == (State.WATCHING, None, None)
    assert [str(each) for each in incident.updates.all()] == ["It is mended.", "The bank is slow."]


def test_it_is_over_with_the_update_that_says_so_and_goes_on_with_one_that_follows(begin, ada):
    incident = begin()
    publish_update(incident, said(state=State.OVER), by=ada)
    incident.refresh_from_db()
    assert incident.is_over(timezone.now())

    publish_update(incident, said("It is back.", State.INVESTIGATING), by=ada)

    assert Incident.objects.running(timezone.now()).get() == incident


def test_a_planned_one_runs_from_its_beginning_to_its_end_by_itself(begin):
    now = timezone.now()
    incident = begin(starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2))

    def at(hours):
        moment = now + timedelta(hours=hours)
        found = Incident.objects
        return [name for name in ("planned", "running", "past") if getattr(found, name)(moment).exists()]

    assert (at(0), at(1.5), at(3)) == (["planned"], ["running"], ["past"])
    assert incident.is_planned(now) and incident.is_over(now + timedelta(hours=3))


def test_one_that_is_called_off_before_it_begins_never_was(begin, ada):
    incident = begin(starts_at=timezone.now() + timedelta(hours=1))

    publish_update(incident, said(state=State.OVER), by=ada)

    incident.refresh_from_db()
    assert incident.starts_at == incident.ends_at
    assert not Incident.objects.running(timezone.now()).exists()


def test_what_is_sent_twice_is_said_once(begin, ada):
    key = uuid.uuid4()
    first, again = begin(client_id=key), begin(client_id=key)
    assert first == again and Incident.objects.count() == 1

    update = said(client_id=uuid.uuid4())
    assert publish_update(first, update, by=ada) == publish_update(first, update, by=ada)
    assert first.updates.count() == 2


def test_an_update_is_taken_back_as_if_never_said_and_the_first_one_with_its_incident(begin, ada):
    incident = begin(next_news_at=timezone.now() + timedelta(hours=1))
    before = incident.next_news_at
    publish_update(incident, said(state=State.OVER), by=ada)

    left = take_back(incident.updates.first(), by=ada)

    assert (left.state, left.next_news_at, left.ends_at) == (State.KNOWN, before, None)
    assert take_back(incident.updates.get(), by=ada) is None
    assert not Incident.objects.exists()


def test_what_people_were_told_of_and_what_another_followed_is_not_taken_back(begin, ada):
    incident = begin()
    first = incident.updates.get()
    newest = publish_update(incident, said(), by=ada)
    with pytest.raises(Refused, match="Another update followed"):
        take_back(first, by=ada)

    newest.told_at = timezone.now()
    newest.save()
    with pytest.raises(Refused, match="have been told"):
        take_back(newest, by=ada)


def test_it_needs_words_in_the_first_language_and_an_end_after_its_beginning(begin, ada):
    incident, now = begin(), timezone.now()
    for wrong in (
        lambda: begin(" "),
        lambda: begin(text=" "),
        lambda: begin(starts_at=now, ends_at=now),
        lambda: begin("x" * 121),
        lambda: publish_update(incident, Said({"de": "Nur so"}), by=ada),
        lambda: publish_update(incident, said(next_news_at=now - timedelta(minutes=1)), by=ada),
    ):
        with pytest.raises(Refused):
            wrong()
    assert Incident.objects.count() == 1 and incident.updates.count() == 1


def test_what_it_is_called_and_concerns_can_be_put_right(begin, ada):
    incident = begin()

    change_incident(incident, About(incident.kind, {"en": "Some cards", "de": "Manche Karten"}, []), by=ada)

    incident.refresh_from_db()
    assert incident.titles["de"] == "Manche Karten" and not incident.parts.exists()


def test_who_may_not_publish_says_nothing(begin, bo):
    with pytest.raises(Forbidden):
        begin(by=bo)
    assert not Incident.objects.exists()


def test_calling_a_planned_one_off_is_taken_back_as_well(begin, ada):
    planned = begin(
        starts_at=timezone.now() + timedelta(hours=5), ends_at=timezone.now() + timedelta(hours=6)
    )
    publish_update(planned, said(state=State.OVER), by=ada)

    left = take_back(planned.updates.first(), by=ada)

    assert (left.starts_at, left.ends_at) == (planned.starts_at, planned.ends_at)
    assert Incident.objects.planned(timezone.now()).get() == planned


@pytest.mark.django_db(transaction=True)
def test_the_form_of_an_incident_sent_twice_at_once_begins_one(begin):
    form = uuid.uuid4()
    with held_up_by_us(begin, client_id=form) as others:
        first = begin(client_id=form)

    assert others[0].outcome() == first and Incident.objects.get() == first
