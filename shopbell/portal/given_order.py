"""The orders whose numbers stand in the contact form: the customer's own are put beside the ticket at once.

Nobody tries addresses on an order, or numbers on an address, until two fit: an order that stands in many forms of a day
is not looked up any more until the next, nor is any number of an address that has sent many. The page tells none of it.
"""

from shopbell.channels.form.given_order import Given
from shopbell.core.rate import uses_of
from shopbell.shop.detect import named_orders
from shopbell.shop.order import Order
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.ticket import Ticket

MOST = 20  # orders of one number, of several shops
FORMS_A_DAY = 10
DAY_SECONDS = 86_400


def look_up(ticket: Ticket, numbers: list[str]) -> dict[str, Given]:
    """What each number is to the customer of the address that was typed; several orders may stand in one."""
    named = {number: _orders_of(number, ticket) for number in numbers if _may_be_one(number)}
    often = (
        _named_often(ticket, {order.pk for orders in named.values() for order in orders}) if named else None
    )
    return {
        number: _given(ticket, named[number], often) if number in named else Given.NO_NUMBER
        for number in numbers
    }


def _may_be_one(number: str) -> bool:
    return any(letter.isdigit() for letter in number)


def _orders_of(number: str, ticket: Ticket) -> list[Order]:
    return list(Order.objects.numbered(number)[:MOST]) or named_orders(number, ticket.customer)


def _named_often(ticket: Ticket, orders: set[int]) -> set[int] | None:
    """Count a form that names `orders`: which of them too many have named today; None when its writer sent too many."""
    if _count(f"orders named by {ticket.customer_id}"):
        return None
    # in one order, so that two forms that name the same orders never wait for each other
    return {pk for pk in sorted(orders) if _count(f"order named in forms {pk}")}


def _count(name: str) -> bool:
    return uses_of(name, seconds=DAY_SECONDS)[0] > FORMS_A_DAY


def _given(ticket: Ticket, orders: list[Order], often: set[int] | None) -> Given:
    if often is None or not often.isdisjoint(order.pk for order in orders):
        return Given.TOO_OFTEN
    own = [order for order in orders if order.customer_id == ticket.customer_id]
    for order in own:
        link_order(ticket, order, by=ticket.customer)
    if own:
        return Given.OWN
    if orders:
        return Given.OTHERS
    # a desk that no shop tells of its orders knows nothing of any number
    return Given.UNKNOWN if Order.objects.exists() else Given.NO_NUMBER
