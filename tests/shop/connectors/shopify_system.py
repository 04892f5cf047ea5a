"""The fake Shopify as the contract asks for a system, and its orders as webhooks write them."""

from collections.abc import Iterator
from contextlib import contextmanager

from shopbell.shop.connectors.item import Call
from tests.fakes.shopify import Shopify, shopify
from tests.fakes.shopify_rows import now


@contextmanager
def own_shopify(settings) -> Iterator[Shopify]:
    """One that the desk may ask."""
    with shopify() as fake:
        settings.PRIVATE_SHOPS = {fake.domain}
        yield fake


class System:
    kind = "shopify"

    def __init__(self, fake):
        self.fake = fake

    def access(self):
        return {"domain": self.fake.domain, "client_id": ""}, {
            "secret": self.fake.secret,
            "token": self.fake.token,
        }

    def sell(self, number):
        return self.fake.sell(number)["legacyResourceId"]

    def note(self, key, words):
        self.fake.orders[key] |= {"note": words, "updatedAt": now()}

    def hook(self, key, delivery=""):
        order = self.fake.orders[key]
        body, headers = self.fake.hook("orders/updated", rest_order(order), delivery)
        return Call(headers, body)

    def throttle(self):
        self.fake.points = 0

    def go_down(self):
        self.fake.down = 1

    def cut_next_action(self):
        self.fake.cut = 1

    def forget_keys(self):
        self.fake.token = "another"  # noqa: S105 (of the fake)

    def is_cancelled(self, key):
        return bool(self.fake.orders[key]["cancelledAt"])

    def refunds(self, key):
        told = [each for each in self.fake.orders[key]["transactions"] if each["kind"] == "REFUND"]
        return [round(float(each["amountSet"]["shopMoney"]["amount"]) * 100) for each in told]

    def calls(self):
        return len(self.fake.hooks)


def rest_order(order):
    """An order as Shopify's webhooks write it."""
    person = order["customer"]
    return {
        "id": int(order["legacyResourceId"]), "name": order["name"], "note": order["note"], "currency": "EUR",
        "created_at": order["createdAt"], "updated_at": order["updatedAt"], "cancelled_at": order["cancelledAt"],
        "financial_status": "paid", "fulfillment_status": None, "total_price": "79.90", "total_tax": "13.32",
        "total_discounts": "0.00", "shipping_lines": [{"price": "5.90"}],
        "shipping_address": {"name": "Mina Ondine", "address1": "12 rue Basse", "city": "Lyon", "zip": "69001",
                             "country": "France", "country_code": "FR"},
        "customer": {"id": int(person["legacyResourceId"]), "first_name": "Mina", "last_name": "Ondine",
                     "email": person["defaultEmailAddress"]["emailAddress"], "verified_email": True},
        "line_items": [{"id": 101, "variant_id": 8001, "title": "Vase", "name": "Vase - blue", "variant_title": "blue",
                        "quantity": 1, "price": "74.00"}],
        "fulfillments": [], "refunds": [],
    }  # fmt: skip
