"""Shopify's GraphQL Admin API as its documentation describes it, as far as a support desk needs it.

https://shopify.dev/docs/api/admin-graphql, https://shopify.dev/docs/api/usage/limits: a question has a price by the
sizes it names, at most 1,000 points; the purse holds 2,000, and an empty one answers 200 with THROTTLED. Refunds want
`@idempotent`, and one key is done once; cancelling is a job. Webhooks are signed with the app's secret over the body.
"""

import base64
import hashlib
import hmac
import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .graphql_answer import Unknown, project
from .graphql_query import Selected, read
from .shopify_changes import Changes
from .shopify_goods import APP, Goods
from .shopify_rows import a_checkout, an_order

VERSION = "2026-07"
MOST_POINTS, PURSE, RESTORE = 1000, 2000.0, 100.0
CHECKOUTS_SORTED = {"CHECKOUT_ID", "CREATED_AT", "CUSTOMER_NAME", "ID", "RELEVANCE", "TOTAL_PRICE"}
LISTED = {"products": "Product", "customers": "Customer", "orders": "Order"}
Node = dict[str, Any]


class Shopify(Changes, Goods):
    """`points` is what the purse holds; `cut` counts calls that are done and not answered; `asked` what was asked."""

    def __init__(self) -> None:
        self.token, self.secret, self.client_id = "shpat_1", "hush", "app-1"
        self.lent = "shpua_1"
        self.domain = ""
        self.points, self.cut, self.down = PURSE, 0, 0
        self.products: dict[str, Node] = {}
        self.customers: dict[str, Node] = {}
        self.orders: dict[str, Node] = {}
        self.checkouts: dict[str, Node] = {}
        self.denied: set[str] = set()  # what the app has no permission for
        self.hooks: list[Node] = []
        self.jobs: dict[str, str] = {}  # the order that a job cancels
        self.keys: dict[str, Node] = {}  # what was done under each key of idempotency
        self.asked: list[str] = []
        self.edits: dict[str, Node] = {}
        self.drafts: dict[str, Node] = {}
        self.scopes = ["write_products", "write_inventory", "read_customers", "write_orders", "read_all_orders",
                       "read_fulfillments", "read_locations", "write_order_edits", "write_returns",
                       "write_draft_orders"]  # fmt: skip

    # what a test does in the shop itself

    def sell(self, number: int, **more: Any) -> Node:
        """An order of one customer, paid by card; it brings its product and its customer."""
        product, customer, order = an_order(number, **more)
        self.products.setdefault(product["legacyResourceId"], product)
        self.customers.setdefault(customer["legacyResourceId"], customer)
        self.orders[order["legacyResourceId"]] = order
        return order

    def begin_checkout(self, number: int, **more: Any) -> Node:
        """A checkout of the customer and the vase of order `number`, which is never placed."""
        product, customer, _order = an_order(number)
        self.products.setdefault(product["legacyResourceId"], product)
        customer = self.customers.setdefault(customer["legacyResourceId"], customer)
        checkout = a_checkout(number, **{"customer": customer, **more})
        self.checkouts[str(400 + number)] = checkout
        return checkout

    def signed(self, body: bytes) -> str:
        return base64.b64encode(hmac.new(self.secret.encode(), body, hashlib.sha256).digest()).decode()

    def hook(self, topic: str, said: Any, key: str = "") -> tuple[bytes, dict[str, str]]:
        """A webhook as Shopify sends it."""
        body = json.dumps(said).encode()
        return body, {
            "X-Shopify-Topic": topic,
            "X-Shopify-Hmac-Sha256": self.signed(body),
            "X-Shopify-Webhook-Id": key or str(uuid.uuid4()),
            "X-Shopify-Shop-Domain": self.domain,
            "X-Shopify-API-Version": VERSION,
        }

    # what the wire brings

    def answer(self, path: str, token: str, said: Any) -> tuple[int, Any]:
        if path == "/admin/oauth/access_token":
            fits = (said.get("client_id"), said.get("client_secret")) == (self.client_id, self.secret)
            if not fits or said.get("grant_type") != "client_credentials":
                return 400, {"error": "invalid_client"}
            return 200, {"access_token": self.lent, "scope": ",".join(self.scopes), "expires_in": 86399}
        if path != f"/admin/api/{VERSION}/graphql.json":
            return 404, {"errors": "Not Found"}
        if token not in (self.token, self.lent):
            return 401, {
                "errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"
            }
        fields = read(said["query"], said.get("variables") or {})
        self.asked.append(fields[0].name)
        cost = sum(_cost(each) for each in fields)
        if cost > MOST_POINTS:
            return 200, self._error(
                "MAX_COST_EXCEEDED", f"Query cost is {cost}, which exceeds the limit", cost
            )
        if cost > self.points:
            answer = self._error("THROTTLED", "Throttled", cost)
            self.points = PURSE  # as much later as it takes: tests do not wait
            return 200, answer
        self.points -= cost
        if fields[0].name in self.denied:
            return 200, self._error("ACCESS_DENIED", f"Access denied for {fields[0].name} field.", cost)
        try:
            data = {each.name: self._resolve(each) for each in fields if _is_included(each)}
        except Unknown as unknown:
            return 200, {"errors": [{"message": str(unknown), "extensions": {"code": "undefinedField"}}]}
        return 200, {"data": data, "extensions": {"cost": self._purse(cost)}}

    def _error(self, code: str, words: str, cost: int) -> Node:
        error = {
            "message": words,
            "extensions": {"code": code, "documentation": "https://shopify.dev/api/usage/limits"},
        }
        return {"errors": [error], "extensions": {"cost": self._purse(cost)}}

    def _purse(self, cost: int) -> Node:
        status = {"maximumAvailable": PURSE, "currentlyAvailable": self.points, "restoreRate": RESTORE}
        return {"requestedQueryCost": cost, "actualQueryCost": cost, "throttleStatus": status}

    def _resolve(self, asked: Selected) -> Any:
        given, name = asked.arguments, asked.name
        if name in LISTED:
            return project(self._listed(name, given), asked)
        if name.endswith("Count"):
            return {"count": len(self._listed(name.removesuffix("Count"), given))}
        if name in ("product", "customer", "order"):
            return project(getattr(self, f"{name}s").get(given["id"].rpartition("/")[2]), asked)
        return project(getattr(self, f"_{name}")(asked), asked)

    def _listed(self, noun: str, given: Node) -> list[Node]:
        rows = list(getattr(self, noun).values())
        if given.get("query"):
            since = given["query"].partition(":>='")[2].rstrip("'")
            rows = [row for row in rows if row["updatedAt"] >= since[:19]]
        if given.get("sort") == "UPDATED_AT" or given.get("sortKey") == "UPDATED_AT":
            return sorted(rows, key=lambda row: (row["updatedAt"], int(row["legacyResourceId"])))
        return sorted(rows, key=lambda row: int(row["legacyResourceId"]))

    def _abandonedCheckouts(self, asked: Selected) -> list[Node]:  # noqa: N802
        """By number, of those that changed since the moment of the query, if there is one."""
        if asked.arguments.get("sortKey") not in CHECKOUTS_SORTED:
            raise Unknown("Argument 'sortKey' on Field 'abandonedCheckouts' has an invalid value")
        since = (asked.arguments.get("query") or "").partition(":>='")[2].rstrip("'")[:19]
        rows = [each for each in self.checkouts.values() if each["updatedAt"] >= since]
        return sorted(rows, key=lambda row: row["id"])

    def _node(self, asked: Selected) -> Node | None:
        kind, key = asked.arguments["id"].split("/")[-2:]
        return self.checkouts.get(key) if kind == "AbandonedCheckout" else None

    def _shop(self, asked: Selected) -> Node:
        return {"name": "Ondine", "currencyCode": "EUR", "myshopifyDomain": self.domain}

    def _currentAppInstallation(self, asked: Selected) -> Node:  # noqa: N802 (Shopify's name)
        return {"accessScopes": [{"handle": scope} for scope in self.scopes], "app": {"id": APP}}

    def _inventoryItem(self, asked: Selected) -> Node | None:  # noqa: N802
        key = asked.arguments["id"].rpartition("/")[2]
        for product in self.products.values():
            for each in product["variants"]:
                if each["inventoryItem"]["id"].endswith(f"/{key}"):
                    owner = {"product": {"legacyResourceId": product["legacyResourceId"]}}
                    return each["inventoryItem"] | {"variants": [owner]}
        return None

    def _productVariants(self, asked: Selected) -> list[Node]:  # noqa: N802
        return [each for product in self.products.values() for each in product["variants"]]

    def _webhookSubscriptions(self, asked: Selected) -> list[Node]:  # noqa: N802
        return self.hooks


def _is_included(asked: Selected) -> bool:
    return asked.directives.get("include", {"if": True})["if"]


def _cost(asked: Selected) -> int:
    """A point for each object, times the size of the list that it is in; ten for a mutation."""
    if asked.name in ("orderCancel", "refundCreate", "orderUpdate", "webhookSubscriptionCreate"):
        return 10
    if not asked.fields:
        return 0
    inner = sum(_cost(each) for each in asked.fields)
    size = asked.arguments.get("first")
    return (
        1 + size * max(inner, 1)
        if size
        else (0 if asked.name in ("nodes", "edges", "node", "pageInfo") else 1) + inner
    )


@contextmanager
def shopify() -> Iterator[Shopify]:
    """One that runs on a port of this machine."""
    fake = Shopify()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if fake.down:
                fake.down -= 1
                status, words = 503, {"errors": "Service Unavailable"}
            else:
                status, words = fake.answer(self.path, self.headers.get("X-Shopify-Access-Token", ""), said)
            if fake.cut and "mutation" in said.get("query", ""):
                fake.cut -= 1
                self.close_connection = True
                return  # it is done, and the line is cut before the answer
            body = json.dumps(words).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.domain = f"127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
