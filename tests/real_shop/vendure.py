"""A Vendure on a port of this machine, and a shop of its own in it for each test."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shopbell.shop.connectors.item import Call

from .line import Line

ROOT = Path(__file__).parents[2]
PLACE = """{
  fullName: "Mina Ondine", streetLine1: "12 rue Basse", city: "Lyon", postalCode: "69001", countryCode: "FR"
}"""
ERROR = "... on ErrorResult { errorCode message }"
FULFILMENT = f"{{ ... on Fulfillment {{ id }} {ERROR} }}"


class Vendure:
    """The server, asked as its superadmin."""

    def __init__(self, port: int, password: str):
        self.address, self.token = f"http://127.0.0.1:{port}", ""
        question = 'mutation ($p: String!) { login(username: "superadmin", password: $p) { __typename } }'
        self.token = self._send(question, {"p": password}, "")[1]

    def ask(self, question: str, channel: str = "", **variables: Any) -> Any:
        """The one thing that was asked for."""
        said = self._send(question, variables, channel)[0]
        assert "errors" not in said, said["errors"]
        (result,) = said["data"].values()
        assert not (isinstance(result, dict) and "errorCode" in result), result
        return result

    def _send(self, question: str, variables: dict[str, Any], channel: str) -> tuple[Any, str]:
        headers = {"Content-Type": "application/json"}
        headers |= {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= {"vendure-token": channel} if channel else {}
        body = json.dumps({"query": question, "variables": variables}).encode()
        request = urllib.request.Request(f"{self.address}/admin-api", body, headers)  # noqa: S310 (our own machine)
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer), answer.headers.get("vendure-auth-token", "")


class Shop:
    """One channel of it, which holds products, customers and orders of its own; what the contract asks of a system."""

    kind = "vendure"

    def __init__(self, server: Vendure, line: "Line"):
        self.server, self.line, self.name = server, line, secrets.token_hex(4)
        wish = {
            "code": self.name, "token": self.name, "defaultLanguageCode": "en", "pricesIncludeTax": True,
            "defaultCurrencyCode": "EUR", "defaultTaxZoneId": "1", "defaultShippingZoneId": "1",
        }  # fmt: skip
        self.channel = server.ask(
            "mutation ($i: CreateChannelInput!) { createChannel(input: $i) { ... on Channel { id } } }",
            i=wish,
        )["id"]
        for noun in ("PaymentMethods", "ShippingMethods", "StockLocations"):
            ids = f"{noun[0].lower()}{noun[1:-1]}Ids"
            server.ask(
                f"mutation ($c: ID!) {{ assign{noun}ToChannel(input: {{ channelId: $c, {ids}: [1] }}) {{ id }} }}",
                c=self.channel,
            )
        self.key = self.ask(
            'mutation { createApiKey(input: { roleIds: ["1"], translations: [{ languageCode: en, name: "Desk" }] }) '
            "{ apiKey entityId } }"
        )
        self.vase, self.people = "", {}

    def ask(self, question: str, **variables: Any) -> Any:
        return self.server.ask(question, self.name, **variables)

    # what the contract asks

    def access(self):
        return {"address": self.line.address, "channel": self.name}, {"key": self.key["apiKey"]}

    def sell(self, number: int) -> str:
        return self.sell_one(self.vase or self._make_vase(), number)

    def sell_one(self, variant: str, number: int) -> str:
        person = self._person(number % 10)
        order = self.ask("mutation { createDraftOrder { id } }")["id"]
        lines = f"{{ ... on Order {{ id }} {ERROR} }}"
        moved = "{ ... on Order { id } ... on OrderStateTransitionError { errorCode message } }"
        paid = 'addManualPaymentToOrder(input: { orderId: $o, method: "card", transactionId: "t", metadata: {} })'
        for step in (
            f"addItemToDraftOrder(orderId: $o, input: {{ productVariantId: {variant}, quantity: 1 }}) {lines}",
            f"setCustomerForDraftOrder(orderId: $o, customerId: {person}) {lines}",
            f"setDraftOrderShippingAddress(orderId: $o, input: {PLACE}) {{ id }}",
            f"setDraftOrderShippingMethod(orderId: $o, shippingMethodId: 1) {lines}",
            f'transitionOrderToState(id: $o, state: "ArrangingPayment") {moved}',
            f"{paid} {lines}",
        ):
            self.ask(f"mutation ($o: ID!) {{ {step} }}", o=order)
        return order

    def note(self, key: str, words: str) -> None:
        self.ask(
            "mutation ($o: ID!, $w: String!) { addNoteToOrder(input: { id: $o, note: $w, isPublic: false }) { id } }",
            o=key, w=words,
        )  # fmt: skip

    def hook(self, key: str, delivery: str = "") -> Call:
        raise NotImplementedError("Vendure calls nobody")

    def throttle(self) -> None:
        self.line.instead = [(429, {"Retry-After": "2"})]

    def go_down(self) -> None:
        self.line.instead = [(502, {})]

    def cut_next_action(self) -> None:
        self.line.is_cut = True

    def forget_keys(self) -> None:
        self.ask("mutation ($k: ID!) { deleteApiKeys(ids: [$k]) { result } }", k=self.key["entityId"])

    def is_cancelled(self, key: str) -> bool:
        return self.ask("query ($o: ID!) { order(id: $o) { state } }", o=key)["state"] == "Cancelled"

    def refunds(self, key: str) -> list[int]:
        payments = self.ask("query ($o: ID!) { order(id: $o) { payments { refunds { total } } } }", o=key)[
            "payments"
        ]
        return [refund["total"] for payment in payments for refund in payment["refunds"]]

    def calls(self) -> int:
        return 0

    def ship(self, key: str) -> str:
        """All of the order leaves with Colis; the parcel's key."""
        line = self.ask("query ($o: ID!) { order(id: $o) { lines { id } } }", o=key)["lines"][0]["id"]
        wish = {
            "lines": [{"orderLineId": line, "quantity": 1}],
            "handler": {
                "code": "manual-fulfillment",
                "arguments": [
                    {"name": "method", "value": "Colis"},
                    {"name": "trackingCode", "value": "6A0241"},
                ],
            },
        }
        made = self.ask(
            f"mutation ($i: FulfillOrderInput!) {{ addFulfillmentToOrder(input: $i) {FULFILMENT} }}", i=wish
        )["id"]
        self.bring(made, "Shipped")
        return made

    def bring(self, parcel: str, state: str) -> None:
        self.ask(
            f"mutation ($f: ID!, $s: String!) {{ transitionFulfillmentToState(id: $f, state: $s) {FULFILMENT} }}",
            f=parcel, s=state,
        )  # fmt: skip

    def placed(self) -> list[dict[str, Any]]:
        """The orders, oldest first."""
        wish = {"filter": {"orderPlacedAt": {"isNull": False}}, "sort": {"createdAt": "ASC"}}
        fields = "id code state totalWithTax customer { id } lines { quantity productVariant { id } }"
        question = f"query ($o: OrderListOptions) {{ orders(options: $o) {{ items {{ {fields} }} }} }}"
        return self.ask(question, o=wish)["items"]

    def promotions(self) -> int:
        return self.ask("query { promotions { totalItems } }")["totalItems"]

    def price(self, variant: str, cents: int) -> None:
        wish = [{"id": variant, "price": cents}]
        question = "mutation ($i: [UpdateProductVariantInput!]!) { updateProductVariants(input: $i) { id } }"
        self.ask(question, i=wish)

    def make_rug(self, sizes: int, *, price: int = 100) -> list[str]:
        """A product with a variant for each size; their keys."""
        words = {"languageCode": "en", "name": "Rug"}
        product = self.ask(
            "mutation ($i: CreateProductInput!) { createProduct(input: $i) { id } }",
            i={"enabled": True, "translations": [words | {"slug": f"rug-{self.name}", "description": ""}]},
        )["id"]
        options = [
            {"code": f"s{size}", "translations": [{"languageCode": "en", "name": str(size)}]}
            for size in range(sizes)
        ]
        group = self.ask(
            "mutation ($i: CreateProductOptionGroupInput!) { createProductOptionGroup(input: $i) "
            "{ id options { id } } }",
            i={"code": f"size-{self.name}", "translations": [words | {"name": "Size"}], "options": options},
        )
        self.ask(
            "mutation ($p: ID!, $g: ID!) { addOptionGroupToProduct(productId: $p, optionGroupId: $g) { id } }",
            p=product, g=group["id"],
        )  # fmt: skip
        variants = [
            {"productId": product, "sku": f"RUG-{size}", "price": price, "stockOnHand": 9, "optionIds": [each["id"]], "translations": [words]}
            for size, each in enumerate(group["options"])
        ]  # fmt: skip
        made = self.ask(
            "mutation ($i: [CreateProductVariantInput!]!) { createProductVariants(input: $i) { id } }",
            i=variants,
        )
        return [each["id"] for each in made]

    def _person(self, number: int) -> str:
        if number not in self.people:
            wish = {
                "firstName": "Mina", "lastName": "Ondine", "emailAddress": f"mina{number}-{self.name}@shopper.example",
            }  # fmt: skip
            made = f"{{ ... on Customer {{ id }} {ERROR} }}"
            question = f"mutation ($i: CreateCustomerInput!) {{ createCustomer(input: $i) {made} }}"
            self.people[number] = self.ask(question, i=wish)["id"]
        return self.people[number]

    def _make_vase(self) -> str:
        words = {"languageCode": "en", "name": "Vase"}
        product = self.ask(
            "mutation ($i: CreateProductInput!) { createProduct(input: $i) { id } }",
            i={"enabled": True, "translations": [words | {"slug": f"vase-{self.name}", "description": "<p>Blue.</p>"}]},
        )["id"]  # fmt: skip
        variant = {
            "productId": product,
            "sku": "VASE",
            "price": 7400,
            "stockOnHand": 1000,
            "translations": [words],
        }
        (made,) = self.ask(
            "mutation ($i: [CreateProductVariantInput!]!) { createProductVariants(input: $i) { id } }",
            i=[variant],
        )
        self.vase = made["id"]
        return self.vase


@contextmanager
def vendure() -> Iterator[Vendure]:
    """A server of its own, with its tables in memory."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    password = secrets.token_hex(8)
    command = [
        sys.executable,
        ROOT / "bin" / "install.py",
        "npm",
        "--prefix",
        ROOT / "build" / "real-shop",
        "--silent",
        "start",
    ]
    process = subprocess.Popen(
        [*command, "--", str(port), password], stdout=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "VENDURE_DISABLE_TELEMETRY": "true"},
    )  # fmt: skip
    try:
        said = next((line for line in process.stdout or () if line.strip() == "ready"), "")
        assert said, "Vendure did not start."
        yield Vendure(port, password)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
