"""A shopper asks to be called back, or no longer: the call is promised, and told in the chat and by e-mail."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.channels.chat.continuation import held
from shopbell.channels.chat.session import ChatSession
from shopbell.channels.inbox import Inbox
from shopbell.core.errors import Refused
from shopbell.customers.customer import Customer
from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.promise import Kind, Promise, end_promises, make_promise
from shopbell.promises.promise import Outcome as Fate
from shopbell.promises.waiting_line import wait_shown
from shopbell.tickets.event import Verb, record
from shopbell.tickets.message import Message
from shopbell.tickets.status import UNSOLVED
from shopbell.tickets.ticket import Ticket

from .call_back import CallBack, Outcome, call_back_of, end_calls
from .call_room import CallRoom, callers_there, hold_room
from .call_words import told_words
from .slots import Slot, is_possible, slots
from .telling import tell_in_chat
from .wish import Wish, kept_hours

SHORTEST = timedelta(minutes=20)  # from asking for a call at once until it was made
LONGEST = timedelta(hours=2)
FULL = timedelta(minutes=5)  # times are told in steps of
MOST_AT_A_NUMBER = 3  # open calls: anybody may type anybody's number


@dataclass(frozen=True)
class Offer:
    """When calls are made: at once, and in these slots."""

    is_now: bool
    slots: list[Slot]

    def __bool__(self) -> bool:
        return self.is_now or bool(self.slots)


def offer_of(inbox: Inbox, team_id: int | None, now: datetime) -> Offer:
    """When somebody would call who wrote in by `inbox`; nothing where the shop offers no calls."""
    if inbox.setting("call_back") == "no":
        return Offer(False, [])
    kept, room = kept_hours(inbox, team_id), CallRoom(inbox, team_id, now)
    is_now = _is_now(kept, team_id, now) and room.left_now > 0
    return Offer(is_now, slots(kept.hours_now, now, room.left_in) if kept else [])


def _is_now(kept: BusinessHours | None, team_id: int | None, now: datetime) -> bool:
    """Whether somebody is there who can call, and still is by the time that is promised at the earliest."""
    is_open = kept is None or kept.hours_now.within(now, now + SHORTEST) == SHORTEST
    return is_open and callers_there(team_id) > 0


def words_of_offer(inbox: Inbox) -> str:
    """The words of the button in the widget; empty where nobody would call."""
    return _("Call me back") if offer_of(inbox, inbox.team_id, timezone.now()) else ""


@transaction.atomic
def ask_call(
    ticket: Ticket, session: ChatSession, wish: Wish, *, by: Customer | Agent | str, team_id: int | None
) -> CallBack:
    """Promise the call that is asked for in a chat, and tell it there and by mail (`promise_call`)."""
    held(session)
    tell = partial(tell_in_chat, ticket, session, told_words)
    return promise_call(ticket, session.inbox, wish, tell, by=by, team_id=team_id)


@transaction.atomic
def promise_call(
    ticket: Ticket,
    inbox: Inbox,
    wish: Wish,
    tell: Callable[[CallBack, datetime], Message | None],
    *,
    by: Customer | Agent | str,
    team_id: int | None,
) -> CallBack:
    """Promise a call as `inbox` offers them, and `tell` it. One that is open moves; the same again changes nothing.

    `team_id` is the team whose times the shopper was shown. Raises Refused when the ticket is solved, nobody would
    call then, or the number is asked for too often.
    """
    ticket.lock()
    now = timezone.now()
    call = call_back_of(ticket.pk)
    if call and _is_same(call, wish):
        return call
    _refuse_what_nobody_does(ticket, wish)
    _refuse_time(inbox, team_id, wish.slot, now)
    hold_room(ticket.team_id)  # whose agents call
    _refuse_what_is_full(CallRoom(inbox, ticket.team_id, now, besides=ticket.pk), wish.slot)
    due_at = wish.slot.end if wish.slot else _soon(ticket, now)
    call = call or CallBack(ticket=ticket)
    call.number, call.language, call.asked_at = wish.number, wish.language, now
    call.from_at = wish.slot.start if wish.slot else None
    call.save()
    since: dict[str, Any] = {"since": call.from_at.isoformat()} if call.from_at else {}
    record(ticket, Verb.CALL_ASKED, by=by, **since)
    message = tell(call, due_at)
    make_promise(ticket, due_at, message=message, kind=Kind.CALL, from_at=call.from_at)
    return call


@transaction.atomic
def decline_call(ticket: Ticket, *, by: Customer | Agent | str) -> CallBack | None:
    """The shopper needs no call any more; None when there was none."""
    ticket.lock()
    call = call_back_of(ticket.pk)
    if call is None:
        return None
    now = timezone.now()
    end_calls(ticket.pk, Outcome.DECLINED, now)
    call.refresh_from_db()
    end_promises(Promise.objects.filter(ticket=ticket, kind=Kind.CALL), Fate.VOID, now)
    record(ticket, Verb.CALL_DECLINED, by=by)
    return call


def _is_same(call: CallBack, wish: Wish) -> bool:
    """Whether this is promised already."""
    start = wish.slot.start if wish.slot else None
    asked = (call.number, call.language, call.from_at) == (wish.number, wish.language, start)
    return asked and Promise.objects.filter(ticket=call.ticket_id, kind=Kind.CALL, outcome=Fate.OPEN).exists()


def _refuse_what_nobody_does(ticket: Ticket, wish: Wish) -> None:
    if not ticket.is_unsolved or ticket.is_spam:
        raise Refused(_("This conversation is over. Start a new one, and ask for the call there."))
    waiting = CallBack.objects.filter(number=wish.number, ended_at=None, ticket__status__in=UNSOLVED)
    if waiting.exclude(ticket=ticket).count() >= MOST_AT_A_NUMBER:
        raise Refused(_("Somebody waits for a call at this number already."))


def _refuse_time(inbox: Inbox, team_id: int | None, slot: Slot | None, now: datetime) -> None:
    """Refuse what is in no hours. The slot is looked at, not the list: that moves on while a shopper reads it."""
    kept, is_offered = kept_hours(inbox, team_id), inbox.setting("call_back") != "no"
    if slot is None and not (is_offered and _is_now(kept, team_id, now)):
        raise Refused(_("Nobody can call right now. Choose another time."))
    if slot is not None and not (is_offered and kept and is_possible(slot, kept.hours_now, now)):
        raise Refused(_("This time is gone. Choose another one."))


def _refuse_what_is_full(room: CallRoom, slot: Slot | None) -> None:
    if slot is None and not room.left_now:
        raise Refused(_("So many wait for a call that we cannot promise one now. Choose another time."))
    if slot is not None and not room.left_in(slot):
        raise Refused(_("This time is taken by now. Choose another one."))


def _soon(ticket: Ticket, now: datetime) -> datetime:
    """By when a call at once is made: as long as the chat's line takes, within bounds, at a full time."""
    wait = SHORTEST
    if ticket.channel == "chat" and ticket.first_replied_at is None and (shown := wait_shown(ticket)[1]):
        wait = max(wait, min(timedelta(minutes=shown.high), LONGEST))
    due_at = (now + wait).replace(second=0, microsecond=0) + timedelta(minutes=1)
    return due_at + timedelta(minutes=-due_at.minute % (FULL.seconds // 60))
