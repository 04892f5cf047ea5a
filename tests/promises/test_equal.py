"""The arithmetic of equal treatment: what chance may do raises no alarm, and what is slower is found."""

import random
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.promises.equal import CHANCE, Treatment, Waits, spread_of, together, unequal_of

TIMES, FEWEST = 2.0, 20
some_waits = st.lists(st.integers(0, 50_000), min_size=FEWEST, max_size=60)  # whole, so sums are exact


def drawn(chance: random.Random, count: int, slower: float = 1.0) -> Waits:
    """Waits as they are: most of them short, and a few that are very long."""
    return Waits.of(slower * chance.lognormvariate(6, 1.2) for _ in range(count))


@pytest.mark.requirement("R10")
def test_the_same_waits_on_all_channels_raise_an_alarm_at_most_as_rarely_as_stated():
    chance, looks = random.Random(10), 3_000
    alarms = 0
    for _ in range(looks):
        channels = {kind: drawn(chance, chance.choice([20, 35, 80])) for kind in ("chat", "email", "form")}
        alarms += unequal_of(channels, FEWEST, 1.1, needs=1) is not None
    assert alarms / looks <= CHANCE


@pytest.mark.requirement("R10")
@pytest.mark.parametrize("slower", [4, 8, 20])
def test_a_channel_that_is_several_times_slower_is_found_and_named(slower):
    for seed in range(20):
        chance = random.Random(seed)
        channels = {
            "chat": drawn(chance, 100),
            "email": drawn(chance, 100, slower),
            "form": drawn(chance, 100),
        }
        found = unequal_of(channels, FEWEST, TIMES, needs=20)
        assert found and found.worst == "email" and found.times >= TIMES


def test_few_tickets_raise_no_alarm_however_late_they_are():
    few = {"chat": Waits.of([1] * 500), "email": Waits.of([90_000] * (FEWEST - 1))}

    assert spread_of(few, FEWEST) is None and unequal_of(few, FEWEST, TIMES, needs=1) is None


def test_below_a_tenth_of_the_promise_all_are_treated_alike():
    """A chat that is answered at once is no injustice to a mail that is answered within the hour."""
    quick = {"chat": Waits.of([0] * 200), "email": Waits.of([90] * 200)}

    found = spread_of(quick, FEWEST)
    assert found and found.times == 1 and unequal_of(quick, FEWEST, 1.1, needs=1) is None


@given(some_waits, some_waits, some_waits)
@settings(max_examples=60, deadline=None)
def test_slowing_the_worst_channel_further_never_takes_its_alarm_away(chat, email, form):
    channels = {"chat": Waits.of(chat), "email": Waits.of(email), "form": Waits.of(form)}
    waits = {"chat": chat, "email": email, "form": form}
    widest = spread_of(channels, FEWEST)
    assert widest
    before = unequal_of(channels, FEWEST, 1.5, needs=1)
    if before is None or before.worst != widest.worst:
        return
    slowed = channels | {widest.worst: Waits.of(wait * 3 + 10 for wait in waits[widest.worst])}
    after = unequal_of(slowed, FEWEST, 1.5, needs=1)
    assert after and after.worst == widest.worst and after.chance <= before.chance


@given(some_waits, some_waits, st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_tickets_and_of_the_channels_does_not_matter(chat, email, chance):
    before = spread_of({"chat": Waits.of(chat), "email": Waits.of(email)}, FEWEST)
    chance.shuffle(chat)
    chance.shuffle(email)
    after = spread_of({"email": Waits.of(email), "chat": Waits.of(chat)}, FEWEST)

    assert before and after and before[:2] == after[:2]
    assert after.times == pytest.approx(before.times) and after.chance == pytest.approx(before.chance)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=80))
@settings(deadline=None)
def test_a_median_of_steps_is_within_a_step_of_the_median(waits):
    exact = statistics.median_low(waits)

    assert Waits.of(waits).at(0.5) == pytest.approx(exact, abs=0.052 * (1 + exact))


@given(some_waits, some_waits)
@settings(max_examples=30, deadline=None)
def test_what_is_added_up_says_what_all_of_it_says_together(first, second):
    both, whole = Waits.of(first), Waits.of(first + second)
    both += Waits.of(second)

    assert both.count == whole.count and both.at(0.9) == pytest.approx(whole.at(0.9))


def test_treatments_of_one_channel_become_one():
    rows = [
        ("email", Treatment(Waits.of([5]), kept=1)),
        ("chat", Treatment()),
        ("email", Treatment(Waits.of([9]))),
    ]

    found = together(rows)
    assert list(found) == ["chat", "email"] and found["email"].tickets == 2
    assert found["email"].percent(found["email"].kept) == 50 and found["chat"].percent(0) is None
