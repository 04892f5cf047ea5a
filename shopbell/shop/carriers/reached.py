"""How far an order is by its parcels: shipped when a carrier has one, delivered when all of it has arrived.

Orders of the built-in shop go on by this, and never back. What another shop system says of its own orders stays.
"""

from collections.abc import Iterable, Sequence

from ..actions.reship import REPLACEMENT
from ..order import Order, OrderLine, OrderStatus
from ..shipment import Shipment, Step

BUILT_IN = "built_in"
MOVED = {Step.PICKED_UP, Step.ON_THE_WAY, Step.OUT, Step.DELIVERED, Step.PROBLEM}  # the carrier has it
WAY = [
    OrderStatus.PENDING,
    OrderStatus.ITEMS_CHANGED,
    OrderStatus.PROCESSED,
    OrderStatus.SHIPPED,
    OrderStatus.DELIVERED,
]


def move_on(order: Order) -> None:
    """Bring an order of the built-in shop as far as its parcels are. The caller holds the order's row."""
    reached = reached_by_parcels([order.pk]).get(order.pk, "")
    if order.source == BUILT_IN and is_further(reached, order.status):
        order.status = reached
        order.save(update_fields=["status"])


def is_further(reached: str, status: str) -> bool:
    """Whether `reached` lies ahead of `status` on the way to the customer; never once it has left that way."""
    return reached in WAY and status in WAY and WAY.index(reached) > WAY.index(status)  # type: ignore[arg-type]


def orders_behind_their_parcels(told: Iterable[tuple[Order | None, str]]) -> set[int]:
    """Of orders and the status that is told of them: those that their parcels have brought further already."""
    ahead = {
        order.pk: order.status
        for order, status in told
        if order is not None and order.source == BUILT_IN and is_further(order.status, status)
    }
    reached = reached_by_parcels(ahead) if ahead else {}
    return {pk for pk, status in ahead.items() if reached.get(pk) and not is_further(status, reached[pk])}


def reached_by_parcels(order_ids: Iterable[int]) -> dict[int, str]:
    """By order, how far its parcels are. One without a parcel that a carrier has is missing."""
    parcels: dict[int, list[Shipment]] = {}
    for each in Shipment.objects.filter(order__in=order_ids).prefetch_related("lines", "scans"):
        parcels.setdefault(each.order_id, []).append(each)
    lines: dict[int, set[int]] = {}
    for order, line in OrderLine.objects.filter(order__in=parcels, quantity__gt=0).values_list("order", "pk"):
        lines.setdefault(order, set()).add(line)
    return {pk: word for pk, those in parcels.items() if (word := _reached(those, lines.get(pk, set())))}


def _reached(parcels: Sequence[Shipment], wanted: set[int]) -> str:
    arrived = [each for each in parcels if each.delivered_at]
    replaced = _lines_in(each for each in arrived if each.external_id.startswith(REPLACEMENT))
    missing = [each for each in parcels if not each.delivered_at and not _is_replaced(each, replaced)]
    says_all = all(each.lines.all() for each in arrived)  # a shop need not say what is in a parcel
    if arrived and not missing and (not says_all or wanted <= _lines_in(arrived)):
        return OrderStatus.DELIVERED
    is_moving = any(scan.step in MOVED for each in parcels for scan in each.scans.all())
    return OrderStatus.SHIPPED if arrived or is_moving else ""


def _is_replaced(parcel: Shipment, replaced: set[int]) -> bool:
    """Whether it need not arrive any more, since all of it has arrived in a replacement."""
    held = _lines_in([parcel])
    return bool(held) and held <= replaced


def _lines_in(parcels: Iterable[Shipment]) -> set[int]:
    return {line.pk for each in parcels for line in each.lines.all()}
