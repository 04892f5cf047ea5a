"""What is due under one goal after another."""

from datetime import UTC, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from shopbell.promises.clock import Clock, Rules

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def goal(hours: float) -> Rules:
    return Rules({"first_reply": timedelta(hours=hours)})


def changed(clock: Clock, before: Rules, after: Rules, at: datetime) -> Clock:
    """The clock of `before` under `after` from `at` on."""
    return clock.passed(at, 1).chosen(at, (before, None), (after, None), is_first=False)


def started(rules: Rules) -> Clock:
    return Clock("first_reply", 1, START, since=START).reckoned(rules)


def test_a_shorter_goal_that_was_a_mistake_leaves_the_longer_one_as_it_was():
    right, wrong = goal(24), goal(4)
    after = changed(started(right), right, wrong, START + 20 * HOUR)
    assert after.due_at == START + 24 * HOUR  # four hours from then on: the twenty were not its own

    put_right = changed(after, wrong, right, START + 20.1 * HOUR)

    assert put_right.due_at == START + 24 * HOUR
    assert put_right.warn_at == START + 20.1 * HOUR  # three quarters are over: it is at risk at once


@given(
    right=st.floats(0.5, 100),
    wrong=st.floats(0.5, 100),
    used=st.floats(0, 100),
    mistaken=st.floats(0, 10),
)
def test_there_and_back_is_due_as_if_nothing_had_been(right, wrong, used, mistaken):
    there, back = START + used * HOUR, START + (used + mistaken) * HOUR
    clock = changed(started(goal(right)), goal(right), goal(wrong), there).passed(back, 1)
    assume(not clock.broken_at and back < START + right * HOUR)

    assert changed(clock, goal(wrong), goal(right), back).due_at == started(goal(right)).due_at


def test_other_hours_leave_what_a_shorter_goal_was_given():
    """Nobody is late at once because the hours of the same goal were edited."""
    wrong = goal(4)
    clock = changed(started(goal(24)), goal(24), wrong, START + 20 * HOUR)

    assert changed(clock, wrong, goal(4), START + 21 * HOUR).due_at == START + 24 * HOUR
