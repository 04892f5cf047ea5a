"""The order whose number stands in the contact form: the customer's own is put beside the ticket at once."""

from shopbell.channels.form.given_order import Given
from shopbell.shop.detect import named_orders
from shopbell.shop.order import Order
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.ticket import Ticket

MOST = 20  # orders of one number, of several shops


def look_up(ticket: Ticket, number: str) -> Given:
    """What `number` is to the customer of the address that was typed; several orders may stand in it."""
    if not any(letter.isdigit() for letter in number):
        return Given.NO_NUMBER
    orders = list(Order.objects.numbered(number)[:MOST]) or named_orders(number, ticket.customer)
    own = [order for order in orders if order.customer_id == ticket.customer_id]
    for order in own:
        link_order(ticket, order, by=ticket.customer)
    if own:
        return Given.OWN
    if orders:
        return Given.OTHERS
    # a desk that no shop tells of its orders knows nothing of any number
    return Given.UNKNOWN if Order.objects.exists() else Given.NO_NUMBER
