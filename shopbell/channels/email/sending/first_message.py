"""Writing first: an agent, or a program by the API, writes to a customer who has not asked, and so begins a ticket.

The ticket is the customer's who stands first in To; an address that nobody is known by makes a customer. It is the
agent's from the beginning, it leaves from the inbox that was chosen, and an answer comes back into it like any other.
Nobody is thanked for having been written to: only what a customer sends is acknowledged.
"""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.channels.inbox import Inbox, set_inbox
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit
from shopbell.customers.block import is_blocked, is_customer_blocked
from shopbell.customers.customer import Customer, find_or_create_customer
from shopbell.customers.identity import Kind
from shopbell.tickets.addressees import Addressees
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.beginning import Beginning
from shopbell.tickets.draft import hold_drafts, settle_draft
from shopbell.tickets.first_message import FirstMessage, sent_first
from shopbell.tickets.message import Message, refuse_other_words
from shopbell.tickets.reason import ContactReason
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import create_ticket

from ..mime.address import Address
from .addressees import read_line, require_addresses
from .suppression import why_suppressed

HOLD_SECONDS = 12  # the ticket has to open before somebody sees that they may take it back


@transaction.atomic
def write_first(
    text: str, *, by: Agent | str, addressees: Addressees, beginning: Beginning, html: str = "",
    client_id: uuid.UUID | None = None, uploads: Iterable[uuid.UUID] = (), then: Status | None = None,
    draft_version: int | None = None, macro_ids: Iterable[int] = (),
) -> Message:  # fmt: skip
    """Open a ticket with a message to `addressees` and set it to `then`; once per `client_id`. It is held a little.

    Raises Refused when nobody or nothing is written to, when it has no subject, when no e-mail inbox is in use, and
    when the shop does not write to one of them (blocked, suppressed, an address of the desk); and as `send_reply` does.
    """
    client_id = client_id or uuid.uuid4()
    if isinstance(by, Agent):
        hold_drafts(None, by)
    hold_until_commit(f"first message {client_id}")
    if known := sent_first(client_id):
        refuse_other_words(known, text)
        return known
    uploads = list(uploads)
    inbox = _inbox(beginning)
    customer = _customer(beginning, _first_in_to(addressees))
    if not beginning.subject:
        raise Refused(_("Write a subject: it is what they see first."))
    settle_draft(None, client_id, text, uploads, version=draft_version, addressees=addressees)
    ticket = create_ticket(
        customer=customer, channel="email", subject=beginning.subject, by=by, team=inbox.team,
        reason=ContactReason.objects.filter(pk=beginning.reason).first(), language=customer.language,
    )  # fmt: skip
    set_inbox(ticket, inbox)
    if isinstance(by, Agent):
        assign_ticket(ticket, by, by=by)
    message = send_reply(
        ticket, text, by=by, channel="email", html=html, client_id=client_id, uploads=uploads, then=then or Status.OPEN,
        macro_ids=macro_ids, addressees=addressees, hold_seconds=HOLD_SECONDS,
    )  # fmt: skip
    FirstMessage.objects.create(
        message=message, client_id=client_id, beginning=beginning.stored, addressees=addressees.lines
    )
    return message


def sending_inboxes() -> QuerySet[Inbox]:
    """The inboxes that a first message can leave from."""
    return Inbox.objects.filter(channel="email", is_active=True).exclude(address="")


def _inbox(beginning: Beginning) -> Inbox:
    """The chosen one. Raises Refused when it, or every one, is out of use."""
    inboxes = sending_inboxes().select_related("team")
    chosen = inboxes.filter(pk=beginning.inbox) if beginning.inbox else inboxes.order_by("pk")
    if found := chosen.first():
        return found
    if beginning.inbox:
        raise Refused(_("This inbox is no longer in use. Choose another to send from."))
    raise Refused(_("There is no e-mail inbox to send from. An admin adds one in Settings › Inboxes."))


def _first_in_to(addressees: Addressees) -> Address:
    """Whom the ticket is about. Raises Refused when nobody is named, and when one of all cannot be written to."""
    for line in (addressees.to, addressees.cc, addressees.bcc):
        for address in require_addresses(line):
            if is_blocked(Kind.EMAIL, address):
                raise _blocked(address)
            if why := why_suppressed(address):
                raise Refused(why)
    named, _wrong = read_line(addressees.to)
    if not named:
        raise Refused(_("Say in “To” to whom it goes."))
    return named[0]


def _customer(beginning: Beginning, to: Address) -> Customer:
    """Who was meant, if the address is theirs; else whose it is, or somebody new. Refused when they are blocked."""
    meant = Customer.objects.standing().filter(pk=beginning.customer)
    known = meant.filter(identities__kind=Kind.EMAIL, identities__value=to.address).first()
    customer = known or find_or_create_customer(Kind.EMAIL, to.address, name=to.name, source="agent")
    if is_customer_blocked(customer.pk):
        raise _blocked(str(customer))
    return customer


def _blocked(who: str) -> Refused:
    return Refused(_("%(who)s is blocked. Unblock them first to write to them.") % {"who": who})
