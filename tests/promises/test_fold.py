"""What happens to a ticket, and what becomes of its clocks."""

from datetime import UTC, datetime, timedelta

import pytest

from shopbell.promises.clock import Clock, Rules
from shopbell.promises.fold import Folded, fold
from shopbell.promises.happening import Happening, What
from shopbell.promises.hours import Hours

pytestmark = pytest.mark.requirement("R108")
START = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOUR, DAY = 1, 2  # versions of goals
TIMES = {HOUR: timedelta(hours=1), DAY: timedelta(hours=24)}


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def rulebook(policy: int, hours: int | None) -> Rules:
    return Rules(dict.fromkeys(("first_reply", "next_reply", "solve"), TIMES[policy]), policy=policy)


def happened(*happenings: tuple) -> Folded:
    """What becomes of happenings: the hour of each, what it is, and what is known of it."""
    return fold([Happening(at(hour), what, **more) for hour, what, more in happenings], rulebook)


def clock_of(folded: Folded, goal: str) -> Clock:
    clock = folded.state.clock_of(goal)
    assert clock is not None
    return clock


CREATED, WROTE, ASKED_MORE = (
    (0, What.CREATED, {}),
    (0, What.WROTE, {"message": 1}),
    (10, What.WROTE, {"message": 2}),
)


def chosen(hour: float, policy: int | None) -> tuple:
    return hour, What.CHOSEN, {"policy": policy}


def status(hour: float, phase: str) -> tuple:
    return hour, What.STATUS, {"phase": phase}


def test_an_answer_that_was_promised_nothing_is_not_held_to_goals_that_come_later():
    folded = happened(CREATED, WROTE, chosen(0, None), (5, What.ANSWERED, {}), chosen(6, HOUR))

    assert folded.ended == {}


def test_an_answer_before_it_was_looked_is_not_held_to_goals_that_come_later():
    """The first look says what the answer was promised: nothing."""
    folded = happened(CREATED, WROTE, (5, What.ANSWERED, {}), chosen(5.5, None), chosen(6, HOUR))

    assert folded.ended == {}


def test_an_answer_before_it_was_looked_is_held_to_the_goals_that_are_found():
    folded = happened(CREATED, WROTE, (5, What.ANSWERED, {}), chosen(6, HOUR))

    assert folded.ended["first_reply", 1].broken_at == at(1)


@pytest.mark.parametrize("chosen_at", [6, 8])
def test_a_solution_that_was_promised_nothing_is_not_late_when_it_is_opened_again(chosen_at):
    """Whether goals came while it was solved or afterwards, they have all of their time."""
    steps = [chosen(0, None), status(5, "solved"), status(7, "open"), chosen(chosen_at, HOUR)]
    folded = happened(CREATED, *sorted(steps, key=lambda each: each[0]))

    clock = clock_of(folded, "solve")
    assert (clock.due_at, clock.broken_at) == (at(max(7, chosen_at) + 1), None)
    assert clock.counted == timedelta(hours=5 if chosen_at == 6 else 6)


def test_a_message_that_was_promised_nothing_is_not_late_when_its_ticket_is_merged():
    other = happened(CREATED, WROTE, chosen(0, None)).state
    folded = happened(
        (4, What.CREATED, {}), chosen(4, HOUR), (5, What.JOINED, {"phase": "open", "other": other})
    )

    clock = clock_of(folded, "first_reply")
    assert (clock.started_at, clock.due_at, clock.broken_at) == (START, at(6), None)


@pytest.mark.parametrize(
    ("second", "later"),
    [
        (1, [chosen(0, DAY), status(2, "paused"), status(3, "open"), status(30, "paused")]),
        (10, [chosen(0, DAY), chosen(20, HOUR)]),
        (10, [chosen(0, DAY), chosen(20, HOUR), chosen(20.5, DAY)]),
        (2.5, [chosen(0, DAY), status(2, "paused"), status(3, "open"), status(30, "paused")]),
        (10, [chosen(0, None), status(12, "paused"), chosen(20, HOUR), status(20.5, "open")]),
        (10, [chosen(0, None), chosen(20, HOUR)]),
        (10, [chosen(12, HOUR)]),
    ],
)
def test_when_the_first_message_is_split_off_it_is_as_if_it_had_not_been(second, later):
    later = [each for each in later if each[1] != What.WROTE]
    first, second_message = (0, What.WROTE, {"message": 1}), (second, What.WROTE, {"message": 2})
    rest = sorted([second_message, *later], key=lambda each: each[0])
    split = (31 if later[-1][0] == 30 else 20.75, What.LEFT, {"messages": frozenset({1})})

    with_first = clock_of(happened(CREATED, first, *rest, split), "first_reply")
    without = clock_of(happened(CREATED, *rest, split), "first_reply")

    assert with_first.due_at is not None or with_first.since is None
    shown = "started_at due_at warn_at broken_at policy counted".split()
    used = [clock.used(at(split[0]), rulebook(HOUR, None)) for clock in (with_first, without)]
    assert used[0] == used[1]
    assert [getattr(with_first, name) for name in shown[:5]] == [getattr(without, name) for name in shown[:5]]


def voided(hour: float, policy: int) -> tuple:
    return hour, What.VOIDED, {"policy": policy, "why": "a mistake"}


@pytest.mark.parametrize("since", [0, 2])
def test_what_passed_under_goals_that_were_a_mistake_is_counted_by_the_next_ones(since):
    """They broke nothing: their hours were closed all the time."""
    week = timedelta(days=7)
    closed = Rules({"first_reply": 2 * week}, openness=Hours("UTC", ((),) * 7), policy=HOUR)
    right = Rules({"first_reply": week}, policy=DAY)
    story = [CREATED, WROTE, *([chosen(0, DAY)] if since else []), chosen(since, HOUR), chosen(50, DAY)]

    def due(*happenings: tuple) -> Clock:
        told = [Happening(at(hour), what, **more) for hour, what, more in happenings]
        return clock_of(fold(told, lambda policy, hours: closed if policy == HOUR else right), "first_reply")

    assert due(*story).due_at > at(0) + week
    freed = due(*story, voided(51, HOUR))
    assert freed.due_at == at(0) + week and freed.used(at(60), right) == timedelta(hours=60)
    assert due(*story[:-1], voided(49, HOUR), chosen(50, DAY)).due_at == at(0) + week


def test_what_other_goals_broke_stays_broken_when_goals_after_them_were_a_mistake():
    folded = happened(CREATED, WROTE, chosen(0, HOUR), chosen(5, DAY), chosen(6, HOUR), voided(7, DAY))

    assert clock_of(folded, "first_reply").broken_at == at(1)


def test_taking_back_tells_nobody_twice_that_a_promise_is_at_risk():
    told = (23, What.TOLD, {"why": "risk", "goal": "first_reply", "since": at(0)})
    story = (CREATED, WROTE, chosen(0, DAY), chosen(1, HOUR), chosen(1.5, DAY), told)

    folded = happened(*story, voided(23.5, HOUR))

    clock = clock_of(folded, "first_reply")
    assert clock.told == "risk" and clock.due_at == at(24)
