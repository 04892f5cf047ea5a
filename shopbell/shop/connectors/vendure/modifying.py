"""Changing an order in Vendure: its address and its items.

An order is changed while it is in a state of its own, and goes back to the one before. A change carries the run's mark
in its note. What it comes to is asked for first, without doing it: it must be what the agent saw.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.utils.translation import gettext as _

from shopbell.core.money import in_major

from ...actions.run import ActionRun
from ..country import country_code
from ..errors import ShopRefuses, ShopTrouble
from ..item import Done
from ..mark import mark_of, marked
from ..pieces import Piece, by_line, left_of_line, pieces_of
from . import questions
from .answers import cents
from .api import Api
from .paying import order_of, rounding, spread

MODIFYING = "Modifying"
HERE = {
    "PaymentAuthorized",
    "PaymentSettled",
    MODIFYING,
    "ArrangingAdditionalPayment",
}  # nothing of it has left
Node = dict[str, Any]


def send_elsewhere(api: Api, run: ActionRun) -> Done:
    to = run.effects["data"]["address"]
    place = {
        "fullName": to.get("name", ""), "streetLine1": to["line1"], "streetLine2": to.get("line2", ""),
        "city": to["city"], "province": to.get("region", ""), "postalCode": to.get("postcode", ""),
        "countryCode": country_code(to["country"]),
    }  # fmt: skip
    return _modify(api, run, order_of(api, run), {"updateShippingAddress": place})


def found(api: Api, order: Node, run: ActionRun) -> Done | None:
    """Whether the items are changed; an order that was left in the state for changing leaves it then."""
    if not any(mark_of(run) in each["note"] for each in order["modifications"]):
        return None
    if order["state"] == MODIFYING:
        _leave_changed(api, order)
    return Done(order["id"])


def change_items(api: Api, run: ActionRun) -> Done:
    order = order_of(api, run)
    if order["state"] not in HERE:
        raise ShopRefuses(_("In Vendure the order has left already, so its items stay as they are."))
    pieces = pieces_of(run)
    wish: Node = {"adjustOrderLines": list(_fewer(order, pieces)), "addItems": list(_new(pieces))}
    parts = spread(order, run)
    if parts and any(each["state"] != "Settled" for each in order["payments"]):
        raise ShopRefuses(
            _("In Vendure the payment is only held, not taken, so nothing of it goes back yet.")
        )
    back = [{"paymentId": key, "amount": amount, "reason": marked(run)} for key, amount in parts]
    return _modify(api, run, order, wish, back)


def _modify(api: Api, run: ActionRun, order: Node, wish: Node, back: list[Node] | None = None) -> Done:
    if order["state"] != MODIFYING:
        api.act(questions.MOVE, id=order["id"], state=MODIFYING)
    wish = {"orderId": order["id"], "note": marked(run), **wish}
    try:
        if back is not None:
            _expect(api, run, order, wish, sum(each["amount"] for each in back))
            wish |= {"refunds": back} if back else {}
        api.act(questions.MODIFY, input=wish | {"dryRun": False})
    except (ShopRefuses, ShopTrouble):
        with suppress(ShopRefuses, ShopTrouble):  # what went wrong first is what is told
            _leave(api, order)
        raise
    _leave_changed(api, order)
    return Done(order["id"])


def _expect(api: Api, run: ActionRun, order: Node, wish: Node, back: int) -> None:
    """Raises ShopRefuses unless Vendure comes to the sum that the agent saw, as far as the desk could say it."""
    after = api.act(questions.MODIFY, input=wish | {"dryRun": True})["totalWithTax"]
    if abs(order["totalWithTax"] - back - after) > rounding(run, order):
        currency = run.order.currency if run.order else ""
        total = in_major(cents(after, currency, order["precision"]), currency)
        words = _("In Vendure the order would come to %(total)s then, which is not what was agreed.")
        raise ShopRefuses(words % {"total": f"{total} {currency}"})


def _fewer(order: Node, pieces: Iterable[Piece]) -> Iterable[Node]:
    there = {each["id"]: each["quantity"] for each in order["lines"]}
    for line, its in by_line(pieces).items():
        rest = left_of_line(its)
        if there.get(line) != its[0].of or rest < 0:
            raise ShopRefuses(_("The order was changed in the shop system meanwhile. Look at it once more."))
        yield {"orderLineId": line, "quantity": rest}


def _new(pieces: Iterable[Piece]) -> Iterable[Node]:
    for piece in pieces:
        if piece.new is None or not piece.new.variant:
            raise ShopRefuses(_("The shop system does not have this item any more."))
        yield {"productVariantId": piece.new.variant, "quantity": piece.new_quantity}


def _leave_changed(api: Api, order: Node) -> None:
    """A refusal here must not read as if nothing were done: it would be done a second time."""
    try:
        _leave(api, order)
    except ShopRefuses as refusal:
        words = _("The change is made, but the order stays in its state for changing. %(words)s")
        raise ShopTrouble(words % {"words": refusal.words}, is_lasting=True) from None


def _leave(api: Api, order: Node) -> None:
    """Only a pending order is changed: it is paid, or the money is held."""
    is_settled = all(each["state"] != "Authorized" for each in order["payments"] or [])
    state = "PaymentSettled" if is_settled else "PaymentAuthorized"
    api.act(questions.MOVE, id=order["id"], state=state)
