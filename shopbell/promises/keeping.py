"""Keeping the clocks of tickets in step with their events, in the transaction that writes these.

Most events only go on from how the clocks stand: one row is read and written. What takes back something earlier, or is
written down later than it happened, has them reckoned again from all events, and so has a ticket from before there were
clocks. Outcomes are written with them.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from shopbell.core.prepared import Prepared
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.ticket import Ticket

from .clock import Clock
from .clock_state import MERGED, State, state_of, to_json, trimmed
from .facts import FACTS
from .fold import Folded
from .goal_outcome import MISTAKE, GoalOutcome, Outcome
from .history import VERBS, events_of, fold_events, happenings_of, is_simple
from .rulebook import rules_of
from .ticket_clocks import TicketClocks
from .voided_goals import keep_as_they_are, void_late

KEPT = Prepared(lambda ticket: TicketClocks.objects.select_for_update().filter(ticket=ticket), ticket=int)
KEEP = """
insert into promises_ticketclocks (ticket_id, state, event_id, policy_version_id, hours_version_id, goal, due_at,
                                   warn_at, is_broken, tell_at, unlooked_event_id)
values (%s, %s::jsonb, %s, %s, %s, %s, %s, %s, %s, %s, %s)
on conflict (ticket_id) do update
   set state = excluded.state, event_id = excluded.event_id, policy_version_id = excluded.policy_version_id,
       hours_version_id = excluded.hours_version_id, goal = excluded.goal, due_at = excluded.due_at,
       warn_at = excluded.warn_at, is_broken = excluded.is_broken, tell_at = excluded.tell_at,
       unlooked_event_id = coalesce(
           case when promises_ticketclocks.unlooked_event_id > 0 then abs(excluded.unlooked_event_id)
                else excluded.unlooked_event_id end, promises_ticketclocks.unlooked_event_id)
"""
# nothing runs in a solved ticket: it is looked at when it is opened again. Who was not behind others does not go there.
DOUBT = """
update promises_ticketclocks clocks
   set unlooked_event_id = case when clocks.unlooked_event_id > 0 then abs(fact.event_id) else fact.event_id end
  from unnest(%s::bigint[], %s::bigint[]) fact (ticket_id, event_id)
  join tickets_ticket ticket on ticket.id = fact.ticket_id and ticket.status in ('new', 'open', 'pending', 'on_hold')
 where clocks.ticket_id = fact.ticket_id
"""
# channel, team and reason stay those of the first time
NOTE = """
insert into promises_goaloutcome (ticket_id, channel, team_id, reason_id, goal, number, started_at, due_at, ended_at,
                                  outcome, because, seconds, policy_version_id)
select %s, %s, %s, %s, clock.*
  from jsonb_to_recordset(%s::jsonb) clock (
      goal text, number int, started_at timestamptz, due_at timestamptz, ended_at timestamptz, outcome text,
      because text, seconds bigint, policy_version_id bigint)
on conflict (ticket_id, goal, number) do update
   set started_at = excluded.started_at, due_at = excluded.due_at, ended_at = excluded.ended_at,
       outcome = excluded.outcome, because = excluded.because, seconds = excluded.seconds,
       policy_version_id = excluded.policy_version_id
