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
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket

from .hours import NeverOpen
from .promise import Outcome, Promise, make_promise, notice_at
from .promise_words import hours_of, slip_sentence

AT_ONCE = 50
MOST_SLIPS = 3
SHORTEST = timedelta(minutes=30)
RULE = "Support"  # as whom the desk writes to shoppers


def watch_promises(now: datetime) -> int:
    """Tell the shoppers of promises that will slip; returns how many. Safe to run twice and in parallel."""
    count = 0
    while count < AT_ONCE and _tell_next(now):
        count += 1
    return count


@transaction.atomic
def _tell_next(now: datetime) -> bool:
    """Take one promise that is to be told of; False when there is none. Each in a transaction of its own."""
    due = Promise.objects.filter(outcome=Outcome.OPEN, tell_at__lte=now).order_by("tell_at")
    promise = due.select_for_update(skip_locked=True, of=("self",)).first()
    if promise is None:
        return False
    if promise.due_at <= now or _slips(promise) >= MOST_SLIPS:
        _break(promise, now)
    elif promise.ticket.status in (Status.PENDING, Status.ON_HOLD) or not _tell(promise, now):
        _leave(promise, now)
    return True


def _break(promise: Promise, now: datetime) -> None:
    """Nothing more is said: what is over is broken, and what is not is looked at again when it is."""
    if promise.due_at <= now:
        Promise.objects.filter(pk=promise.pk).update(outcome=Outcome.BROKEN, ended_at=promise.due_at)
    else:
        Promise.objects.filter(pk=promise.pk).update(tell_at=promise.due_at)


def _leave(promise: Promise, now: datetime) -> None:
    """It is not our turn, or nobody can be told: look again, and at the latest when it is due."""
    again = max(now + timedelta(minutes=1), notice_at(now, promise.due_at))
    Promise.objects.filter(pk=promise.pk).update(tell_at=min(again, promise.due_at))


def _slips(promise: Promise) -> int:
    count, each = 0, promise
    while each.follows_id and (each := Promise.objects.get(pk=each.follows_id)):
        count += 1
    return count


def _tell(promise: Promise, now: datetime) -> bool:
    """Write to the shopper and make the new promise; False when they cannot be written to."""
    ticket = Ticket.objects.select_related("customer").get(pk=promise.ticket_id)
    due_at = new_time(promise, ticket, now)
    with override(language_for(ticket, mail_inbox_of(ticket))):
        text = slip_sentence(promise.due_at, due_at, ticket)
    waiting_since = ticket.waiting_since
    try:
        with transaction.atomic():
            message = send_reply(ticket, text, by=RULE)
            make_promise(ticket, due_at, message=message, follows=promise)
    except Refused:
        return False
    ticket.waiting_since = waiting_since  # news of a delay ends nobody's wait
    ticket.save(update_fields=["waiting_since", "updated_at"])
    return True


def new_time(promise: Promise, ticket: Ticket, now: datetime) -> datetime:
    """Half as far again as the first was, at least half an hour after it was due, while the desk is open."""
    more = max((promise.due_at - promise.made_at) / 2, SHORTEST)
    kept = hours_of(ticket)
    try:
        return kept.hours_now.after(promise.due_at, more) if kept else promise.due_at + more
    except NeverOpen:
        return promise.due_at + more
