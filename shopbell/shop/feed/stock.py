"""Feeding the stock of one's own shop by warehouse: how many pieces of a variant lie where, and when more are expected.

What is told the same again is no news, as with a product's `stock`: what the desk has moved since stays.
"""

from collections.abc import Container, Sequence

from django.db import transaction
from django.db.models import Min, Sum
from django.utils.translation import gettext as _

from shopbell.core.lock import hold_until_commit

from ..product import Variant
from ..stock import StockLevel, Warehouse
from ..upsert import Summary, Tally, upsert
from .people import LOCK, SOURCE, RowRefused, refuse_twice
from .rows import StockRow
from .untold import keep_moved, keep_untold

LEVEL = ["pieces", "told_pieces", "back_order_on"]
OF_LEVEL = ["variant_id", "warehouse_id"]


@transaction.atomic
def feed_stock(rows: Sequence[StockRow]) -> Summary:
    """Bring the levels that are named in step, and with them what there is of each variant in all; others stay.

    Raises Refused for a variant that is not here; then nothing was changed.
    """
    hold_until_commit(LOCK)
    refuse_twice([(row.variant, row.warehouse) for row in rows])
    variants = _held(rows)
    summary = Summary()
    houses = _feed_warehouses(rows, summary)
    levels = [
        StockLevel(
            variant=variants[row.variant], warehouse=houses[row.warehouse], pieces=row.pieces,
            back_order_on=row.back_order_on,
        )
        for row in rows
    ]  # fmt: skip
    known = StockLevel.objects.filter(variant__in=[each.pk for each in variants.values()])
    held = list(known)
    keep_untold(levels, rows, held, key=OF_LEVEL, columns=["back_order_on"])
    keep_moved(levels, held, key=OF_LEVEL, column="pieces")
    summary.tallies["levels"] = upsert(levels, among=known, key=OF_LEVEL, columns=LEVEL)
    dated = {row.variant for row in rows if "back_order_on" in row.model_fields_set}
    summary.tallies["variants"] = _sum_up(list(variants.values()), dated)
    return summary


def _held(rows: Sequence[StockRow]) -> dict[str, Variant]:
    """The variants by key, in the order in which actions hold them."""
    theirs = Variant.objects.filter(
        product__source=SOURCE, external_id__in={row.variant for row in rows}
    ).order_by("pk")
    found = {each.external_id: each for each in theirs.select_for_update(of=("self",), no_key=True)}
    for number, row in enumerate(rows):
        if row.variant not in found:
            words = _("There is no variant %(key)s. Feed products first.")
            raise RowRefused(number, words % {"key": row.variant})
    return found


def _feed_warehouses(rows: Sequence[StockRow], summary: Summary) -> dict[str, Warehouse]:
    """Those that are named, by key; what is said of one in any row is its, and a new one is called by its key."""
    known = Warehouse.objects.filter(source=SOURCE, external_id__in={row.warehouse for row in rows})
    standing = {each.external_id: each for each in known}
    houses: dict[str, Warehouse] = {}
    for row in rows:
        old = standing.get(row.warehouse)
        house = houses.setdefault(
            row.warehouse,
            Warehouse(
                source=SOURCE, external_id=row.warehouse, name=old.name if old else row.warehouse,
                country=old.country if old else "",
            ),
        )  # fmt: skip
        house.name, house.country = row.warehouse_name or house.name, row.country or house.country
    tally = upsert(list(houses.values()), among=known, key=["external_id"], columns=["name", "country"])
    summary.tallies["warehouses"] = tally
    return houses


def _sum_up(variants: list[Variant], dated: Container[str]) -> Tally:
    """What there is of each in all, the sum over its warehouses, and the first day on which more are expected: none is
    told of as well, by those `dated`; where nothing was said of days, what the product was fed with stays."""
    told = (
        StockLevel.objects.filter(variant__in=[each.pk for each in variants])
        .order_by()
        .values_list("variant")
        .annotate(Sum("pieces"), Min("back_order_on"))
    )
    sums = {pk: (pieces, first) for pk, pieces, first in told}
    changed = []
    for each in variants:
        pieces, first = sums[each.pk]
        expected = first if each.external_id in dated else first or each.restock_on
        if (each.stock, each.restock_on) != (pieces, expected):
            each.stock, each.restock_on = pieces, expected
            changed.append(each)
    Variant.objects.bulk_update(changed, ["stock", "restock_on"])
    return Tally(changed=len(changed), same=len(variants) - len(changed))
