"""The acknowledgement: a customer who opens a ticket by mail or form hears at once that it arrived, and its number.

It must never answer a machine: two programs that thank each other never stop. So: no answer to anything a
program wrote, to lists, to addresses that nobody reads, to a forged sender (it would reach whom they played), or to
ourselves; one per ticket; few per address and hour.
"""

import re

from django.db import transaction

from shopbell.channels.automatic_mail import ACKNOWLEDGEMENT, TooMuchMail, queue_automatic_mail
from shopbell.channels.delivery import Delivery
from shopbell.channels.inbox import Inbox, inbox_of, typed_address_of
from shopbell.tickets.event import Event, Verb, record
from shopbell.tickets.message import Message
from shopbell.tickets.spam import is_spam

from .email_message import EmailMessage
from .party import is_own
from .sender_check import is_forged

CHANNELS = {"email", "form"}
NOBODY = re.compile(
    r"^(?:(?:do[._-]?)?not?[._-]?reply.*|mailer-daemon|postmaster|bounces?(?:[+=._-].*)?|daemon|root|nobody|"
    r"owner-.*|.*-(?:request|bounces?|owner)|notifications?|auto[._-]?(?:reply|responder)?|listserv|majordomo)(?:\+.*)?$"
)


def react(event: Event) -> None:
    """The first message of a ticket came in by mail or form: acknowledge it."""
    if event.message is not None and event.message.channel in CHANNELS:
        acknowledge(event.message)


@transaction.atomic
def acknowledge(message: Message) -> Delivery | None:
    """Queue the acknowledgement of `message` if it is due one; twice changes nothing."""
    ticket = message.ticket
    inbox = inbox_of(ticket)
    address = address_of(message)
    if not address or not wants(inbox) or is_own(address) or NOBODY.match(address.partition("@")[0]):
        return None
    if ticket.messages.filter(pk__lt=message.pk).exists() or is_spam(ticket) or is_forged(message):
        return None
    ticket.lock()  # of two calls at once, the second finds the delivery of the first
    if Delivery.objects.filter(message__ticket=ticket, purpose=ACKNOWLEDGEMENT).exists():
        return None
    try:
        delivery = queue_automatic_mail(message, recipient=address, purpose=ACKNOWLEDGEMENT)
    except TooMuchMail:
        return None
    record(ticket, Verb.ACKNOWLEDGED, message=message, recipient=address)
    return delivery


def address_of(message: Message) -> str:
    """Whom to thank: who sent the mail, or the address typed in this form or chat; empty when a program wrote.

    The customer's best address would tell its owner of a matter that perhaps a stranger opened in their name.
    """
    if message.channel == "email":
        mail = EmailMessage.objects.filter(message=message).first()
        return mail.answer_address if mail and not mail.is_automatic else ""
    return typed_address_of(message.ticket) or message.ticket.customer.address


def wants(inbox: Inbox | None) -> bool:
    """No inbox, no answer: it would come from an address that is nobody's."""
    return bool(inbox and inbox.settings.get("acknowledge", True))
