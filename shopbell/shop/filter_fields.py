"""What filters may ask of the shop: which order a ticket is about, in which state, of which value, with which product
and parcel.

Only orders that the asking agent may see are found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shopbell.tickets.filter.condition import Asker, Suggestion, Value, Word, Words
from shopbell.tickets.filter.field import Field, register
from shopbell.tickets.filter.kind import OFFERED, Choice, Kind, Rows, begun_words, fixed
from shopbell.tickets.filter.misread import misread

from .amount import Amount
from .carriers.pace import stuck_parcels, under_way
from .matter.ticket_product import TicketProduct
from .order import Order, OrderStatus, number_key, order_name
from .product import Product
from .shipment import Shipment
from .ticket_order import TicketOrder

AMOUNT = Amount()
NONE_ANY: dict[str, Words] = {"none": _("none"), "any": _("any")}
PARCEL: dict[str, Words] = {
    "under_way": pgettext_lazy("parcel", "under way"),
    "stuck": pgettext_lazy("parcel", "stuck"),
    "delivered": pgettext_lazy("parcel", "delivered"),
}


@dataclass
class OrderNumber(Kind):
    """The number of an order, with or without the shop's marks."""

    def read(self, word: Word, asker: Asker) -> Value:
        if key := fixed(NONE_ANY, word):
            return key
        key = number_key(word.text)
        if not key:
            raise misread(_t("“%(word)s” is no number of an order. Write it like 20311."), word.text)
        return f"#{key}"

    def label(self, value: Value, asker: Asker) -> str:
        return str(NONE_ANY.get(str(value), value))

    def suggest(self, begun: str, asker: Asker) -> list[Suggestion]:
        words, key = begun_words(NONE_ANY, begun), number_key(begun)
        if not key:
            return words
        orders = orders_seen_by(asker).filter(number_key__startswith=key).order_by("number_key")[:OFFERED]
        return words + [
            Suggestion(
                Word(f"#{order.number_key}"), order_name(order.number), str(order.get_status_display())
            )
            for order in orders
        ]


def orders_seen_by(asker: Asker):
    return Order.objects.visible_to(asker.agent) if asker.agent else Order.objects.all()


def _concerned(values: Sequence[Value]) -> Q:
    products = [value for value in values if isinstance(value, int)]
    return Q(Exists(TicketProduct.objects.filter(ticket=OuterRef("pk"), product__in=products)))


def _about(orders) -> Q:
    return Q(Exists(TicketOrder.objects.filter(ticket=OuterRef("pk"), order__in=orders)))


def _order(values: Sequence[Value], asker: Asker) -> Q:
    keys = [value.removeprefix("#") for value in values if isinstance(value, str) and value.startswith("#")]
    seen = orders_seen_by(asker)
    found = _about(seen.filter(number_key__in=keys).values("pk")) if keys else Q(pk__in=[])
    if "any" in values:
        found |= _about(seen.values("pk"))
    if "none" in values:
        found |= ~_about(seen.values("pk"))
    return found


def _state(values: Sequence[Value], asker: Asker) -> Q:
    return _about(orders_seen_by(asker).filter(status__in=values).values("pk"))


def _value(values: Sequence[Value], asker: Asker) -> Q:
    return _about(orders_seen_by(asker).filter(AMOUNT.condition("total_cents", values)).values("pk"))


def _product(values: Sequence[Value], asker: Asker) -> Q:
    """It was said to be about the product, or about an order with it."""
    by_order = _about(orders_seen_by(asker).filter(lines__variant__product__in=values).values("pk"))
    return _concerned(values) | by_order


def _parcel(values: Sequence[Value], asker: Asker) -> Q:
    found, seen = Q(pk__in=[]), orders_seen_by(asker)
    if "under_way" in values:
        found |= _about(seen.filter(shipments__in=under_way().values("pk")).values("pk"))
    if "stuck" in values:
        found |= _about(seen.filter(shipments__in=stuck_parcels(asker.now).values("pk")).values("pk"))
    if "delivered" in values:
        arrived = Shipment.objects.exclude(delivered_at=None)
        found |= _about(seen.filter(shipments__in=arrived.values("pk")).values("pk"))
    return found


def register_fields() -> None:
    products = Rows(lambda asker: Product.objects.order_by("name", "pk"), hint=lambda row: row.category)
    register(Field("order", _("Order"), OrderNumber(), _order, "order:20311"))
    register(
        Field(
            "order-state", _("Order state"), Choice(dict(OrderStatus.choices)), _state, "order-state:shipped"
        )
    )
    register(Field("order-value", _("Order value"), AMOUNT, _value, "order-value:>200"))
    register(Field("product", _("Product"), products, _product, 'product:"Oak table"', ("item",)))
    register(Field("parcel", _("Parcel"), Choice(PARCEL), _parcel, "parcel:stuck", ("shipment",)))
