"""The stage of a ticket that no reason and no agent tells: by its orders, its customer's, and their cart.

Only what was bought and put into a cart by the time the ticket came counts, so that a question before buying stays one
when the customer has bought.
"""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from shopbell.tickets.reason import Stage
from shopbell.tickets.stage import Guess
from shopbell.tickets.ticket import Ticket

from ..cart import CartLine
from ..order import Order, OrderStatus
from ..ticket_order import TicketOrder

CART_COUNTS = timedelta(days=1)  # before the ticket: an older cart was given up


def _linked() -> Exists:
    return Exists(TicketOrder.objects.filter(ticket=OuterRef("pk")))


def _in_a_cart() -> Exists:
    lines = CartLine.objects.filter(cart__customer=OuterRef("customer"))
    return Exists(lines.filter(cart__updated_at__gte=OuterRef("created_at") - CART_COUNTS))


def _bought() -> Exists:
    orders = Order.objects.filter(customer=OuterRef("customer")).exclude(status=OrderStatus.CANCELLED)
    return Exists(orders.filter(Q(placed_at=None) | Q(placed_at__lte=OuterRef("created_at"))).order_by())


def guess_stage(ticket: Ticket) -> Stage:
    """An order that it is about: after. A cart of the day: during. Something bought before: after. Else before."""
    asked = Ticket.objects.filter(pk=ticket.pk).annotate(
        linked=_linked(), in_a_cart=_in_a_cart(), bought=_bought()
    )
    linked, in_a_cart, bought = asked.values_list("linked", "in_a_cart", "bought").get()
    if in_a_cart and not linked:
        return Stage.DURING
    return Stage.AFTER if linked or bought else Stage.BEFORE


def tickets_at(stages: Collection[str]) -> Q:
    """The same as a question to every ticket."""
    linked, in_a_cart, bought = Q(_linked()), Q(_in_a_cart()), Q(_bought())
    found = Q(pk__in=[])
    if Stage.AFTER in stages:
        found |= linked | (~in_a_cart & bought)
    if Stage.DURING in stages:
        found |= ~linked & in_a_cart
    if Stage.BEFORE in stages:
        found |= ~linked & ~in_a_cart & ~bought
    return found


GUESS = Guess(guess_stage, tickets_at)
