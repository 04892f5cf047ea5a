"""What a shopper was told is broken when its time passes: it is owed from then on, and the timeline says so once.

Whoever keeps watch (`watch.py`) asks for it, so that it is known within a second. Where a goal is due at the very same
moment, as most acknowledgements promise just that, the breach of the goal tells of both.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from shopbell.tickets.event import Event, Verb, event_of, write_all_events
from shopbell.tickets.ticket import Ticket

from .choosing import PORTION
from .portions import in_portions
from .promise import Kind, Outcome, Promise, is_over
from .promise_looking import SETTLING, settle

PUT_OFF = timedelta(minutes=10)  # one that cannot be broken
# what was promised in a ticket that is merged goes along, by the reaction to the merge
STANDING = """
  from promises_promise promise
 where outcome = 'open' and not exists (select from tickets_merge where gone_id = promise.ticket_id)
"""
DUE = f"select ticket_id {STANDING} and due_at <= %s and tell_at <= %s order by due_at limit %s"
NEXT = f"select greatest(due_at, tell_at) {STANDING} order by due_at limit 1"
TOLD_BY_GOAL = """
select promise.id
  from promises_promise promise
  join promises_ticketclocks clocks on clocks.ticket_id = promise.ticket_id and not clocks.state ? 'hidden',
       jsonb_path_query(clocks.state, '$.clocks[*]') clock
 where promise.id = any(%s) and promise.kind = 'answer' and clock->>'goal' <> 'solve' and clock ? 'since'
   and (clock->>'due_at')::timestamptz = promise.due_at
"""


def break_due(now: datetime) -> int:
    """Break each promise whose time has passed, once; returns in how many tickets some were due."""
    with connection.cursor() as cursor:
        cursor.execute(DUE, [now, now, PORTION])
        ids = list(dict.fromkeys(pk for (pk,) in cursor.fetchall()))

    def put_off(pk: int) -> None:
        Promise.objects.filter(ticket=pk, outcome=Outcome.OPEN, due_at__lte=now).update(tell_at=now + PUT_OFF)

    doing = "Breaking the promises"
    in_portions(ids, lambda portion: _break_in(portion, now), put_off, doing=doing, together=PORTION)
    return len(ids)


@transaction.atomic
def _break_in(ids: list[int], now: datetime) -> None:
    """A ticket that somebody holds comes with the next look."""
    free = Ticket.objects.select_for_update(of=("self",), skip_locked=True).filter(pk__in=ids, merge=None)
    tickets = {ticket.pk: ticket for ticket in free.select_related("spam", "deletion").order_by("pk")}
    due = _settled(tickets, now)
    over = {each.pk for each in due if is_over(tickets[each.ticket_id])}
    broken = [each for each in due if each.pk not in over]
    if over:
        Promise.objects.filter(pk__in=over).update(outcome=Outcome.VOID, ended_at=now)
    if broken:
        keys = [each.pk for each in broken]
        Promise.objects.filter(pk__in=keys).update(outcome=Outcome.BROKEN, is_owed=True)
        told = _told_by_goal(keys)
        _tell(tickets, [each for each in broken if each.pk not in told])


def _settled(tickets: Mapping[int, Ticket], now: datetime) -> list[Promise]:
    """Those of these locked tickets that nothing has ended yet, though the reaction to it may not have run."""
    due = Promise.objects.filter(ticket__in=list(tickets), outcome=Outcome.OPEN, due_at__lte=now).order_by(
        "pk"
    )
    words = Q(verb=Verb.REPLIED) & (Q(agent=None) | Q(data__has_key="no_answer"))
    since = Event.objects.filter(
        ticket=OuterRef("ticket"), created_at__gt=OuterRef("made_at"), verb__in=SETTLING
    )
    unsettled = list(due.filter(Exists(since.exclude(words))))
    for promise in unsettled:
        settle(promise, tickets[promise.ticket_id])
    return list(due)


def _told_by_goal(promises: list[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(TOLD_BY_GOAL, [promises])
        return {pk for (pk,) in cursor.fetchall()}


def _tell(tickets: Mapping[int, Ticket], broken: Iterable[Promise]) -> None:
    events = defaultdict(list)
    for promise in broken:
        kind: dict[str, Any] = {} if promise.kind == Kind.ANSWER else {"kind": promise.kind}
        event = event_of(
            tickets[promise.ticket_id], Verb.PROMISE_OWED, until=promise.due_at.isoformat(), **kind
        )
        events[promise.ticket_id].append(event)
    if events:
        write_all_events([(tickets[pk], of_ticket) for pk, of_ticket in events.items()])
