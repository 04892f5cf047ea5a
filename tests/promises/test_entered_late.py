"""A ticket that was solved without an answer and opened again, whose customer wrote since: an answer that is entered for a
moment before that message. The table, the fold and the slow reference say alike which clock runs, and its number."""

from datetime import datetime, timedelta

import pytest

from shopbell.tickets.status import reopen_ticket, solve_ticket
from tests.promises.clock_story import answers, due, outcomes, policy, ticket, writes
from tests.promises.test_slow_ticket import ALWAYS, LONGER, NOON, POLICY, YOUNG, first, hold_together, told

__all__ = ["policy", "ticket"]
MOMENTS = {"before it was solved": 1, "while it was solved": 3, "after it was opened again": 5}
FIRST_REPLY = {  # what becomes of it, and why, by the minute of the answer
    1: ("kept", ""),
    3: ("void", "solved"),
    5: ("void", "solved"),
}


@pytest.mark.django_db
@pytest.mark.requirement("R107")
@pytest.mark.parametrize("hour", MOMENTS.values(), ids=MOMENTS)
def test_the_table_says_what_the_events_say(ticket, wall, ada, mina, hour):
    opened: datetime = wall.now
    wall.tick(hours=2)
    solve_ticket(ticket, by=ada)
    wall.tick(hours=2)
    reopen_ticket(ticket, by=ada)
    wall.tick(hours=2)
    wrote = wall.now
    writes(ticket, mina)
    wall.tick(minutes=30)

    answers(ticket, ada, at=opened + timedelta(hours=hour))

    assert due(ticket)["next_reply"] > wrote
    [row] = outcomes(ticket)
    assert (row["goal"], row["number"], row["outcome"], row["because"]) == (
        "first_reply", 1, *FIRST_REPLY[hour],
    )  # fmt: skip
    wall.tick(minutes=1)
    answers(ticket, ada)
    rows = [(row["goal"], row["number"], row["started_at"]) for row in outcomes(ticket)]
    assert rows == [("first_reply", 1, opened), ("next_reply", 1, wrote)]
    assert "next_reply" not in due(ticket)


@pytest.mark.parametrize("minute", MOMENTS.values(), ids=MOMENTS)
def test_the_fold_says_what_the_slow_reference_says(minute):
    steps = [
        first("goals_are_chosen", place=ALWAYS),
        first("customer_writes"),
        first("status_is_set", place=3, after=2),
        first("status_is_set", place=0, after=2),
        first("customer_writes", after=2),
        first("an_old_answer_is_entered", place=7 - minute, after=1),
    ]

    hold_together([POLICY, LONGER, YOUNG], [NOON], steps)

    running, ended = told(*steps)
    assert ("next_reply", 1) in running
    assert [row[:2] for row in ended] == [("first_reply", 1)]
