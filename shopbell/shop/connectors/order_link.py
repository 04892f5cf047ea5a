"""The way from an order to the same order in its shop system, where the desk cannot do everything."""

from dataclasses import dataclass

from ..actions.backend import OWN
from ..order import Order
from .connecting import label_of
from .connection import Connection
from .errors import ShopTrouble
from .registry import connector_of


@dataclass(frozen=True)
class OrderLink:
    label: str
    address: str  # empty where there is no such page, or nobody knows it


def order_link(order: Order) -> OrderLink | None:
    """None for an order of the desk's own or of a shop that was disconnected. One query, for the others alone."""
    if order.source in OWN:
        return None
    connection = Connection.objects.open().filter(source=order.source).first()
    if connection is None:
        return None
    try:
        address = connector_of(connection).order_address(order.external_id)
    except ShopTrouble:
        address = ""
    return OrderLink(label_of(connection), address)
