"""What filters and segments of customers may ask of the shop: how much, how often and when somebody bought, and what.

Only orders that the asking agent may see count; a segment asks for the shop.
"""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission
from shopbell.segments.query import CUSTOMER_FIELDS
from shopbell.tickets.filter.condition import Asker, Value
from shopbell.tickets.filter.field import Field, register
from shopbell.tickets.filter.kind import Rows
from shopbell.tickets.filter.measure import Moment, Number

from .amount import Amount
from .filter_fields import NONE_ANY, orders_seen_by
from .order import OrderLine
from .product import Product
from .purchases import ALL, Purchases

AMOUNT, COUNT, ORDERED = Amount(), Number(), Moment({**NONE_ANY})


def _bought(asker: Asker, over_all: Q) -> Q:
    """Customers with a row of purchases that is so; none for who may not see orders."""
    if asker.agent and not asker.agent.may(Permission.ORDER_READ):
        return Q(pk__in=[])
    return Q(Exists(Purchases.objects.filter(over_all, orders__gt=0, customer=OuterRef("pk"))))


def _spent(values: Sequence[Value], asker: Asker) -> Q:
    return _bought(asker, AMOUNT.condition("cents", values))


def _orders_placed(values: Sequence[Value], asker: Asker) -> Q:
    return _bought(asker, Q(currency=ALL) & COUNT.condition("orders", values))


def _ordered(values: Sequence[Value], asker: Asker) -> Q:
    """When the last order was placed."""
    asked, found = [value for value in values if value not in NONE_ANY], Q(pk__in=[])
    if asked:  # an EXISTS of nothing would keep the planner from the index of what is asked besides
        found = _bought(asker, Q(currency=ALL) & ORDERED.condition("last_placed_at", asked, asker))
    if "any" in values:
        found |= _bought(asker, Q(currency=ALL))
    return found | ~_bought(asker, Q(currency=ALL)) if "none" in values else found


def _has_bought(values: Sequence[Value], asker: Asker) -> Q:
    """Whoever has one of the products in an order, whatever became of it."""
    ids = [value for value in values if isinstance(value, int)]
    lines = OrderLine.objects.filter(order__in=orders_seen_by(asker).values("pk"), variant__product__in=ids)
    return Q(pk__in=lines.values("order__customer"))


def register_customer_fields() -> None:
    """What filters and segments of customers may ask of the shop."""
    products = Rows(lambda asker: Product.objects.order_by("name", "pk"), hint=lambda row: row.category)
    for each in (
        Field("spent", _("Spent"), AMOUNT, _spent, "spent:>500", ("worth",)),
        Field("orders", _("Orders"), COUNT, _orders_placed, "orders:>=3"),
        Field("ordered", _("Last order"), ORDERED, _ordered, "ordered:>180d"),
        Field("bought", _("Bought"), products, _has_bought, 'bought:"Oak table"', ("product",)),
    ):
        register(each, CUSTOMER_FIELDS)
