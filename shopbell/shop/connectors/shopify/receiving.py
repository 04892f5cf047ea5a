"""Receiving a return in Shopify: its items go back into stock where they were sent from, and what was agreed is paid
back, all by one call. It is done when every item of it has found its place and the money is on its way: whoever
receives it in Shopify may do so without paying anything back.
"""

from typing import Any

from django.utils.translation import gettext as _

from ...actions.run import ActionRun
from ..errors import ShopRefuses
from ..item import Done
from ..mark import marked
from . import goods_questions as questions
from .api import Api
from .paying import left_of, order_of, owes_now, refuse_other_currency, spread
from .rest import whole
from .returning import LONGEST_NOTE, asked_by

OPEN = "OPEN"
NOTED = "left_before"
Node = dict[str, Any]


def found(api: Api, run: ActionRun) -> Done | None:
    told = _return(api, run)
    lines = _lines(told)
    is_here = lines and all(
        sum(one["quantity"] for one in each["dispositions"]) >= each["totalQuantity"] for each in lines
    )
    if not is_here:
        return None
    if owes_now(run) and not _is_paid_back(order_of(api, run), run):
        raise ShopRefuses(
            _("The items were received in Shopify already. Look there whether they were paid back.")
        )
    return Done(told["id"])


def _is_paid_back(order: Node, run: ActionRun) -> bool:
    """By the desk's own call, before which the run noted what was left of the payments, or as nothing is left of them.
    The note given to that call is the return's: it is not counted on in the refund's."""
    left = sum(left_of(order).values())
    before = run.effects["data"].get(NOTED)
    owed = sum(each["cents"] for each in run.effects["money"])
    return not left or (before is not None and before - left >= owed)


def receive(api: Api, run: ActionRun) -> Done:
    order, told = order_of(api, run), _return(api, run)
    if told["status"] != OPEN:
        raise ShopRefuses(_("In Shopify this return is not open any more."))
    refuse_other_currency(order)
    items, parcels = _items(api, told["id"])
    wish: Node = {
        "returnId": told["id"], "note": marked(run, LONGEST_NOTE), "notifyCustomer": False,
        "returnLineItems": [_received(told, each, parcels) for each in items],
    }  # fmt: skip
    if parts := spread(order, run):
        back = [
            {
                "parentId": each["parentId"],
                "transactionAmount": {"amount": each["amount"], "currencyCode": order["currencyCode"]},
            }
            for each in parts
        ]
        wish["financialTransfer"] = {"issueRefund": {"orderTransactions": back}}
        run.effects["data"][NOTED] = sum(left_of(order).values())
        run.save(update_fields=["effects"])
    return Done(api.act(questions.PROCESS_RETURN, wish=wish)["return"]["id"])


def _return(api: Api, run: ActionRun) -> Node:
    """The return with all that is to be done once its items are here."""
    told: Node | None = api.ask(questions.WAYS_BACK, id=asked_by(run))["return"]
    if told is None:
        raise ShopRefuses(_("Shopify does not have this return."))
    parts, path = told["reverseFulfillmentOrders"], ("return", "reverseFulfillmentOrders")
    parts["nodes"] = whole(api, parts, questions.REST_OF_PARTS, *path, id=told["id"])
    for part in parts["nodes"]:
        lines, path = part["lineItems"], ("reverseFulfillmentOrder", "lineItems")
        lines["nodes"] = whole(api, lines, questions.REST_OF_PART, *path, id=part["id"])
    return told


def _items(api: Api, key: str) -> tuple[list[Node], list[Node]]:
    """All items of the return `key`, since of fewer all would be paid back; and the parcels of its order."""
    told = api.ask(questions.ITEMS_BACK, id=key)["return"]
    path = ("return", "returnLineItems")
    items = whole(api, told["returnLineItems"], questions.REST_OF_RETURN, *path, id=key)
    parcels = told["order"]["fulfillments"]
    for parcel in parcels:
        sent, path = parcel["fulfillmentLineItems"], ("fulfillment", "fulfillmentLineItems")
        sent["nodes"] = whole(api, sent, questions.REST_OF_PARCEL, *path, id=parcel["id"])
    return items, parcels


def _lines(told: Node) -> list[Node]:
    """What is to be done with the items once they are here, as Shopify counts it."""
    return [each for one in told["reverseFulfillmentOrders"]["nodes"] for each in one["lineItems"]["nodes"]]


def _received(told: Node, item: Node, parcels: list[Node]) -> Node:
    sent = item["fulfillmentLineItem"]["id"]
    places = [
        {
            "reverseFulfillmentOrderLineItemId": each["id"], "quantity": each["totalQuantity"],
            "dispositionType": "RESTOCKED", "locationId": _sent_from(parcels, sent),
        }
        for each in _lines(told)
        if (each["fulfillmentLineItem"] or {}).get("id") == sent
    ]  # fmt: skip
    return {"id": item["id"], "quantity": item["quantity"], "dispositions": places}


def _sent_from(parcels: list[Node], sent: str) -> str:
    for parcel in parcels:
        if parcel["location"] and any(each["id"] == sent for each in parcel["fulfillmentLineItems"]["nodes"]):
            return str(parcel["location"]["id"])
    raise ShopRefuses(_("Shopify does not say where these items go back into stock. Receive them there."))
