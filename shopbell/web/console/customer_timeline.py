"""The timeline of a customer: what they wrote and were told in all their tickets, what they ordered, what was noted.

Newest first, fifty at a time. Each source is read no further than a page needs, behind the same place, and then they
are merged. Everything passes `visible_to`: an agent sees of it what they would see elsewhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shopbell.customers.customer import Customer
from shopbell.customers.note import Note
from shopbell.shop.order import Order
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.ticket import Ticket

from .place import read_place, write_place

PAGE, EXCERPT = 50, 600
ORDER, TICKET, MESSAGE, NOTE = 1, 2, 3, 4  # of the same moment the later stands above
SHOWN: dict[str, str | Promise] = {
    "": _("Everything"),
    "messages": _("Messages"),
    "tickets": _("Tickets"),
    "orders": _("Orders"),
    "notes": _("Notes"),
}
Place = tuple[datetime, int, int]


@dataclass(frozen=True)
class Entry:
    """One line of the timeline: `kind` says how it is drawn, `it` is the ticket, message, order or note."""

    kind: str
    at: datetime
    rank: int
    it: Any

    @property
    def place(self) -> Place:
        return self.at, self.rank, self.it.pk


@dataclass(frozen=True)
class Timeline:
    entries: list[Entry]
    next: str = ""
    after: datetime | None = None  # the moment of the entry above the first one


def timeline_of(customer: Customer, agent, *, shown: str = "", after: str = "", size: int = PAGE) -> Timeline:
    """`size` entries of what is `shown` (a key of `SHOWN`) behind the place `after`."""
    place = _read(after)
    found = [
        entry
        for source in SOURCES.get(shown, SOURCES[""])
        for entry in source(customer, agent, place, size + 1)
    ]
    found.sort(key=lambda entry: entry.place, reverse=True)
    entries = found[:size]
    following = write_place(list(entries[-1].place)) if len(found) > size else ""
    return Timeline(entries, following, place[0] if place else None)


def _tickets(customer: Customer, agent, place: Place | None, most: int) -> list[Entry]:
    tickets = Ticket.objects.visible_to(agent).standing().filter(customer=customer)
    rows = _behind(tickets.select_related("assignee", "reason"), "created_at", TICKET, place)
    return [Entry("ticket", row.created_at, TICKET, row) for row in rows[:most]]


def _messages(*kinds: Kind) -> Callable[..., list[Entry]]:
    def source(customer: Customer, agent, place: Place | None, most: int) -> list[Entry]:
        tickets = Ticket.objects.visible_to(agent).filter(customer=customer)
        messages = Message.objects.filter(ticket__in=tickets.values("pk"), kind__in=kinds, unsent_at=None)
        rows = _behind(messages.select_related("ticket", "agent", "customer"), "created_at", MESSAGE, place)
        rows = rows.defer("html", "quoted_text", "quoted_html").prefetch_related("customer__identities")
        return [Entry("message", row.created_at, MESSAGE, row) for row in rows[:most]]

    return source


def _orders(customer: Customer, agent, place: Place | None, most: int) -> list[Entry]:
    orders = Order.objects.visible_to(agent).filter(customer=customer, placed_at__isnull=False)
    rows = _behind(orders.prefetch_related("lines"), "placed_at", ORDER, place)
    return [Entry("order", row.placed_at, ORDER, row) for row in rows[:most]]


def _notes(customer: Customer, agent, place: Place | None, most: int) -> list[Entry]:
    notes = Note.objects.standing().filter(customer=customer).select_related("agent")
    return [
        Entry("note", row.created_at, NOTE, row) for row in _behind(notes, "created_at", NOTE, place)[:most]
    ]


SOURCES: dict[str, list[Callable[..., list[Entry]]]] = {
    "": [_tickets, _messages(Kind.REPLY, Kind.NOTE), _orders, _notes],
    "messages": [_messages(Kind.REPLY)],
    "tickets": [_tickets],
    "orders": [_orders],
    "notes": [_messages(Kind.NOTE), _notes],
}


def _behind(rows: QuerySet, column: str, rank: int, place: Place | None) -> QuerySet:
    """`rows` of a source newest first, those that follow `place` in the merged order."""
    rows = rows.order_by(f"-{column}", "-pk")
    if place is None:
        return rows
    at, other, pk = place
    if rank < other:
        return rows.filter(**{f"{column}__lte": at})
    rows = rows.filter(**{f"{column}__lte" if rank == other else f"{column}__lt": at})
    return rows.exclude(**{column: at, "pk__gte": pk}) if rank == other else rows


def _read(after: str) -> Place | None:
    place = read_place(after, [datetime, int, int])
    return (place[0], place[1], place[2]) if place and place[0] is not None else None  # type: ignore[return-value]