returning case when outcome <> 'void' and exists (
    select from promises_voidedgoals void where void.version_id = policy_version_id and void.restored_at is null
) then policy_version_id end
"""


def keep(ticket: Ticket, events: list[Event]) -> None:
    """Bring the clocks of `ticket` in step with `events`, which were just written to its timeline."""
    moving = [event for event in events if event.verb in VERBS]
    unlooked = next((_mark_of(event) for event in reversed(events) if event.verb in FACTS), None)
    if not moving:
        if unlooked:
            doubt([ticket.pk], [unlooked])
        return
    if moving[0].verb == Verb.CREATED and all(map(is_simple, moving)):
        state: State | None = State()
    elif all(map(is_simple, moving)):
        state = _stood(ticket, moving)
    else:
        state = None
    if state is None:
        reckon(ticket, unlooked)
    else:
        _go_on(ticket, state, moving, unlooked)


def keep_many(written: Iterable[tuple[int, int]], verb: str) -> None:
    """The same for one event of each of many tickets: the keys of both. None of these verbs moves a clock."""
    if verb in FACTS and (pairs := list(written)):
        doubt([ticket for ticket, _ in pairs], [behind(event) for _, event in pairs])


def behind(number: int) -> int:
    """The mark of an event of one among thousands of tickets: it lets a customer who just wrote go first."""
    return -number


def _mark_of(event: Event) -> int:
    return behind(event.pk) if "bulk_run" in event.data else event.pk


def doubt(ticket_ids: list[int], marks: list[int]) -> None:
    """Have it looked which goals apply to these locked tickets, where they are not solved, for each since its mark."""
    with connection.cursor() as cursor:
        cursor.execute(DOUBT, [ticket_ids, marks])


def reckon(ticket: Ticket, unlooked: int | None = None) -> None:
    """Reckon the clocks of `ticket`, which is locked, from all its events."""
    events = events_of(ticket.pk)
    if not events:
        return
    folded = fold_events(events)
    _write(ticket, folded.state, events[-1].pk, unlooked)
    clocks = _outcomes(folded)
    known = {clock.key for clock in clocks}
    noted = GoalOutcome.objects.filter(ticket=ticket).values_list("pk", "goal", "number")
    if gone := [pk for pk, *key in noted if tuple(key) not in known]:
        GoalOutcome.objects.filter(pk__in=gone).delete()
    _note(ticket, folded.state, clocks)


def _stood(ticket: Ticket, events: list[Event]) -> State | None:
    """The clocks as they were kept before `events`; None when they do not go on from there."""
    kept = KEPT.first(ticket=ticket.pk)
    state = state_of(kept.state) if kept and kept.event_id < events[0].pk else None
    is_next = state and state.at and state.at <= min(event.created_at for event in events)
    return state if is_next else None


def _go_on(ticket: Ticket, before: State, events: list[Event], unlooked: int | None) -> None:
    folded = Folded(before)
    for happening in happenings_of(events):
        folded.take(happening, rules_of)
    _write(ticket, folded.state, events[-1].pk, unlooked)
    was_broken = {clock.key for clock in before.clocks if clock.broken_at}
    news = [clock for clock in _outcomes(folded) if clock.ended_at or clock.key not in was_broken]
    if before.solution and any(clock.key == before.solution.key for clock in folded.state.clocks):
        GoalOutcome.objects.filter(ticket=ticket, goal=before.solution.goal).delete()
    _note(ticket, folded.state, news)


def _outcomes(folded: Folded) -> list[Clock]:
    """The clocks that are worth a row: those that ended, and those that are broken already."""
    return [*folded.ended.values(), *(clock for clock in folded.state.clocks if clock.broken_at)]


def outcome_rows(folded: Folded) -> list[dict[str, Any]]:
    """What the outcomes of a ticket say, as `GoalOutcome` has it, by goal and number."""
    rows = [_row(clock, folded.state) for clock in _outcomes(folded)]
    return sorted(rows, key=lambda row: (row["goal"], row["number"]))


def _row(clock: Clock, state: State) -> dict[str, Any]:
    outcome, because = _judged(clock, state)
    time = clock.counted if clock.ended_at else clock.limit
    return {
        "goal": clock.goal,
        "number": clock.number,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "ended_at": clock.ended_at,
        "outcome": str(outcome),
        "because": because,
        "seconds": int(time.total_seconds()) if time else 0,
        "policy_version_id": clock.policy,
    }


def _judged(clock: Clock, state: State) -> tuple[Outcome, str]:
    """Nothing of spam or a deleted ticket counts, nor what goes on in the ticket that this one was merged into, nor
    what goals decided that were a mistake."""
    veiled = next((why for why in state.hidden if why != MERGED or clock.ended_at is None), "")
    if veiled:
        return Outcome.VOID, veiled
    if clock.policy in state.void:
        return Outcome.VOID, MISTAKE
    if clock.broken_at:
        return Outcome.BROKEN, clock.because
    return (Outcome.VOID, clock.because) if clock.because else (Outcome.KEPT, "")


def _write(ticket: Ticket, state: State, event_id: int, unlooked: int | None) -> None:
    first = state.shown[0] if state.shown else None
    shown = (
        (first.goal, first.due_at, first.warn_at, first.broken_at is not None)
        if first
        else ("", None, None, False)
    )
    row = [ticket.pk, json.dumps(to_json(trimmed(state))), event_id, state.policy, state.hours, *shown]
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [*row, state.tell_at, unlooked])


def _note(ticket: Ticket, state: State, clocks: Iterable[Clock]) -> None:
    rows = [_row(clock, state) for clock in clocks]
    if not rows:
        return
    keep_as_they_are(row["policy_version_id"] for row in rows if row["policy_version_id"])
    of_ticket = (ticket.pk, ticket.channel, ticket.team_id, ticket.reason_id)
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [*of_ticket, json.dumps(rows, default=datetime.isoformat)])
        mistaken = {version for (version,) in cursor.fetchall() if version}
    if mistaken:
        void_late(ticket, mistaken)
