"""A ticket that a program opens: in the customer's name, or of the shop's own when it writes first."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _t
from ninja import Field

from shopbell.accounts.models import Team
from shopbell.accounts.permission import Permission
from shopbell.channels.email.sending.first_message import sending_inboxes, write_first
from shopbell.channels.email.sending.outgoing import mailbox
from shopbell.core.errors import Refused
from shopbell.customers.customer import find_or_create_customer
from shopbell.customers.identity import Kind as Identity
from shopbell.customers.identity import normal
from shopbell.customers.models import Customer
from shopbell.tickets.addressees import Addressees
from shopbell.tickets.assignment import move_to_team
from shopbell.tickets.beginning import Beginning
from shopbell.tickets.opening import open_with_message
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket

from ..caller import Caller, actor_of
from .matter import Matter, write_matter

LONGEST = 100_000


class NewTicket(Matter):
    subject: str = Field("", max_length=1000)
    text: str = Field(min_length=1, max_length=LONGEST, description="What the customer wants.")
    email: str = Field("", max_length=320, description="Of the customer; or `customer_id`.")
    name: str = Field("", max_length=300)
    customer_id: int | None = Field(None, ge=1)
    team: str = Field("", max_length=120, description="Name of a team; empty for the queue of everybody.")
    outbound: bool = Field(
        False,
        description="The shop writes first: `text` goes to the customer by mail, answers come back here.",
    )
    inbox: str = Field(
        "", max_length=320, description="Outbound: address of the inbox it leaves from; empty for the first."
    )
    then: Status | None = Field(None, description="Outbound: the status afterwards; open without it.")

    model_config = {"extra": "forbid"}


def open_ticket(caller: Caller, new: NewTicket) -> int:
    """Its number. Raises Refused for what cannot be opened, Forbidden for who may not say what a ticket is about."""
    ticket_id = _write_first(caller, new) if new.outbound else _write_for(caller, new)
    if new.is_said:
        caller.require(Permission.TICKET_UPDATE)
        write_matter(Ticket.objects.get(pk=ticket_id), new, caller)
    return ticket_id


def _write_for(caller: Caller, new: NewTicket) -> int:
    if new.inbox or new.then:
        raise Refused(_t("`inbox` and `then` are for what the shop writes first: set `outbound`."))
    customer, team = _customer(caller, new), _team(new.team)
    message = open_with_message(
        customer=customer, channel="email", text=new.text, subject=new.subject, team=team
    )
    return message.ticket_id


def _customer(caller: Caller, new: NewTicket) -> Customer:
    if new.customer_id:
        return get_object_or_404(Customer.objects.visible_to(caller), pk=new.customer_id)
    if not new.email:
        raise Refused(_t("Say who it is for: `email`, or `customer_id`."))
    return find_or_create_customer("email", new.email, name=new.name, source="api")


def _write_first(caller: Caller, new: NewTicket) -> int:
    """What the shop writes to who has not asked; the ticket is the agent's whose token it is, else nobody's."""
    meant = (
        get_object_or_404(Customer.objects.visible_to(caller), pk=new.customer_id)
        if new.customer_id
        else None
    )
    address = normal(Identity.EMAIL, meant.address if meant and not new.email else new.email)
    inbox = sending_inboxes().filter(address=new.inbox.strip().lower()).first() if new.inbox else None
    if new.inbox and inbox is None:
        raise Refused(_t("There is no e-mail inbox %(address)s in use.") % {"address": new.inbox})
    by, team = actor_of(caller), _team(new.team)
    beginning = Beginning.of(
        {"subject": new.subject, "inbox": inbox.pk if inbox else 0, "customer": meant.pk if meant else 0}
    )
    message = write_first(
        new.text,
        by=by,
        addressees=Addressees(to=mailbox(new.name, address)),
        beginning=beginning,
        then=new.then,
    )
    if team:
        move_to_team(message.ticket, team, by=by)
    return message.ticket_id


def _team(name: str) -> Team | None:
    team = Team.objects.filter(name=name).first() if name else None
    if name and team is None:
        raise Refused(_t("There is no team %(name)s.") % {"name": name})
    return team
