"""The past in bulk: tickets, messages, events and deliveries of months, written as the verbs would have left them.

The verbs of `tickets` and `channels` work for the present, one transaction and one job each; two thousand
tickets that way take minutes and enqueue ten thousand jobs. `Past` has a twin of each verb that only collects
rows, with the moment as an argument. `tests/demo/test_past.py` plays one story both ways and compares.
"""

import random
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F

from shopbell.accounts.models import Agent, Team
from shopbell.channels.automatic_mail import ACKNOWLEDGEMENT
from shopbell.channels.chat.models import ChatSession, Visitor
from shopbell.channels.delivery import Delivery, State
from shopbell.channels.email.joining.token import message_id
from shopbell.channels.inbox import Inbox, TicketInbox
from shopbell.channels.registry import answering
from shopbell.core.storable import storable
from shopbell.customers.models import Customer
from shopbell.shop.models import Order, TicketOrder
from shopbell.shop.ticket_order import linked_data
from shopbell.tickets.actor import actor_fields
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.message import Kind, Message, preview_of
from shopbell.tickets.models import ContactReason, Seen, Tag, Ticket
from shopbell.tickets.status import UNSOLVED, VERBS, Status
from shopbell.tickets.ticket import one_line

BATCH = 1000


class Past:
    """Rows of tickets that were; nothing is in the database before `save`."""

    def __init__(self, chance: random.Random, goals: dict[str, dict[str, object]] | None = None):
        """`goals` is what is promised on each channel, and under "" on the others (`promises.py`)."""
        self.chance, self.goals = chance, goals or {}
        self.tickets: list[Ticket] = []
        self.messages: list[Message] = []
        self.events: list[Event] = []
        self.deliveries: list[Delivery] = []
        self.arrivals: list[TicketInbox] = []
        self.chats: list[tuple[ChatSession, Visitor]] = []
        self.links: list[TicketOrder] = []
        self.tagged: list[tuple[Tag, Ticket]] = []
        self.seen: dict[tuple[int, int], tuple[Ticket, Agent, Message]] = {}

    def open(
        self, *, customer: Customer, channel: str, inbox: Inbox, subject: str, team: Team | None,
        reason: ContactReason | None, language: str, at: datetime,
    ) -> Ticket:  # fmt: skip
        ticket = Ticket(
            subject=one_line(subject)[:1000], channel=channel, customer=customer, team=team, reason=reason,
            language=language, created_at=at, last_message_at=at,
        )  # fmt: skip
        self.tickets.append(ticket)
        self.arrivals.append(TicketInbox(ticket=ticket, inbox=inbox))
        self._record(ticket, Verb.CREATED, by=customer, at=at, channel=channel)
        if goals := self.goals.get(channel) or self.goals.get(""):
            self._record(ticket, Verb.GOALS_CHOSEN, by=None, at=at, **goals)
        return ticket

    def begin_chat(self, ticket: Ticket, inbox: Inbox, visitor: Visitor, page: str, at: datetime) -> None:
        session = ChatSession(ticket=ticket, inbox=inbox, page=page, created_at=at)
        self.chats.append((session, visitor))

    def receive(
        self, ticket: Ticket, text: str, *, channel: str, at: datetime, quoted_text: str = ""
    ) -> Message:
        message = self._write(ticket, Kind.REPLY, text, channel=channel, customer=ticket.customer, at=at)
        message.quoted_text = storable(quoted_text)
        ticket.channel, ticket.preview, ticket.last_message_at = channel, preview_of(message), at
        ticket.waiting_since = ticket.waiting_since or at
        event = self._record(
            ticket, Verb.RECEIVED, by=ticket.customer, message=message, at=at, channel=channel
        )
        if ticket.status in (Status.PENDING, Status.ON_HOLD, Status.SOLVED):
            verb = Verb.REOPENED if ticket.status == Status.SOLVED else Verb.OPENED
            self._record(ticket, verb, by=ticket.customer, cause=event, at=at, before=str(ticket.status))
            ticket.status, ticket.solved_at = Status.OPEN, None
        return message

    def reply(self, ticket: Ticket, text: str, *, by: Agent, at: datetime) -> Message:
        carrier = answering(ticket.channel)
        message = self._write(ticket, Kind.REPLY, text, channel=carrier.kind, agent=by, at=at)
        message.held_until = at + timedelta(seconds=carrier.hold_seconds) if carrier.hold_seconds else None
        ticket.preview, ticket.last_message_at, ticket.waiting_since = preview_of(message), at, None
        ticket.first_replied_at = ticket.first_replied_at or at
        if ticket.status == Status.NEW:
            ticket.status = Status.OPEN
        self._record(ticket, Verb.REPLIED, by=by, message=message, at=at, channel=carrier.kind)
        self.deliveries.append(_delivered(message, carrier.kind))
        self.saw(ticket, by, message)
        return message

    def acknowledge(self, message: Message, *, at: datetime) -> None:
        """The first message of a ticket by mail or form is answered at once with the ticket's number."""
        address = message.ticket.customer.address
        if address:
            self._record(
                message.ticket, Verb.ACKNOWLEDGED, by=None, message=message, at=at, recipient=address
            )
            self.deliveries.append(_delivered(message, "email", purpose=ACKNOWLEDGEMENT))

    def note(self, ticket: Ticket, text: str, *, by: Agent, at: datetime) -> Message:
        message = self._write(ticket, Kind.NOTE, text, channel="note", agent=by, at=at)
        self._record(ticket, Verb.NOTED, by=by, message=message, at=at)
        self.saw(ticket, by, message)
        return message

    def assign(self, ticket: Ticket, agent: Agent | None, *, by, at: datetime) -> None:
        before, ticket.assignee = ticket.assignee, agent
        if before == agent:
            return
        was = {"before": str(before) if before else "", "before_id": before.pk if before else None}
        if agent:
            self._record(ticket, Verb.ASSIGNED, by=by, at=at, to=str(agent), to_id=agent.pk, **was)
        else:
            self._record(ticket, Verb.UNASSIGNED, by=by, at=at, **was)

    def move(self, ticket: Ticket, team: Team, *, by, at: datetime) -> None:
        if ticket.team != team:
            was = {"before": str(ticket.team or ""), "before_id": ticket.team_id}
            ticket.team = team
            self._record(ticket, Verb.MOVED, by=by, at=at, team=str(team), team_id=team.pk, **was)

    def set_status(self, ticket: Ticket, status: Status, *, by, at: datetime) -> None:
        if ticket.status == status:
            return
        moments = {name: getattr(ticket, name) for name in ("waiting_since", "solved_at")}
        was = {name: moment and moment.isoformat() for name, moment in moments.items()}
        before, was_solved = str(ticket.status), not ticket.is_unsolved
        ticket.status = status
        if status in (Status.SOLVED, Status.CLOSED):
            ticket.solved_at, ticket.waiting_since = ticket.solved_at or at, None
        else:
            ticket.solved_at = None
        self._record(
            ticket,
            Verb.REOPENED if was_solved and status in UNSOLVED else VERBS[status],
            by=by,
            at=at,
            before=before,
            after=str(status),
            **was,
        )

    def tag(self, ticket: Ticket, tag: Tag, *, by, at: datetime) -> None:
        if (tag, ticket) not in self.tagged[-4:]:
            self.tagged.append((tag, ticket))
            self._record(ticket, Verb.TAGGED, by=by, at=at, tag=tag.name, tag_id=tag.pk, before=False)

    def link(self, ticket: Ticket, order: Order, *, cause: Event, at: datetime) -> None:
        """The order that a message names, found by the desk itself."""
        self.links.append(TicketOrder(ticket=ticket, order=order, is_detected=True))
        self._record(
            ticket,
            Verb.ORDER_LINKED,
            by=None,
            cause=cause,
            message=cause.message,
            at=at,
            **linked_data(order),
        )

    def saw(self, ticket: Ticket, agent: Agent, message: Message) -> None:
        self.seen[id(ticket), agent.pk] = (ticket, agent, message)

    def last_event(self, ticket: Ticket) -> Event:
        return next(event for event in reversed(self.events) if event.ticket is ticket)

    def save(self) -> None:
        """Write all of it, numbered in the order in which it happened. Enqueues nothing and rings no bell."""
        told: list[list[Any]] = [self.tickets, self.messages, self.events]
        for rows in told:
            rows.sort(key=lambda row: row.created_at)
            number(rows)
        number(self.deliveries)
        for delivery in self.deliveries:
            ticket_id = delivery.message.ticket.pk
            if delivery.channel == "chat":
                delivery.recipient = f"chat-{ticket_id}"
            else:
                delivery.external_id = message_id(ticket_id, delivery.pk)
        for rows in [*told, self.deliveries, self.arrivals, self.links]:
            if rows:
                type(rows[0])._base_manager.bulk_create(rows, batch_size=BATCH)
        through = Tag.tickets.through
        through._base_manager.bulk_create(
            [through(tag_id=tag.pk, ticket_id=ticket.pk) for tag, ticket in self.tagged]
        )
        Seen.objects.bulk_create(
            [
                Seen(ticket=ticket, agent=agent, message_id=message.pk)
                for ticket, agent, message in self.seen.values()
            ],
            batch_size=BATCH,
        )
        self._save_chats()
        self._put_clocks_back()

    def _save_chats(self) -> None:
        last = {message.ticket_id: message.pk for message in self.messages if message.kind == Kind.REPLY}
        for session, _visitor in self.chats:
            session.got_message_id = session.seen_message_id = last[session.ticket.pk]
            session.seen_at = session.ticket.last_message_at
        ChatSession.objects.bulk_create([session for session, _ in self.chats], batch_size=BATCH)
        pair = ChatSession.visitors.through
        pair._base_manager.bulk_create(
            [pair(chatsession_id=session.pk, visitor_id=visitor.pk) for session, visitor in self.chats],
            batch_size=BATCH,
        )

    def _put_clocks_back(self) -> None:
        """Columns that Django fills with the present whatever it is told."""
        last = {event.ticket_id: event.created_at for event in self.events}
        for ticket in self.tickets:
            ticket.updated_at = last[ticket.pk]
        _update_times(Ticket, {ticket.pk: ticket.updated_at for ticket in self.tickets}, "updated_at")
        Delivery.objects.filter(pk__in=[row.pk for row in self.deliveries]).update(created_at=F("not_before"))
        _update_times(ChatSession, {chat.pk: chat.ticket.created_at for chat, _ in self.chats}, "created_at")
        _update_times(TicketOrder, {link.pk: link.ticket.created_at for link in self.links}, "created_at")

    def _write(self, ticket: Ticket, kind: Kind, text: str, *, at: datetime, **fields) -> Message:
        client_id = uuid.UUID(int=self.chance.getrandbits(128), version=4)
        message = Message(
            ticket=ticket, kind=kind, text=storable(text), client_id=client_id, created_at=at, **fields
        )
        self.messages.append(message)
        return message

    def _record(
        self, ticket: Ticket, verb: Verb, *, by, at: datetime, message=None, cause=None, **data
    ) -> Event:
        event = Event(
            ticket=ticket,
            verb=verb,
            message=message,
            cause=cause,
            data=data,
            created_at=at,
            **actor_fields(by),
        )
        self.events.append(event)
        return event


def number(rows: list) -> None:
    """Give every row its primary key from the table's own sequence, in the order of the list."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)",
            [type(rows[0])._meta.db_table, len(rows)],
        )
        for row, (key,) in zip(rows, sorted(cursor.fetchall()), strict=True):
            row.pk = key


def _update_times(model, times: dict[int, datetime], column: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {model._meta.db_table} set {column} = fresh.at from unnest(%s::bigint[], %s::timestamptz[])"  # noqa: S608 (our own names)
            f" as fresh (id, at) where {model._meta.db_table}.id = fresh.id",
            [list(times), list(times.values())],
        )


def _delivered(message: Message, channel: str, purpose: str = "reply") -> Delivery:
    """The delivery as it looks when all went well."""
    at = message.created_at
    if channel == "chat":
        fetched = at + timedelta(seconds=2)
        return Delivery(
            message=message, channel=channel, state=State.DELIVERED, not_before=at, finished_at=fetched
        )
    left = message.held_until or at
    return Delivery(
        message=message, channel=channel, purpose=purpose, recipient=message.ticket.customer.address,
        state=State.SENT, attempts=1, not_before=left, claimed_at=left, handed_over_at=left,
        finished_at=left + timedelta(seconds=1),
    )  # fmt: skip
