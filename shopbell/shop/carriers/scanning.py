"""Putting what a carrier tells beside the parcel: scans are only added, whatever the order in which they come.

What the parcel's scans say then is worked out from all of them, so that an old call that comes late, or one that comes
twice, changes nothing. An order of the built-in shop goes on as far as its parcels are.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from shopbell.core.bus import publish

from ..order import Order
from ..shipment import Scan, Shipment, arrival_in
from ..ticket_order import TicketOrder
from .account import CarrierAccount, named_carriers
from .reached import MOVED, move_on
from .tracking import MOST_PLACE, MOST_TEXT, Tracked


def take_scans(told: Iterable[Tracked], account: CarrierAccount) -> tuple[int, set[str]]:
    """Put all of `told` beside the parcels that are this account's.

    Returns how many scans are new, and the numbers of parcels that are not here (yet), in each spelling.
    """
    named, count, unknown = named_carriers(), 0, set()
    for tracked in told:
        parcels = list(parcels_numbered(tracked.number))
        unknown |= set() if parcels else spellings(tracked.number)
        count += sum(take_parcel(each.pk, tracked) for each in parcels if account.serves(each.carrier, named))
    return count, unknown


def parcels_numbered(number: str):
    """Parcels of this number, however it is spaced; carriers print it in groups."""
    return Shipment.objects.filter(tracking_number__in=spellings(number)).order_by("pk")


def spellings(number: str) -> set[str]:
    """None of an empty one: it would be the number of every parcel that has none."""
    whole = "".join(number.split())
    return {number, whole, whole.upper()} if whole else set()


@transaction.atomic
def take_parcel(shipment_id: int, tracked: Tracked) -> int:
    """Add the scans that the parcel has not; returns how many. Nothing when it is gone meanwhile."""
    order = Order.objects.select_for_update(no_key=True).filter(shipments=shipment_id).first()
    if order is None:
        return 0
    shipment = Shipment.objects.get(pk=shipment_id)
    known = list(shipment.scans.all())
    added = _add(shipment, known, tracked)
    newest = max((scan.at for scan in known), default=None)
    is_news = not newest or any(each.at >= newest for each in tracked.scans)
    if tracked.expected_on and is_news:  # an older call may still hold an older promise
        shipment.expected_on = tracked.expected_on
    _read_scans(shipment, list(shipment.scans.all()))
    shipment.save(update_fields=["expected_on", "shipped_at", "delivered_at"])
    if added:
        move_on(order)
        tickets = TicketOrder.objects.filter(order=order).values_list("ticket_id", flat=True)
        publish(*[f"ticket-{pk}" for pk in tickets])
    return added


def _add(shipment: Shipment, known: Sequence[Scan], tracked: Tracked) -> int:
    there = {(scan.at, scan.text) for scan in known}
    fresh: dict[tuple[datetime, str], Scan] = {}
    for each in tracked.scans:
        scan = Scan(
            shipment=shipment,
            at=each.at,
            step=each.step,
            text=each.text[:MOST_TEXT],
            place=each.place[:MOST_PLACE],
        )
        if (scan.at, scan.text) not in there:
            fresh[scan.at, scan.text] = scan
    Scan.objects.bulk_create(
        fresh.values(), ignore_conflicts=True
    )  # the shop may feed the same at this moment
    return len(fresh)


def _read_scans(shipment: Shipment, scans: Sequence[Scan]) -> None:
    """When it left and when it arrived, where nobody has said."""
    moved = [scan.at for scan in scans if scan.step in MOVED]
    if moved and shipment.shipped_at is None:
        shipment.shipped_at = min(moved)
    if shipment.delivered_at is None:
        shipment.delivered_at = arrival_in(scans)
