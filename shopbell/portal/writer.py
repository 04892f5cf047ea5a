"""A shopper who is signed in, as the contact form greets them: by name, with their orders to choose from."""

from babel.dates import format_date
from django.http import HttpRequest

from shopbell.channels.form.known import Writer
from shopbell.core.reader import locale
from shopbell.shop.order import Order

from .own_action import orders_of
from .session import customer_of, session_of

MOST_ORDERS = 20


def writer(request: HttpRequest) -> Writer | None:
    customer, session = customer_of(request), session_of(request)
    if customer is None or session is None:
        return None
    orders = orders_of(customer).prefetch_related("lines")[:MOST_ORDERS]
    return Writer(customer.name, session.address, [(order.number, told_of(order)) for order in orders])


def told_of(order: Order) -> str:
    """The day and the first thing that was bought: what people know an order by."""
    day = format_date(order.placed_at, "medium", locale=locale()) if order.placed_at else ""
    first = next((line.name for line in order.lines.all()), "")
    return " · ".join(part for part in (day, first) if part)
