"""Whose a mail is: the customer who wrote it."""

from shopbell.core.storable import storable
from shopbell.customers.customer import Customer, find_or_create_claimant, find_or_create_customer
from shopbell.customers.identity import FORGED, Kind
from shopbell.tickets.ticket import Ticket, one_line

from ..mime.address import Address, normal_or_empty
from ..parse import Inbound
from ..raw_mail import RawMail
from .party import is_customer, is_own


def author_of(inbound: Inbound) -> Address | None:
    """Who wrote. The form of a shop's page mails in the shop's own name, and names its visitor in Reply-To."""
    sender, asked = inbound.sender, next(iter(inbound.reply_to), None)
    is_form = sender and asked and asked != sender and is_own(sender.address) and not is_own(asked.address)
    return asked if is_form else sender


def writer_in(ticket: Ticket, inbound: Inbound) -> Customer:
    """The ticket's customer, or whoever else among its parties wrote."""
    address = inbound.sender.address if inbound.sender else ""
    if is_customer(ticket, address):
        return ticket.customer
    name = inbound.sender.name if inbound.sender else ""
    return find_or_create_customer(Kind.EMAIL, address, name=name, source="email")


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
