"""The acknowledgement: a customer who opens a ticket by mail or form hears at once that it arrived, and its number.

It must never answer a machine: two programs that thank each other never stop. So: no answer to anything a
program wrote, to lists, to addresses that nobody reads, or to ourselves; one per ticket; few per address and hour.
"""

import re
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from shopbell.channels.delivery import Delivery, queue_delivery
from shopbell.channels.inbox import Inbox, inbox_of
from shopbell.core.lock import hold_until_commit
from shopbell.tickets.event import Event, Verb, record
from shopbell.tickets.message import Message

from .email_message import EmailMessage
from .party import is_own

CHANNELS = {"email", "form"}
NOBODY = re.compile(
    r"^(?:(?:do[._-]?)?not?[._-]?reply.*|mailer-daemon|postmaster|bounces?(?:[+=._-].*)?|daemon|root|nobody|"
    r"owner-.*|.*-(?:request|bounces?|owner)|notifications?|auto[._-]?(?:reply|responder)?|listserv|majordomo)(?:\+.*)?$"
)
PURPOSE = "acknowledgement"
AN_HOUR, A_DAY = 3, 10  # acknowledgements to one address


def react(event: Event) -> None:
    """The first message of a ticket came in by mail or form: acknowledge it."""
    if event.verb == Verb.RECEIVED and event.message is not None and event.message.channel in CHANNELS:
        acknowledge(event.message)


@transaction.atomic
def acknowledge(message: Message) -> Delivery | None:
    """Queue the acknowledgement of `message` if it is due one; twice changes nothing."""
    ticket = message.ticket
    inbox = inbox_of(ticket)
    address = address_of(message)
    if not address or not wants(inbox) or is_own(address) or NOBODY.match(address.partition("@")[0]):
        return None
    if ticket.messages.filter(pk__lt=message.pk).exists():
        return None
    hold_until_commit(f"acknowledge {address}")
    if is_enough(address) or Delivery.objects.filter(message__ticket=ticket, purpose=PURPOSE).exists():
        return None
    delivery = queue_delivery(message, channel="email", recipient=address, purpose=PURPOSE)
    record(ticket, Verb.ACKNOWLEDGED, message=message, recipient=address)
    return delivery


def address_of(message: Message) -> str:
    """Whom to thank; empty when a program wrote."""
    if message.channel == "email":
        mail = EmailMessage.objects.filter(message=message).first()
        return mail.answer_address if mail and not mail.is_automatic else ""
    return message.ticket.customer.address


def wants(inbox: Inbox | None) -> bool:
    return bool(inbox is None or inbox.settings.get("acknowledge", True))


def is_enough(address: str) -> bool:
    """Whether this address has had as many acknowledgements as a person can need."""
    now = timezone.now()
    sent = Delivery.objects.filter(recipient=address, purpose=PURPOSE, created_at__gt=now - timedelta(days=1))
    times = list(sent.order_by("-created_at").values_list("created_at", flat=True)[:A_DAY])
    return len(times) >= A_DAY or sum(at > now - timedelta(hours=1) for at in times) >= AN_HOUR
