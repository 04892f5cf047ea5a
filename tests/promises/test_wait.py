"""The arithmetic of an expected wait: against a slow obvious reference, and what must hold of any line."""

import math
import random
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shopbell.promises.calibration import Observation, band
from shopbell.promises.wait import (
    Line,
    Pace,
    Range,
    chance_beyond,
    forecast,
    model_of,
    pace_of,
    shown,
    time_until,
)

departures = st.integers(1, 60)
rates = st.floats(0.0005, 0.2)
leavings = st.one_of(st.just(0.0), st.floats(0.00001, 0.01))
lines = st.builds(
    Line,
    ahead=st.integers(0, 80),
    places=st.integers(1, 60),
    room=st.just(0),
    pace=st.builds(Pace, st.floats(30, 3600), st.floats(60, 7200), st.floats(2, 300)),
)


def by_the_chain(
    seconds: float, *, departures: int, rate: float, leaving: float, steps: int = 20_000
) -> float:
    """The same chance from the chain itself, a small step of time after the other."""
    chances = [0.0] * departures + [1.0]  # of so many still to go
    step = seconds / steps
    for _ in range(steps):
        for left in range(1, departures + 1):
            moved = chances[left] * min(1.0, (rate + (left - 1) * leaving) * step)
            chances[left] -= moved
            chances[left - 1] += moved
    return 1 - chances[0]


@pytest.mark.requirement("R112")
@pytest.mark.parametrize("seconds", [60, 300, 900])
@pytest.mark.parametrize(("ahead", "rate", "leaving"), [(1, 0.002, 0.001), (4, 0.01, 0.002), (9, 0.02, 0.0)])
def test_the_chance_of_a_longer_wait_is_that_of_the_chain_itself(seconds, ahead, rate, leaving):
    given = {"departures": ahead, "rate": rate, "leaving": leaving}

    assert chance_beyond(seconds, **given) == pytest.approx(by_the_chain(seconds, **given), abs=2e-3)


@given(departures, rates, leavings, st.floats(0, 20_000), st.floats(0, 20_000))
@example(2, 0.125, 0.0, 5e-324, 0.0)
def test_a_longer_wait_is_never_likelier_than_a_shorter(number, rate, leaving, one, other):
    short, long = sorted([one, other])
    chances = [chance_beyond(each, departures=number, rate=rate, leaving=leaving) for each in (short, long)]

    assert 0 <= chances[1] <= chances[0] + 1e-9 <= 1 + 1e-9


@given(departures, rates, leavings, st.sampled_from([0.1, 0.5, 0.9]))
def test_the_time_that_is_enough_with_a_chance_is_enough(number, rate, leaving, chance):
    seconds = time_until(chance, departures=number, rate=rate, leaving=leaving)

    beyond = chance_beyond(seconds, departures=number, rate=rate, leaving=leaving)
    assert beyond <= 1 - chance + 1e-6 or seconds >= 86_399


@given(lines)
def test_one_more_ahead_never_shortens_a_wait_and_one_more_place_never_lengthens_it(line):
    middle = model_of(line).middle

    assert model_of(replace(line, ahead=line.ahead + 1)).middle >= middle - 0.01
    assert model_of(replace(line, places=line.places + 1)).middle <= middle + 0.01
    assert model_of(replace(line, room=line.ahead + 1)).middle <= middle + 0.01


def test_nobody_there_is_no_line_to_foretell():
    with pytest.raises(ValueError, match="nobody"):
        model_of(Line(ahead=0, places=0, room=0))


@given(lines)
def test_a_desk_without_experience_shows_what_the_arithmetic_says(line):
    model, range_ = forecast(line, [])

    assert range_.low < range_.high
    assert range_.holds(model.middle) or model.middle > 86_400


@given(st.floats(0, 80_000), st.floats(0, 80_000))
def test_a_range_is_rounded_outwards(one, other):
    low, high = sorted([one, other])
    range_ = shown(low, high)

    assert range_.low * 60 <= low <= high <= max(range_.high, 1) * 60
    assert shown(0, 5) == Range(0, 1)


def a_wait(factor: float, *, dice: random.Random, spread: float = 0.4) -> Observation:
    """One of a desk that is `factor` times as slow as the arithmetic has it."""
    middle = dice.uniform(60, 1200)
    took = middle * factor * math.exp(dice.gauss(0, 1) * spread * 1.3)
    return Observation(middle, spread, True, took, is_over=True)


@pytest.mark.requirement("R112")
@settings(deadline=None, max_examples=20)
@given(st.floats(0.2, 5), st.integers(0, 2**32))
def test_the_range_learns_how_a_desk_differs_from_the_arithmetic(factor, seed):
    dice = random.Random(seed)
    low, high = band([a_wait(factor, dice=dice) for _ in range(300)], 0.1, 0.9)

    inside = sum(low <= a_wait(factor, dice=dice).score <= high for _ in range(500))
    assert inside >= 0.68 * 500  # 80 of 100 are meant; three hundred dice are not exact


def test_what_happened_last_counts_most():
    dice = random.Random(7)
    slow, quick = ([a_wait(factor, dice=dice) for _ in range(120)] for factor in (3, 1))

    assert band([*slow, *quick], 0.1, 0.9)[1] > band([*quick, *slow], 0.1, 0.9)[1] + 0.5


def test_people_who_wait_still_widen_the_range_before_their_wait_is_over():
    dice = random.Random(7)
    done = [a_wait(1, dice=dice) for _ in range(100)]
    waiting = [Observation(100, 0.4, True, 900, is_over=False)] * 40

    assert band([*waiting, *done], 0.1, 0.9)[1] > band(done, 0.1, 0.9)[1] + 0.5
    briefly = [Observation(100, 0.4, True, 1, is_over=False)] * 40
    assert band([*briefly, *done], 0.1, 0.9) == pytest.approx(band(done, 0.1, 0.9), abs=0.6)


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            Observation,
            st.floats(1, 9000),
            st.floats(0.25, 2),
            st.booleans(),
            st.floats(0, 90_000),
            st.booleans(),
        ),
        max_size=60,
    )
)
def test_the_ends_of_a_band_stand_in_order_whatever_happened(past):
    low, high = band(past, 0.12, 0.9)

    assert math.isfinite(low) and low <= high


def test_a_few_conversations_weigh_little_beside_what_is_typical():
    assert pace_of([], waited_seconds=0, left=0, pickups=[]) == Pace()
    assert 400 < pace_of([60.0] * 2, waited_seconds=0, left=0, pickups=[]).service_seconds < 600
    assert pace_of([60.0] * 200, waited_seconds=0, left=0, pickups=[5.0] * 99).service_seconds < 80
    assert pace_of([], waited_seconds=6000, left=19, pickups=[5.0] * 99) == Pace(600, 360, 5)
