"""What happens to a ticket, and what becomes of its clocks."""

from datetime import UTC, datetime, timedelta

import pytest

from shopbell.promises.clock import Clock, Rules
from shopbell.promises.fold import Folded, fold
from shopbell.promises.happening import Happening, What

pytestmark = pytest.mark.requirement("R108")
START = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOUR, DAY = 1, 2  # versions of goals
TIMES = {HOUR: timedelta(hours=1), DAY: timedelta(hours=24)}


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def rulebook(policy: int, hours: int | None) -> Rules:
    return Rules(dict.fromkeys(("first_reply", "next_reply", "solve"), TIMES[policy]))


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
