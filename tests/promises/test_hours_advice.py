"""Advice on business hours: hours that are missed, idle hours, round the clock, and nothing from too little."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.promises.equal import Waits
from shopbell.promises.hours_advice import (
    BUSY,
    LEAST,
    LEAST_WEEKS,
    Block,
    Demand,
    Kind,
    advise,
    covered,
    same_day,
    usual_open_hour,
    with_all,
)
from shopbell.promises.hours_text import read_spans, write_spans
from shopbell.promises.week_hours import DAY, WEEK, openness, round_the_clock

pytestmark = pytest.mark.requirement("R115", "R116")
CLOSED: list = [[] for _day in range(7)]
WORKDAYS: list = [*([[540, 1020]] for _day in range(5)), [], []]
NIGHTS: list = [[[1320, 1800]] for _day in range(7)]
TIMES = (8.0,) * WEEK


def asked(rate, **more) -> Demand:
    """`rate(day, hour)` questions in eight weeks."""
    return Demand(tuple(int(rate(hour // DAY, hour % DAY)) for hour in range(WEEK)), TIMES, **more)


def in_office(day: int, hour: int) -> bool:
    return day < 5 and 9 <= hour < 17


def test_hours_that_fit_are_left_alone():
    assert advise(asked(lambda day, hour: 16 if in_office(day, hour) else 1), WORKDAYS) == []


def test_a_busy_morning_on_which_nobody_is_there_is_worth_opening_with_what_it_is_worth():
    saturday = range(5 * DAY + 10, 5 * DAY + 14)
    demand = asked(
        lambda day, hour: 16 if in_office(day, hour) or (day == 5 and 10 <= hour < 14) else 0,
        waits={hour: Waits.of([3600 * 41] * 16) for hour in saturday},
        same_day=tuple(12 if in_office(hour // DAY, hour % DAY) else 0 for hour in range(WEEK)),
    )

    [advice] = advise(demand, WORKDAYS)
    assert (advice.kind, advice.block) == (Kind.OPEN, Block((5,), 10, 14))
    assert advice.asked == 64 and advice.share == pytest.approx(4 / 44)
    assert advice.lowest < advice.share < advice.highest
    assert advice.wait is not None and advice.wait.total_seconds() == 3600 * 41
    assert same_day(demand, WORKDAYS) == 0.75 and advice.covered == pytest.approx(1)
    assert advice.week == [*WORKDAYS[:5], [[600, 840]], []]


def test_weekends_are_one_advice():
    [advice] = advise(asked(lambda day, hour: 16 if 9 <= hour < 17 else 0), WORKDAYS)

    assert advice.block == Block((5, 6), 9, 17)


def test_evenings_of_workdays_are_one_advice_and_join_the_hours_that_are_there():
    demand = asked(lambda day, hour: 16 if day < 5 and 9 <= hour < 20 else 1)

    [advice] = advise(demand, WORKDAYS)
    assert advice.block == Block((0, 1, 2, 3, 4), 17, 20)
    assert advice.week[0] == [[540, 1200]]


def test_open_hours_in_which_nobody_asks_are_worth_closing():
    demand = asked(lambda day, hour: 20 if in_office(day, hour) and (day, hour < 13) != (4, False) else 0)

    [advice] = advise(demand, WORKDAYS)
    assert (advice.kind, advice.block) == (Kind.CLOSE, Block((4,), 13, 17))
    assert advice.week[4] == [[540, 780]]


@pytest.mark.parametrize(
    ("idle", "rest"), [((22, 24), [[0, 360]]), ((4, 6), [[1320, 1680]])], ids=["evenings", "mornings"]
)
def test_idle_hours_of_nights_are_worth_closing_on_both_sides_of_midnight(idle, rest):
    demand = asked(lambda day, hour: 20 if (hour >= 22 or hour < 6) and not idle[0] <= hour < idle[1] else 0)

    [advice] = advise(demand, NIGHTS)
    assert (advice.kind, advice.block) == (Kind.CLOSE, Block(tuple(range(7)), *idle))
    assert advice.week == [rest] * 7


def test_a_gap_in_the_middle_of_a_day_is_not_closed():
    demand = asked(lambda day, hour: 20 if in_office(day, hour) and hour not in (12, 13) else 0)

    assert advise(demand, WORKDAYS) == []


@pytest.mark.parametrize("week", [CLOSED, WORKDAYS])
def test_who_is_asked_alike_at_all_hours_is_told_to_stay_open_round_the_clock(week):
    [advice] = advise(asked(lambda day, hour: 5), week)

    assert (advice.kind, advice.covered, advice.week) == (Kind.ALWAYS, pytest.approx(1), round_the_clock())
    assert advice.share == pytest.approx(1 - sum(openness(week)) / WEEK)


def test_a_desk_that_is_always_open_is_told_nothing():
    assert advise(asked(lambda day, hour: 5), round_the_clock()) == []


def test_one_quiet_part_of_the_week_is_enough_to_sleep_in():
    nightly = asked(lambda day, hour: 1 if hour < 4 else 5)

    assert all(each.kind == Kind.OPEN for each in advise(nightly, WORKDAYS))


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 20), st.integers(0, 6), st.sampled_from([2, 3, 4]))
def test_when_demand_moves_the_advice_moves_with_it(start, day, length):
    length = min(length, DAY - start)
    demand = asked(lambda on, hour: 200 if on == day and start <= hour < start + length else 1)
    found = advise(demand, CLOSED)

    if length >= 2:
        assert found[0].block == Block((day,), start, start + length)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=WEEK, max_size=WEEK), st.sampled_from([CLOSED, WORKDAYS]))
def test_nothing_is_advised_from_too_little(counts, week):
    few = tuple(count if sum(counts[: place + 1]) < LEAST else 0 for place, count in enumerate(counts))

    assert advise(Demand(few, TIMES), week) == []
    assert advise(Demand(tuple(counts), TIMES, weeks=LEAST_WEEKS - 1), week) == []


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.integers(0, 30), min_size=WEEK, max_size=WEEK), st.sampled_from([CLOSED, WORKDAYS, NIGHTS])
)
def test_every_advice_says_what_is_true_of_it(counts, week):
    demand = Demand(tuple(counts), TIMES)
    found = advise(demand, week)
    state = openness(week)

    for each in found:
        assert each.covered == pytest.approx(covered(demand, each.week))
        assert [read_spans(write_spans(spans)) for spans in each.week] == each.week
        assert 0 <= each.lowest <= each.share <= each.highest <= 1
        if each.kind == Kind.OPEN:
            assert not any(state[hour] for hour in each.block.hours)
            assert each.asked / (8 * len(each.block.hours)) >= BUSY * usual_open_hour(demand, week) * 0.8
        if each.kind == Kind.CLOSE:
            assert all(state[hour] == 1 for hour in each.block.hours)
    with_more = [each for each in found if each.kind != Kind.CLOSE]
    assert covered(demand, with_all(with_more, week)) >= covered(demand, week) - 1e-9


def test_holidays_and_clock_changes_do_not_look_like_quiet_hours():
    """A Monday that came by half as often has half the questions, and is as busy."""
    steady = asked(lambda day, hour: 6)
    halved = replace(
        steady,
        asked=tuple(count // 2 if hour < DAY else count for hour, count in enumerate(steady.asked)),
        passes=tuple(4.0 if hour < DAY else 8.0 for hour in range(WEEK)),
    )

    assert advise(halved, WORKDAYS)[0].kind == Kind.ALWAYS
    assert halved.shares() == pytest.approx(steady.shares())


def test_chance_alone_seldom_advises_anything():
    """A tenth as much is asked while it is closed: of a hundred such shops few hear that a part of it is busy."""
    chance = random.Random(20_260)
    heard = 0
    for _shop in range(100):
        counts = [
            sum(chance.random() < (0.2 if in_office(hour // DAY, hour % DAY) else 0.02) for _ in range(64))
            for hour in range(WEEK)
        ]
        heard += bool(advise(Demand(tuple(counts), TIMES), WORKDAYS))
    assert heard <= 5
