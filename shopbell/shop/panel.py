"""The orders beside a ticket: chips for the list, and what the panel shows."""

from collections.abc import Iterable
from typing import Any

from shopbell.tickets.ticket import Ticket

from .order import Order
from .ticket_order import TicketOrder


def order_chips(ticket_ids: Iterable[int]) -> dict[int, Order]:
    """The order to show on each ticket's row: the first that it is about. One query."""
    links = TicketOrder.objects.filter(ticket__in=list(ticket_ids)).select_related("order").order_by("-pk")
    return {link.ticket_id: link.order for link in links}


def panel_context(ticket: Ticket, agent) -> dict[str, Any]:
    """What `shop/_panel.html` needs."""
    return {"orders": list(Order.objects.visible_to(agent).filter(customer=ticket.customer_id)[:5])}
