"""Looking at promises one after the other: agents are warned of what comes near (`promise_warning.py`), then shoppers
are told of what slips (`promise_watch.py`). Each of the two says which are due, and takes its step with one of them.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from shopbell.tickets.event import Verb
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket

from .promise import VERBS, Kind, Outcome, Promise, react

log = logging.getLogger(__name__)
MOST_SECONDS = 45.0  # of one look: the next comes after a minute, and other work wants its turn
SOON = timedelta(minutes=1)
SETTLING = VERBS - {Verb.MERGED_AWAY, Verb.UNMERGED}
Step = Callable[[Promise, Ticket, datetime], None]


def look_at(due: QuerySet[Promise], step: Step, now: datetime, *, failed: dict[str, Any]) -> int:
    """Take the step with each open promise of `due`, those first that break first; returns how many were looked at.

    All of them, as far as there is time: after a flood hundreds are due in one minute. Safe to run twice and in
    parallel. One that fails is marked as `failed` says, and keeps no other from its turn.
    """
    due = due.filter(outcome=Outcome.OPEN)
    count, began = 0, monotonic()
    for promise_id, ticket_id in list(due.order_by("due_at", "pk").values_list("pk", "ticket_id")):
        spent = monotonic() - began
        if spent > MOST_SECONDS:
            break
        try:
            count += _look_at(due.filter(pk=promise_id), ticket_id, step, now + timedelta(seconds=spent))
        except Exception:
            log.exception("Looking at a promise of ticket %s failed.", ticket_id)
            Promise.objects.filter(pk=promise_id).update(**failed)
    return count


@transaction.atomic
def _look_at(due: QuerySet[Promise], ticket_id: int, step: Step, now: datetime) -> bool:
    """False when somebody holds the ticket, or was faster: the next look finds it.

    The ticket is taken first, as whoever writes in it does, and then what its events say of the promise is true.
    """
    free = Ticket.objects.select_for_update(of=("self",), skip_locked=True).select_related("customer")
    ticket = free.filter(pk=ticket_id).first()
    promise = due.filter(ticket=ticket_id).select_for_update(of=("self",)).first() if ticket else None
    if ticket is None or promise is None:
        return False
    settle(promise, ticket)
    if due.exists():
        step(promise, ticket, now)
    return True


def settle(promise: Promise, ticket: Ticket) -> None:
    """Let the promise end by what happened since, where the reactions to it have not run yet.

    They may be minutes late: who was answered meanwhile must read no apology. One that came in by a merge is not kept
    by what was answered here before.
    """
    events = ticket.events.filter(created_at__gt=promise.made_at)
    told = events.filter(verb__in=(Verb.PROMISED, Verb.PROMISE_SLIPPED), message=promise.message_id)
    merged = None if told.exists() else events.filter(verb=Verb.MERGED).order_by("pk").last()
    if merged:
        events = events.filter(pk__gt=merged.pk)
    for event in events.filter(verb__in=SETTLING).order_by("pk"):
        react(event)


def is_their_turn(promise: Promise, ticket: Ticket) -> bool:
    """Whether an answer waits for somebody else; a call is made all the same."""
    return promise.kind == Kind.ANSWER and ticket.status in (Status.PENDING, Status.ON_HOLD)
