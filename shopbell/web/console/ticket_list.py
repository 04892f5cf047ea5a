"""The list: fifty rows of a view at a time, found by where the last row stood and never by counting.

A page of rows is one query with its joins, and one more for the order chips, however many tickets
there are. A row is unread when the customer waits with words that this agent has not seen.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.channels.email.joining.likely import with_likely
from shopbell.core.prepared import Prepared
from shopbell.customers.identity import Identity, Kind
from shopbell.shop.order import OrderStatus
from shopbell.shop.panel import order_chips
from shopbell.tickets.draft import Draft
from shopbell.tickets.filter.condition import Filter
from shopbell.tickets.filter.query import counts_of
from shopbell.tickets.saved_view import Order
from shopbell.tickets.seen import has_news
from shopbell.tickets.ticket import Ticket, TicketQuerySet
from shopbell.waiting.filter_fields import call_due_at

from ..money import money
from .keyset import Key, behind, ordered
from .place import read_place, write_place
from .promise import add_promises
from .queue import CALLS, MENTIONS, MOST_COUNTED, Queue

PAGE = 50
FIXED = {"assignee", "team"}  # conditions that mean the same at any hour


LAST = [Key("last_message_at"), Key("id", kind=int)]
WAIT = [Key("waiting_since", is_nullable=True), *LAST]


def _newest_by(column: str) -> list[Key]:
    return [Key(column, is_down=True), Key("id", is_down=True, kind=int)]


KEYS: dict[str, list[Key]] = {  # each begins an index of tickets
    Order.WAITING: WAIT,
    Order.PROMISE: [Key("due_at", is_nullable=True), *WAIT],  # the first is of its clocks
    CALLS: [Key("call_due_at", is_nullable=True), *LAST],
    Order.NEWEST: _newest_by("last_message_at"),
    Order.OLDEST: LAST,
    Order.PRIORITY: [Key("priority", is_down=True, kind=int), *WAIT],
    Order.UPDATED: _newest_by("updated_at"),
    Order.SOLVED: _newest_by("solved_at"),
    MENTIONS: [Key("is_mention_unread", is_down=True, kind=int), *_newest_by("mentioned_at")],
}
COLUMNS = [
    *("id", "subject", "status", "priority", "channel", "preview"),
    *("last_message_at", "waiting_since", "solved_at", "updated_at", "customer_id", "assignee_id"),
]


RESTS = {"snooze_id": F("snooze__pk"), "snoozed_until": F("snooze__until"), "spam_id": F("spam__pk")}


@dataclass(frozen=True)
class Page:
    """Rows of a view, and the place where the following page begins (empty on the last).

    `count` is how many there are, up to one more than is counted; None where the view itself counts them.
    """

    queue: Queue
    rows: list[dict[str, Any]]
    next: str = ""
    count: int | None = None


def page_of(queue: Queue, agent: Agent, now: datetime, *, after: str = "", size: int = PAGE) -> Page:
    """`size` rows of `queue` behind the place `after`; from the top when it is empty or unknown."""
    keys = KEYS[queue.order]
    if not after and _is_fixed(queue):
        return _page(queue, _prepared(queue, agent, size + 1), keys, agent, size)
    place = read_place(after, [key.kind for key in keys])
    all_tickets = tickets = _with_keys(queue.tickets(agent, now), queue.order)
    if place and all(key.is_nullable or value is not None for key, value in zip(keys, place, strict=True)):
        tickets = tickets.filter(behind(keys, place))
    if not _is_plain(queue):
        tickets = _found(tickets, queue.order, agent, size + 1)
    rows = _first(
        [_chosen(queue, part, keys, agent) for part, keys in _parts(tickets, queue.order)], size + 1
    )
    page = _page(queue, rows, keys, agent, size)
    if queue.narrowing and not after:
        count = counts_of([all_tickets], most=MOST_COUNTED + 1)[0] if page.next else len(page.rows)
        page = replace(page, count=count)
    return page


def _with_keys(tickets: TicketQuerySet, order: str) -> TicketQuerySet:
    """`tickets` with the column that they are sorted by, where it is no column of theirs."""
    if order == CALLS:
        return tickets.annotate(call_due_at=call_due_at())
    return tickets.annotate(due_at=F("clocks__due_at")) if order == Order.PROMISE else tickets


def _parts(tickets: TicketQuerySet, order: str) -> list[tuple[TicketQuerySet, list[Key]]]:
    """`tickets` in parts of which each follows the one before, with the columns that each is sorted by.

    Sorted by promise those with one are a part: it is read along the index of clocks, and the rest only where these do
    not fill the page. Sorted in one, all that wait would be joined to their clocks and sorted for each page.
    """
    keys = KEYS[order]
    if order != Order.PROMISE:
        return [(tickets, keys)]
    return [
        (tickets.filter(clocks__due_at__isnull=False), keys),
        (tickets.filter(clocks__due_at=None), keys[1:]),
    ]


def _first(parts: Iterable[QuerySet], most: int) -> list[Any]:
    """The first `most` rows of `parts`, which follow each other."""
    rows: list[Any] = []
    for part in parts:
        if len(rows) < most:
            rows += part[: most - len(rows)]
    return rows


def _chosen(queue: Queue, tickets: TicketQuerySet, keys: list[Key], agent: Agent):
    chosen = rows_of(ordered(tickets, keys), agent)
    return chosen if queue.is_of_queue else chosen.annotate(**RESTS)  # in a queue nothing rests


def _page(queue: Queue, found: list[dict[str, Any]], keys: list[Key], agent: Agent, size: int) -> Page:
    """The first `size` rows of `found`, which holds one more when there are more."""
    rows = found[:size]
    _add_hints(rows)
    add_promises(rows)
    _add_orders(rows, agent)
    return Page(queue, rows, write_place([rows[-1][key.name] for key in keys]) if len(found) > size else "")


def _is_fixed(queue: Queue) -> bool:
    """Whether the view asks the same of every agent with the same rights and teams, at any hour."""
    return queue.view is None and queue.order != MENTIONS and _is_plain(queue)


def _is_plain(queue: Queue) -> bool:
    """Whether it asks of tickets no more than whose they are."""
    return not queue.narrowing and all(condition.field in FIXED for condition in queue.filter)


def _prepared(queue: Queue, agent: Agent, most: int) -> list[dict[str, Any]]:
    """The first `most` rows of a view that is fixed."""
    find = _finding(queue.filter, queue.order, queue.is_of_queue, most, agent.permissions, agent.team_ids)
    rows: list[dict[str, Any]] = []
    for part in find:
        if len(rows) < most:
            rows += part(agent=agent.pk)[: most - len(rows)]
    return rows


@lru_cache(maxsize=500)
def _finding(
    conditions: Filter,
    order: str,
    is_of_queue: bool,
    most: int,
    permissions: frozenset[str],
    team_ids: tuple[int, ...],
) -> list[Prepared]:
    """How agents with these permissions, in these teams, find the first rows of a view, part by part.

    Every open console asks that whenever a ticket changes, and writing the SQL anew took as long as reading the rows.
    """
    queue = Queue("", "", conditions, order, is_of_queue)

    def parts(agent: int) -> list[QuerySet]:
        looker = Agent(pk=agent)
        looker.permissions, looker.team_ids = permissions, team_ids
        tickets = _with_keys(queue.tickets(looker, timezone.now()), order)
        return [_chosen(queue, part, keys, looker)[:most] for part, keys in _parts(tickets, order)]

    return [
        Prepared(lambda agent, number=number: parts(agent)[number], agent=int)
        for number in range(2 if order == Order.PROMISE else 1)
    ]


def _found(tickets: TicketQuerySet, order: str, agent: Agent, most: int) -> TicketQuerySet:
    """The first `most` of `tickets`, of which conditions hold, found before anything is joined to them.

    With all the tables that a row shows PostgreSQL no longer looks for the best order of joining (it does for eight),
    and reads a million tickets for the five of one customer.
    """
    ids = _first(
        [ordered(part, keys).values_list("pk", flat=True) for part, keys in _parts(tickets, order)], most
    )
    known = tickets if tickets.query.annotations else Ticket.objects.visible_to(agent)
    return known.filter(pk__in=ids)


def rows_of(tickets: TicketQuerySet, agent: Agent):
    """`tickets` as the plain rows that the list shows, with names and whether they hold news for `agent`."""
    address = Identity.objects.filter(customer=OuterRef("customer"), kind=Kind.EMAIL).order_by(
        F("verified_at").asc(nulls_last=True), "id"
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
                then=has_news(agent),
            ),
            default=False,
        ),
        has_draft=Exists(Draft.objects.filter(ticket=OuterRef("pk"), agent=agent)),
    )


def _add_hints(rows: list[dict[str, Any]]) -> None:
    """Whether the mail that opened it seems to belong to another ticket, as the ticket itself will say."""
    hinted = with_likely([row["id"] for row in rows])
    for row in rows:
        row["is_likely_elsewhere"] = row["id"] in hinted


def _add_orders(rows: list[dict[str, Any]], agent: Agent) -> None:
    """Number, amount and state of the order each row is about; nothing where there is none."""
    orders = order_chips([row["id"] for row in rows], agent)
    states = {value: str(label).lower() for value, label in OrderStatus.choices}
    for row in rows:
        order = orders.get(row["id"])
        row["order"] = (
            order and f"{order} · {money(order.total_cents, order.currency)} · {states[order.status]}"
        )
