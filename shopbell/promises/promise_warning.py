"""Before a shopper hears that a promise slips, the agents do: who has the ticket, else who leads its team. They may yet
keep it.
"""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction

from shopbell.tickets.event import Verb, record

from .promise import Kind, Outcome, Promise, is_over
from .promise_watch import SOON, held_for, is_their_turn, settle
from .ticket_clocks import TicketClocks

log = logging.getLogger(__name__)


def warn_of_promises(now: datetime) -> int:
    """Record of each promise that it comes near, those first that break first; returns how many were looked at.

    Once for each. Safe to run twice and in parallel. One that fails is told to nobody, and keeps no other from it.
    """
    near = Promise.objects.filter(outcome=Outcome.OPEN, warn_at__lte=now).order_by("due_at", "pk")
    found = list(near.values_list("pk", "ticket_id"))
    for promise_id, ticket_id in found:
        try:
            _warn(promise_id, ticket_id, now)
        except Exception:
            log.exception("Warning of a promise of ticket %s failed.", ticket_id)
            Promise.objects.filter(pk=promise_id).update(warn_at=None)
    return len(found)


@transaction.atomic
def _warn(promise_id: int, ticket_id: int, now: datetime) -> None:
    """Nothing is done while somebody holds the ticket, or was faster: the next look finds it."""
    near = Promise.objects.filter(pk=promise_id, outcome=Outcome.OPEN, warn_at__lte=now)
    ticket, promise = held_for(near, ticket_id)
    if ticket is None or promise is None:
        return
    settle(promise, ticket)
    if not near.exists():
        return
    if is_their_turn(promise, ticket):  # it may be ours again before the shopper hears
        again = now + max(SOON, (promise.tell_at - now) / 2)
        near.update(warn_at=again if again < promise.tell_at else None)
        return
    near.update(warn_at=None)
    if not is_over(ticket) and not _is_told_by_goal(promise):
        kind: dict[str, Any] = {} if promise.kind == Kind.ANSWER else {"kind": promise.kind}
        record(ticket, Verb.PROMISE_NEAR, until=promise.due_at.isoformat(), **kind)


def _is_told_by_goal(promise: Promise) -> bool:
    """Whether agents hear of a goal in time that is due no later, as most acknowledgements promise just that."""
    clocks = TicketClocks.objects.filter(ticket=promise.ticket_id, due_at__lte=promise.due_at)
    return promise.kind == Kind.ANSWER and clocks.filter(warn_at__lte=promise.tell_at).exists()
