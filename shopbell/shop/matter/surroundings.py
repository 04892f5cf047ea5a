"""What surrounds a ticket and speaks for what it is about: the customer's words, orders, cart and the page in view."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Prefetch
from django.utils import timezone

from shopbell.accounts.permission import Permission
from shopbell.core.spoken import Spoken
from shopbell.tickets.message import Kind
from shopbell.tickets.ticket import Ticket

from ..carriers.pace import Paces
from ..cart import CartLine
from ..order import Order, OrderLine
from ..product import Product
from ..shipment import Shipment
from .page import product_in_view
from .stage import CART_COUNTS

NEWEST = 10  # orders of the customer that are looked at
MESSAGES, MAX_CHARACTERS = 3, 4_000


@dataclass
class Surroundings:
    ticket: Ticket
    now: datetime
    text: str = ""
    linked: list[Order] = field(default_factory=list)  # those the ticket is about
    orders: list[Order] = field(default_factory=list)  # the customer's newest besides
    cart: list[CartLine] = field(default_factory=list)
    shown: Product | None = None  # on the page in view
    is_known: bool = False  # what the shop knows was asked
    paces: Paces = field(default_factory=Paces)

    @cached_property
    def spoken(self) -> Spoken:
        return Spoken(self.text)

    def is_stuck(self, order: Order) -> bool:
        """Whether one of its parcels is silent for longer than its carrier's usual."""
        return any(self.paces.is_stuck(each, self.now) for each in order.shipments.all())

    def says(self, phrase: str) -> bool:
        """Whether the customer wrote `phrase`."""
        return self.spoken.says(phrase)


def surroundings_of(ticket: Ticket, agent, now: datetime | None = None) -> Surroundings:
    """What `agent` may know of it: without `order:read` the words alone. Some eight queries."""
    found = Surroundings(ticket, now or timezone.now(), text_of(ticket))
    if not agent.may(Permission.ORDER_READ):
        return found
    found.is_known = True
    ids = list(ticket.order_links.values_list("order", flat=True))
    orders = list(
        Order.objects.visible_to(agent)
        .filter(customer=ticket.customer_id)
        .prefetch_related(
            Prefetch("lines", OrderLine.objects.select_related("variant__product")),
            Prefetch("shipments", Shipment.objects.prefetch_related("scans")),
            "returns",
            "exchanges",
        )[:NEWEST]
    )
    found.linked = [order for order in orders if order.pk in ids]
    found.orders = [order for order in orders if order.pk not in ids]
    carts = CartLine.objects.filter(
        cart__customer=ticket.customer_id, cart__updated_at__gte=ticket.created_at - CART_COUNTS
    )
    found.cart = list(carts.select_related("variant__product").order_by("pk")[:NEWEST])
    found.shown = product_in_view(ticket)
    return found


def text_of(ticket: Ticket) -> str:
    """The subject and what the customer wrote first."""
    said = ticket.messages.filter(customer__isnull=False, kind=Kind.REPLY, unsent_at=None).order_by("pk")
    texts = said.values_list("text", flat=True)[:MESSAGES]
    return "\n".join([ticket.subject, *texts])[:MAX_CHARACTERS]


LATELY = timedelta(days=30)  # as long as a delivered order is likely what somebody writes about
