"""The slots in which shoppers can be called."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from shopbell.promises.hours import Hours, Span
from shopbell.waiting.slots import AHEAD, LEAD, LENGTH, MOST, slots

HOUR = 3600
MORNINGS = tuple((Span(9 * HOUR, 12 * HOUR),) for _day in range(7))
BERLIN = Hours("Europe/Berlin", MORNINGS)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


def test_a_morning_has_its_whole_hours():
    monday = datetime(2026, 6, 1, 5, tzinfo=UTC)

    first = slots(BERLIN, monday)[:4]

    assert [each.start.hour for each in first] == [7, 8, 9, 7]
    assert first[3].start.day == 2


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
    before_nine, found = datetime(2026, 6, 1, 6, 45, tzinfo=UTC), datetime(2026, 6, 1, 7, 30, tzinfo=UTC)

    assert slots(BERLIN, before_nine)[0].start == found
