"""The list: fifty rows of a view at a time, found by where the last row stood and never by counting.

A page of rows is one query with its joins, and one more for the order chips, however many tickets
there are. A row is unread when the customer waits with words that this agent has not seen.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan

from shopbell.accounts.agent import Agent
from shopbell.customers.identity import Identity, Kind
from shopbell.shop.order import OrderStatus
from shopbell.shop.panel import order_chips
from shopbell.tickets.draft import Draft
from shopbell.tickets.message import Message
from shopbell.tickets.seen import Seen
from shopbell.tickets.ticket import TicketQuerySet

from ..money import money
from .place import read_place, write_place
from .queue import MENTIONS, NEWEST, SOLVED, WAITING, Queue

PAGE = 50
KEYS = {
    WAITING: ["waiting_since", "last_message_at", "id"],
    NEWEST: ["last_message_at", "id"],
    SOLVED: ["solved_at", "id"],
    MENTIONS: ["is_mention_unread", "mentioned_at", "id"],
}
NUMBERS = {"id", "is_mention_unread"}
COLUMNS = [
    *("id", "subject", "status", "priority", "channel", "preview"),
    *("last_message_at", "waiting_since", "solved_at", "customer_id", "assignee_id"),
]


@dataclass(frozen=True)
class Page:
    """Rows of a view, and the place where the following page begins (empty on the last)."""

    queue: Queue
    rows: list[dict[str, Any]]
    next: str = ""


def page_of(queue: Queue, agent: Agent, now: datetime, *, after: str = "", size: int = PAGE) -> Page:
    """`size` rows of `queue` behind the place `after`; from the top when it is empty or unknown."""
    kinds = [int if key in NUMBERS else datetime for key in KEYS[queue.order]]
    place = read_place(after, kinds)
    tickets = queue.tickets(agent, now)
    if place and place[-2]:
        tickets = tickets.filter(_behind(queue, place))
    found = list(rows_of(_ordered(tickets, queue), agent)[: size + 1])
    rows = found[:size]
    _add_orders(rows, agent)
    is_last = len(found) <= size
    return Page(queue, rows, "" if is_last else write_place([rows[-1][key] for key in KEYS[queue.order]]))


def rows_of(tickets: TicketQuerySet, agent: Agent):
    """`tickets` as the plain rows that the list shows, with names and whether they hold news for `agent`."""
    address = Identity.objects.filter(customer=OuterRef("customer"), kind=Kind.EMAIL).order_by(
        F("verified_at").asc(nulls_last=True), "id"
    )
    seen = Seen.objects.filter(ticket=OuterRef("pk"), agent=agent).values("message_id")
    # the newest one by itself: asked whether there is any, the planner may read every message of the desk
    newest = (
        Message.objects.filter(ticket=OuterRef("pk"), customer__isnull=False).order_by("-pk").values("pk")
    )
    return tickets.values(
        *COLUMNS,
        *tickets.query.annotations,
        customer_name=Case(
            When(~Q(customer__name=""), then=F("customer__name")),
            default=Coalesce(Subquery(address.values("value")[:1]), Value("")),
            output_field=TextField(),
        ),
        assignee_name=F("assignee__name"),
        team_name=F("team__name"),
        reason_name=F("reason__name"),
        is_unread=Case(
            When(
                waiting_since__isnull=False,
                then=GreaterThan(Subquery(newest[:1]), Coalesce(Subquery(seen), 0)),
            ),
            default=False,
        ),
        has_draft=Exists(Draft.objects.filter(ticket=OuterRef("pk"), agent=agent)),
    )


def _add_orders(rows: list[dict[str, Any]], agent: Agent) -> None:
    """Number, amount and state of the order each row is about; nothing where there is none."""
    orders = order_chips([row["id"] for row in rows], agent)
    states = {value: str(label).lower() for value, label in OrderStatus.choices}
    for row in rows:
        order = orders.get(row["id"])
        row["order"] = (
            order and f"{order} · {money(order.total_cents, order.currency)} · {states[order.status]}"
        )


def _ordered(tickets: TicketQuerySet, queue: Queue) -> TicketQuerySet:
    first, *rest = KEYS[queue.order]
    if queue.order == WAITING:
        return tickets.order_by(F(first).asc(nulls_last=True), *rest)
    return tickets.order_by(*(f"-{key}" for key in KEYS[queue.order]))


def _behind(queue: Queue, place: list) -> Q:
    """Rows that follow `place`. Each first column is bounded by itself too, so that an index starts there."""
    if queue.order == MENTIONS:
        unread, at, pk = place
        later = Q(mentioned_at__lt=at) | Q(mentioned_at=at, pk__lt=pk)
        return Q(is_mention_unread__lt=unread) | Q(is_mention_unread=unread) & later
    if queue.order != WAITING:
        key, (at, pk) = KEYS[queue.order][0], place
        return Q(**{f"{key}__lte": at}) & (Q(**{f"{key}__lt": at}) | Q(pk__lt=pk))
    since, at, pk = place
    later = Q(last_message_at__gte=at) & (Q(last_message_at__gt=at) | Q(pk__gt=pk))
    if since is None:
        return Q(waiting_since=None) & later
    return Q(waiting_since__gt=since) | Q(waiting_since=None) | (Q(waiting_since=since) & later)
