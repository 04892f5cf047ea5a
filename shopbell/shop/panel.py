"""Orders beside the ticket: what `shop/_panel.html` shows of a customer's orders, cart and worth.

Twenty queries whatever the customer bought: the ticket's orders with their parts prefetched, of the newest ten others
the line alone (`folded_order` tells the rest when one is opened), the worth kept by the database (`purchases.py`).
Everything passes `visible_to`, so an agent without `order:read` gets an empty panel and no query.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Prefetch, Q, prefetch_related_objects
from django.utils import timezone

from shopbell.accounts.permission import Permission
from shopbell.customers.customer import Customer
from shopbell.customers.identity import Identity
from shopbell.customers.identity import Kind as IdentityKind
from shopbell.tickets.ticket import Ticket

from .acting import customer_actions, offers_beside
from .actions.action import Action
from .actions.offers import Offer
from .actions.run import ActionRun
from .carriers.pace import Paces
from .carriers.page import CarrierPages
from .cart import Cart, CartLine
from .defect import count_of
from .exchange import Exchange
from .order import Order, OrderLine, OrderStatus, order_name
from .payment import Payment, PaymentMethod
from .purchases import Worth, worth_of
from .returned import Return
from .ticket_order import TicketOrder
from .timeline import Parcel, parcel_of
from .voucher import Voucher

NEWEST = 10
ORDER_TOOLS: list[str] = []  # templates of more that can be done with an order; floors above add theirs


@dataclass(frozen=True)
class ShownOrder:
    """An order as the panel draws it."""

    order: Order
    parcels: list[Parcel]
    is_linked: bool = False
    is_detected: bool = False
    is_foreign: bool = False  # somebody else's, named in this ticket
    offers: list[Offer] = field(default_factory=list)


@dataclass
class ShopPanel:
    may_read: bool
    may_link: bool = False
    linked: list[ShownOrder] = field(default_factory=list)
    others: list[ShownOrder] = field(default_factory=list)
    order_count: int = 0
    claims: list[Identity] = field(default_factory=list)
    claimed_by: list[Customer] = field(default_factory=list)  # who has a claimed address verified, and orders
    carts: list[Cart] = field(default_factory=list)
    methods: list[PaymentMethod] = field(default_factory=list)
    vouchers: list[Voucher] = field(default_factory=list)  # those that stand, newest first
    worth: Worth | None = None
    actions: list[Action] = field(default_factory=list)  # for the customer, whatever they bought
    runs: list[ActionRun] = field(default_factory=list)  # what was done in this ticket, newest first

    @property
    def order_tools(self) -> list[str]:
        return ORDER_TOOLS

    @property
    def other_count(self) -> int:
        """The customer's orders besides the linked ones."""
        return self.order_count - sum(not shown.is_foreign for shown in self.linked)


def panel_context(ticket: Ticket, agent, *, now: datetime | None = None) -> dict[str, Any]:
    """What `shop/_panel.html` needs besides the ticket, under the one name `shop`."""
    if not agent.may(Permission.ORDER_READ):
        return {"shop": ShopPanel(may_read=False)}
    return {"shop": build_panel(ticket, agent, now or timezone.now())}


def build_panel(ticket: Ticket, agent, now: datetime) -> ShopPanel:
    customer = ticket.customer
    links = {link.order_id: link for link in ticket.order_links.all()}
    orders = Order.objects.visible_to(agent).select_related("customer", "seller")
    named = list(orders.filter(pk__in=links))
    newest = list(orders.filter(customer=customer).exclude(pk__in=links)[:NEWEST])
    prefetch_related_objects([*named, *newest], SCANNED)
    prefetch_related_objects(named, *PARTS)
    worth, order_count = worth_of(customer, agent)
    claims, claimed_by = claims_of(customer, agent)
    offers = offers_beside(named, ticket, agent)
    paces, pages = Paces(), CarrierPages()
    return ShopPanel(
        may_read=True,
        may_link=agent.may(Permission.TICKET_UPDATE),
        linked=[
            shown(order, now, links[order.pk], customer, offers.get(order.pk, ()), paces=paces, pages=pages)
            for order in named
        ],
        others=[shown(order, now, paces=paces, pages=pages) for order in newest],
        order_count=order_count,
        claims=claims,
        claimed_by=claimed_by,
        carts=list(customer.carts.order_by("-updated_at").prefetch_related(CART_LINES)),
        methods=list(customer.payment_methods.order_by("id")),
        vouchers=vouchers_of(customer),
        worth=worth,
        actions=customer_actions(agent),
        runs=list(ticket.action_runs.select_related("agent", "by_customer", "order")[:NEWEST]),
    )


