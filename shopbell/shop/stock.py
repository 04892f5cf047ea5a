"""Pieces in warehouses: how many of a variant lie where, and when more are expected.

`Variant.stock` is the sum over all warehouses. A shop that names no warehouse has the sum alone; one that counts
nothing has neither, and then nothing is moved.
"""

from collections import Counter

from django.db import models

from shopbell.core.errors import Refused

from .product import Variant

Levels = dict[str, int]  # pieces by the id of a StockLevel, as text: runs keep it


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
    told_pieces = models.IntegerField(null=True, help_text="as one's own shop told it last")
    back_order_on = models.DateField(null=True, blank=True, help_text="when more pieces are expected there")

    class Meta:
        ordering = ["warehouse_id"]
        constraints = [models.UniqueConstraint(fields=["variant", "warehouse"], name="stock_level_once")]


class OutOfStock(Refused):
    """Fewer pieces are there than are wanted."""

    status = 409


def move_stock(variant: Variant, pieces: int, words: str, *, back: Levels | None = None) -> Levels:
    """Put `pieces` back, or take them out when negative; the caller holds the variant's row.

    What an earlier move did, `back`, is taken back where it did it. Else pieces leave the fullest warehouses first, and
    come back to the first. Returns what was done where. Raises OutOfStock with `words` when there are not as many.
    """
    if variant.stock is None or not pieces:
        return {}
    if pieces < 0 and variant.stock + pieces < 0:
        raise OutOfStock(words)
    variant.stock += pieces
    variant.save(update_fields=["stock"])
    levels = list(StockLevel.objects.select_for_update(no_key=True).filter(variant=variant).order_by("pk"))
    moves = _moves(levels, pieces, back or {})
    for level in levels:
        if moves[level.pk]:
            level.pieces += moves[level.pk]
            level.save(update_fields=["pieces"])
    return {str(pk): moved for pk, moved in moves.items() if moved}


def _moves(levels: list[StockLevel], pieces: int, back: Levels) -> Counter[int]:
    """How many pieces move at each level, `pieces` in all. What the levels do not hold is missing at the fullest: their
    sum follows the stock, and none is dropped."""
    moves: Counter[int] = Counter()
    sign = 1 if pieces > 0 else -1
    for level in levels:
        done = -sign * back.get(str(level.pk), 0)  # pieces that the earlier move moved the other way
        moves[level.pk] = sign * min(max(done, 0), abs(pieces - moves.total()))
    rest = pieces - moves.total()
    if rest < 0:
        for level in sorted(levels, key=lambda level: (-level.pieces, level.pk)):
            taken = min(-rest, max(level.pieces + moves[level.pk], 0))
            moves[level.pk] -= taken
            rest += taken
    if levels and rest:
        first = levels[0] if rest > 0 else max(levels, key=lambda level: level.pieces)
        moves[first.pk] += rest
    return moves
