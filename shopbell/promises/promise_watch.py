"""Looking after promises: whoever will not hear in time is told before it breaks, once for each slip, with a new time.

The new time is half as far again, counted while the desk is open. After some slips nothing is promised any more: a
further date would be as false as the last, and the promise breaks where agents and leads see it.
"""

import logging
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import override

from shopbell.channels.email.sending.language import language_for
from shopbell.channels.email.sending.sender import mail_inbox_of
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.tickets.event import Verb
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket

from .business_hours import hours_of
from .hours import NeverOpen
from .promise import VERBS, Kind, Outcome, Promise, make_promise, notice_at, react
from .promise_words import SLIPS

log = logging.getLogger(__name__)
MOST_SECONDS = 45.0  # of one look: the next comes after a minute, and other work wants its turn
MOST_SLIPS = 3
SHORTEST = timedelta(minutes=30)
LONGEST_FOR_CALL = timedelta(hours=1)  # a call for next week that slips is not put off by days
SOON = timedelta(minutes=1)
RULE = "Support"  # as whom the desk writes to shoppers


def watch_promises(now: datetime) -> int:
    """Tell the shoppers of promises that will slip, those first that break first; returns how many were looked after.

    All of them, as far as there is time: after a flood hundreds slip in one minute, and who is told after the time that
    they were promised is told of nothing. Safe to run twice and in parallel. One that fails is put off, and keeps no
    other from being told of.
    """
    due = Promise.objects.filter(outcome=Outcome.OPEN, tell_at__lte=now).order_by("due_at", "pk")
    count, began = 0, monotonic()
    for promise_id, ticket_id in list(due.values_list("pk", "ticket_id")):
        spent = monotonic() - began
        if spent > MOST_SECONDS:
            break
        try:
            count += _look_after(promise_id, ticket_id, now + timedelta(seconds=spent))
        except Exception:
            log.exception("Looking after a promise of ticket %s failed; it is tried again.", ticket_id)
            Promise.objects.filter(pk=promise_id).update(tell_at=now + SOON)
    return count


@transaction.atomic
def _look_after(promise_id: int, ticket_id: int, now: datetime) -> bool:
    """Do what one promise needs; False when somebody holds its ticket or was faster: the next look finds it.

    The ticket is taken first, as whoever writes in it does, and then what its events say of the promise is true.
    """
    due = Promise.objects.filter(pk=promise_id, outcome=Outcome.OPEN, tell_at__lte=now)
    ticket, promise = held_for(due, ticket_id)
    if ticket is None or promise is None:
        return False
    settle(promise, ticket)
    if not due.exists():
        return True
    if ticket.merged_into:  # the reaction takes it along
        Promise.objects.filter(pk=promise.pk).update(tell_at=now + SOON)
    elif not ticket.is_unsolved or ticket.is_spam or hasattr(ticket, "deletion"):
        Promise.objects.filter(pk=promise.pk).update(outcome=Outcome.VOID, ended_at=now)
    elif promise.due_at <= now or _slips(promise) >= MOST_SLIPS:
        _break(promise, now)
    elif is_their_turn(promise, ticket) or not _tell(promise, ticket, now):
        _leave(promise, now)
    return True


def held_for(promises: QuerySet[Promise], ticket_id: int) -> tuple[Ticket | None, Promise | None]:
    """The ticket, held, unless somebody else holds it; and what it has of `promises`, held as well."""
    free = Ticket.objects.select_for_update(of=("self",), skip_locked=True).select_related("customer")
    ticket = free.filter(pk=ticket_id).first()
    own = promises.filter(ticket=ticket_id).select_for_update(of=("self",))
    return ticket, own.first() if ticket else None


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
    for event in events.filter(verb__in=VERBS - {Verb.MERGED_AWAY, Verb.UNMERGED}).order_by("pk"):
        react(event)


def is_their_turn(promise: Promise, ticket: Ticket) -> bool:
    """Whether an answer waits for somebody else; a call is made all the same."""
    return promise.kind == Kind.ANSWER and ticket.status in (Status.PENDING, Status.ON_HOLD)


def _break(promise: Promise, now: datetime) -> None:
    """Nothing more is said: what is over is broken, and what is not is looked at again when it is."""
    if promise.due_at <= now:
        Promise.objects.filter(pk=promise.pk).update(outcome=Outcome.BROKEN, ended_at=promise.due_at)
    else:
        Promise.objects.filter(pk=promise.pk).update(tell_at=promise.due_at)


def _leave(promise: Promise, now: datetime) -> None:
    """It is not our turn, or nobody can be told: look again, and at the latest when it is due."""
    again = max(now + SOON, notice_at(now, promise.due_at))
    Promise.objects.filter(pk=promise.pk).update(tell_at=min(again, promise.due_at))


def _slips(promise: Promise) -> int:
    count, each = 0, promise
    while each.follows_id and (each := Promise.objects.get(pk=each.follows_id)):
        count += 1
    return count


def _tell(promise: Promise, ticket: Ticket, now: datetime) -> bool:
    """Write to the shopper and make the new promise; False when they cannot be written to."""
    due_at = new_time(promise, ticket, now)
    with override(language_for(ticket, mail_inbox_of(ticket))):
        text = SLIPS[Kind(promise.kind)](promise.due_at, due_at, ticket)
    try:
        with transaction.atomic():  # news of a delay ends nobody's wait
            message = send_reply(ticket, text, by=RULE, is_answer=False)
            make_promise(ticket, due_at, message=message, follows=promise, kind=Kind(promise.kind))
    except Refused:
        return False
    return True


def new_time(promise: Promise, ticket: Ticket, now: datetime) -> datetime:
    """Half as far again as the first was, at least half an hour after it was due, while the desk is open.

    A call was asked for long before it is due: it comes an hour later at most.
    """
    more = max((promise.due_at - promise.made_at) / 2, SHORTEST)
    if promise.kind == Kind.CALL:
        more = min(more, LONGEST_FOR_CALL)
    kept = hours_of(ticket)
    try:
        return kept.hours_now.after(promise.due_at, more) if kept else promise.due_at + more
    except NeverOpen:
        return promise.due_at + more
