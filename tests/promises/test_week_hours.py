"""The hours of a week: what is open in each, how often each came by, and a week with hours more or fewer."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from shopbell.promises.hours_text import read_spans, write_spans
from shopbell.promises.week_hours import (
    DAY,
    WEEK,
    closed,
    hour_of_week,
    opened,
    openness,
    passes,
    round_the_clock,
)

BERLIN, KOLKATA = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kolkata")
WORKDAYS = [*([[540, 1020]] for _day in range(5)), [], []]
spans = st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 1440)), max_size=2).map(
    lambda pairs: [[a, a + min(b, 1439)] for a, b in pairs[:1]]  # past midnight, too
)
weeks = st.lists(spans, min_size=7, max_size=7)
days = st.sets(st.integers(0, 6), min_size=1)
blocks = st.tuples(st.integers(0, 23), st.integers(1, 24)).map(lambda each: (each[0], min(sum(each), 24)))


def assert_readable(week):
    assert [read_spans(write_spans(spans)) for spans in week] == week


def test_an_hour_may_be_open_in_part_and_past_midnight():
    state = openness([[[570, 1020]], *[[]] * 5, [[1320, 1560]]])

    assert state[9] == 0.5 and state[10:17] == (1,) * 7 and state[17] == 0
    assert state[6 * DAY + 22 :] == (1, 1) and state[:3] == (1, 1, 0)  # Sunday night is Monday morning


@settings(max_examples=50, deadline=None)
@given(weeks, days, blocks)
@example([[], [], [], [], [[3, 1442]], [[2, 1441]], []], {0, 1, 2, 3, 4}, (0, 1))
def test_what_is_opened_is_open_and_nothing_else_changes(week, on, block):
    start, end = block
    before, after = openness(week), openness(opened(week, on, start, end))

    for hour in range(WEEK):
        is_meant = hour // DAY in on and start <= hour % DAY < end
        assert after[hour] == (1 if is_meant else before[hour])
    assert_readable(opened(week, on, start, end))


@settings(max_examples=50, deadline=None)
@given(weeks, days, blocks)
@example([[], [[1022, 2461]], [[0, 1021]], [], [], [], []], {0, 2}, (0, 1))
def test_what_is_closed_is_closed_and_nothing_else_changes(week, on, block):
    start, end = block
    before, after = openness(week), openness(closed(week, on, start, end))

    for hour in range(WEEK):
        is_meant = hour // DAY in on and start <= hour % DAY < end
        assert after[hour] == (0 if is_meant else before[hour])
    assert_readable(closed(week, on, start, end))


def test_round_the_clock_leaves_no_hour_out():
    assert openness(round_the_clock()) == (1,) * WEEK


def test_every_hour_comes_by_once_a_week_and_a_holiday_takes_its_own_away():
    start = datetime(2026, 11, 2, tzinfo=BERLIN)
    counted = passes(BERLIN, start, start + timedelta(weeks=3), {date(2026, 11, 11)})

    assert {counted[hour] for hour in range(WEEK) if hour // DAY != 2} == {3}
    assert {counted[2 * DAY + hour] for hour in range(DAY)} == {2}


def test_the_hour_that_a_change_of_clocks_repeats_comes_by_twice_and_the_one_it_leaves_out_never():
    autumn, spring = (datetime(2026, month, day, tzinfo=BERLIN) for month, day in ((10, 19), (3, 23)))
    sunday_at_two = 6 * DAY + 2

    backwards = passes(BERLIN, autumn, datetime(2026, 10, 26, tzinfo=BERLIN), ())
    forwards = passes(BERLIN, spring, datetime(2026, 3, 30, tzinfo=BERLIN), ())
    assert backwards[sunday_at_two] == 2 and sum(backwards) == WEEK + 1
    assert forwards[sunday_at_two] == 0 and sum(forwards) == WEEK - 1


@settings(max_examples=50, deadline=None)
@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))
def test_a_week_has_as_many_hours_as_passed_in_zones_that_are_half_an_hour_off(at):
    start = at.astimezone(KOLKATA).replace(hour=0, minute=0, second=0, microsecond=0)

    assert passes(KOLKATA, start, start + timedelta(weeks=1), ()) == (1,) * WEEK
    assert 0 <= hour_of_week(start) < WEEK
