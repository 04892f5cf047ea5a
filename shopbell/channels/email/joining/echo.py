"""Echoes: a mail of the desk's own that came back to it, by a redirect, a list or a copy to ourselves.

It says nothing new, so it is a note in the ticket that it left: nothing follows from it, and nobody is answered. It is
known by one of our Message-IDs together with an address of ours as its sender; all who got the mail know the first,
and anybody may write the second, so a forged sender makes no echo.
"""

import uuid

from shopbell.channels.delivery import Delivery
from shopbell.tickets.message import Message
from shopbell.tickets.rule_note import add_rule_note

from ..parse import Inbound
from ..raw_mail import RawMail
from . import token
from .party import is_own


def is_our_id(message_id: str) -> bool:
    """Whether the desk itself made this Message-ID. Pure."""
    return bool(token.read_all([], [message_id]))


def find_echo(inbound: Inbound, *, is_forged: bool) -> Delivery | None:
    """The delivery that `inbound` is, come back; None for all other mail."""
    if is_forged or not inbound.sender or not is_our_id(inbound.message_id):
        return None
    [(_ticket_id, delivery_id)] = token.read_all([], [inbound.message_id])
    if not is_own(inbound.sender.address):
        return None
    deliveries = Delivery.objects.filter(message__ticket__deletion=None, channel="email")
    return deliveries.select_related("message__ticket").filter(pk=delivery_id).first()


def note_echo(delivery: Delivery, raw: RawMail, client_id: uuid.UUID) -> Message:
    """Tell the ticket of `delivery` that its mail came back; returns the note, with which the mail is kept."""
    inbox = raw.inbox.address if raw.inbox else ""
    code = "came_back_to" if inbox else "came_back"
    said = {"recipient": delivery.recipient, "inbox": inbox}
    return add_rule_note(
        delivery.message.ticket, code, by="Own mail", client_id=client_id, at=raw.received_at, **said
    )[0]
