"""Before a shopper hears that a promise slips, the agents do: who has the ticket, else who leads its team. They may yet
keep it.
"""

from datetime import datetime
from typing import Any

from shopbell.tickets.event import Verb, record
from shopbell.tickets.ticket import Ticket

from .promise import Kind, Promise, is_over
from .promise_looking import SOON, is_their_turn, look_at
from .ticket_clocks import TicketClocks


def warn_of_promises(now: datetime) -> int:
    """Record of each promise that it comes near, once; returns how many were looked at. One that fails is told to
    nobody."""
    return look_at(Promise.objects.filter(warn_at__lte=now), _warn, now, failed={"warn_at": None})


def _warn(promise: Promise, ticket: Ticket, now: datetime) -> None:
    near = Promise.objects.filter(pk=promise.pk)
    if is_their_turn(promise, ticket):  # it may be ours again before the shopper hears
        again = now + max(SOON, (promise.tell_at - now) / 2)
        near.update(warn_at=again if again < promise.tell_at else None)
        return
    near.update(warn_at=None)
    if not is_over(ticket) and not _is_told_by_goal(promise):
        kind: dict[str, Any] = {} if promise.kind == Kind.ANSWER else {"kind": promise.kind}
        record(ticket, Verb.PROMISE_NEAR, until=promise.due_at.isoformat(), **kind)


def _is_told_by_goal(promise: Promise) -> bool:
    """Whether agents hear of a goal in time that is due no later, as most acknowledgements promise just that.

    What they heard of it before the promise was made warned of nothing that the shopper was told.
    """
    clocks = TicketClocks.objects.filter(ticket=promise.ticket_id).exclude(goal="")
    heard_within = (promise.made_at, promise.tell_at)
    in_time = clocks.filter(due_at__lte=promise.due_at, warn_at__range=heard_within)
    return promise.kind == Kind.ANSWER and in_time.exists()
