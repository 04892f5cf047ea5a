"""Pieces in warehouses: how many of a variant lie where, and when more are expected.

`Variant.stock` is the sum over all warehouses. A shop that names no warehouse has the sum alone; one that counts
nothing has neither, and then nothing is moved.
"""

from django.db import models

from shopbell.core.errors import Refused

from .product import Variant


class Warehouse(models.Model):
    source = models.CharField(max_length=20, default="built_in")
    external_id = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="warehouse_once")]

    def __str__(self) -> str:
        return self.name


class StockLevel(models.Model):
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="levels")
    warehouse = models.ForeignKey(Warehouse, models.CASCADE, related_name="levels")
    pieces = models.IntegerField(default=0)
    back_order_on = models.DateField(null=True, blank=True, help_text="when more pieces are expected there")

    class Meta:
        ordering = ["warehouse_id"]
        constraints = [models.UniqueConstraint(fields=["variant", "warehouse"], name="stock_level_once")]


class OutOfStock(Refused):
    """Fewer pieces are there than are wanted."""

    status = 409


def move_stock(variant: Variant, pieces: int, words: str) -> None:
    """Put `pieces` back, or take them out when negative; the caller holds the variant's row.

    They leave the fullest warehouses first, and come back to the first. Raises OutOfStock with `words` when there are
    not as many.
    """
    if variant.stock is None or not pieces:
        return
    if pieces < 0 and variant.stock + pieces < 0:
        raise OutOfStock(words)
    variant.stock += pieces
    variant.save(update_fields=["stock"])
    levels = list(StockLevel.objects.select_for_update(no_key=True).filter(variant=variant).order_by("pk"))
    if pieces > 0 and levels:
        levels[0].pieces += pieces
        levels[0].save(update_fields=["pieces"])
    elif levels:
        _take(levels, -pieces)


def _take(levels: list[StockLevel], pieces: int) -> None:
    for level in sorted(levels, key=lambda level: (-level.pieces, level.pk)):
        taken = min(pieces, max(level.pieces, 0))
        level.pieces -= taken
        level.save(update_fields=["pieces"])
        pieces -= taken
