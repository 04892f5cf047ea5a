"""What may be changed in the fake Shopify by its API: mutations, as its documentation describes them.

https://shopify.dev/docs/api/admin-graphql: each answers with what it made and its `userErrors`. Refunds want
`@idempotent`, and one key is done once; cancelling is a job.
"""

import uuid
from typing import Any

from .graphql_query import Selected
from .shopify_rows import gid, now, transaction

Node = dict[str, Any]


class Changes:
    """Of a fake with these rows."""

    orders: dict[str, Node]
    hooks: list[Node]
    jobs: dict[str, str]
    keys: dict[str, Node]

    def _webhookSubscriptionCreate(self, asked: Selected) -> Node:  # noqa: N802
        topic, uri = asked.arguments["topic"], asked.arguments["webhookSubscription"]["uri"]
        if any((each["topic"], each["uri"]) == (topic, uri) for each in self.hooks):
            words = "Address for this topic has already been taken"
            return {
                "webhookSubscription": None,
                "userErrors": [{"field": ["webhookSubscription"], "message": words}],
            }
        self.hooks.append({"id": gid("WebhookSubscription", len(self.hooks) + 1), "topic": topic, "uri": uri})
        return {"webhookSubscription": self.hooks[-1], "userErrors": []}

    def _job(self, asked: Selected) -> Node | None:
        key = asked.arguments["id"]
        order = self.orders.get(self.jobs.get(key, ""))
        if order is None:
            return None
        is_done = bool(order["cancelledAt"])
        if not is_done:
            self._cancel(order)  # done by the next look
        return {"id": key, "done": is_done}

    def _orderCancel(self, asked: Selected) -> Node:  # noqa: N802
        order, words = self.orders.get(asked.arguments["orderId"].rpartition("/")[2]), ""
        if order is None:
            words = "Order does not exist"
        elif order["cancelledAt"]:
            words = "Cannot cancel an order that has already been canceled"
        elif order["fulfillments"]:
            words = "Cannot cancel a paid order with fulfilled items"
        if words or order is None:
            error = {"field": ["orderId"], "message": words, "code": "INVALID"}
            return {"job": None, "orderCancelUserErrors": [error], "userErrors": []}
        job = gid("Job", str(uuid.uuid4()))
        self.jobs[job] = order["legacyResourceId"]
        order["cancellation"] = {"staffNote": asked.arguments.get("staffNote")}
        return {"job": {"id": job, "done": False}, "orderCancelUserErrors": [], "userErrors": []}

    def _cancel(self, order: Node) -> None:
        order["cancelledAt"] = order["updatedAt"] = now()
        for paid in [each for each in order["transactions"] if each["kind"] == "SALE"]:
            self._pay_back(order, paid, paid["amountSet"]["shopMoney"]["amount"])

    def _refundCreate(self, asked: Selected) -> Node:  # noqa: N802
        wish, key = asked.arguments["input"], asked.directives.get("idempotent", {}).get("key")
        if not key:
            words = "The @idempotent directive is required for this mutation"
            return {"refund": None, "userErrors": [{"field": None, "message": words}]}
        if key in self.keys:
            return {"refund": self.keys[key], "userErrors": []}
        order = self.orders[wish["orderId"].rpartition("/")[2]]
        for each in wish["transactions"]:
            paid = next(one for one in order["transactions"] if one["id"] == each["parentId"])
            if float(each["amount"]) > left_of(order, paid):
                words = "Refund amount cannot be greater than the remaining amount"
                return {"refund": None, "userErrors": [{"field": ["transactions"], "message": words}]}
        for each in wish["transactions"]:
            paid = next(one for one in order["transactions"] if one["id"] == each["parentId"])
            self._pay_back(order, paid, each["amount"])
        self.keys[key] = {"id": gid("Refund", len(self.keys) + 900), "note": wish.get("note", "")}
        order["refunds"].append(self.keys[key])
        return {"refund": self.keys[key], "userErrors": []}

    def _pay_back(self, order: Node, paid: Node, amount: str) -> None:
        refund = transaction(
            f"{order['legacyResourceId']}{len(order['transactions'])}", "REFUND", amount, paid
        )
        order["transactions"].append(refund)
        order["updatedAt"] = now()
        if all(left_of(order, each) == 0 for each in order["transactions"] if each["kind"] == "SALE"):
            order["displayFinancialStatus"] = "REFUNDED"

    def _orderUpdate(self, asked: Selected) -> Node:  # noqa: N802
        wish = asked.arguments["input"]
        order, to = self.orders[wish["id"].rpartition("/")[2]], wish["shippingAddress"]
        if len(to.get("countryCode", "")) != 2:
            return {
                "order": None,
                "userErrors": [{"field": ["country"], "message": "Country is not supported"}],
            }
        order["shippingAddress"] |= {
            "name": f"{to['firstName']} {to['lastName']}".strip(), "address1": to["address1"],
            "address2": to["address2"], "city": to["city"], "zip": to["zip"], "countryCodeV2": to["countryCode"],
            "provinceCode": to.get("provinceCode", ""),
        }  # fmt: skip
        order["updatedAt"] = now()
        return {"order": {"id": wish["id"]}, "userErrors": []}


def left_of(order: Node, paid: Node) -> float:
    back = [
        each for each in order["transactions"] if (each["parentTransaction"] or {}).get("id") == paid["id"]
    ]
    amounts = [float(each["amountSet"]["shopMoney"]["amount"]) for each in back]
    return round(float(paid["amountSet"]["shopMoney"]["amount"]) - sum(amounts), 2)
