"""The slots in which shoppers can be called."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.promises.hours import Hours, Span
from shopbell.waiting.slots import AHEAD, LEAD, LENGTH, MOST, Slot, is_possible, slots

HOUR = 3600
MORNINGS = tuple((Span(9 * HOUR, 12 * HOUR),) for _day in range(7))
BERLIN = Hours("Europe/Berlin", MORNINGS)
ALWAYS = Hours("Europe/London", tuple((Span(0, 24 * HOUR),) for _day in range(7)))
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


def test_a_morning_has_its_whole_hours():
    monday = datetime(2026, 6, 1, 5, tzinfo=UTC)

    first = slots(BERLIN, monday)[:4]

    assert [each.start.hour for each in first] == [7, 8, 9, 7]
    assert first[3].start.day == 2


@UNHURRIED
@given(MOMENTS)
def test_every_slot_is_open_from_end_to_end_and_follows_the_one_before(now):
    found = slots(BERLIN, now)

    assert 0 < len(found) <= MOST
    for each in found:
        assert BERLIN.within(each.start, each.end) == LENGTH
        assert now + LEAD <= each.start <= now + AHEAD
        assert each.start.minute in (0, 30) and each.start.second == 0
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))


def test_hours_too_short_for_a_call_have_none():
    brief = Hours("Europe/Berlin", tuple((Span(9 * HOUR, 9 * HOUR + 1800),) for _day in range(7)))

    assert slots(brief, datetime(2026, 6, 1, tzinfo=UTC)) == []


def test_there_is_time_before_the_first():
    before_nine, found = datetime(2026, 6, 1, 6, 45, tzinfo=UTC), datetime(2026, 6, 1, 8, tzinfo=UTC)

    assert slots(BERLIN, before_nine)[0].start == found


@UNHURRIED
@given(MOMENTS, st.timedeltas(timedelta(), timedelta(minutes=29)), st.sampled_from([BERLIN, ALWAYS]))
def test_what_is_offered_is_possible_and_the_same_while_a_shopper_reads_it(now, later, hours):
    first, then = slots(hours, now), slots(hours, now + later)

    assert all(is_possible(each, hours, now + later) for each in first)
    assert {each for each in first if each.start >= now + later + LEAD} <= {*then} or len(then) == MOST
    assert {each.start for each in then[:5]} <= {each.start for each in first}


@pytest.mark.parametrize(
    ("start", "length"),
    [
        (datetime(2026, 6, 1, 7, 10, tzinfo=UTC), LENGTH),
        (datetime(2026, 6, 1, 4, tzinfo=UTC), LENGTH),
        (datetime(2026, 6, 1, 9, 30, tzinfo=UTC), LENGTH),
        (datetime(2026, 6, 2, 7, tzinfo=UTC), 2 * LENGTH),
        (datetime(2026, 5, 31, 7, tzinfo=UTC), LENGTH),
        (datetime(2026, 6, 29, 7, tzinfo=UTC), LENGTH),
    ],
)
def test_nobody_calls_when_it_is_closed_or_over_or_far_away_or_at_odd_minutes(start, length):
    monday = datetime(2026, 6, 1, 5, tzinfo=UTC)

    assert not is_possible(Slot(start, start + length), BERLIN, monday)
