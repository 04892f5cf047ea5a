"""The lines that an action is about: how many pieces of each, what for, and what they are worth."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from pydantic import Field

from ..exchange import ExchangeLine
from ..order import OrderLine
from ..product import Variant
from ..returned import ReturnLine
from .action import Parameters
from .preview import StockEffect
from .refusal import refuse
from .scene import Scene
from .warranty import Warranty

MOST_LINES = 100


class Pieces(Parameters):
    """Some or all pieces of a line."""

    line: int
    quantity: int | None = Field(
        default=None, gt=0, le=100_000, description="all that are left, when it is not given"
    )


class NewPieces(Pieces):
    """Some or all pieces of a line, for as many of another variant."""

    variant: int


P = TypeVar("P", bound=Pieces)


def free_pieces(scene: Scene, line: OrderLine) -> int:
    """How many of a line's pieces were not sent back, nor are about to be."""
    return max(line.quantity - scene.sent_back[line.pk], 0)


def asked_of(scene: Scene, each: Pieces) -> int:
    """How many pieces it is about; 0 for a line that is not in the order."""
    line = scene.lines.get(each.line)
    if each.quantity is not None or line is None:
        return each.quantity or 0
    return free_pieces(scene, line)


def facts_of(scene: Scene, pieces: list[Pieces]) -> list[dict[str, Any]]:
    """What policies may ask of each; two mentions of a line count together."""
    asked: Counter[int] = Counter()
    for each in pieces:
        asked[each.line] += asked_of(scene, each)
    warranty = Warranty(scene)
    return [_facts(scene, each, asked[each.line], warranty) for each in pieces]


def _facts(scene: Scene, each: Pieces, asked: int, warranty: Warranty) -> dict[str, Any]:
    line = scene.lines.get(each.line)
    if line is None:
        return {"line.is_in_order": False}
    product = line.variant.product if line.variant else None
    facts = {
        "line.is_in_order": True,
        "line.quantity": asked_of(scene, each),
        "line.is_within_bought": 0 < asked <= free_pieces(scene, line),
        "line.price": line.price_cents,
        "line.product": product.external_id if product else "",
        "line.category": product.category if product else "",
    }
    return facts | warranty.facts(line, facts)


def new_facts(scene: Scene, pieces: list[NewPieces]) -> list[dict[str, Any]]:
    """The same, with what is asked of the new variants; pieces that become free are not counted as in stock."""
    wanted: Counter[int] = Counter()
    for each in pieces:
        wanted[each.variant] += asked_of(scene, each)
    return [
        facts | _new_facts(scene, each, wanted[each.variant])
        for each, facts in zip(pieces, facts_of(scene, list(pieces)), strict=True)
    ]


def _new_facts(scene: Scene, each: NewPieces, wanted: int) -> dict[str, Any]:
    line, new = scene.lines.get(each.line), scene.variants.get(each.variant)
    if line is None:
        return {}
    old = line.variant
    is_same_product = bool(new and old and new.product_id == old.product_id)
    return {
        "line.changes": ["options" if is_same_product else "product"],
        "line.new_exists": new is not None,
        "line.new_is_same_product": is_same_product,
        "line.new_is_other_variant": bool(new and new.pk != line.variant_id),
        "line.new_is_in_stock": bool(new and new.has(wanted)),
    }


def lines_of(scene: Scene, pieces: Iterable[P]) -> list[tuple[P, OrderLine, int]]:
    """Each with its line of the order and how many pieces of it. Raises ActionRefused, whatever the policies say, where
    there is no such line, or its mentions together are about more pieces than there are."""
    found, asked = [], Counter[int]()
    for each in pieces:
        line = scene.lines.get(each.line)
        if line is None:
            raise refuse("line-in-order", _("This item is not in the order."))
        count = asked_of(scene, each)
        asked[line.pk] += count
        if not 0 < count <= asked[line.pk] <= free_pieces(scene, line):
            raise refuse(
                "quantity", _("That is more pieces than were bought, or some of them were sent back before.")
            )
        found.append((each, line, count))
    return found


def variant_of(scene: Scene, each: NewPieces) -> Variant:
    variant = scene.variants.get(each.variant)
    if variant is None or variant.currency != scene.bought.currency:
        raise refuse("variant", _("There is no such option of this product."))
    return variant


def goods_cents(scene: Scene) -> int:
    return sum(line.quantity * line.price_cents for line in scene.lines.values())


def worth(scene: Scene, cents: int) -> int:
    """What goods of `cents` count in this order, with its discount and tax, but not its shipping; rounded down."""
    goods, order = goods_cents(scene), scene.bought
    paid = order.total_cents - order.shipping_cents
    return cents * paid // goods if goods and paid != goods else cents


def stock_of(scene: Scene, moved: dict[int, int], *, when="now") -> list[StockEffect]:
    """Pieces by variant, in order of id; what the shop does not know any more is left out."""
    known = [pk for pk in sorted(moved) if moved[pk] and pk in scene.variants]
    return [StockEffect(scene.variants[pk], moved[pk], when) for pk in known]


def pieces_back(lines: Iterable[ReturnLine | ExchangeLine]) -> Counter[int]:
    """The pieces of each variant that come back with `lines`."""
    back: Counter[int] = Counter()
    for each in lines:
        if each.line.variant_id:
            back[each.line.variant_id] += each.quantity
    return back
