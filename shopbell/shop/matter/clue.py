"""Clues: what the shop knows around a ticket that speaks for a contact reason, such as a parcel that does not move."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..exchange import OPEN as OPEN_EXCHANGES
from ..order import Order, OrderStatus
from ..returned import ReturnStatus
from .surroundings import LATELY, Surroundings


class Clue(models.TextChoices):
    PARCEL_STUCK = "parcel_stuck", _("A parcel does not move")
    RETURN_OPEN = "return_open", _("A return or an exchange is open")
    ORDER_PENDING = "order_pending", _("An order is pending")
    ORDER_UNDER_WAY = "order_under_way", _("An order is under way")
    ORDER_DELIVERED = "order_delivered", _("An order was delivered in the last 30 days")
    CART = "cart", _("Something is in the cart")
    PRODUCT_PAGE = "product_page", _("The customer looks at a product")
    NOTHING_BOUGHT = "nothing_bought", _("The customer has bought nothing")


STRONG = {Clue.PARCEL_STUCK, Clue.RETURN_OPEN}  # enough for a suggestion without a word
OPEN_RETURNS = {ReturnStatus.REQUESTED, ReturnStatus.RECEIVED}
UNDER_WAY = {OrderStatus.PROCESSED, OrderStatus.SHIPPED}


def clues_of(around: Surroundings) -> set[Clue]:
    """Those of the orders it is about, or of the customer's when it is about none."""
    found: set[Clue] = set()
    if not around.is_known:
        return found
    for order in around.linked or around.orders:
        found |= _clues_of_order(order, around)
    if around.cart:
        found.add(Clue.CART)
    if around.shown:
        found.add(Clue.PRODUCT_PAGE)
    if not around.linked and not around.orders:
        found.add(Clue.NOTHING_BOUGHT)
    return found


def _clues_of_order(order: Order, around: Surroundings) -> set[Clue]:
    found = set()
    if around.is_stuck(order):
        found.add(Clue.PARCEL_STUCK)
    if order.status == OrderStatus.PENDING:
        found.add(Clue.ORDER_PENDING)
    if order.status in UNDER_WAY:
        found.add(Clue.ORDER_UNDER_WAY)
    if order.status == OrderStatus.DELIVERED and is_recent(order, around):
        found.add(Clue.ORDER_DELIVERED)
    are_coming = any(each.status in OPEN_RETURNS for each in order.returns.all())
    if are_coming or any(each.status in OPEN_EXCHANGES for each in order.exchanges.all()):
        found.add(Clue.RETURN_OPEN)
    return found


def is_recent(order: Order, around: Surroundings) -> bool:
    """Whether its last parcel arrived lately, or it was bought lately where nobody says when it arrived."""
    arrived = [each.delivered_at for each in order.shipments.all() if each.delivered_at]
    at = max(arrived, default=order.placed_at)
    return at is not None and around.now - at <= LATELY
