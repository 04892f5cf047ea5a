"""Taking items back in Shopify, for money or for other items: a return is opened there, with what is sent in exchange.

The note of each item carries the run's mark. What comes back is received there, and what was agreed to be paid back or
sent then, Shopify does as it is.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from shopbell.core.money import in_major

from ...actions.run import ActionRun
from ...exchange import Exchange
from ...returned import Return
from ..errors import ShopRefuses
from ..item import Done, SentBack
from ..mark import mark_of, marked
from ..pieces import Piece, pieces_of
from . import goods_questions as questions
from .api import Api, Denied
from .paying import gid_of, order_of, owes_now, pay_back_now, refunded, refuse_other_currency, spread
from .questions import gid, number_of
from .rest import whole

CANCELLED = "CANCELED"
STATES = {
    "REQUESTED": SentBack.OPEN, "OPEN": SentBack.OPEN, "CLOSED": SentBack.DONE,
    "CANCELED": SentBack.WITHDRAWN, "DECLINED": SentBack.WITHDRAWN,
}  # fmt: skip
LONGEST_NOTE = 255
Node = dict[str, Any]


def found(api: Api, run: ActionRun) -> Done | None:
    """The return, and what was to be paid back at once."""
    opened = _opened(api, run)
    if opened is None or (owes_now(run) and not refunded(order_of(api, run), run)):
        return None
    return _done(opened)


def take_back(api: Api, run: ActionRun) -> Done:
    order, opened = order_of(api, run), _opened(api, run)
    if opened is None:
        refuse_other_currency(order)
        spread(order, run)  # refuses what will not go back to where it came from
        opened = api.act(questions.RETURN, wish=_wish(api, run))["return"]
    pay_back_now(api, order, run)
    return _done(opened)


def withdraw(api: Api, run: ActionRun) -> Done:
    """Cancel the return, which Shopify does as long as nothing of it is here or paid back."""
    if owes_now(run):
        raise ShopRefuses(_("It is paid back already, so it is not taken back."))
    if _opened(api, run) is not None:
        api.act(questions.CANCEL_RETURN, id=run.external_id)
    return Done(run.external_id)


def withdrawn(api: Api, run: ActionRun) -> Done | None:
    """Whether the return that `run` withdraws is cancelled there."""
    told = [each for each in _returns(api, run) if each["id"] == asked_by(run)]
    return Done(told[0]["id"]) if told and told[0]["status"] == CANCELLED else None


def cancel(api: Api, run: ActionRun) -> Done:
    return Done(api.act(questions.CANCEL_RETURN, id=asked_by(run))["return"]["id"])


def states_of(api: Api, order: str) -> dict[str, SentBack]:
    """How each return of the order with this number stands; nothing where the app may not see them."""
    key, path = gid("Order", order), ("order", "returns")
    try:
        told = api.ask(questions.STATES_OF_RETURNS, id=key)["order"]
    except Denied:
        return {}
    found = whole(api, told["returns"], questions.STATES_OF_RETURNS, *path, id=key) if told else []
    return {each["id"]: STATES[each["status"]] for each in found if each["status"] in STATES}


def asked_by(run: ActionRun) -> str:
    """What Shopify calls the return or the exchange that `run` is about."""
    number = run.effects["data"]["number"]
    for table in (Return, Exchange):
        opened = table.objects.filter(number=number, order=run.order).select_related("run").first()
        if opened is not None and opened.run is not None:
            return opened.run.external_id
    raise ShopRefuses(_("Shopify does not have this return."))


def _opened(api: Api, run: ActionRun) -> Node | None:
    return next((each for each in _returns(api, run) if _is_of(each, run)), None)


def _returns(api: Api, run: ActionRun) -> list[Node]:
    order = api.ask(questions.RETURNS, id=gid_of(run))["order"]
    if order is None:
        raise ShopRefuses(_("Shopify does not have this order any more."))
    return list(order["returns"]["nodes"])


def _is_of(told: Node, run: ActionRun) -> bool:
    notes = [each["returnReasonNote"] or "" for each in told["returnLineItems"]["nodes"]]
    return told["status"] != CANCELLED and any(mark_of(run) in note for note in notes)


def _wish(api: Api, run: ActionRun) -> Node:
    pieces, note = pieces_of(run), marked(run, LONGEST_NOTE)
    left = _returnable(api, run)
    wish: Node = {
        "orderId": gid_of(run),
        "returnLineItems": [
            {
                "fulfillmentLineItemId": key,
                "quantity": count,
                "returnReason": "OTHER",
                "returnReasonNote": note,
            }
            for piece in pieces
            for key, count in _taken(left.get(piece.line, {}), piece)
        ],
    }
    if new := [_exchanged(each) for each in pieces if each.new is not None]:
        wish["exchangeLineItems"] = new
    if fee := run.effects["data"].get("fee_cents"):
        currency = run.order.currency if run.order else ""
        amount = {"amount": str(in_major(fee, currency)), "currencyCode": currency}
        wish["returnShippingFee"] = {"amount": amount}
    return wish


def _returnable(api: Api, run: ActionRun) -> dict[str, dict[str, int]]:
    """Of each line of the order, what of each of its parcels can come back."""
    found: dict[str, dict[str, int]] = {}
    key = gid_of(run)
    first = api.ask(questions.RETURNABLE, id=key)["returnableFulfillments"]
    for parcel in whole(api, first, questions.RETURNABLE, "returnableFulfillments", id=key):
        name = "returnableFulfillmentLineItems"
        path = ("returnableFulfillment", name)
        for each in whole(api, parcel[name], questions.REST_OF_RETURNABLE, *path, id=parcel["id"]):
            item = each["fulfillmentLineItem"]
            found.setdefault(number_of(item["lineItem"]["id"]), {})[item["id"]] = each["quantity"]
    return found


def _taken(left: dict[str, int], piece: Piece) -> Iterator[tuple[str, int]]:
    """The pieces, parcel by parcel. Raises ShopRefuses when fewer can come back."""
    wanted = piece.quantity
    for key, there in list(left.items()):
        count = min(wanted, there)
        if count:
            left[key] -= count
            wanted -= count
            yield key, count
    if wanted:
        raise ShopRefuses(
            _("In Shopify fewer of these items can come back: they have not been sent, or are back.")
        )


def _exchanged(piece: Piece) -> Node:
    if piece.new is None or not piece.new.variant:
        raise ShopRefuses(_("The shop system does not have this item any more."))
    return {"variantId": gid("ProductVariant", piece.new.variant), "quantity": piece.quantity}


def _done(opened: Node) -> Done:
    return Done(opened["id"], {"number": opened["name"].lstrip("#")})
