"""What may be done about the goods of an order in the fake Shopify: edits, returns, draft orders.

https://shopify.dev/docs/apps/build/orders-fulfillment/order-management-apps/edit-orders: an edit counts when it is
committed, and only what was not sent is edited. https://shopify.dev/docs/apps/build/orders-fulfillment/returns-apps: a
return is opened for pieces of parcels that can come back. A draft is an order once it is completed.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from .graphql_query import Selected
from .shopify_changes import left_of
from .shopify_rows import a_line, an_order, gid, money, now

Node = dict[str, Any]
APP = gid("App", 1)


class Goods:
    """Of a fake with these rows."""

    products: dict[str, Node]
    customers: dict[str, Node]
    orders: dict[str, Node]
    edits: dict[str, Node]
    drafts: dict[str, Node]
    _pay_back: Callable[[Node, Node, str], None]

    def _orderEditBegin(self, asked: Selected) -> Node:  # noqa: N802 (Shopify's names)
        order = self.orders[_key(asked.arguments["id"])]
        if order["cancelledAt"]:
            return _no("calculatedOrder", "The order cannot be edited.")
        edit = {
            "id": gid("CalculatedOrder", len(self.edits) + 1), "order": order, "lineItems": deepcopy(order["lineItems"]),
            "totalPriceSet": deepcopy(order["currentTotalPriceSet"]),
        }  # fmt: skip
        for each in edit["lineItems"]:
            each |= {
                "id": each["id"].replace("/LineItem/", "/CalculatedLineItem/"),
                "quantity": each["currentQuantity"],
            }
        self.edits[edit["id"]] = edit
        return {"calculatedOrder": edit, "userErrors": []}

    def _orderEditSetQuantity(self, asked: Selected) -> Node:  # noqa: N802
        given, edit = asked.arguments, self.edits[asked.arguments["id"]]
        line = next((each for each in edit["lineItems"] if each["id"] == given["lineItemId"]), None)
        if line is None or edit["order"]["fulfillments"]:
            return _no("calculatedOrder", "The line item cannot be edited because it is fulfilled.")
        self._add(edit, line, given["quantity"] - line["quantity"])
        return {"calculatedOrder": edit, "userErrors": []}

    def _orderEditAddVariant(self, asked: Selected) -> Node:  # noqa: N802
        given, edit = asked.arguments, self.edits[asked.arguments["id"]]
        variant = self._variant(given["variantId"])
        if variant is None:
            return _no("calculatedOrder", "The variant does not exist.")
        line = self._line_of(variant, 900 + len(edit["lineItems"]) + 10 * len(self.edits)) | {"quantity": 0}
        edit["lineItems"].append(line)
        self._add(edit, line, given["quantity"])
        return {"calculatedOrder": edit, "userErrors": []}

    def _add(self, edit: Node, line: Node, pieces: int) -> None:
        line["quantity"] += pieces
        price = float(line["originalUnitPriceSet"]["shopMoney"]["amount"])
        total = float(edit["totalPriceSet"]["shopMoney"]["amount"]) + price * pieces
        edit["totalPriceSet"] = money(f"{total:.2f}")

    def _orderEditCommit(self, asked: Selected) -> Node:  # noqa: N802
        edit = self.edits.pop(asked.arguments["id"])
        order, there = edit["order"], {_key(each["id"]): each for each in edit["order"]["lineItems"]}
        for each in edit["lineItems"]:
            known = there.get(_key(each["id"]))
            if known:
                known["currentQuantity"] = each["quantity"]
            else:
                order["lineItems"].append(each | {"currentQuantity": each["quantity"]})
        order["currentTotalPriceSet"], order["updatedAt"] = edit["totalPriceSet"], now()
        order["agreements"].append({"reason": "ORDER_EDIT", "app": {"id": APP}})
        return {"order": {"id": order["id"]}, "userErrors": []}

    def _returnableFulfillments(self, asked: Selected) -> list[Node]:  # noqa: N802
        order = self.orders[_key(asked.arguments["orderId"])]
        return [self._returnable_of(order, parcel) for parcel in order["fulfillments"]]

    def _returnable_of(self, order: Node, parcel: Node) -> Node:
        items = [
            {"quantity": left, "fulfillmentLineItem": each}
            for each in parcel["fulfillmentLineItems"]
            if (left := _returnable(order, each))
        ]
        key = gid("ReturnableFulfillment", _key(parcel["id"]))
        return {"id": key, "returnableFulfillmentLineItems": items}

    def _returnableFulfillment(self, asked: Selected) -> Node | None:  # noqa: N802
        every = [(order, parcel) for order in self.orders.values() for parcel in order["fulfillments"]]
        found = [self._returnable_of(order, parcel) for order, parcel in every]
        return next((each for each in found if each["id"] == asked.arguments["id"]), None)

    def _fulfillment(self, asked: Selected) -> Node | None:
        every = [parcel for order in self.orders.values() for parcel in order["fulfillments"]]
        return next((each for each in every if each["id"] == asked.arguments["id"]), None)

    def _reverseFulfillmentOrder(self, asked: Selected) -> Node | None:  # noqa: N802
        every = [each for order in self.orders.values() for each in order["returns"]]
        parts = [part for each in every for part in each["reverseFulfillmentOrders"]]
        return next((each for each in parts if each["id"] == asked.arguments["id"]), None)

    def _returnCreate(self, asked: Selected) -> Node:  # noqa: N802
        wish = asked.arguments["returnInput"]
        order = self.orders[_key(wish["orderId"])]
        sent = {each["id"]: each for one in order["fulfillments"] for each in one["fulfillmentLineItems"]}
        for each in wish["returnLineItems"]:
            item = sent.get(each["fulfillmentLineItemId"])
            if item is None or each["quantity"] > _returnable(order, item):
                return _no("return", "Return line item quantity is greater than the returnable quantity.")
            if each["returnReason"] == "OTHER" and not each.get("returnReasonNote"):
                return _no("return", "Return reason note can't be blank.")
        number = len(order["returns"]) + 1
        made = {
            "id": gid("Return", f"{order['legacyResourceId']}{number}"), "name": f"{order['name']}-R{number}", "status": "OPEN",
            "returnLineItems": [_back(place, each) for place, each in enumerate(wish["returnLineItems"])],
            "exchangeLineItems": wish.get("exchangeLineItems", []), "fee": wish.get("returnShippingFee"), "order": order,
        }  # fmt: skip
        made["reverseFulfillmentOrders"] = [
            {
                "id": gid("ReverseFulfillmentOrder", _key(made["id"])),
                "lineItems": [each["reverse"] for each in made["returnLineItems"]],
            }
        ]
        order["returns"].append(made)
        order |= {"returnStatus": "IN_PROGRESS", "updatedAt": now()}
        return {"return": made, "userErrors": []}

    def _return(self, asked: Selected) -> Node | None:
        every = [each for order in self.orders.values() for each in order["returns"]]
        return next((each for each in every if each["id"] == asked.arguments["id"]), None)

    def _returnProcess(self, asked: Selected) -> Node:  # noqa: N802
        wish = asked.arguments["input"]
        told = self._return(Selected("return", {"id": wish["returnId"]})) or {}
        items, order = {each["id"]: each for each in told["returnLineItems"]}, told["order"]
        back = wish.get("financialTransfer", {}).get("issueRefund", {}).get("orderTransactions", [])
        for each in back:
            if float(each["transactionAmount"]["amount"]) > left_of(order, _paid(order, each["parentId"])):
                return _no("return", "Refund amount is greater than the net payment amount.")
        for each in wish["returnLineItems"]:
            reverse = items[each["id"]]["reverse"]
            for place in each["dispositions"]:
                if place["reverseFulfillmentOrderLineItemId"] != reverse["id"] or not place["locationId"]:
                    return _no("return", "Disposition is invalid.")
                reverse["dispositions"].append({"quantity": place["quantity"]})
        for each in back:
            self._pay_back(order, _paid(order, each["parentId"]), each["transactionAmount"]["amount"])
        told["status"] = "CLOSED"
        order |= {"returnStatus": _of_all(order, "RETURNED"), "updatedAt": now()}
        return {"return": told, "userErrors": []}

    def _returnCancel(self, asked: Selected) -> Node:  # noqa: N802
        every = [(order, each) for order in self.orders.values() for each in order["returns"]]
        order, told = next(pair for pair in every if pair[1]["id"] == asked.arguments["id"])
        if told["status"] != "OPEN":
            return _no("return", "Return is not open.")
        told["status"] = "CANCELED"
        order |= {"returnStatus": _of_all(order, "NO_RETURN"), "updatedAt": now()}
        return {"return": told, "userErrors": []}

    def _draftOrder(self, asked: Selected) -> Node | None:  # noqa: N802
        return self.drafts.get(asked.arguments["id"])

    def _draftOrderCreate(self, asked: Selected) -> Node:  # noqa: N802
        wish = asked.arguments["input"]
        variants = [self._variant(each["variantId"]) for each in wish["lineItems"]]
        if None in variants:
            return _no("draftOrder", "Product with ID is no longer available.")
        goods = sum(
            float(variant["price"]) * each["quantity"]
            for variant, each in zip(variants, wish["lineItems"], strict=True)
            if variant
        )
        total = goods * (1 - wish["appliedDiscount"]["value"] / 100)
        key = gid("DraftOrder", len(self.drafts) + 1)
        self.drafts[key] = {
            "id": key, "status": "OPEN", "order": None, "totalPriceSet": money(f"{total:.2f}"), "wish": wish,
        }  # fmt: skip
        return {"draftOrder": self.drafts[key], "userErrors": []}

    def _draftOrderDelete(self, asked: Selected) -> Node:  # noqa: N802
        key = asked.arguments["input"]["id"]
        self.drafts.pop(key)
        return {"deletedId": key, "userErrors": []}

    def _draftOrderComplete(self, asked: Selected) -> Node:  # noqa: N802
        draft = self.drafts[asked.arguments["id"]]
        if draft["status"] != "OPEN":
            return _no("draftOrder", "This order has been paid")
        draft |= {"status": "COMPLETED", "order": self._placed(draft)}
        return {"draftOrder": draft, "userErrors": []}

    def _placed(self, draft: Node) -> Node:
        wish, number = draft["wish"], 500 + len(self.drafts)
        _product, _customer, order = an_order(number)
        owner = _key(wish["purchasingEntity"]["customerId"]) if "purchasingEntity" in wish else None
        lines = [
            self._line_of(self._variant(each["variantId"]) or {}, 800 + place)
            | {"quantity": each["quantity"]}
            for place, each in enumerate(wish["lineItems"])
        ]
        nothing = {
            name: money("0.00") for name in ("totalPriceSet", "currentTotalPriceSet", "totalShippingPriceSet")
        }
        order |= nothing | {
            "lineItems": lines, "customer": self._owner(owner), "transactions": [], "note": wish["note"],
            "updatedAt": now(),
        }  # fmt: skip
        self.orders[order["legacyResourceId"]] = order
        return order

    def _owner(self, key: str | None) -> Node | None:
        return self.customers.get(key or "")

    def _variant(self, key: str) -> Node | None:
        every = [each for product in self.products.values() for each in product["variants"]]
        return next((each for each in every if each["legacyResourceId"] == _key(key)), None)

    def _line_of(self, variant: Node, number: int) -> Node:
        line = a_line(number, 1)
        options = variant["selectedOptions"]
        return line | {
            "variant": {"legacyResourceId": variant["legacyResourceId"], "selectedOptions": options},
            "variantTitle": options[0]["value"],
            "originalUnitPriceSet": money(variant["price"]),
        }


def _of_all(order: Node, else_: str) -> str:
    """The state of an order is that of its return which is furthest from its end."""
    return "IN_PROGRESS" if any(each["status"] == "OPEN" for each in order["returns"]) else else_


def _back(place: int, wish: Node) -> Node:
    """An item of a return, with what is to be done once it is here."""
    item = {"id": wish["fulfillmentLineItemId"]}
    reverse = {
        "id": gid("ReverseFulfillmentOrderLineItem", place + 1), "totalQuantity": wish["quantity"], "dispositions": [],
        "fulfillmentLineItem": item,
    }  # fmt: skip
    return wish | {"id": gid("ReturnLineItem", place + 1), "fulfillmentLineItem": item, "reverse": reverse}


def _paid(order: Node, key: str) -> Node:
    return next(each for each in order["transactions"] if each["id"] == key)


def _returnable(order: Node, item: Node) -> int:
    asked = [
        one for each in order["returns"] if each["status"] != "CANCELED" for one in each["returnLineItems"]
    ]
    back = sum(each["quantity"] for each in asked if each["fulfillmentLineItemId"] == item["id"])
    return item["quantity"] - back


def _no(what: str, words: str) -> Node:
    return {what: None, "userErrors": [{"field": None, "message": words}]}


def _key(named: str) -> str:
    return named.rpartition("/")[2]