SCANNED = "shipments__scans"
PARTS = (
    Prefetch(
        "lines",
        OrderLine.objects.select_related("variant__product").annotate(
            defects_seen=count_of("variant__product")
        ),
    ),
    Prefetch("payments", Payment.objects.select_related("method")),
    SCANNED,
    "shipments__lines",
    Prefetch("returns", Return.objects.select_related("method").prefetch_related("lines__line")),
    Prefetch("exchanges", Exchange.objects.select_related("method").prefetch_related("lines__line")),
    "invoices",
)


def folded_order(ticket: Ticket, order_id: int, agent, now: datetime) -> dict[str, Any] | None:
    """What `shop/_order_fold.html` needs besides the ticket: another order of its customer, whole."""
    rows = whole(Order.objects.visible_to(agent).filter(pk=order_id, customer=ticket.customer_id))
    order = rows.first()
    if order is None:
        return None
    panel = ShopPanel(may_read=True, may_link=agent.may(Permission.TICKET_UPDATE))
    return {"shown": shown(order, now), "shop": panel}


def whole(orders):
    """`orders` with everything that is drawn of them, in a fixed number of queries."""
    return orders.select_related("customer", "seller").prefetch_related(*PARTS)


CART_LINES = Prefetch("lines", CartLine.objects.select_related("variant__product").order_by("id"))


def vouchers_of(customer: Customer) -> list[Voucher]:
    """The newest that were not taken back."""
    return list(customer.vouchers.filter(withdrawn_at=None).order_by("-id")[:NEWEST])


def claims_of(customer: Customer, agent) -> tuple[list[Identity], list[Customer]]:
    """Addresses the customer only says to have, and the buyers who have proved to own them."""
    claims = [
        one for one in customer.identities.all() if not one.is_verified and one.kind != IdentityKind.VISITOR
    ]
    if not claims:
        return [], []
    same = Q(pk__in=[])
    for claim in claims:
        same |= Q(
            identities__kind=claim.kind, identities__value=claim.value, identities__verified_at__isnull=False
        )
    owners = Customer.objects.visible_to(agent).filter(same, orders__isnull=False).exclude(pk=customer.pk)
    return claims, list(owners.annotate(order_count=Count("orders", distinct=True)).distinct()[:5])


@dataclass(frozen=True)
class OrderChip:
    """What a row of the list says of its order."""

    number: str
    total_cents: int
    currency: str
    status: OrderStatus

    def __str__(self) -> str:
        return order_name(self.number)


FIRST_ORDERS = """
    select distinct on (link.ticket_id) link.ticket_id, o.number, o.total_cents, o.currency, o.status
      from shop_ticketorder link join shop_order o on o.id = link.order_id
     where link.ticket_id = any(%s) order by link.ticket_id, link.id
"""


def order_chips(ticket_ids: Iterable[int], agent=None) -> dict[int, OrderChip]:
    """For each ticket that has one, the order that its row in the list shows: the one linked first. One query.

    None at all for an `agent` without `order:read`.
    """
    if agent is not None and not agent.may(Permission.ORDER_READ):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(FIRST_ORDERS, [list(ticket_ids)])
        return {
            ticket_id: OrderChip(number, cents, currency, OrderStatus(status))
            for ticket_id, number, cents, currency, status in cursor.fetchall()
        }


def shown(
    order: Order,
    now: datetime,
    link: TicketOrder | None = None,
    customer: Customer | None = None,
    offers: Iterable[Offer] = (),
    *,
    paces: Paces | None = None,
    pages: CarrierPages | None = None,
) -> ShownOrder:
    parcels = [parcel_of(order, shipment, now, paces, pages) for shipment in order.shipments.all()]
    return ShownOrder(
        order=order,
        parcels=parcels or [parcel_of(order, None, now)],
        is_linked=link is not None,
        is_detected=bool(link and link.is_detected),
        is_foreign=customer is not None and order.customer_id != customer.pk,
        offers=list(offers),
    )
