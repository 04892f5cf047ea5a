"""The list of customers: fifty at a time, by place, in an order that an index holds, whatever number there are.

An order may have two stages: first those who have what it sorts by, then the others, newest first. The rows of a
page are filled in afterwards, with a fixed number of queries.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Lower
from django.db.models.lookups import IsNull
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission
from shopbell.customers.company import Company, CompanyMember
from shopbell.customers.customer import Customer, CustomerQuerySet
from shopbell.customers.identity import Identity, Kind
from shopbell.customers.search import find_customers
from shopbell.search.query import CUSTOMERS, ORDERS, find
from shopbell.segments.fields import bounds_of_contact
from shopbell.segments.segment import Segment, segments_of
from shopbell.shop.order import Order
from shopbell.shop.purchases import ALL, Purchases, currencies, purchases_of
from shopbell.tickets.filter.condition import Condition, Filter
from shopbell.tickets.status import UNSOLVED
from shopbell.tickets.ticket import Ticket

from .keyset import Key, behind, ordered, walked_among
from .place import read_place, write_place

PAGE, MOST_FOUND, MOST_CURRENCIES, FEW = 50, 100, 4, 2_000
NEWEST = [Key("id", is_down=True, kind=int)]
# who is asked for so has nothing to be sorted by, so that nobody needs to be looked for
SILENT = {
    Condition("contact", ("none",)),
    Condition("contact", ("any",), is_not=True),
    Condition("has", ("ticket",), is_not=True),
}
NO_BUYER = {Condition("ordered", ("none",)), Condition("ordered", ("any",), is_not=True)}


class Stage(NamedTuple):
    """Rows of which each stands for one customer, the columns they are sorted by, the one that says who, and of whom
    only these count."""

    rows: QuerySet
    keys: list[Key]
    customer: str = "id"
    among: CustomerQuerySet | None = None


class Sort(NamedTuple):
    slug: str
    label: str | Promise
    stages: Callable[[CustomerQuerySet, Any, Filter], list[Stage]]


@dataclass
class Row:
    """A customer as the list shows them."""

    customer: Customer
    last_contact_at: datetime | None = None
    open_tickets: int = 0
    company: Company | None = None
    segments: list[Segment] = field(default_factory=list)
    orders: int = 0
    sums: list[Purchases] = field(default_factory=list)


@dataclass(frozen=True)
class CustomerPage:
    """Rows of the list, and the place where the following page begins (empty on the last)."""

    rows: list[Row]
    next: str = ""


def sorts_of(agent) -> list[Sort]:
    """How the list may be sorted; by what was bought in each currency only for who may see orders."""
    sorts = [
        Sort("contact", _("Last contact"), _by_contact),
        Sort("name", _("Name"), _by_name),
        Sort("newest", _("Newest first"), lambda customers, agent, asked: [Stage(customers, NEWEST)]),
    ]
    if agent.may(Permission.ORDER_READ):
        sorts += [
            Sort(f"bought-{code}", _t("Bought (%(currency)s)") % {"currency": code}, _by_amount(code))
            for code in currencies()[:MOST_CURRENCIES]
        ]
    return sorts


def everybody(customers: CustomerQuerySet) -> CustomerQuerySet:
    """`customers` without those who are known by a browser alone.

    Asked of each row while the list is walked: as an EXISTS the planner would rather read all identities first.
    """
    known = Identity.objects.filter(customer=OuterRef("pk")).exclude(kind=Kind.VISITOR)
    return customers.filter(~Q(name="") | Q(IsNull(Subquery(known.values("pk")[:1]), False)))


def ids_found(agent, query: str) -> list[int]:
    """Who answers `query`, best first: by how a name or an identity begins, then by the search, orders included."""
    begins = find_customers(agent, query).order_by("-pk").values_list("pk", flat=True)[:MOST_FOUND]
    found = find(agent, query, (CUSTOMERS, ORDERS), most=MOST_FOUND)
    orders = [hit.object_id for hit in found.hits[ORDERS]]
    buyers = dict(Order.objects.visible_to(agent).filter(pk__in=orders).values_list("pk", "customer_id"))
    ids = [
        *begins,
        *(hit.object_id for hit in found.hits[CUSTOMERS]),
        *(buyers[pk] for pk in orders if pk in buyers),
    ]
    return list(dict.fromkeys(ids))[:MOST_FOUND]


def page_of_customers(
    customers: CustomerQuerySet,
    sort: Sort,
    agent,
    *,
    asked: Filter = (),
    after: str = "",
    size: int = PAGE,
) -> CustomerPage:
    """`size` of `customers`, who meet `asked`, behind the place `after`; from the top when it is empty or unknown."""
    stages = sort.stages(customers, agent, asked)
    number, place = _read(after, stages)
    found: list[tuple[int, str]] = []
    while number < len(stages) and len(found) <= size:
        found += _walk(stages[number], number, place, size + 1 - len(found))
        number, place = number + 1, None
    rows = rows_of([pk for pk, _place in found[:size]], agent)
    return CustomerPage(rows, found[size - 1][1] if len(found) > size else "")


def found_page(customers: CustomerQuerySet, ids: list[int], agent) -> CustomerPage:
    """Those of `customers` who are among `ids`, in their order, on one page."""
    if not ids:
        return CustomerPage([])
    by_place = Case(*(When(pk=pk, then=Value(place)) for place, pk in enumerate(ids)), default=Value(0))
    found = customers.filter(pk__in=ids).order_by(by_place).values_list("pk", flat=True)
    return CustomerPage(rows_of(list(found), agent))


def rows_of(ids: list[int], agent) -> list[Row]:
    """The customers `ids` as the list shows them, in that order."""
    customers = Customer.objects.prefetch_related("identities").in_bulk(ids)
    tickets = Ticket.objects.visible_to(agent).filter(customer__in=ids).order_by().values("customer")
    facts = {
        row["customer"]: row
        for row in tickets.annotate(
            last=Max("last_message_at"), unsolved=Count("pk", filter=Q(status__among=UNSOLVED))
        )
    }
    bought, within = purchases_of(ids, agent), segments_of(ids)
    members = CompanyMember.objects.filter(customer__in=ids).select_related("company")
    companies = {member.customer_id: member.company for member in members}
    rows = []
    for pk in ids:
        if pk not in customers:
            continue
        row = Row(customers[pk], company=companies.get(pk), segments=within.get(pk, []))
        if pk in facts:
            row.last_contact_at, row.open_tickets = facts[pk]["last"], facts[pk]["unsolved"]
        for each in bought.get(pk, []):
            if each.currency == ALL:
                row.orders = each.orders
            elif each.cents:
                row.sums.append(each)
        rows.append(row)
    return rows


def _by_contact(customers: CustomerQuerySet, agent, asked: Filter) -> list[Stage]:
    """By the newest of their tickets that the agent may see: the walk goes along the tickets.

    What was `asked` of the last contact bounds it, or it would pass all that came later than whoever is looked for.
    """
    tickets = Ticket.objects.visible_to(agent)
    newer = tickets.filter(customer=OuterRef("customer")).filter(
        Q(last_message_at__gt=OuterRef("last_message_at"))
        | Q(last_message_at=OuterRef("last_message_at"), pk__gt=OuterRef("pk"))
    )
    others = Stage(customers.filter(~Exists(tickets.filter(customer=OuterRef("pk")))), NEWEST)
    if SILENT.intersection(asked):
        return [others]
    newest = tickets.filter(~Exists(newer), bounds_of_contact(asked, agent))
    keys = [Key("last_message_at", is_down=True), Key("id", is_down=True, kind=int)]
    walked = _narrowed(customers) if asked else customers
    return [Stage(newest, keys, "customer_id", walked), others]


def _by_name(customers: CustomerQuerySet, agent, asked: Filter) -> list[Stage]:
    named = customers.exclude(name="").annotate(lower_name=Lower("name"))
    return [
        Stage(named, [Key("lower_name", kind=str), Key("id", kind=int)]),
        Stage(customers.filter(name=""), NEWEST),
    ]


def _by_amount(currency: str) -> Callable[[CustomerQuerySet, Any, Filter], list[Stage]]:
    def stages(customers: CustomerQuerySet, agent, asked: Filter) -> list[Stage]:
        bought = Purchases.objects.filter(currency=currency, orders__gt=0)
        keys = [Key("cents", is_down=True, kind=int), Key("customer_id", is_down=True, kind=int)]
        others = Stage(customers.filter(~Exists(bought.filter(customer=OuterRef("pk")))), NEWEST)
        if NO_BUYER.intersection(asked):
            return [others]
        walked = _narrowed(customers) if asked else customers
        return [Stage(bought, keys, "customer_id", walked), others]

    return stages


def _narrowed(customers: CustomerQuerySet) -> CustomerQuerySet:
    """`customers` by their ids where they are few: on a walk along another table they are looked up then, instead of
    passing hundreds of thousands of rows in search of them."""
    ids = list(customers.order_by().values_list("pk", flat=True)[: FEW + 1])
    return customers if len(ids) > FEW else Customer.objects.filter(pk__in=ids)


def _walk(stage: Stage, number: int, place: list | None, most: int) -> list[tuple[int, str]]:
    """Up to `most` customers of `stage` behind `place`, each with their own place."""
    rows = stage.rows.filter(behind(stage.keys, place)) if place else stage.rows
    names = [key.name for key in stage.keys]
    columns = rows.values_list(stage.customer, *names)
    found: Iterable[Sequence[Any]]
    if stage.among is None:
        found = ordered(columns, stage.keys)[:most]
    else:
        found = walked_among(columns, stage.keys, stage.among, most)
    return [(customer, f"{number}.{write_place(list(values))}") for customer, *values in found]


def _read(after: str, stages: list[Stage]) -> tuple[int, list | None]:
    number, _dot, rest = after.partition(".")
    if not number.isdecimal() or len(number) > 1 or int(number) >= len(stages):
        return 0, None
    place = read_place(rest, [key.kind for key in stages[int(number)].keys])
    return (int(number), place) if place and None not in place else (0, None)
