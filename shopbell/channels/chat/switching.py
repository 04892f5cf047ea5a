"""Switching: one conversation moves between the chat and e-mail, from either side, in the same ticket.

Whoever it was assigned to keeps it, and both sides see all that was said. The shopper asks for e-mail by a button of
the widget, and comes back by writing in the chat or by the link that each of these mails carries. An agent moves it by
an answer that says so: it is read where the customer is, and where the conversation goes on. `Ticket.channel` says
where an answer goes by itself; a shopper who waits in the chat's line stays in it, so that asking costs no place.
"""

from django.db import transaction
from django.db.models.functions import Greatest
from django.utils import translation
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused
from shopbell.tickets.event import Verb, record
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket

from ..automatic_mail import TRANSCRIPT, queue_automatic_mail
from ..email.sending.language import language_for
from ..email.sending.sender import mail_inbox_of
from ..expectation import promise_answer
from ..inbox import Inbox
from ..reply import recipient_of, send_reply
from .mailed_link import came_by_mail
from .session import ChatSession
from .transcript import send_transcript
from .visitor import Visitor

CHAT, EMAIL = "chat", "email"


def ways_on(ticket: Ticket) -> list[str]:
    """Where an agent can move `ticket` to: to e-mail what has a chat, into the chat what is answered by mail."""
    if not ticket.is_unsolved or not ticket.customer.address:
        return []
    if ticket.channel == CHAT:
        return [EMAIL] if ticket.chats.filter(owner=None).exists() else []
    return [CHAT] if _chat_inbox(ticket) else []


@transaction.atomic
def go_on_by_mail(session: ChatSession, visitor: Visitor, address: str = "") -> str:
    """The shopper would rather have e-mail: mail them the chat, and have answers go there; returns the address.

    Another address than the one that answers go to gets a copy alone. Asking twice changes nothing. Raises Refused as
    `send_transcript` does.
    """
    address = send_transcript(session, visitor, address)
    ticket = session.ticket
    ticket.lock()
    is_theirs = _answers_go_to(ticket) == address and _may_move(ticket, visitor, address)
    if is_theirs and ticket.channel == CHAT and ticket.is_unsolved and not _asked_already(ticket):
        if ticket.first_replied_at is not None:  # else it waits in the chat's line, and keeps its place there
            _turn_to(ticket, EMAIL)
        elif question := ticket.messages.filter(customer__isnull=False).order_by("pk").first():
            promise_answer(question)  # the mail tells by when
        record(ticket, Verb.CONTINUED, by=visitor.customer, to=EMAIL, recipient=address, asked=True)
    return address


@transaction.atomic
def go_on_in_chat(session: ChatSession, visitor: Visitor) -> bool:
    """The shopper would rather have the chat again: answers go there. Returns whether they went elsewhere before.

    Whoever takes part in the chat may say so by a button, as they do by writing in it.
    """
    ticket = session.ticket
    ticket.lock()
    if ticket.channel == CHAT or not ticket.is_unsolved:
        return False
    _turn_to(ticket, CHAT)
    record(ticket, Verb.CONTINUED, by=visitor.customer, to=CHAT)
    return True


def _may_move(ticket: Ticket, visitor: Visitor, address: str) -> bool:
    """Whether this browser is the customer's, or a guest's who came by a link that was mailed to `address`."""
    return visitor.customer_id == ticket.customer_id or came_by_mail(ticket, visitor, address)


def _answers_go_to(ticket: Ticket) -> str:
    try:
        return recipient_of(ticket, EMAIL)
    except Refused:
        return ""


def _asked_already(ticket: Ticket) -> bool:
    """Whether nothing was said in the chat since the shopper asked for e-mail."""
    said = (
        ticket.events.filter(verb__in=[Verb.RECEIVED, Verb.REPLIED, Verb.CONTINUED]).order_by("-pk").first()
    )
    return said is not None and said.verb == Verb.CONTINUED and bool(said.data.get("asked"))


@transaction.atomic
def move_to_mail(ticket: Ticket, text: str, *, by: Agent) -> Message:
    """Say `text` in the chat, mail the customer the chat with it, and have answers go by e-mail from now on.

    Raises Refused when there is no chat, no address, no `text`, or when that address has had enough mail for now.
    """
    ticket.lock()
    if EMAIL not in ways_on(ticket):
        raise Refused(
            _("This ticket cannot go on by e-mail: it has no chat, or the customer left no address.")
        )
    recipient = recipient_of(ticket, EMAIL)
    message = send_reply(ticket, text, by=by, channel=CHAT)
    queue_automatic_mail(message, recipient=recipient, purpose=TRANSCRIPT)
    # it is in the mail: not mailed once more as what the shopper has not seen
    ticket.chats.filter(owner=None).update(mailed_message_id=Greatest("mailed_message_id", message.pk))
    _turn_to(ticket, EMAIL)
    record(ticket, Verb.CONTINUED, by=by, to=EMAIL, recipient=recipient, moved=True)
    return message


@transaction.atomic
def move_to_chat(ticket: Ticket, text: str, *, by: Agent) -> Message:
    """Say `text` in the chat of `ticket`, which begins now if there was none; who is not there gets it by mail, with
    the link that opens the chat. Answers go on by mail until the customer writes in the chat.

    Raises Refused when the shop has no chat, the customer no address, or when there is no `text`.
    """
    ticket.lock()
    inbox = _chat_inbox(ticket)
    if inbox is None or CHAT not in ways_on(ticket):
        raise Refused(
            _("This ticket cannot go on in the chat: the shop has none, or the customer left no address.")
        )
    if not ticket.chats.filter(owner=None).exists():
        ChatSession.objects.create(ticket=ticket, inbox=inbox)
    message = send_reply(ticket, text, by=by, channel=CHAT)
    record(ticket, Verb.CONTINUED, by=by, to=CHAT, recipient=ticket.customer.address, moved=True)
    return message


def sentence_for(ticket: Ticket, to: str) -> str:
    """What tells the customer of the move, in their language; the agent may change it before it is sent."""
    with translation.override(language_for(ticket, mail_inbox_of(ticket))):
        if to == CHAT:
            return _("Shall we go on in the chat? It is quicker, and all that we wrote is there too.")
        return _(
            "I go on by e-mail, so that you need not wait here. You get our conversation; just answer that mail."
        )


def _turn_to(ticket: Ticket, channel: str) -> None:
    ticket.channel = channel
    ticket.save(update_fields=["channel"])


def _chat_inbox(ticket: Ticket) -> Inbox | None:
    """The chat that `ticket` has, else the one of its team, else any of the shop."""
    if chat := ticket.chats.select_related("inbox").order_by("pk").first():
        return chat.inbox
    inboxes = list(Inbox.objects.filter(channel=CHAT, is_active=True).order_by("pk"))
    return next((each for each in inboxes if each.team_id == ticket.team_id), inboxes[0] if inboxes else None)
