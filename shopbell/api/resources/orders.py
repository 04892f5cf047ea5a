"""`/orders`, `/shipments` and `/carts`: what customers bought, where it is, and what they put aside."""

from datetime import UTC, datetime
from typing import Annotated

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _t
from ninja import Field, Query, Router, Schema

from shopbell.shop.carriers.page import CarrierPages
from shopbell.shop.models import Cart, Order, Shipment
from shopbell.shop.order import OrderStatus

from ..caller import Caller
from ..door import needs
from ..once import Conflict
from ..paging import Asked, Page, page_of
from ..scope import Scope
from .order_state import OrderRow, OrderState, ShipmentState, row_of, shipment_of, state_of, with_state
from .problem import READS

routes = Router(tags=["Orders"])


class Wanted(Asked):
    customer_id: int | None = Field(None, ge=1)
    status: OrderStatus | None = None
    number: str = Field("", max_length=60, description="With or without the shop's marks.")
    placed_since: datetime | None = Field(None, description="With its zone.")


class WantedShipments(Asked):
    tracking_number: str = Field("", max_length=80)
    order: str = Field("", max_length=60, description="An order's number.")


class CartLine(Schema):
    variant_id: int
    quantity: int
    price_cents: int


class CartState(Schema):
    id: int
    external_id: str
    customer_id: int
    currency: str
    total_cents: int
    updated_at: datetime
    lines: list[CartLine]


class WantedCarts(Asked):
    customer_id: int | None = Field(None, ge=1)


@routes.get("/orders", response={200: Page[OrderRow], **READS}, **needs(Scope.ORDERS_READ))
def list_orders(request: HttpRequest, wanted: Annotated[Wanted, Query()]):
    """Orders, those that came last first."""
    rows = Order.objects.visible_to(request.auth)  # type: ignore[attr-defined]
    if wanted.customer_id:
        rows = rows.filter(customer=wanted.customer_id)
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.number:
        rows = rows.numbered(wanted.number)
    if wanted.placed_since:
        rows = rows.filter(placed_at__gte=aware(wanted.placed_since))
    found, after = page_of(rows, wanted)
    return Page[OrderRow](data=[row_of(each) for each in found], next=after)


@routes.get(
    "/orders/{number}", response={200: OrderState, 409: READS[404], **READS}, **needs(Scope.ORDERS_READ)
)
def get_order(
    request: HttpRequest,
    number: str,
    source: Annotated[str, Query(max_length=20, description="Where the number is used twice.")] = "",
):
    """The full state of one order: lines, payments and balances per method, shipments with their scans."""
    return state_of(find_order(request.auth, number, source, full=True))  # type: ignore[attr-defined]


@routes.get("/shipments", response={200: Page[ShipmentState], **READS}, **needs(Scope.ORDERS_READ))
def list_shipments(request: HttpRequest, wanted: Annotated[WantedShipments, Query()]):
    """Parcels with the carrier's scans, newest first."""
    orders = Order.objects.visible_to(request.auth)  # type: ignore[attr-defined]
    if wanted.order:
        orders = orders.numbered(wanted.order)
    rows = Shipment.objects.filter(order__in=orders.order_by())
    if wanted.tracking_number:
        rows = rows.filter(tracking_number=wanted.tracking_number)
    found, after = page_of(rows.select_related("order").prefetch_related("lines", "scans"), wanted)
    pages = CarrierPages()
    return Page[ShipmentState](data=[shipment_of(each, each.order, pages) for each in found], next=after)


@routes.get("/carts", response={200: Page[CartState], **READS}, **needs(Scope.ORDERS_READ))
def list_carts(request: HttpRequest, wanted: Annotated[WantedCarts, Query()]):
    """What customers put aside and have not bought, newest first."""
    rows: QuerySet[Cart] = Cart.objects.prefetch_related("lines")
    if wanted.customer_id:
        rows = rows.filter(customer=wanted.customer_id)
    found, after = page_of(rows if may_see(request.auth) else rows.none(), wanted)  # type: ignore[attr-defined]
    return Page[CartState](data=[_cart(each) for each in found], next=after)


def may_see(caller: Caller) -> bool:
    """Whether what belongs to orders is there for `caller`."""
    return caller.may("order:read")


def find_order(caller: Caller, number: str, source: str = "", *, full: bool = False) -> Order:
    """The order `number` that `caller` may see. Raises Http404, and Conflict where two shops use the number."""
    rows = Order.objects.visible_to(caller).numbered(number).select_related("customer")
    if source:
        rows = rows.filter(source=source)
    orders = list((with_state(rows) if full else rows)[:50])
    exact = [each for each in orders if each.number == number] or orders
    if not exact:
        raise Http404(_t("There is no order %(number)s.") % {"number": number[:60]})
    if len(exact) > 1:
        raise Conflict(_t("Several orders have this number. Say from which shop with `source`."))
    return exact[0]


def aware(moment: datetime) -> datetime:
    """`moment` as it was written; without a zone it is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _cart(cart: Cart) -> CartState:
    lines = sorted(cart.lines.all(), key=lambda line: line.pk)
    return CartState(
        id=cart.pk,
        external_id=cart.external_id,
        customer_id=cart.customer_id,
        currency=cart.currency,
        total_cents=cart.total_cents,
        updated_at=cart.updated_at,
        lines=[
            CartLine(variant_id=each.variant_id, quantity=each.quantity, price_cents=each.price_cents)
            for each in lines
        ],
    )
