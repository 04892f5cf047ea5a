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
from shopbell.accounts.permission import Permission
from shopbell.automation.webhook_echo import answering
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.shop.models import Order
from shopbell.shop.ticket_order import TicketOrder
from shopbell.tickets.message import Kind, Message, add_note
from shopbell.tickets.note import write_note
from shopbell.tickets.status import Status, set_status
from shopbell.tickets.ticket import Priority, Ticket, prioritize_ticket, rename_ticket

from ..caller import Caller, actor_of
from ..door import needs
from ..once import do_once, key_of
from ..paging import Asked, Page, page_of
from ..scope import Scope
from .matter import Matter, Suggestions, suggestions_of, write_matter
from .new_ticket import LONGEST, NewTicket, open_ticket
from .orders import aware
from .problem import READS, WRITES
from .ticket_state import Kept, MessageState, TicketState, message_of, state_of, states_of

routes = Router(tags=["Tickets"])


class Wanted(Asked):
    status: Status | None = None
    customer_id: int | None = Field(None, ge=1)
    order: str = Field("", max_length=60, description="Tickets about the order of this number.")
    updated_since: datetime | None = Field(None, description="With its zone.")


class NewMessage(Schema):
    text: str = Field(min_length=1, max_length=LONGEST)
    then: Status | None = Field(None, description="The status of the ticket afterwards; for replies only.")

    model_config = {"extra": "forbid"}


class Changes(Matter):
    status: Status | None = None
    priority: str | None = Field(None, pattern="^(low|normal|high|urgent)$")
    subject: str | None = Field(None, max_length=1000)

    model_config = {"extra": "forbid"}

    @property
    def is_empty(self) -> bool:
        return not self.is_said and not self.model_dump(exclude_none=True)


@routes.get("/tickets", response={200: Page[TicketState], **READS}, **needs(Scope.TICKETS_READ))
def list_tickets(request: HttpRequest, wanted: Annotated[Wanted, Query()]):
    """The tickets that the caller may open, newest first."""
    caller = request.auth  # type: ignore[attr-defined]
    rows = readable(caller)
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.customer_id:
        rows = rows.filter(customer=wanted.customer_id)
    if wanted.order:
        orders = Order.objects.visible_to(caller).numbered(wanted.order)
        rows = rows.filter(pk__in=TicketOrder.objects.filter(order__in=orders).values("ticket"))
    if wanted.updated_since:
        rows = rows.filter(updated_at__gte=aware(wanted.updated_since))
    found, after = page_of(whole(rows), wanted)
    return Page[TicketState](data=states_of(found, caller), next=after)


@routes.get("/tickets/{int:ticket_id}", response={200: TicketState, **READS}, **needs(Scope.TICKETS_READ))
def get_ticket(request: HttpRequest, ticket_id: int):
    """One ticket, with what it is about."""
    caller = request.auth  # type: ignore[attr-defined]
    return state_of(find_ticket(caller, ticket_id), caller)


@routes.get(
    "/tickets/{int:ticket_id}/suggestions",
    response={200: Suggestions, **READS},
    **needs(Scope.TICKETS_READ),
)
def list_suggestions(request: HttpRequest, ticket_id: int):
    """What the desk suggests that it is about, and why; true only once somebody says so by changing the ticket."""
    caller = request.auth  # type: ignore[attr-defined]
    return suggestions_of(find_ticket(caller, ticket_id), caller)


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
    ticket_id, is_new = do_once(request, lambda: open_ticket(caller, new))
    return Answer(201 if is_new else 200, _told(request, ticket_id))


@routes.patch(
    "/tickets/{int:ticket_id}", response={200: TicketState | Kept, **WRITES}, **needs(Scope.TICKETS_WRITE)
)
def change_ticket(request: HttpRequest, ticket_id: int, changes: Changes):
    """Change status, priority, subject or what it is about, all of them or none."""
    caller = request.auth  # type: ignore[attr-defined]
    ticket = find_ticket(caller, ticket_id)
    if changes.is_empty:
        raise Refused(_t("Say what to change: status, priority, subject, or what it is about."))
    caller.require(Permission.TICKET_UPDATE)
    by = actor_of(caller)
    with answering(key_of(request)), transaction.atomic():
        if changes.subject is not None:
            rename_ticket(ticket, changes.subject, by=by)
        if changes.priority is not None:
            prioritize_ticket(ticket, Priority[changes.priority.upper()], by=by)
        if changes.is_said:  # before the status: it may be asked for on solving
            write_matter(ticket, changes, caller)
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
    ticket = get_object_or_404(whole(Ticket.objects.all()), pk=ticket_id)
    is_read = Scope.TICKETS_READ in scopes and readable(caller).filter(pk=ticket_id).exists()
    return state_of(ticket, caller) if is_read else Kept(id=ticket.pk, status=ticket.status)


def readable(caller: Caller) -> QuerySet[Ticket]:
    return Ticket.objects.visible_to(caller)


def find_ticket(caller: Caller, ticket_id: int) -> Ticket:
    """The ticket, for callers who may open it: with `tickets:write` alone one may write to what one can name."""
    return get_object_or_404(whole(readable(caller)), pk=ticket_id)


def whole(rows: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """With all that a ticket says to programs."""
    return rows.select_related("team", "reason__parent")
