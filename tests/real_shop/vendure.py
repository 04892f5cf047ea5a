"""A Vendure on a port of this machine, a shop of its own in it for each test, and a line to it that can fail."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from shopbell.shop.connectors.item import Call

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
        vase, person = self.vase or self._make_vase(), self._person(number % 10)
        order = self.ask("mutation { createDraftOrder { id } }")["id"]
        lines = f"{{ ... on Order {{ id }} {ERROR} }}"
        moved = "{ ... on Order { id } ... on OrderStateTransitionError { errorCode message } }"
        paid = 'addManualPaymentToOrder(input: { orderId: $o, method: "card", transactionId: "t", metadata: {} })'
        for step in (
            f"addItemToDraftOrder(orderId: $o, input: {{ productVariantId: {vase}, quantity: 1 }}) {lines}",
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

    def make_rug(self, sizes: int) -> None:
        """A product with a variant for each size."""
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
            {"productId": product, "sku": f"RUG-{each['id']}", "price": 100, "optionIds": [each["id"]], "translations": [words]}
            for each in group["options"]
        ]  # fmt: skip
        self.ask(
            "mutation ($i: [CreateProductVariantInput!]!) { createProductVariants(input: $i) { id } }",
            i=variants,
        )

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


class Line:
    """A line to the server. `instead` are answers that come in its place; `is_cut`: the next mutation is done unheard."""

    def __init__(self, to: str):
        self.to, self.address = to, ""
        self.instead: list[tuple[int, dict[str, str]]] = []
        self.is_cut = False


@contextmanager
def line_to(server: Vendure) -> Iterator[Line]:
    line = Line(server.address)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if line.instead:
                status, headers = line.instead.pop()
                return self._send(status, b"", headers)
            kept = {
                name: self.headers[name]
                for name in ("Content-Type", "vendure-api-key", "vendure-token")
                if self.headers[name]
            }
            request = urllib.request.Request(line.to + self.path, body, kept)  # noqa: S310 (our own machine)
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                    status, said = answer.status, answer.read()
            except urllib.error.HTTPError as error:
                status, said = error.code, error.read()
            if line.is_cut and json.loads(body)["query"].lstrip().startswith("mutation"):
                line.is_cut = False
                self.close_connection = True
                return self.connection.close()
            return self._send(status, said, {"Content-Type": "application/json"})

        def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args) -> None:
            pass

    proxy = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    line.address = f"http://127.0.0.1:{proxy.server_port}"
    threading.Thread(target=proxy.serve_forever, args=(0.02,), daemon=True).start()  # ends at once
    try:
        yield line
    finally:
        proxy.shutdown()
        proxy.server_close()


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
