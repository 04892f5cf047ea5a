"""Sending pieces again in Shopify: a draft of the same pieces, discounted to nothing, that is completed.

The draft's id stands in the run before it is completed. Where nobody heard of one, another is made; only what is
completed is an order.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ...actions.run import UNDO_ASKED, ActionRun
from ..errors import ShopRefuses, Throttled
from ..item import Done
from ..mark import key_of, marked
from ..pieces import Piece, pieces_of
from . import goods_questions as questions
from .api import Api, refuse
from .job import SOON_SECONDS, ask_to_cancel, wait_for
from .paying import gid_of
from .questions import MONEY_OF_ORDER, gid, number_of

OPEN = "OPEN"
UNHEARD = timedelta(minutes=5)
TITLE = "Replacement"
PARTS = ("firstName", "lastName", "company", "address1", "address2", "city", "provinceCode", "zip", "phone")
Node = dict[str, Any]


def found(api: Api, run: ActionRun) -> Done | None:
    draft = _draft(api, run)
    return _done(draft["order"]) if draft and draft["order"] else None


def reship(api: Api, run: ActionRun) -> Done:
    draft = _draft(api, run)
    if draft is None or draft["status"] != OPEN:
        draft = api.act(questions.MAKE_DRAFT, wish=_wish(api, run))["draftOrder"]
        run.external_id = draft["id"]
        run.save(update_fields=["external_id"])
    if float(draft["totalPriceSet"]["shopMoney"]["amount"]):
        api.act(questions.DROP_DRAFT, draft={"id": draft["id"]})
        raise ShopRefuses(_("Shopify does not make the replacement free of charge. Send it there."))
    return _done(api.act(questions.COMPLETE_DRAFT, id=draft["id"])["draftOrder"]["order"])


def take_back(api: Api, run: ActionRun) -> Done:
    """Cancel the order of the replacement; Shopify does that in a job of its own."""
    job, told = run.before.get(UNDO_ASKED, ("", ""))
    at = datetime.fromisoformat(told) if told else None
    if job and at:
        wait_for(api, job, since=at)
    if _is_off(api, run):
        return _off(run)
    if job:
        raise ShopRefuses(_("Shopify did not cancel the order. Look there for the reason."))
    if at is None:
        _note_asked(run, "")
    job, errors = ask_to_cancel(api, run.external_id, "CUSTOMER", marked(run))
    if errors and _is_off(api, run):
        return _off(run)
    if errors and at and timezone.now() - at < UNHEARD:
        raise Throttled(SOON_SECONDS)  # nobody heard of the job, and while it goes on another is refused
    refuse(errors)
    _note_asked(run, job)
    raise Throttled(SOON_SECONDS)


def _is_off(api: Api, run: ActionRun) -> bool:
    order = api.ask(MONEY_OF_ORDER, id=run.external_id)["order"]
    return order is None or bool(order["cancelledAt"])


def _off(run: ActionRun) -> Done:
    return Done(run.external_id, also=(number_of(run.external_id),))


def _note_asked(run: ActionRun, job: str) -> None:
    run.before[UNDO_ASKED] = [job, timezone.now().isoformat()]
    run.save(update_fields=["before"])


def _draft(api: Api, run: ActionRun) -> Node | None:
    return api.ask(questions.DRAFT, id=run.external_id)["draftOrder"] if run.external_id else None


def _wish(api: Api, run: ActionRun) -> Node:
    order = api.ask(questions.TO_SEND_AGAIN, id=gid_of(run))["order"]
    if order is None:
        raise ShopRefuses(_("Shopify does not have this order any more."))
    discount = {"title": TITLE, "description": order["name"], "value": 100.0, "valueType": "PERCENTAGE"}
    wish: Node = {
        "lineItems": [_line(each) for each in pieces_of(run)], "appliedDiscount": discount, "email": order["email"],
        "acceptAutomaticDiscounts": False, "note": f"{order['name']} {marked(run)}",
        "tags": [TITLE.lower(), f"shopbell-{key_of(run)[:8]}"],
    }  # fmt: skip
    if order["customer"]:
        wish["purchasingEntity"] = {"customerId": gid("Customer", order["customer"]["legacyResourceId"])}
    if place := order["shippingAddress"]:
        wish["shippingAddress"] = {name: place[name] for name in PARTS if place.get(name)} | {
            "countryCode": place["countryCodeV2"]
        }
    if way := order["shippingLine"]:
        price = {"amount": "0.00", "currencyCode": order["currencyCode"]}
        wish["shippingLine"] = {"title": way["title"], "priceWithCurrency": price}
    return wish


def _line(piece: Piece) -> Node:
    if not piece.goods.variant:
        raise ShopRefuses(_("The shop system does not have this item any more."))
    return {"variantId": gid("ProductVariant", piece.goods.variant), "quantity": piece.quantity}


def _done(order: Node) -> Done:
    key = str(order["legacyResourceId"])
    return Done(gid("Order", key), {"replacement": order["name"]}, also=(key,))
