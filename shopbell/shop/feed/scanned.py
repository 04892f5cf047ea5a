"""What a carrier told of a parcel, where the shop that fed it does not know: it says null of what it never hears."""

from collections.abc import Iterable, Sequence

from ..carriers.reached import MOVED
from ..shipment import Shipment, Step


def keep_scanned(wanted: Sequence[Shipment], known: Iterable[Shipment]) -> None:
    """Leave the moments that stand and that the carrier's scans bear out, where null is told of them."""
    standing = {(each.order_id, each.external_id): each for each in known}
    for each in wanted:
        old = standing.get((each.order_id, each.external_id))
        if old is None:
            continue
        steps = {scan.step for scan in old.scans.all()}
        if each.shipped_at is None and steps & MOVED:
            each.shipped_at = old.shipped_at
        if each.delivered_at is None and Step.DELIVERED in steps:
            each.delivered_at = old.delivered_at
        if each.expected_on is None and steps:
            each.expected_on = old.expected_on
