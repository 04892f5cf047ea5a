"""`/tickets` and their messages: read, open, answer, note and change, by the verbs that agents use."""

import uuid
from datetime import datetime
from typing import Annotated

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _t
from ninja import Field, Query, Router, Schema
from ninja.responses import Status as Answer

from shopbell.accounts.agent import Agent
from shopbell.accounts.models import Team
from shopbell.accounts.permission import Permission
from shopbell.channels.email.sending.first_message import sending_inboxes, write_first
from shopbell.channels.email.sending.outgoing import mailbox
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.customers.customer import find_or_create_customer
from shopbell.customers.identity import Kind as Identity
from shopbell.customers.identity import normal
from shopbell.customers.models import Customer
from shopbell.tickets.addressees import Addressees
from shopbell.tickets.assignment import move_to_team
from shopbell.tickets.beginning import Beginning
from shopbell.tickets.message import Kind, Message, add_note
from shopbell.tickets.note import write_note
from shopbell.tickets.opening import open_with_message
from shopbell.tickets.status import Status, set_status
from shopbell.tickets.ticket import Priority, Ticket, prioritize_ticket, rename_ticket

from ..caller import Caller, actor_of
from ..door import needs
from ..once import do_once
from ..paging import Asked, Page, page_of
from ..scope import Scope
from .orders import aware
from .problem import READS, WRITES
from .ticket_state import Kept, MessageState, TicketState, message_of, state_of

routes = Router(tags=["Tickets"])
LONGEST = 100_000


class Wanted(Asked):
    status: Status | None = None
    customer_id: int | None = Field(None, ge=1)
    updated_since: datetime | None = Field(None, description="With its zone.")


class NewTicket(Schema):
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


class NewMessage(Schema):
    text: str = Field(min_length=1, max_length=LONGEST)
    then: Status | None = Field(None, description="The status of the ticket afterwards; for replies only.")

    model_config = {"extra": "forbid"}


class Changes(Schema):
    status: Status | None = None
    priority: str | None = Field(None, pattern="^(low|normal|high|urgent)$")
    subject: str | None = Field(None, max_length=1000)

    model_config = {"extra": "forbid"}


@routes.get("/tickets", response={200: Page[TicketState], **READS}, **needs(Scope.TICKETS_READ))
def list_tickets(request: HttpRequest, wanted: Annotated[Wanted, Query()]):
    """The tickets that the caller may open, newest first."""
    rows = readable(request.auth)  # type: ignore[attr-defined]
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.customer_id:
        rows = rows.filter(customer=wanted.customer_id)
    if wanted.updated_since:
        rows = rows.filter(updated_at__gte=aware(wanted.updated_since))
    found, after = page_of(rows.select_related("team"), wanted)
    return Page[TicketState](data=[state_of(each) for each in found], next=after)


@routes.get("/tickets/{int:ticket_id}", response={200: TicketState, **READS}, **needs(Scope.TICKETS_READ))
def get_ticket(request: HttpRequest, ticket_id: int):
    """One ticket."""
    return state_of(find_ticket(request.auth, ticket_id))  # type: ignore[attr-defined]


@routes.get(
    "/tickets/{int:ticket_id}/messages",
    response={200: Page[MessageState], **READS},
    **needs(Scope.TICKETS_READ),
)
def list_messages(request: HttpRequest, ticket_id: int, asked: Annotated[Asked, Query()]):
    """Its replies and notes, newest first."""
    ticket = find_ticket(request.auth, ticket_id)  # type: ignore[attr-defined]
    rows = ticket.messages.filter(unsent_at=None, kind__in=[Kind.REPLY, Kind.NOTE])
    found, after = page_of(rows.select_related("agent", "customer"), asked)
    return Page[MessageState](data=[message_of(each) for each in found], next=after)


