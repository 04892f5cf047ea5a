"""When the shopper has left: replies that nobody fetched go on by e-mail, in the same ticket.

Every reply in a chat schedules one look at it (`react`). The look mails all replies that are still
unseen, in one mail, and remembers up to which, so that the looks of the other replies find nothing
left. A reply that a page fetched but nobody read waits longer: the page may lie in a forgotten tab.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from shopbell.tickets.event import Event, Verb, record
from shopbell.tickets.message import Kind, Message

from ..automatic_mail import CONTINUE as PURPOSE
from ..automatic_mail import TooMuchMail, queue_automatic_mail
from .session import ChatSession

CONTINUE = "chat.continue_by_email"
ABSENT = timedelta(seconds=5)
UNREAD = timedelta(minutes=15)
LATER = timedelta(minutes=30)  # until an address that has had enough mail is tried again


def react(event: Event) -> None:
    """A reply in a chat was written: look later whether it was fetched."""
    if event.message is None or event.message.channel != "chat":
        return
    # the message's ticket, not the event's: they differ when it was merged or split since
    chats = ChatSession.objects.select_related("inbox").filter(ticket_id=event.message.ticket_id)
    waiting = [patience_for(session) for session in chats if not _is_known(session, event.message)]
    if waiting:
        _look_again(event.message, min(waiting))


def patience_for(session: ChatSession) -> timedelta:
    """How long a reply waits to be fetched: a few seconds when nobody is there to do so."""
    if not session.is_present(timezone.now()):
        return ABSENT
    return timedelta(seconds=session.inbox.setting("continue_after_seconds"))


@transaction.atomic
def continue_by_email(message_id: int) -> Message | None:
    """Mail what the shopper has not got of the chat of this reply; returns the last reply mailed, if any.

    Any number of calls mail each reply once.
    """
    message = Message.objects.filter(pk=message_id).first()
    if message is None:
        return None
    chats = ChatSession.objects.select_for_update().filter(ticket_id=message.ticket_id).order_by("pk")
    mailed = [_continue(session, message) for session in chats]
    return next(filter(None, mailed), None)


def _continue(session: ChatSession, message: Message) -> Message | None:
    """The same for one of the ticket's chats: there are several when tickets were merged."""
    if _is_known(session, message):
        return None
    now = timezone.now()
    if message.pk <= session.got_message_id and now < message.created_at + UNREAD:
        _look_again(message, UNREAD)
        return None
    return _mail(session, unseen_replies(session))


def mail_at_once(session: ChatSession, message: Message) -> Message | None:
    """Mail this reply without waiting for a page to fetch it, with what else was not seen; None without an address."""
    session = held(session)
    return None if _is_known(session, message) else _mail(session, unseen_replies(session), at_once=True)


def held(session: ChatSession) -> ChatSession:
    """The chat as it is, until the transaction ends. Whoever holds the ticket too takes the chat first."""
    return ChatSession.objects.select_for_update(of=("self",)).get(pk=session.pk)


def unseen_replies(session: ChatSession) -> list[Message]:
    """Agents' replies in the chat that were neither seen nor mailed, oldest first."""
    known = max(session.seen_message_id, session.mailed_message_id)
    replies = Message.objects.filter(
        ticket_id=session.ticket_id, kind=Kind.REPLY, customer=None, unsent_at=None
    )
    return list(replies.filter(channel="chat", pk__gt=known).order_by("pk"))


def _is_known(session: ChatSession, message: Message) -> bool:
    return (
        message.pk <= max(session.seen_message_id, session.mailed_message_id) or message.unsent_at is not None
    )


def _mail(session: ChatSession, replies: list[Message], **data) -> Message | None:
    address = session.customer.address
    if not address or not replies:
        return None
    last = replies[-1]
    try:
        queue_automatic_mail(last, recipient=address, purpose=PURPOSE)
    except TooMuchMail:
        _look_again(last, timezone.now() - last.created_at + LATER)
        return None
    session.mailed_message_id = last.pk
    session.save(update_fields=["mailed_message_id"])
    ids = [reply.pk for reply in replies]
    record(
        session.ticket, Verb.CONTINUED, message=last, to="email", recipient=address, message_ids=ids, **data
    )
    return last


def _look_again(message: Message, after: timedelta) -> None:
    due: datetime = message.created_at + after
    jobs.configure_task(CONTINUE, queue="react", schedule_at=due).defer(message_id=message.pk)
