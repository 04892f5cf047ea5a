"""What of an order in Shopify is in it still.

An edit leaves a line in the order with none of its pieces current, and so does a refund of what came back. What was
sent was bought, whatever became of it; of what was not, the current pieces alone are.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """A line as Shopify tells of it."""

    quantity: int
    current: int
    is_sent: bool


def standing(lines: Sequence[Told], *, is_cancelled: bool) -> list[int]:
    """The pieces of each of `lines`, none for what was taken out; of an order that is over, all that there were."""
    pieces = [each.quantity if each.is_sent else each.current for each in lines]
    return [each.quantity for each in lines] if is_cancelled or not any(pieces) else pieces


def is_edited(lines: Sequence[Told], pieces: Sequence[int]) -> bool:
    return any(each.quantity != count for each, count in zip(lines, pieces, strict=True))
