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
from ..item import Done
from ..mark import mark_of, marked
from ..pieces import Piece, pieces_of
from . import goods_questions as questions
from .api import Api
from .paying import gid_of, order_of, owes_now, pay_back_now, refunded, refuse_other_currency, spread
from .questions import gid, number_of

CANCELLED = "CANCELED"
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
    left, is_whole = _returnable(api, run)
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
            for key, count in _taken(left.get(piece.line, {}), piece, is_whole=is_whole)
        ],
    }
    if new := [_exchanged(each) for each in pieces if each.new is not None]:
        wish["exchangeLineItems"] = new
    if fee := run.effects["data"].get("fee_cents"):
        currency = run.order.currency if run.order else ""
        amount = {"amount": str(in_major(fee, currency)), "currencyCode": currency}
        wish["returnShippingFee"] = {"amount": amount}
    return wish


def _returnable(api: Api, run: ActionRun) -> tuple[dict[str, dict[str, int]], bool]:
    """Of each line of the order, what of each of its parcels can come back, and whether that is all that can."""
    found: dict[str, dict[str, int]] = {}
    parcels = api.ask(questions.RETURNABLE, id=gid_of(run))["returnableFulfillments"]
    pages = [parcels, *(each["returnableFulfillmentLineItems"] for each in parcels["nodes"])]
    for page in pages[1:]:
        for each in page["nodes"]:
            item = each["fulfillmentLineItem"]
            found.setdefault(number_of(item["lineItem"]["id"]), {})[item["id"]] = each["quantity"]
    return found, not any(each["pageInfo"]["hasNextPage"] for each in pages)


def _taken(left: dict[str, int], piece: Piece, *, is_whole: bool) -> Iterator[tuple[str, int]]:
    """The pieces, parcel by parcel. Raises ShopRefuses when fewer can come back."""
    wanted = piece.quantity
    for key, there in list(left.items()):
        count = min(wanted, there)
        if count:
            left[key] -= count
            wanted -= count
            yield key, count
    if wanted and not is_whole:
        raise ShopRefuses(
            _("This order has more parcels or items than the desk can see. Return them in Shopify.")
        )
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
