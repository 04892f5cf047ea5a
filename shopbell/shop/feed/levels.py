"""Feeding how many pieces lie in which warehouse of a shop system. The sum of a variant is told with its product."""

from collections.abc import Collection, Sequence

from django.db import transaction

from shopbell.core.lock import hold_until_commit

from ..product import Variant
from ..stock import StockLevel, Warehouse
from ..upsert import Summary, upsert
from .people import LOCK
from .rows import LevelRow

WAREHOUSE = ["name", "country"]


@transaction.atomic
def feed_levels(rows: Sequence[LevelRow], *, source: str, all_of: Collection[str] = ()) -> Summary:
    """Bring the levels of the variants `all_of` in step: these are all of them. A variant that is not here is passed
    over; its product tells it again."""
    hold_until_commit(LOCK)
    named = {row.warehouse: row for row in rows}
    houses = [
        Warehouse(source=source, external_id=key, name=row.warehouse_name, country=row.country)
        for key, row in named.items()
    ]
    known = Warehouse.objects.filter(source=source, external_id__in=named)
    summary = Summary({"warehouses": upsert(houses, among=known, key=["external_id"], columns=WAREHOUSE)})
    variants = {
        each.external_id: each
        for each in Variant.objects.filter(product__source=source, external_id__in=all_of).order_by("pk")
    }
    places = {house.external_id: house for house in houses}
    levels = {
        (row.variant, row.warehouse): StockLevel(
            variant=variants[row.variant],
            warehouse=places[row.warehouse],
            pieces=row.pieces,
            back_order_on=row.back_order_on,
        )  # fmt: skip
        for row in rows
        if row.variant in variants
    }
    summary.tallies["levels"] = upsert(
        list(levels.values()),
        among=StockLevel.objects.filter(variant__in=[each.pk for each in variants.values()]),
        key=["variant_id", "warehouse_id"],
        columns=["pieces", "back_order_on"],
        prune=True,
    )
    return summary
