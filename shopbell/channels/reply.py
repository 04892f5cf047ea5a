"""Answering: a reply and its deliveries in one transaction. Agents, macros, the bot and the API all come here."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.tickets.attachment import attach_uploads
from shopbell.tickets.message import Message, write_reply
from shopbell.tickets.ticket import Ticket

from .delivery import queue_delivery
from .registry import answering, channel_of


@transaction.atomic
def send_reply(
    ticket: Ticket, text: str, *, by, channel: str = "", client_id: uuid.UUID | None = None,
    uploads: Iterable[uuid.UUID | str] = (), in_reply_to: Message | None = None,
) -> Message:  # fmt: skip
    """Answer the customer on `channel` (default: where they wrote last); once per `client_id`.

    The reply may be taken back for as long as the channel holds it. Raises Refused when it is
    empty, or when the channel needs an address that the customer does not have.
    """
    uploads = list(uploads)
    if not text.strip() and not uploads:
        raise Refused("Write something, or attach a file.")
    carrier = answering(channel or ticket.channel)
    recipient = recipient_of(ticket, carrier.kind)
    held_until = timezone.now() + timedelta(seconds=carrier.hold_seconds) if carrier.hold_seconds else None
    message, is_new = write_reply(
        ticket,
        text,
        by=by,
        channel=carrier.kind,
        client_id=client_id,
        held_until=held_until,
        in_reply_to=in_reply_to,
    )
    if is_new:
        attach_uploads(message, uploads, uploaded_by=f"agent-{getattr(by, 'pk', 0)}")
        queue_delivery(message, channel=carrier.kind, recipient=recipient, not_before=held_until)
    return message


def recipient_of(ticket: Ticket, channel: str) -> str:
    """Where a reply on `channel` goes: an address for e-mail, else the ticket's chat. Refused when there is none."""
    find = channel_of(channel).recipient
    return find(ticket) if find else f"{channel}-{ticket.pk}"
