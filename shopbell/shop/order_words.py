"""What a macro may name of an order: {{ order.number }}, its state, and its parcel with where that is followed."""

from typing import Any

from shopbell.tickets.ticket import Ticket

from .carriers.page import CarrierPages
from .order import Order, OrderStatus, status_for_shoppers

EXAMPLE = {
    "number": "20311",
    "status": OrderStatus.SHIPPED.label,
    "parcel": "Colis 6A0241",
    "tracking": "https://carrier.example/follow?parcel=6A0241",
}


def words_of_order(order: Order) -> dict[str, Any]:
    """Of several parcels the newest; `tracking` is empty where nobody has said where its carrier shows it."""
    parcel = order.shipments.exclude(tracking_number="").order_by("-pk").first()
    names = [parcel.carrier, parcel.tracking_number] if parcel else []
    return {
        "number": order.number.lstrip("#"),
        "status": status_for_shoppers(order.status),
        "parcel": " ".join(filter(None, names)),
        "tracking": CarrierPages().of(parcel),
    }


def order_of(ticket: Ticket, agent) -> Order | None:
    """The one that was linked first, of those that `agent` may see."""
    orders = Order.objects.visible_to(agent).filter(ticket_links__ticket=ticket)
    return orders.order_by("ticket_links__pk").first()
