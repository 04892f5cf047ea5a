"""The promises of tickets one by one, for a ticket's page and for programs: what runs, and what became of the rest."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from shopbell.core.prepared import Prepared

from .clock import BROKEN, Clock
from .clock_state import State, state_of
from .goal import Goal
from .goal_outcome import GoalOutcome, Outcome
from .goal_policy import GoalPolicyVersion
from .promise import WAITED_FOR, Kind, Promise
from .running import Running
from .ticket_clocks import TicketClocks
from .voided_goals import reasons_of

MOST = 50  # of one ticket, the last ones


@dataclass(frozen=True)
class Told:
    """One promise of a ticket: it runs or is paused, or it has ended with an outcome."""

    goal: Goal
    policy: str
    started_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    running: Running | None
    outcome: Outcome | None
    why: str = ""  # it does not count, where its goals were a mistake
    is_broken: bool = False  # its time passed, and it goes on

    def state(self, now: datetime) -> str:
        """running, paused, kept, broken or void; broken also while somebody still waits for what is late."""
        if self.outcome:
            return str(self.outcome)
        if self.is_broken or (self.running and self.running.state(now) == BROKEN):
            return BROKEN
        return "running" if self.running else "paused"


def promises_of(ticket_ids: Collection[int]) -> dict[int, list[Told]]:
    """All that was promised in each of these tickets: what runs first, the most urgent above, then the last ones."""
    found: dict[int, list[Told]] = {pk: [] for pk in ticket_ids}
    kept = TicketClocks.objects.filter(ticket__in=ticket_ids).select_related("policy_version")
    states = {clocks.ticket_id: state_of(clocks.state) for clocks in kept}
    names = _names_of(states.values(), kept)
    for ticket_id, state in states.items():
        found[ticket_id] += _unended(state, names)
    ended = _outcomes(ticket_ids)
    reasons = reasons_of(row for rows in ended.values() for row in rows)
    for pk, rows in ended.items():
        found[pk] += [told_of_outcome(row, reasons.get(row.pk, "")) for row in rows[:MOST]]
    return found


def told_in(ticket_ids: Collection[int]) -> dict[int, list[Promise]]:
    """By when the shoppers of these tickets were told to hear back, the last first."""
    found: dict[int, list[Promise]] = {pk: [] for pk in ticket_ids}
    for promise in Promise.objects.filter(ticket__in=ticket_ids).select_related("agent").order_by("-pk"):
        if len(found[promise.ticket_id]) < MOST:
            found[promise.ticket_id].append(promise)
    return found


AWAITED = Prepared(
    lambda ticket: Promise.objects.filter(WAITED_FOR, ticket=ticket, kind=Kind.ANSWER).order_by(
        "is_owed", "-due_at"
    ),
    ticket=int,
)


def awaited_in(ticket_id: int) -> Promise | None:
    """The answer that the shopper was told of and waits for, also when its time has passed."""
    return AWAITED.first(ticket=ticket_id)


def _names_of(states: Collection[State], kept: Collection[TicketClocks]) -> dict[int | None, str]:
    """The names of the goals that hold now, and of those by which something was broken, by their version."""
    names: dict[int | None, str] = {row.policy_version_id: str(row.policy_version or "") for row in kept}
    broken = {clock.policy for state in states for clock in state.clocks if clock.policy} - set(names)
    for version in GoalPolicyVersion.objects.filter(pk__in=broken) if broken else ():
        names[version.pk] = str(version)
    return names


def _unended(state: State, names: Mapping[int | None, str]) -> list[Told]:
    """What goes on. Of spam and of a deleted ticket nothing does; without a time for a goal there is no promise.

    What was broken is told by the goals that it was broken by, whatever holds since.
    """
    clocks = [] if state.hidden else [clock for clock in state.clocks if clock.limit is not None]
    told = [told_of_clock(clock, names.get(clock.policy or state.in_force, "")) for clock in clocks]
    return sorted(told, key=lambda each: (each.running is None, each.due_at or each.started_at))


def told_of_clock(clock: Clock, policy: str) -> Told:
    goal = Goal(clock.goal)
    is_running = clock.since is not None and clock.due_at is not None
    running = Running(goal, clock.due_at, clock.warn_at) if is_running and clock.due_at else None
    dates = clock.started_at, clock.due_at, clock.ended_at
    return Told(goal, policy, *dates, running, None, is_broken=clock.broken_at is not None)


def told_of_outcome(row: GoalOutcome, why: str = "") -> Told:
    policy = str(row.policy_version or "")
    ended = row.started_at, row.due_at, row.ended_at
    return Told(Goal(row.goal), policy, *ended, None, Outcome(row.outcome), why)


def _outcomes(ticket_ids: Collection[int]) -> dict[int, list[GoalOutcome]]:
    """Of what has ended; what is broken and still runs is told by its clock."""
    rows = GoalOutcome.objects.filter(ticket__in=ticket_ids, ended_at__isnull=False)
    found: defaultdict[int, list[GoalOutcome]] = defaultdict(list)
    for row in rows.select_related("policy_version").order_by("-started_at", "-pk"):
        found[row.ticket_id].append(row)
    return found
