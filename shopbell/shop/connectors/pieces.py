"""The pieces that a run is about, as the shop system calls them.

They are written down when the run begins: an order that is fed meanwhile, which may have what was asked for already,
changes nothing of what was agreed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused

from ..actions.run import ActionRun
from ..actions.scene import sent_back_of
from ..order import Order, OrderLine
from ..product import Variant


@dataclass(frozen=True)
class Goods:
    """A variant, and the product that it is of; empty when the shop has it no more."""

    product: str = ""
    variant: str = ""


@dataclass(frozen=True)
class Piece:
    """So many pieces of a line; for a change or an exchange, what comes in their place."""

    line: str
    of: int  # pieces in the line before
    quantity: int
    goods: Goods
    new: Goods | None = None
    new_quantity: int = 0


def note_pieces(run: ActionRun) -> None:
    """Write them into `run`, which is under way. Raises Refused for a product of another shop."""
    named = run.parameters.get("lines")
    if named is None or run.order is None:
        return
    run.effects["pieces"] = [asdict(each) for each in _pieces(run.order, named)]
    run.save(update_fields=["effects"])


def pieces_of(run: ActionRun) -> list[Piece]:
    return [_read(each) for each in run.effects.get("pieces", [])]


def by_line(pieces: Iterable[Piece]) -> dict[str, list[Piece]]:
    """A line may be named several times, such as a piece for red and one for blue: what is left of it is told once."""
    found: dict[str, list[Piece]] = {}
    for each in pieces:
        found.setdefault(each.line, []).append(each)
    return found


def left_of_line(pieces: list[Piece]) -> int:
    """How many pieces a line keeps once all of `pieces`, which are of it, are taken out."""
    return pieces[0].of - sum(each.quantity for each in pieces)


def _read(told: dict[str, Any]) -> Piece:
    new = Goods(**told["new"]) if told["new"] else None
    return Piece(**told | {"goods": Goods(**told["goods"]), "new": new})


def _pieces(order: Order, named: list[dict[str, Any]]) -> Iterator[Piece]:
    lines = {line.pk: line for line in order.lines.select_related("variant__product")}
    back, _exchanging = sent_back_of(lines)
    wanted = Variant.objects.select_related("product").in_bulk([each.get("variant") for each in named])
    for each in named or [{"line": pk} for pk in lines]:
        line = lines[each["line"]]
        quantity = each.get("quantity") or max(line.quantity - back[line.pk], 0)
        new = wanted.get(each.get("variant"))
        if quantity:
            yield Piece(
                line.external_id, line.quantity, quantity, _goods(line, order),
                _called(new, order) if new else None, each.get("new_quantity") or quantity,
            )  # fmt: skip


def _goods(line: OrderLine, order: Order) -> Goods:
    return _called(line.variant, order) if line.variant else Goods()


def _called(variant: Variant, order: Order) -> Goods:
    if variant.product.source != order.source:
        raise Refused(_("This product is not in the shop system of the order."))
    return Goods(variant.product.external_id, variant.external_id)
