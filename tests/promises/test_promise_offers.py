"""An answer is promised for when somebody is there: with one click always, by hand with a word of warning."""

from datetime import UTC, datetime, timedelta

import pytest

from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.promise_offers import is_closed_at, promise_offers
from shopbell.promises.rules import empty_rules
from shopbell.tickets.snooze import offers

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R115")]
FRIDAY = datetime(2026, 11, 27, 10, tzinfo=UTC)


def keep(week):
    return BusinessHours.objects.create(
        name="Care", is_default=True, rules=empty_rules() | {"zone": "UTC", "week": week}
    )


@pytest.fixture
def late_opener():
    """Weekdays from ten to six."""
    return keep([[[600, 1080]]] * 5 + [[]] * 2)


def test_what_is_offered_lies_in_open_hours_soonest_first_and_none_twice(late_parcel, late_opener):
    found = promise_offers(late_parcel, FRIDAY)

    moments = [offer.until for offer in found]
    assert moments == sorted(set(moments))
    assert all(late_opener.hours_now.is_open(moment) for moment in moments)
    assert moments[0] == FRIDAY + timedelta(hours=1)
    monday = datetime(
        2026, 11, 30, 11, tzinfo=UTC
    )  # instead of nine, when nobody is there yet, and of Saturday
    assert [offer.label for offer in found if offer.until == monday] == ["An hour after you open"]


def test_two_mornings_are_told_apart_by_their_day(late_parcel):
    keep([[[600, 1080]], [], [[600, 1080]], [], [], [], []])  # Monday and Wednesday
    thursday = datetime(2026, 11, 26, 10, tzinfo=UTC)

    labels = [offer.label for offer in promise_offers(late_parcel, thursday)]
    assert len(labels) == len(set(labels))


def test_where_no_hours_are_kept_or_none_ever_come_the_usual_moments_are_offered(late_parcel):
    usual = offers(FRIDAY)
    assert promise_offers(late_parcel, FRIDAY) == usual

    keep([[]] * 7)
    assert promise_offers(late_parcel, FRIDAY) == usual


def test_a_moment_in_closed_hours_can_be_promised_and_the_agent_is_told(desk, ada, late_parcel, late_opener):
    client, address = desk(ada), f"/desk/tickets/{late_parcel.pk}/promise/"
    now = datetime.now(UTC)
    sunday = (now + timedelta(days=13 - now.weekday())).replace(hour=12, minute=0)
    assert is_closed_at(late_parcel, sunday) and not is_closed_at(late_parcel, sunday + timedelta(days=1))

    said = client.post(address, {"until": sunday.isoformat()}, headers={"HX-Request": "true"})
    assert said.status_code == 200
    assert "You are closed then" in said.headers.get("HX-Trigger", "") + said.content.decode()
    open_then = (sunday + timedelta(days=1)).isoformat()
    said = client.post(address, {"until": open_then}, headers={"HX-Request": "true"})
    assert "You are closed then" not in said.headers.get("HX-Trigger", "") + said.content.decode()
