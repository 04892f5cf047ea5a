"""What the demo shop promised: its goals and hours count since its past began, and each ticket's clocks are reckoned
from what happened to it, as the desk does it with every event."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from shopbell.promises.business_hours import BusinessHours, HoursVersion
from shopbell.promises.clock_state import to_json
from shopbell.promises.goal import Counts
from shopbell.promises.goal_policy import GoalPolicy, GoalPolicyVersion
from shopbell.promises.history import fold_events
from shopbell.promises.keeping import outcome_rows
from shopbell.promises.models import GoalOutcome, TicketClocks
from shopbell.tickets.event import Event
from shopbell.tickets.ticket import Ticket

BATCH, HOUR = 1000, 3_600


def begin_promises(since: datetime) -> dict[str, dict[str, object]]:
    """Let goals and hours count from `since` on; what each channel's tickets are told of them, "" for the others."""
    _promise_sooner()
    GoalPolicyVersion.objects.update(effective_from=since)
    HoursVersion.objects.update(effective_from=since)
    hours = BusinessHours.objects.get(is_default=True).versions.get()
    chosen: dict[str, dict[str, object]] = {}
    for policy in GoalPolicy.objects.filter(is_on=True):
        told = {
            "policy": policy.name,
            "policy_version": policy.versions.get().pk,
            "hours_version": hours.pk if policy.counts == Counts.OPEN else None,
        }
        for channel in _channels(policy):
            chosen.setdefault(channel, told)
    return chosen


def _promise_sooner() -> None:
    """Eight hours while the shop is open where a new desk promises a day round the clock: nobody is promised an answer
    for a night or a Sunday on which nobody is there, and something is at risk while one looks around."""
    policy = GoalPolicy.objects.get(conditions=[])
    policy.counts = Counts.OPEN
    policy.first_reply_seconds = policy.next_reply_seconds = 8 * HOUR
    GoalPolicyVersion.objects.filter(policy=policy).delete()
    policy.save()


def _channels(policy: GoalPolicy) -> list[str]:
    """The goals that a desk begins with are for channels, or for everything else."""
    return [str(value) for each in policy.filter for value in each.values] or [""]


def keep_promises(events: Iterable[Event]) -> None:
    """Write the clocks and outcomes of all tickets that `events` tell of; each ticket's stand in their order."""
    by_ticket: defaultdict[int, list[Event]] = defaultdict(list)
    for event in events:
        by_ticket[event.ticket_id].append(event)
    clocks, outcomes = [], []
    for told in by_ticket.values():
        folded = fold_events(told)
        ticket, state = told[0].ticket, folded.state
        clocks.append(_clocks(ticket, state, told[-1].pk))
        of_ticket = {
            "ticket": ticket,
            "channel": ticket.channel,
            "team": ticket.team,
            "reason": ticket.reason,
        }
        outcomes += [GoalOutcome(**row, **of_ticket) for row in outcome_rows(folded)]
    TicketClocks.objects.bulk_create(clocks, batch_size=BATCH)
    GoalOutcome.objects.bulk_create(outcomes, batch_size=BATCH)


def _clocks(ticket: Ticket, state, event_id: int) -> TicketClocks:
    first = state.shown[0] if state.shown else None
    return TicketClocks(
        ticket=ticket, state=to_json(state), event_id=event_id, policy_version_id=state.policy,
        hours_version_id=state.hours, tell_at=state.tell_at, goal=first.goal if first else "",
        due_at=first and first.due_at, warn_at=first and first.warn_at,
        is_broken=first is not None and first.broken_at is not None,
    )  # fmt: skip