@routes.post(
    "/tickets",
    response={201: TicketState | Kept, 200: TicketState | Kept, **WRITES},
    **needs(Scope.TICKETS_WRITE),
)
def create_ticket(request: HttpRequest, new: NewTicket):
    """Open a ticket with what a customer wants; answers go to them by e-mail. 200 when the key was used before.

    With `outbound` the shop writes first: the text is mailed to the customer, as an agent's new message is.
    """
    caller = request.auth  # type: ignore[attr-defined]
    caller.require(Permission.TICKET_REPLY)

    def make() -> int:
        if new.outbound:
            return _write_first(caller, new)
        if new.inbox or new.then:
            raise Refused(_t("`inbox` and `then` are for what the shop writes first: set `outbound`."))
        customer, team = _customer(caller, new), _team(new.team)
        message = open_with_message(
            customer=customer, channel="email", text=new.text, subject=new.subject, team=team
        )
        return message.ticket_id

    ticket_id, is_new = do_once(request, make)
    return Answer(201 if is_new else 200, _told(request, ticket_id))


@routes.patch(
    "/tickets/{int:ticket_id}", response={200: TicketState | Kept, **WRITES}, **needs(Scope.TICKETS_WRITE)
)
def change_ticket(request: HttpRequest, ticket_id: int, changes: Changes):
    """Change status, priority or subject, all of them or none."""
    caller = request.auth  # type: ignore[attr-defined]
    ticket = find_ticket(caller, ticket_id)
    if not changes.model_dump(exclude_none=True):
        raise Refused(_t("Say what to change: status, priority or subject."))
    caller.require(Permission.TICKET_UPDATE)
    by = actor_of(caller)
    with transaction.atomic():
        if changes.subject is not None:
            rename_ticket(ticket, changes.subject, by=by)
        if changes.priority is not None:
            prioritize_ticket(ticket, Priority[changes.priority.upper()], by=by)
        if changes.status is not None:
            set_status(ticket, changes.status, by=by)
    return _told(request, ticket_id)


@routes.post(
    "/tickets/{int:ticket_id}/replies", response={201: MessageState, 200: MessageState, **WRITES},
    **needs(Scope.TICKETS_WRITE),
)  # fmt: skip
def reply(request: HttpRequest, ticket_id: int, new: NewMessage):
    """Answer the customer on the channel where they wrote last."""
    caller = request.auth  # type: ignore[attr-defined]
    ticket = find_ticket(caller, ticket_id)
    caller.require(Permission.TICKET_REPLY)
    return _written(request, lambda: send_reply(ticket, new.text, by=actor_of(caller), then=new.then).pk)


@routes.post(
    "/tickets/{int:ticket_id}/notes", response={201: MessageState, 200: MessageState, **WRITES},
    **needs(Scope.TICKETS_WRITE),
)  # fmt: skip
def note(request: HttpRequest, ticket_id: int, new: NewMessage):
    """Write a note, which only agents read."""
    caller = request.auth  # type: ignore[attr-defined]
    ticket = find_ticket(caller, ticket_id)
    caller.require(Permission.TICKET_NOTE)
    if new.then:
        raise Refused(_t("A note leaves the status as it is. Change the ticket instead."))
    if isinstance(caller, Agent):
        return _written(request, lambda: write_note(ticket, new.text, by=caller, client_id=uuid.uuid4()).pk)
    return _written(request, lambda: add_note(ticket, new.text, by=caller.name)[0].pk)


def _written(request: HttpRequest, write) -> Answer:
    message_id, is_new = do_once(request, write)
    message = get_object_or_404(Message.objects.select_related("agent", "customer"), pk=message_id)
    return Answer(201 if is_new else 200, message_of(message))


def _told(request: HttpRequest, ticket_id: int) -> TicketState | Kept:
    """The ticket as it is now, for who may read it; that it is there, for who may only write. Raises Http404 once it
    was deleted: a call may be sent again days later."""
    caller, scopes = request.auth, request.token.scopes  # type: ignore[attr-defined]
    ticket = get_object_or_404(Ticket.objects.select_related("team"), pk=ticket_id)
    is_read = Scope.TICKETS_READ in scopes and readable(caller).filter(pk=ticket_id).exists()
    return state_of(ticket) if is_read else Kept(id=ticket.pk, status=ticket.status)


def readable(caller: Caller) -> QuerySet[Ticket]:
    return Ticket.objects.visible_to(caller)


def find_ticket(caller: Caller, ticket_id: int) -> Ticket:
    """The ticket, for callers who may open it: with `tickets:write` alone one may write to what one can name."""
    return get_object_or_404(readable(caller).select_related("team"), pk=ticket_id)


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
