"""The promises of tickets one by one, for a ticket's page and for programs: what runs, and what became of the rest."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from .goal import Goal
from .goal_outcome import GoalOutcome, Outcome
from .running import Running, running_of

MOST = 50  # of one ticket, the last ones


class Told(NamedTuple):
    """One promise of a ticket: it runs, or has an outcome. A broken one that still runs is both."""

    goal: Goal
    policy: str
    due_at: datetime | None
    ended_at: datetime | None
    running: Running | None
    outcome: Outcome | None


def promises_of(ticket_ids: Collection[int]) -> dict[int, list[Told]]:
    """All that was promised in each of these tickets: what runs first, the most urgent above, then the last ones."""
    found: dict[int, list[Told]] = {pk: [] for pk in ticket_ids}
    for pk, running in running_of(ticket_ids).items():
        found[pk].append(Told(running.goal, "", running.due_at, None, running, None))
    for pk, rows in _outcomes(ticket_ids).items():
        found[pk] += [
            Told(
                Goal(row.goal),
                str(row.policy_version or ""),
                row.due_at,
                row.ended_at,
                None,
                Outcome(row.outcome),
            )
            for row in rows[:MOST]
            if row.ended_at
        ]
    return found


def _outcomes(ticket_ids: Collection[int]) -> dict[int, list[GoalOutcome]]:
    rows = GoalOutcome.objects.filter(ticket__in=ticket_ids).select_related("policy_version")
    found: defaultdict[int, list[GoalOutcome]] = defaultdict(list)
    for row in rows.order_by("-started_at", "-pk"):
        found[row.ticket_id].append(row)
    return found
