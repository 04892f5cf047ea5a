"""Sending pieces again in Vendure: a draft of the same pieces that is placed at no charge.

Vendure gives nothing away but by a promotion. So each replacement has one of its own, with a code that nobody can
guess and that counts once; it goes when the order is placed. The draft's number stands in the run before it is placed:
after a crash it is looked at, and one that was not placed is thrown away.
"""

from typing import Any

from django.utils.translation import gettext as _

from ...actions.run import ActionRun
from ..errors import ShopRefuses
from ..item import Done
from ..mark import key_of, marked
from ..pieces import pieces_of
from . import questions
from .api import Api

DRAFT, ARRANGING, PLACED = "Draft", "ArrangingPayment", "PaymentSettled"
UNPLACED = (DRAFT, "AddingItems", ARRANGING, "Cancelled")
ACTIONS: tuple[tuple[str, list[dict[str, str]]], ...] = (
    ("order_percentage_discount", [{"name": "discount", "value": "100"}]),
    ("free_shipping", []),
)
Node = dict[str, Any]


def found(api: Api, run: ActionRun) -> Done | None:
    draft = _draft(api, run)
    return None if draft is None or draft["state"] in UNPLACED else _done(draft)


def reship(api: Api, run: ActionRun) -> Done:
    said = api.ask(questions.TO_SEND_AGAIN, id=run.order.external_id if run.order else "")
    order = said["order"]
    if order is None or order["customer"] is None:
        raise ShopRefuses(_("The shop system does not have this order any more."))
    _throw_away(api, run)
    code = key_of(run)
    _demote(api, code)  # one that nobody heard of, or both would count
    api.act(questions.PROMOTE, input=_promotion(code, order["code"]))
    try:
        run.external_id = api.act(questions.DRAFT)["id"]
        run.save(update_fields=["external_id"])
        _fill(api, run, order, code)
        _place(api, run)
    except ShopRefuses:
        _throw_away(api, run)
        raise
    finally:
        _demote(api, code)
    placed = _draft(api, run)
    if placed is None:
        raise ShopRefuses(_("The shop system does not have this order any more."))
    return _done(placed)


def take_back(api: Api, run: ActionRun) -> Done:
    """Cancel the replacement, unless it has left."""
    made = _draft(api, run)
    if made is not None and made["state"] not in (PLACED, "Cancelled"):
        raise ShopRefuses(_("The replacement has left already."))
    if made is not None and made["state"] == PLACED:
        api.act(
            questions.CANCEL, input={"orderId": made["id"], "reason": marked(run), "cancelShipping": True}
        )
    return Done(run.external_id, also=(run.external_id,))


def _fill(api: Api, run: ActionRun, order: Node, code: str) -> None:
    draft = run.external_id
    for piece in pieces_of(run):
        if not piece.goods.variant:
            raise ShopRefuses(_("The shop system does not have this item any more."))
        wish = {"productVariantId": piece.goods.variant, "quantity": piece.quantity}
        api.act(questions.PUT_IN, id=draft, input=wish)
    api.act(questions.OF_CUSTOMER, id=draft, customer=order["customer"]["id"])
    if place := _address(order["shippingAddress"]):
        api.act(questions.SEND_TO, id=draft, input=place)
    if place := _address(order["billingAddress"]):
        api.act(questions.BILL_TO, id=draft, input=place)
    for way in order["shippingLines"][:1]:
        api.act(questions.SEND_BY, id=draft, method=way["shippingMethod"]["id"])
    total = api.act(questions.APPLY, id=draft, code=code)["totalWithTax"]
    if total:
        raise ShopRefuses(_("Vendure does not make the replacement free of charge. Look at its promotions."))


def _place(api: Api, run: ActionRun) -> None:
    for state in (ARRANGING, PLACED):
        api.act(questions.MOVE, id=run.external_id, state=state)


def _throw_away(api: Api, run: ActionRun) -> None:
    draft = _draft(api, run)
    if draft is None or draft["state"] == "Cancelled":
        return
    if draft["state"] == DRAFT:
        api.ask(questions.DROP, id=draft["id"])
    else:
        api.act(questions.MOVE, id=draft["id"], state="Cancelled")


def _demote(api: Api, code: str) -> None:
    for each in api.ask(questions.PROMOTIONS, code=code)["promotions"]["items"]:
        api.ask(questions.DEMOTE, id=each["id"])


def _draft(api: Api, run: ActionRun) -> Node | None:
    return api.ask(questions.STATE_OF_DRAFT, id=run.external_id)["order"] if run.external_id else None


def _done(order: Node) -> Done:
    return Done(order["id"], {"replacement": order["code"]}, also=(order["id"],))


def _promotion(code: str, number: str) -> Node:
    return {
        "enabled": True, "couponCode": code, "usageLimit": 1, "conditions": [],
        "actions": [{"code": name, "arguments": given} for name, given in ACTIONS],
        "translations": [{"languageCode": "en", "name": f"Replacement for {number}"}],
    }  # fmt: skip


def _address(node: Node | None) -> Node | None:
    told = {name: value for name, value in (node or {}).items() if value}
    return told if told.get("countryCode") and told.get("streetLine1") else None
