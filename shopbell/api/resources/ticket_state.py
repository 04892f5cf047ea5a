"""What a ticket and its messages say to programs."""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone
from ninja import Field, Schema

from shopbell.promises.goal import Goal
from shopbell.promises.promise import Promise
from shopbell.promises.told import Told, promises_of, told_in
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Priority, Ticket

from ..caller import Caller
from .call_state import CallState, open_calls_of
from .matter import MatterState, matters_of


class PromiseState(Schema):
    goal: Goal = Field(description="`first_reply`, `next_reply` or `solve`.")
    state: str = Field(
        description="`running`, `paused`, `kept`, `broken` (from the moment at which it was due, also while the "
        "customer still waits: then `ended_at` is null), or `void` where it does not count."
    )
    due_at: datetime | None
    ended_at: datetime | None = Field(description="Null while the customer waits.")


class ToldPromise(Schema):
    """“You will hear back by …”, as the customer was told."""

    kind: str = Field(description="What was promised: `answer` or `call`.")
    state: str = Field(
        description="`open`, `kept`, `broken` (from `due_at`, also while the customer still waits: then `ended_at` is "
        "null), `slipped` (put off in time, to the one before it in the list), or `void` where it does not count."
    )
    made_at: datetime
    due_at: datetime
    ended_at: datetime | None = Field(
        description="When an agent answered or called, or the ticket was over; null while the customer waits."
    )
    agent_id: int | None = Field(description="Who promised it; null: the desk itself.")


class TicketState(MatterState):
    id: int
    subject: str
    status: str
    priority: str
    channel: str
    customer_id: int
    team: str | None
    assignee_id: int | None
    preview: str
    created_at: datetime
    updated_at: datetime
    last_message_at: datetime
    solved_at: datetime | None
    promises: list[PromiseState] = Field(
        description="By the response goals; what runs first, the most urgent above."
    )
    told: list[ToldPromise] = Field(description="By when the customer was told to hear back, the last first.")
    call: CallState | None = Field(description="The call that the customer waits for.")


class Kept(Schema):
    """All that a token without `tickets:read` hears of what it wrote."""

    id: int
    status: str


class MessageState(Schema):
    id: int
    ticket_id: int
    kind: str = Field(description="`reply` (the customer reads it) or `note`.")
    author: str = Field(description="`customer`, `agent` or `rule`.")
    name: str = Field(description="Who wrote it.")
    channel: str
    text: str
    created_at: datetime


def state_of(ticket: Ticket, caller: Caller) -> TicketState:
    return states_of([ticket], caller)[0]


def states_of(tickets: Collection[Ticket], caller: Caller) -> list[TicketState]:
    """All of them, with what they are about as far as `caller` may see it."""
    matters = matters_of(tickets, caller)
    ids = [ticket.pk for ticket in tickets]
    promises, told, calls = promises_of(ids), told_in(ids), open_calls_of(ids)
    return [
        TicketState(
            id=ticket.pk,
            subject=ticket.subject,
            status=ticket.status,
            priority=Priority(ticket.priority).name.lower(),
            channel=ticket.channel,
            customer_id=ticket.customer_id,
            team=ticket.team.name if ticket.team else None,
            assignee_id=ticket.assignee_id,
            preview=ticket.preview,
            created_at=ticket.created_at,
            updated_at=ticket.updated_at,
            last_message_at=ticket.last_message_at,
            solved_at=ticket.solved_at,
            promises=[_promise(each) for each in promises[ticket.pk]],
            told=[_told(each) for each in told[ticket.pk]],
            call=calls.get(ticket.pk),
            **matters[ticket.pk],
        )
        for ticket in tickets
    ]


def _promise(told: Told) -> PromiseState:
    state = told.state(timezone.now())
    return PromiseState(goal=told.goal, state=state, due_at=told.due_at, ended_at=told.ended_at)


def _told(promise: Promise) -> ToldPromise:
    return ToldPromise(
        kind=promise.kind,
        state=promise.outcome,
        made_at=promise.made_at,
        due_at=promise.due_at,
        ended_at=promise.ended_at,
        agent_id=promise.agent_id,
    )


def message_of(message: Message) -> MessageState:
    author = "customer" if message.is_from_customer else "agent" if message.agent_id else "rule"
    return MessageState(
        id=message.pk,
        ticket_id=message.ticket_id,
        kind=message.kind,
        author=author,
        name=str(message.author or ""),
        channel=message.channel,
        text=message.text,
        created_at=message.created_at,
    )
