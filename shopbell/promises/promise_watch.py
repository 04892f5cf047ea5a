"""Looking after promises: whoever will not hear in time is told before it breaks, once for each slip, with a new time.

The new time is half as far again, counted while the desk is open. After some slips nothing is promised any more: a
further date would be as false as the last, and the promise breaks where agents and leads see it.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import override

from shopbell.channels.email.sending.language import language_for
from shopbell.channels.email.sending.sender import mail_inbox_of
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.tickets.ticket import Ticket

from .business_hours import hours_of
from .hours import NeverOpen
from .promise import Kind, Outcome, Promise, make_promise, notice_at
from .promise_breaking import break_due
from .promise_looking import SOON, is_their_turn, look_at
from .promise_words import SLIPS

MOST_SLIPS = 3
SHORTEST = timedelta(minutes=30)
LONGEST_FOR_CALL = timedelta(hours=1)  # a call for next week that slips is not put off by days
RULE = "Support"  # as whom the desk writes to shoppers


def watch_promises(now: datetime) -> int:
    """Tell the shoppers of promises that will slip; returns how many were looked after.

    Who is told after the time that they were promised is told of nothing: what is over is broken first. One that fails
    is put off.
    """
    break_due(now)
    slipping = Promise.objects.filter(tell_at__lte=now, due_at__gt=now)
    return look_at(slipping, _look_after, now, failed={"tell_at": now + SOON})


def _look_after(promise: Promise, ticket: Ticket, now: datetime) -> None:
    if ticket.merged_into:  # the reaction takes it along
        _look_again(promise, now + SOON)
    elif not ticket.is_unsolved or ticket.is_spam or hasattr(ticket, "deletion"):
        Promise.objects.filter(pk=promise.pk).update(outcome=Outcome.VOID, ended_at=now)
    elif promise.due_at <= now or _slips(promise) >= MOST_SLIPS:  # nothing more is said
        _look_again(promise, promise.due_at)
    elif is_their_turn(promise, ticket) or not _tell(promise, ticket, now):  # or nobody can be told
        _look_again(promise, max(now + SOON, notice_at(now, promise.due_at)))


def _look_again(promise: Promise, at: datetime) -> None:
    """At the latest when it is due: then it is broken."""
    Promise.objects.filter(pk=promise.pk).update(tell_at=min(at, promise.due_at))


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
