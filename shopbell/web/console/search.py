"""What the search shows: a row per ticket with the piece that was found; customers and orders, words marked."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from shopbell.accounts.permission import Permission
from shopbell.customers.customer import Customer
from shopbell.customers.identity import Identity
from shopbell.customers.identity import Kind as IdentityKind
from shopbell.search.ask import Ask
from shopbell.search.entry import Kind
from shopbell.search.excerpt import excerpt, marked
from shopbell.search.query import CUSTOMERS, ORDERS, TICKETS, Findings, Hit
from shopbell.shop.models import TicketOrder
from shopbell.shop.order import Order
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket


@dataclass(frozen=True)
class Shown:
    """One result. `piece` is why it was found; `more` how many other messages of the ticket hold the words too.

    What is no ticket, customer or order may have a `detail` beside its title, and is `whole` shown where it is found.
    """

    address: str
    title: Markup
    piece: Markup
    thing: Ticket | Customer | Order | None
    is_note: bool = False
    more: int = 0
    detail: str = ""
    whole: str = ""
    language: str = ""


@dataclass(frozen=True)
class Section:
    kind: str
    label: str
    icon: str
    shown: list[Shown]
    is_more: bool

    @property
    def count(self) -> int:
        return len(self.shown)


def work_kinds() -> dict[str, tuple[str, str]]:
    """Label and icon of what an agent works on."""
    return {
        TICKETS: (_("Tickets"), "inbox"),
        CUSTOMERS: (_("Customers"), "users"),
        ORDERS: (_("Orders"), "package"),
    }


def sections_of(agent, findings: Findings, most: dict[str, int]) -> list[Section]:
    """The findings by kind, each with up to `most` results; the kind with the best one first."""
    labels = work_kinds()
    show = {TICKETS: shown_tickets, CUSTOMERS: shown_customers, ORDERS: shown_orders}
    sections = []
    for kind, hits in findings.hits.items():
        if hits and (shown := show[kind](agent, hits, findings.ask, most[kind] + 1)):
            label, icon_name = labels[kind]
            sections.append(Section(kind, label, icon_name, shown[: most[kind]], len(shown) > most[kind]))
    best = {kind: hits[0].score if hits else 0 for kind, hits in findings.hits.items()}
    return sorted(sections, key=lambda section: best[section.kind] < 1e9)


def shown_tickets(agent, hits: list[Hit], ask: Ask, most: int) -> list[Shown]:
    """Up to `most` tickets, each once, where its best match stands."""
    best: dict[int, Hit] = {}
    messages: dict[int, list[int]] = {}
    for hit in hits:
        if hit.ticket_id is None:
            continue
        best.setdefault(hit.ticket_id, hit)
        if hit.kind == Kind.MESSAGE:
            messages.setdefault(hit.ticket_id, []).append(hit.object_id)
    wanted = list(best)[:most]
    tickets = Ticket.objects.visible_to(agent).select_related("customer").in_bulk(wanted)
    texts = Message.objects.filter(unsent_at=None).only("kind", "text", "ticket_id")
    found = texts.in_bulk([messages[pk][0] for pk in wanted if pk in messages])
    return [
        _shown_ticket(ticket, found.get(messages.get(pk, [0])[0]), max(0, len(messages.get(pk, ())) - 1), ask)
        for pk, ticket in ((pk, tickets.get(pk)) for pk in wanted)
        if ticket
    ]


def _shown_ticket(ticket: Ticket, message: Message | None, more: int, ask: Ask) -> Shown:
    address = reverse("ticket", args=[ticket.pk]) + (f"#message-{message.pk}" if message else "")
    piece = excerpt(message.text if message else ticket.preview, ask)
    return Shown(address, marked(str(ticket), ask), piece, ticket, bool(message and message.is_note), more)


def shown_customers(agent, hits: list[Hit], ask: Ask, most: int) -> list[Shown]:
    identities = Prefetch("identities", Identity.objects.exclude(kind=IdentityKind.VISITOR))
    rows = Customer.objects.visible_to(agent).prefetch_related(identities)
    hits = hits[:most]
    customers = rows.in_bulk([hit.object_id for hit in hits])
    return [
        Shown(
            reverse("customer", args=[customer.pk]),
            marked(str(customer), ask),
            Markup(" · ").join(marked(identity.value, ask) for identity in customer.identities.all()),
            customer,
        )
        for customer in (customers.get(hit.object_id) for hit in hits)
        if customer
    ]


def shown_orders(agent, hits: list[Hit], ask: Ask, most: int) -> list[Shown]:
    """An order leads to the newest ticket about it that the agent may open, else to its customer."""
    rows = (
        Order.objects.visible_to(agent)
        .select_related("customer")
        .prefetch_related("lines", "customer__identities")
    )
    hits = hits[:most]
    orders = rows.in_bulk([hit.object_id for hit in hits])
    places = order_places(agent, orders.values())
    return [
        Shown(
            places[order.pk],
            marked(str(order), ask),
            Markup(" · ").join(
                marked(part, ask)
                for part in (str(order.customer), *(line.name for line in order.lines.all()[:4]))
            ),
            order,
        )
        for order in (orders.get(hit.object_id) for hit in hits)
        if order and order.pk in places
    ]


def order_places(agent, orders: Iterable[Order]) -> dict[int, str]:
    """Where each order is shown to `agent`; none for one that they have no page for."""
    orders = list(orders)
    if not orders:
        return {}
    links = TicketOrder.objects.filter(order__in=orders, ticket__in=Ticket.objects.visible_to(agent))
    places = {}
    if agent.may(Permission.CUSTOMER_READ):
        places = {order.pk: reverse("customer", args=[order.customer_id]) for order in orders}
    for order_id, ticket_id in links.order_by("ticket_id").values_list("order_id", "ticket_id"):
        places[order_id] = reverse("ticket", args=[ticket_id])
    return places
