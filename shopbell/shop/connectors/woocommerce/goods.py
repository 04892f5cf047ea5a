"""What the desk does to the goods of an order in WooCommerce: other options of an item, and a replacement.

WooCommerce knows no key that does a call once. So the run's mark is written by the very call that does it, among the
meta data of the order that is changed, or of the one that is made.
"""

from datetime import UTC, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ...actions.run import ActionRun
from ..errors import ShopRefuses
from ..item import Done
from ..mark import mark_of
from ..pieces import Goods, Piece, by_line, left_of_line, pieces_of
from .api import Api

MARK = "_shopbell_run"
HERE = ("pending", "on-hold", "processing")  # nothing of it has left
CLOCKS_DIFFER = timedelta(hours=1)
AT_ONCE = 100
CENT = Decimal("0.01")
Node = dict[str, Any]


def is_marked(order: Node, run: ActionRun) -> bool:
    return any(each.get("value") == mark_of(run) for each in order.get("meta_data") or [])


def change_items(api: Api, run: ActionRun, order: Node) -> Done:
    """Each new item takes over what the old one was sold for: the sum of a paid order must stay as it was paid."""
    if order["status"] not in HERE:
        raise ShopRefuses(_("In WooCommerce the order has left already, so its items stay as they are."))
    there = {str(each["id"]): each for each in order["line_items"]}
    items = [item for pieces in by_line(pieces_of(run)).values() for item in _swapped(there, pieces)]
    api.act("PUT", f"wc/v3/orders/{order['id']}", {"line_items": items, "meta_data": [_mark(run)]})
    return Done(str(order["id"]))


def _swapped(there: dict[str, Node], pieces: list[Piece]) -> list[Node]:
    """The line as it is without `pieces`, which are of it, and what comes in their place; its sums are parted among
    all of them to the last cent."""
    line, rest = there.get(pieces[0].line), left_of_line(pieces)
    if line is None or int(line["quantity"]) != pieces[0].of or rest < 0:
        raise ShopRefuses(_("The order was changed in the shop system meanwhile. Look at it once more."))
    sums = {name: Decimal(str(line[name])) for name in ("subtotal", "total")}
    items, taken = [], 0
    for piece in pieces:
        if piece.new is None:
            raise ShopRefuses(_("The shop system does not have this item any more."))
        upto = taken + piece.quantity
        shares = {name: _share(sum_, upto, piece) - _share(sum_, taken, piece) for name, sum_ in sums.items()}
        items.append(_item(piece.new, piece.new_quantity) | _written(shares))
        taken = upto
    kept = {name: sum_ - _share(sum_, taken, pieces[0]) for name, sum_ in sums.items()} if rest else {}
    return [{"id": line["id"], "quantity": rest, **_written(kept)}, *items]


def _share(sum_: Decimal, count: int, piece: Piece) -> Decimal:
    """What the first `count` pieces of the line are of its sum."""
    return sum_ if count == piece.of else (sum_ * count / piece.of).quantize(CENT)


def _written(sums: dict[str, Decimal]) -> dict[str, str]:
    return {name: str(each) for name, each in sums.items()}


def found_replacement(api: Api, run: ActionRun, order: Node) -> Done | None:
    """The order that was made for `run`, among those of this customer since it began."""
    since = (run.created_at - CLOCKS_DIFFER).astimezone(UTC).replace(tzinfo=None)
    given = {
        "after": since.isoformat(timespec="seconds"), "dates_are_gmt": "true", "orderby": "date", "order": "asc",
        "per_page": AT_ONCE,
    } | ({"customer": order["customer_id"]} if order["customer_id"] else {})  # fmt: skip
    page = 1
    while True:
        rows, _total = api.list("wc/v3/orders", page=page, **given)
        if made := next((each for each in rows if is_marked(each, run)), None):
            return _made(made)
        if len(rows) < AT_ONCE:
            return None
        page += 1


def reship(api: Api, run: ActionRun, order: Node) -> Done:
    """A new order of the same pieces at no charge, sent the same way to the same place."""
    ways = [
        {"method_id": each["method_id"], "method_title": each["method_title"], "total": "0"}
        for each in order.get("shipping_lines") or []
    ]
    words = f"#{order['number']} {run.parameters.get('reason', '')}".strip()
    wish = {
        "status": "processing", "currency": order["currency"], "customer_id": order["customer_id"],
        "billing": _told(order["billing"]), "shipping": _told(order["shipping"]),
        "line_items": [_item(each.goods, each.quantity) | {"total": "0"} for each in pieces_of(run)],
        "shipping_lines": ways, "meta_data": [_mark(run), {"key": "replacement_for", "value": words[:255]}],
    }  # fmt: skip
    return _made(api.act("POST", "wc/v3/orders", wish))


def take_back(api: Api, run: ActionRun) -> Done:
    """Cancel the replacement, unless it has left."""
    made = api.get(f"wc/v3/orders/{run.external_id}")
    if made is not None and made["status"] not in (*HERE, "cancelled"):
        raise ShopRefuses(_("The replacement has left already."))
    if made is not None and made["status"] != "cancelled":
        api.act("PUT", f"wc/v3/orders/{run.external_id}", {"status": "cancelled"})
    return Done(run.external_id, also=(run.external_id,))


def _made(order: Node) -> Done:
    key = str(order["id"])
    return Done(key, {"replacement": f"#{order.get('number') or key}"}, also=(key,))


def _item(goods: Goods, quantity: int) -> Node:
    """WooCommerce calls a variation by both its numbers, and a product without any by its own."""
    if not goods.variant:
        raise ShopRefuses(_("The shop system does not have this item any more."))
    variation = {"variation_id": int(goods.variant)} if goods.variant != goods.product else {}
    return {"product_id": int(goods.product), "quantity": quantity, **variation}


def _told(place: Node) -> Node:
    """WooCommerce gives an order without an address of e-mail an empty one, and takes none such back."""
    return {name: value for name, value in place.items() if value}


def _mark(run: ActionRun) -> Node:
    return {"key": MARK, "value": mark_of(run)}
