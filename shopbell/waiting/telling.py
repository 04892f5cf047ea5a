"""Writing to the shopper of their call: in the chat and by mail, or where else they write."""

from django.db import transaction
from django.utils.translation import override

from shopbell.channels.chat.continuation import mail_at_once
from shopbell.channels.chat.session import ChatSession
from shopbell.channels.email.sending.language import language_for
from shopbell.channels.email.sending.sender import mail_inbox_of
from shopbell.channels.public_answer import public_kinds
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.promises.promise_watch import RULE
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket


def tell_in_chat(ticket: Ticket, session: ChatSession, words, *about) -> Message:
    """Say it in the chat, and by e-mail where an address is known: who is called may have closed the page."""
    message = _send(ticket, "chat", words, *about)
    mail_at_once(session, message)
    return message


def tell_shopper(ticket: Ticket, words, *about) -> Message | None:
    """Write it to the shopper where they write; None when they cannot be written to, as who gave a number alone.

    Where everybody reads an answer it goes by mail: when a customer is called is nobody else's business.
    """
    try:
        with transaction.atomic():
            return _send(ticket, _channel_to(ticket), words, *about)
    except Refused:
        return None


def _channel_to(ticket: Ticket) -> str:
    if ticket.chats.exists():
        return "chat"
    return "email" if ticket.channel in public_kinds() else ""


def _send(ticket: Ticket, channel: str, words, *about) -> Message:
    with override(language_for(ticket, mail_inbox_of(ticket))):
        text = words(ticket, *about)
    return send_reply(ticket, text, by=RULE, channel=channel, hold_seconds=0, is_answer=False)
