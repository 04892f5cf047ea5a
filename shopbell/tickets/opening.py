"""Opening a ticket by a customer's message: the ticket, the message and both events in one go.

The same as `create_ticket` followed by `receive_message`, for the doors where every request begins (mail
by the thousand): nobody else can see the ticket yet, so nothing is locked, read back or written twice.
"""

import uuid
from datetime import datetime

from django.utils import timezone

from shopbell.accounts.team import Team
from shopbell.core.storable import storable
from shopbell.customers.customer import Customer

from .event import Verb, event_of, write_events
from .message import Message, preview_of
from .ticket import Ticket, one_line


def open_with_message(
    *, customer: Customer, channel: str, text: str, subject: str = "", team: Team | None = None, reason=None,
    language: str = "", html: str = "", quoted_text: str = "", quoted_html: str = "",
    client_id: uuid.UUID | None = None, at: datetime | None = None, is_automatic: bool = False,
) -> Message:  # fmt: skip
    """A new ticket of `customer` with its first message, in the caller's transaction; returns the message.

    Without a `team` it goes to the one that owns the contact `reason`. `html` must be cleaned. Nobody waits for an
    answer to what a program wrote (`is_automatic`).
    """
    at = at or timezone.now()
    message = Message(
        channel=channel, customer=customer, text=storable(text), html=html.replace("\0", ""),
        quoted_text=storable(quoted_text), quoted_html=quoted_html.replace("\0", ""),
        client_id=client_id or uuid.uuid4(), created_at=at,
    )  # fmt: skip
    ticket = Ticket(
        subject=one_line(subject)[:1000], channel=channel, customer=customer, reason=reason, language=language,
        team=team or (reason.team if reason else None), created_at=at, last_message_at=at,
        preview=preview_of(message), waiting_since=None if is_automatic else at,
    )  # fmt: skip
    ticket.save(force_insert=True)
    message.ticket = ticket
    message.save(force_insert=True)
    created = event_of(ticket, Verb.CREATED, by=customer, at=at, channel=channel)
    received = event_of(ticket, Verb.RECEIVED, by=customer, message=message, at=at, channel=channel)
    if is_automatic:
        received.data["automatic"] = True
    write_events(ticket, [created, received])
    return message
