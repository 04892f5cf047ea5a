"""Whose a mail is: the customer who wrote it.

Contact forms and shop systems mail for their visitors: from an address of their own, with the visitor in Reply-To.
Such a sender is no customer, or all who write by it would be one. Whom they name is only claimed: what proves the
sender proves nothing of them.
"""

import re

from django.db.models import QuerySet

from shopbell.channels.inbox import Inbox
from shopbell.core.storable import storable
from shopbell.customers.customer import Customer, find_or_create_claimant, find_or_create_customer
from shopbell.customers.free_mail import is_free_mail
from shopbell.customers.identity import FORGED, Identity, Kind
from shopbell.tickets.ticket import Ticket, one_line

from ..authenticity.policy import organisation
from ..mime.address import Address, normal_or_empty
from ..parse import Inbound
from ..raw_mail import RawMail
from .no_reply import is_unread
from .party import is_customer, is_own, is_party, mails_of_parties, reads_customers_mailbox

FORM = re.compile(
    r"^(?:mailer|(?:web|contact)?forms?|contact|wordpress|www-data|apache|web(?:site|master)?|shop|store)(?:\+.*)?$"
)


def author_of(inbound: Inbound) -> Address | None:
    """Who wrote: the sender, or whom a sender that writes for others names in Reply-To."""
    sender, asked = inbound.sender, next(iter(inbound.reply_to), None)
    if sender is None or asked is None or asked.address == sender.address:
        return sender
    return asked if writes_for_others(sender.address, asked.address) else sender


def writes_for_others(sender: str, asked: str) -> bool:
    """Whether `sender` is a form or a system, and `asked`, its Reply-To, the person.

    An inbox's own address, or one that an inbox names; and, where they are of two houses, an address that nobody reads,
    one that is called as forms are, or one of the shop's own domain.
    """
    if is_own(asked) or is_unread(asked):
        return False
    if is_own(sender) or _is_named(sender):
        return True
    if _house(sender) == _house(asked):
        return False
    return _is_of_our_house(sender) or is_unread(sender) or bool(FORM.match(sender.partition("@")[0]))


def writes_for_us(sender: str) -> bool:
    """Whether `sender` is the shop's own, or one that an inbox names: its word for who wrote by it is taken."""
    return is_own(sender) or _is_named(sender) or _is_of_our_house(sender)


def speaks_in(ticket: Ticket, author: Address | None, sender: Address | None) -> bool:
    """Whether `author` takes part in `ticket`, and `sender`, which may write for them, is taken at its word there.

    Anybody may name a customer in Reply-To. So one that is none of ours is believed only where a mail of it has named
    the same person before: to have taken part itself, as whoever a customer copied in does, is not enough.
    """
    if author is None or sender is None or not is_party(ticket, author.address):
        return False
    if sender == author or writes_for_us(sender.address):
        return True
    named = mails_of_parties(ticket).filter(from_address=sender.address, reply_to=author.address)
    return named.exists()


def _is_named(sender: str) -> bool:
    return any(sender in inbox.setting("form_senders").split() for inbox in _inboxes())


def _is_of_our_house(sender: str) -> bool:
    """Whether it has the domain of an inbox; one at a free mail host has only its address there."""
    house = _house(sender)
    return not is_free_mail(house) and any(
        house == _house(inbox.address) for inbox in _inboxes() if inbox.address
    )


def _inboxes() -> QuerySet[Inbox]:
    return Inbox.objects.filter(channel="email", is_active=True)


def _house(address: str) -> str:
    return organisation(address.rpartition("@")[2])


def writer_in(ticket: Ticket, inbound: Inbound) -> Customer:
    """The ticket's customer, or whoever else among its parties wrote."""
    author = author_of(inbound) or Address("", "")
    if is_customer(ticket, author.address):
        return ticket.customer
    if reads_customers_mailbox(ticket, author.address) and not _is_somebody(author.address):
        return ticket.customer
    return find_or_create_customer(Kind.EMAIL, author.address, name=author.name, source="email")


def _is_somebody(address: str) -> bool:
    return Identity.objects.filter(kind=Kind.EMAIL, value=address).exists()


def customer_of(raw: RawMail, inbound: Inbound, *, is_forged: bool) -> Customer:
    """Who wrote; a mail without a sender's address that can be answered is somebody of its own.

    A forged sender is not the customer of that address: their orders shall not stand beside the mail.
    """
    if inbound.sender and is_forged:
        return find_or_create_claimant(
            Kind.EMAIL, inbound.sender.address, name=inbound.sender.name, source=FORGED
        )
    if author := author_of(inbound):
        return find_or_create_customer(Kind.EMAIL, author.address, name=author.name, source="email")
    name = storable(one_line(inbound.sender_text))[:300]
    envelope = normal_or_empty(raw.sender)
    if envelope and not is_own(envelope):
        return find_or_create_customer(Kind.EMAIL, envelope, name=name, source="email")
    return Customer.objects.create(name=name or "Unknown sender")
