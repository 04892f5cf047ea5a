"""Keeping the clocks of tickets in step with their events, in the transaction that writes these.

Most events only go on from how the clocks stand: one row is read and written. What takes back something earlier, or is
written down later than it happened, has them reckoned again from all events, and so has a ticket from before there were
clocks. Outcomes are written with them.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from shopbell.tickets.event import Event, Verb, Written
from shopbell.tickets.ticket import Ticket

from .clock import Clock
from .clock_state import MERGED, State, state_in, to_json, trimmed
from .facts import FACTS
from .fold import Folded
from .goal_outcome import MISTAKE, GoalOutcome, Outcome
from .history import VERBS, events_of, fold_events, happenings_of, is_simple
from .rulebook import rules_of
from .ticket_clocks import note_told
from .voided_goals import keep_as_they_are, void_late

KEPT = """
select ticket_id, state, event_id from promises_ticketclocks where ticket_id = any(%s) order by ticket_id for update
"""
KEEP = """
insert into promises_ticketclocks (ticket_id, state, event_id, policy_version_id, hours_version_id, goal, due_at,
                                   warn_at, is_broken, tell_at, unlooked_event_id)
select clocks.*
  from jsonb_to_recordset(%s::jsonb) clocks (
      ticket_id bigint, state jsonb, event_id bigint, policy_version_id bigint, hours_version_id bigint, goal text,
      due_at timestamptz, warn_at timestamptz, is_broken boolean, tell_at timestamptz, unlooked_event_id bigint)
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
select clock.*
  from jsonb_to_recordset(%s::jsonb) clock (
      ticket_id bigint, channel text, team_id bigint, reason_id bigint, goal text, number int,
      started_at timestamptz, due_at timestamptz, ended_at timestamptz, outcome text,
      because text, seconds bigint, policy_version_id bigint)
on conflict (ticket_id, goal, number) do update
   set started_at = excluded.started_at, due_at = excluded.due_at, ended_at = excluded.ended_at,
       outcome = excluded.outcome, because = excluded.because, seconds = excluded.seconds,
       policy_version_id = excluded.policy_version_id
returning ticket_id, case when outcome <> 'void' and exists (
    select from promises_voidedgoals void where void.version_id = policy_version_id and void.restored_at is null
) then policy_version_id end
"""


class Moved(NamedTuple):
    """A locked ticket with the events that move its clocks, and the mark of the last that other goals may follow."""

    ticket: Ticket
    events: list[Event]
    unlooked: int | None

    @property
    def is_new(self) -> bool:
        return self.events[0].verb == Verb.CREATED


class Moving(NamedTuple):
    """How the clocks of a ticket stand after events, and those of which there is an outcome to note."""

    ticket: Ticket
    state: State
    event_id: int
    unlooked: int | None
    outcomes: list[Clock]


def keep(written: Written) -> None:
    """Bring the clocks of each ticket in step with its events, which were just written to the timelines."""
    moved = []
    for ticket, events in written:
        moving = [event for event in events if event.verb in VERBS]
        unlooked = next((_mark_of(event) for event in reversed(events) if event.verb in FACTS), None)
        if moving:
            moved.append(Moved(ticket, moving, unlooked))
        elif unlooked:
            doubt([ticket.pk], [unlooked])
    if not moved:
        return
    stood = _stood(moved)
    _put([_gone_on(each, stood[each.ticket.pk]) for each in moved if each.ticket.pk in stood])
    for ticket, _, unlooked in moved:
        if ticket.pk not in stood:
            reckon(ticket, unlooked)


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
    clocks = _outcomes(folded)
    known = {clock.key for clock in clocks}
    noted = GoalOutcome.objects.filter(ticket=ticket).values_list("pk", "goal", "number")
    if gone := [pk for pk, *key in noted if tuple(key) not in known]:
        GoalOutcome.objects.filter(pk__in=gone).delete()
    _put([Moving(ticket, folded.state, events[-1].pk, unlooked, clocks)])
    note_told(ticket.pk)


def _stood(moved: Sequence[Moved]) -> dict[int, State]:
    """The clocks as they were kept before the events, by ticket; without those that do not go on from there."""
    simple = {each.ticket.pk: each for each in moved if all(map(is_simple, each.events))}
    found = {pk: State() for pk, each in simple.items() if each.is_new}
    asked = [pk for pk in simple if pk not in found]
    for pk, kept, event_id in _kept(asked) if asked else ():
        events, state = simple[pk].events, state_in(kept)
        is_next = state.at and state.at <= min(event.created_at for event in events)
        if is_next and event_id < events[0].pk:
            found[pk] = state
    return found


def _kept(ticket_ids: list[int]) -> list[tuple[int, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(KEPT, [ticket_ids])
        return cursor.fetchall()


def _gone_on(moved: Moved, before: State) -> Moving:
    folded = Folded(before)
    for happening in happenings_of(moved.events):
        folded.take(happening, rules_of)
    was_broken = {clock.key for clock in before.clocks if clock.broken_at}
    news = [clock for clock in _outcomes(folded) if clock.ended_at or clock.key not in was_broken]
    if before.solution and any(clock.key == before.solution.key for clock in folded.state.clocks):
        GoalOutcome.objects.filter(ticket=moved.ticket, goal=before.solution.goal).delete()
    return Moving(moved.ticket, folded.state, moved.events[-1].pk, moved.unlooked, news)


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


def _put(found: Sequence[Moving]) -> None:
    """Write down how the clocks of each ticket stand, and what became of those of which there is an outcome."""
    if not found:
        return
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [json.dumps(list(map(_columns, found)), default=datetime.isoformat)])
    noted = [_of_ticket(each.ticket) | _row(clock, each.state) for each in found for clock in each.outcomes]
    if noted:
        _note({each.ticket.pk: each.ticket for each in found}, noted)


def _columns(moving: Moving) -> dict[str, Any]:
    state = moving.state
    first = next(iter(state.shown), None)
    return {
        "ticket_id": moving.ticket.pk,
        "state": to_json(trimmed(state)),
        "event_id": moving.event_id,
        "policy_version_id": state.policy,
        "hours_version_id": state.hours,
        "goal": first.goal if first else "",
        "due_at": first and first.due_at,
        "warn_at": first and first.warn_at,
        "is_broken": first is not None and first.broken_at is not None,
        "tell_at": state.tell_at,
        "unlooked_event_id": moving.unlooked,
    }


def _of_ticket(ticket: Ticket) -> dict[str, Any]:
    return {
        "ticket_id": ticket.pk,
        "channel": ticket.channel,
        "team_id": ticket.team_id,
        "reason_id": ticket.reason_id,
    }


def _note(tickets: Mapping[int, Ticket], rows: list[dict[str, Any]]) -> None:
    keep_as_they_are(row["policy_version_id"] for row in rows if row["policy_version_id"])
    mistaken = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [json.dumps(rows, default=datetime.isoformat)])
        for ticket_id, version in cursor.fetchall():
            if version:
                mistaken[ticket_id].add(version)
    for ticket_id, versions in mistaken.items():
        void_late(tickets[ticket_id], versions)
