"""What stands although the shop tells otherwise: what the desk did to an order since, and what its carrier said.

The shop tells the whole of an order each time, often from before it heard what the desk did. A status or an address
that the desk has replaced is no news, the lines and sums of an order whose pieces the desk moved are the desk's, and a
payment that was paid back stays.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from ..actions.run import ActionRun
from ..carriers.reached import orders_behind_their_parcels
from ..exchange import Exchange
from ..order import Order
from ..payment import Payment
from ..returned import Return
from .people import RowRefused
from .rows import OrderRow

SUMS = ("total_cents", "discount_cents", "shipping_cents", "tax_cents")
MOVES_LINES = ("change_items", "send_exchange")


def moved_by_the_desk(known: Iterable[Order]) -> set[int]:
    """The orders whose lines and sums are the desk's: of what comes back, or was changed, the desk keeps count."""
    keys = [each.pk for each in known]
    runs = ActionRun.objects.done().filter(order__in=keys, action__in=MOVES_LINES)
    return {
        pk
        for rows in (runs, Return.objects.filter(order__in=keys), Exchange.objects.filter(order__in=keys))
        for pk in rows.values_list("order_id", flat=True)
    }


def keep_what_was_done(orders: Sequence[Order], rows: Sequence[OrderRow], known: Sequence[Order]) -> set[int]:
    """Give each of `orders` what the desk made of it, where the shop tells only what was before.

    Returns the ids of those whose lines stay as they are."""
    before = {each.external_id: each for each in known}
    moved = moved_by_the_desk(known)
    replaced = _replaced(known)
    scanned = orders_behind_their_parcels([(before.get(each.external_id), each.status) for each in orders])
    for order, row in zip(orders, rows, strict=True):
        old = before.get(order.external_id)
        if old is None:
            continue
        if ("status", order.status) in replaced.get(old.pk, ()) or old.pk in scanned:
            order.status = old.status
        if any(name == "address" and was == order.address for name, was in replaced.get(old.pk, ())):
            order.address = old.address
        if old.pk in moved:
            for name in SUMS:
                setattr(order, name, getattr(old, name))
        elif row.lines is None and row.total_cents is None:
            order.total_cents = old.total_cents
    return moved


def refuse_lost_refunds(payments: Sequence[Payment], known, numbers: dict[int, int]) -> None:
    """Raise RowRefused when a payment that the desk paid back would be gone, or would not hold what was paid back."""
    back = Sum("refunds__amount_cents", filter=Q(refunds__voided_at=None), default=0)
    told = {(each.order_id, each.external_id): each for each in payments}
    for old in known.filter(refunds__isnull=False).annotate(back=back):
        new = told.get((old.order_id, old.external_id))
        if new is None or new.kind != old.kind or new.amount_cents < old.back:
            raise RowRefused(
                numbers[old.order_id],
                _("The payment %(key)s was paid back here, so it stays as it was.")
                % {"key": old.external_id},
            )


def _replaced(known: Iterable[Order]) -> dict[int, list[tuple[str, Any]]]:
    """By order: what the done runs on it put something else in the place of."""
    found: dict[int, list[tuple[str, Any]]] = {}
    runs = ActionRun.objects.done().filter(order__in=[each.pk for each in known])
    for run in runs.only("order_id", "before", "effects"):
        was = found.setdefault(run.order_id, [])
        if run.effects.get("status_after") != run.before.get("status"):
            was.append(("status", run.before.get("status")))
        if "address" in run.before:
            was.append(("address", run.before["address"]))
    return found
