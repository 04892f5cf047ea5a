"""What the requests of the real shop imply, worked out over its plain file: dictionaries, cents, no tables.

Written to be read beside the shop's policy, and to know nothing of the product. `apply` raises Forbidden for what the
policy forbids.
"""

import copy
from decimal import Decimal

REASONS = {"no longer needed", "ordered by mistake"}
ADDRESS = ("address1", "address2", "city", "state", "country", "zip")


class Forbidden(Exception):
    pass


def cents(amount) -> int:
    return int((Decimal(str(amount)) * 100).to_integral_value())


class Shop:
    def __init__(self, content: dict):
        self.variants = {
            item: {"product": product, "price": cents(each["price"]), "options": each["options"], "there": each["available"]}
            for product, row in content["products"].items()
            for item, each in row["variants"].items()
        }  # fmt: skip
        self.names = {product: row["name"] for product, row in content["products"].items()}
        self.users = {
            user: {"address": {part: row["address"].get(part, "") for part in ADDRESS}, "methods": set(row["payment_methods"])}
            for user, row in content["users"].items()
        }  # fmt: skip
        self.balances = {
            method: cents(each["balance"])
            for row in content["users"].values()
            for method, each in row["payment_methods"].items()
            if each["source"] == "gift_card"
        }
        self.orders = {number: self._order(row) for number, row in content["orders"].items()}

    def copy(self) -> "Shop":
        return copy.deepcopy(self)

    def _order(self, row: dict) -> dict:
        return {
            "user": row["user_id"],
            "status": row["status"],
            "address": {part: row["address"].get(part, "") for part in ADDRESS},
            "items": [{"item": each["item_id"], "price": cents(each["price"])} for each in row["items"]],
            "payments": [
                (each["transaction_type"], each["payment_method_id"], cents(each["amount"]))
                for each in row["payment_history"]
            ],
            "reason": "",
            "returned": None,
            "exchanged": None,
        }

    def apply(self, name: str, arguments: dict) -> None:
        getattr(self, name)(**arguments)

    def cancel_pending_order(self, order_id, reason):
        order = self._in_state(order_id, "pending")
        if reason not in REASONS:
            raise Forbidden("reason")
        for _kind, method, amount in list(order["payments"]):
            order["payments"].append(("refund", method, amount))
            self._put_on(method, amount)
        order["status"], order["reason"] = "cancelled", reason

    def modify_pending_order_address(self, order_id, **address):
        self._in_state(order_id, "pending")["address"] = {part: address[part] for part in ADDRESS}

    def modify_user_address(self, user_id, **address):
        self.users[user_id]["address"] = {part: address[part] for part in ADDRESS}

    def modify_pending_order_items(self, order_id, item_ids, new_item_ids, payment_method_id):
        order = self._in_state(order_id, "pending")
        pairs, difference = self._swaps(order, item_ids, new_item_ids, payment_method_id)
        for place, new in pairs:
            order["items"][place] = {"item": new, "price": self.variants[new]["price"]}
        if difference:
            kind = "payment" if difference > 0 else "refund"
            order["payments"].append((kind, payment_method_id, abs(difference)))
            self._put_on(payment_method_id, -difference)
        order["status"] = "items_changed"

    def return_delivered_order_items(self, order_id, item_ids, payment_method_id):
        order = self._in_state(order_id, "delivered")
        self._own(order, payment_method_id)
        original = order["payments"][0][1]
        if payment_method_id != original and payment_method_id not in self.balances:
            raise Forbidden("method")
        places = self._places(order, item_ids)
        amount = sum(order["items"][place]["price"] for place in places)
        order["returned"] = (sorted(item_ids), payment_method_id, amount)
        order["status"] = "return_requested"

    def exchange_delivered_order_items(self, order_id, item_ids, new_item_ids, payment_method_id):
        order = self._in_state(order_id, "delivered")
        _pairs, difference = self._swaps(order, item_ids, new_item_ids, payment_method_id)
        order["exchanged"] = (sorted(zip(item_ids, new_item_ids, strict=True)), payment_method_id, difference)
        order["status"] = "exchange_requested"

    def _in_state(self, order_id: str, status: str) -> dict:
        if self.orders[order_id]["status"] != status:
            raise Forbidden("status")
        return self.orders[order_id]

    def _own(self, order: dict, method: str) -> None:
        if method not in self.users[order["user"]]["methods"]:
            raise Forbidden("method")

    def _places(self, order: dict, item_ids: list[str]) -> list[int]:
        """Where they stand in the order, each place once."""
        places: list[int] = []
        for item in item_ids:
            free = [at for at, each in enumerate(order["items"]) if each["item"] == item and at not in places]
            if not free:
                raise Forbidden("item")
            places.append(free[0])
        return places

    def _swaps(self, order, item_ids, new_item_ids, method) -> tuple[list[tuple[int, str]], int]:
        self._own(order, method)
        places = self._places(order, item_ids)
        difference = 0
        for old, new in zip(item_ids, new_item_ids, strict=True):
            if (
                self.variants[new]["product"] != self.variants[old]["product"]
                or not self.variants[new]["there"]
            ):
                raise Forbidden("item")
        for place, new in zip(places, new_item_ids, strict=True):
            difference += self.variants[new]["price"] - order["items"][place]["price"]
        if method in self.balances and self.balances[method] < difference:
            raise Forbidden("balance")
        return list(zip(places, new_item_ids, strict=True)), difference

    def _put_on(self, method: str, amount: int) -> None:
        if method in self.balances:
            self.balances[method] += amount
