"""Cards of an erased customer's orders in tickets of others, where a merge had brought them: nothing of them stays."""

from shopbell.customers.erasure import Doomed, Part
from shopbell.shop.order import Order

from .card import ChatCard


def forget_cards(doomed: Doomed) -> None:
    """Called while the orders still name whose they were, so before the shop loosens them: see `apps.py`."""
    orders = Order.objects.filter(customer__in=doomed.ids)
    ChatCard.objects.filter(order__in=orders.values("pk")).delete()


PART = Part(at_once=forget_cards)
