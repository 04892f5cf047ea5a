"""WooCommerce's REST API v3 as its documentation describes it, as far as a support desk needs it.

https://woocommerce.github.io/woocommerce-rest-api-docs/: basic authentication with a key and its secret; lists in pages with
X-WP-Total and X-WP-TotalPages; `modified_after` and `orderby`; errors as code, message and status. A refund is taken as
often as it is sent, up to what is left. Webhooks are signed with their own secret over the body.
"""

import base64
import hashlib
import hmac
import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .woocommerce_goods import Goods

Row = dict[str, Any]
PLACE = {
    "first_name": "Mina", "last_name": "Ondine", "company": "", "address_1": "12 rue Basse", "address_2": "",
    "city": "Lyon", "state": "", "postcode": "69001", "country": "FR", "phone": "+33123456789",
}  # fmt: skip
NO_ROUTE = "No route was found matching the URL and request method."
BEGAN = datetime(2026, 3, 1, 10, tzinfo=UTC)


def gmt(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")


class WooCommerce:
    """`throttled`, `down`, `without` and `cut` count calls that are turned down, fail, find no WooCommerce, or are done
    and not answered."""

    def __init__(self) -> None:
        self.key, self.secret = "ck_1", "cs_1"
        self.address = ""
        self.throttled, self.down, self.without, self.cut = 0, 0, 0, 0
        self.products: dict[int, Row] = {}
        self.variations: dict[int, list[Row]] = {}
        self.customers: dict[int, Row] = {}
        self.orders: dict[int, Row] = {}
        self.refunds: dict[int, list[Row]] = {}
        self.hooks: dict[int, Row] = {}
        self.goods = Goods(self.variations)

    # what a test does in the shop itself

    def sell(self, number: int, *, modified: datetime | None = None, **more: Any) -> Row:
        """Order 5000 + number of one vase at 74.00 with 5.90 for the way; every tenth is one customer's."""
        person, at = 3000 + number % 10, gmt(BEGAN + timedelta(minutes=number))
        self._stock()
        self.customers.setdefault(
            person,
            {
                "id": person, "email": f"mina{number % 10}@shopper.example", "first_name": "Mina", "last_name": "Ondine",
                "date_modified_gmt": gmt(BEGAN), "date_created_gmt": gmt(BEGAN), "billing": PLACE, "shipping": PLACE,
            },
        )  # fmt: skip
        billing = PLACE | {"email": self.customers[person]["email"]}
        order = {
            "id": 5000 + number, "number": str(5000 + number), "status": "processing", "currency": "EUR",
            "prices_include_tax": True, "date_created_gmt": at, "date_modified_gmt": gmt(modified) if modified else at,
            "date_paid_gmt": at, "discount_total": "0.00", "discount_tax": "0.00", "shipping_total": "4.92",
            "shipping_tax": "0.98", "total": "79.90", "total_tax": "13.32", "customer_id": person, "customer_note": "",
            "billing": billing, "shipping": PLACE, "payment_method": "stripe", "payment_method_title": "Card",
            "transaction_id": f"pi_{number}", "refunds": [],
            "line_items": [{
                "id": number * 100 + 1, "name": "Vase", "product_id": 7001, "variation_id": 8001, "quantity": 1,
                "subtotal": "61.67", "subtotal_tax": "12.33", "total": "61.67", "total_tax": "12.33", "price": 61.67,
                "sku": "VASE-1", "meta_data": [{"id": 1, "key": "colour", "value": "blue", "display_key": "Colour",
                                                "display_value": "blue"}],
            }],
            **more,
        }  # fmt: skip
        self.orders[order["id"]] = order
        return order

    def _stock(self) -> None:
        self.products.setdefault(
            7001,
            {
                "id": 7001, "name": "Vase", "type": "variable", "status": "publish", "permalink": f"{self.address}/vase",
                "sku": "VASE", "price": "74.00", "manage_stock": False, "stock_quantity": None,
                "stock_status": "instock", "categories": [{"id": 1, "name": "Vases"}], "variations": [8001, 8002],
                "images": [{"id": 1, "src": "https://cdn.example/vase.jpg"}], "attributes": [],
                "date_modified_gmt": gmt(BEGAN), "date_created_gmt": gmt(BEGAN),
            },
        )  # fmt: skip
        self.variations.setdefault(
            7001,
            [
                {
                    "id": 8000 + number, "sku": f"VASE-{number}", "price": "74.00", "status": "publish",
                    "manage_stock": True, "stock_quantity": 4, "stock_status": "instock",
                    "attributes": [{"id": 1, "name": "Colour", "option": colour}],
                }
                for number, colour in enumerate(("blue", "green"), start=1)
            ],
        )  # fmt: skip

    def touch(self, row: Row, **more: Any) -> None:
        row |= more | {"date_modified_gmt": gmt(datetime.now(UTC) + timedelta(seconds=1))}

    def hook(self, topic: str, said: Any, delivery: str = "") -> tuple[bytes, dict[str, str]]:
        """A webhook as WooCommerce sends it."""
        body = json.dumps(said).encode()
        secret = next((each["secret"] for each in self.hooks.values() if each["topic"] == topic), "")
        signed = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
        resource, _dot, event = topic.partition(".")
        return body, {
            "X-WC-Webhook-Source": f"{self.address}/", "X-WC-Webhook-Topic": topic, "X-WC-Webhook-Resource": resource,
            "X-WC-Webhook-Event": event, "X-WC-Webhook-Signature": signed, "X-WC-Webhook-ID": "1",
            "X-WC-Webhook-Delivery-ID": delivery or uuid.uuid4().hex,
        }  # fmt: skip

    # what the wire brings

    def answer(
        self, method: str, path: str, given: dict[str, str], pair: str, said: Any
    ) -> tuple[int, Any, dict]:
        if self.throttled:
            self.throttled -= 1
            return 429, {"code": "too_many_requests", "message": "Slow down."}, {"Retry-After": "3"}
        if self.down:
            self.down -= 1
            return 500, {"code": "internal_server_error", "message": "There has been a critical error."}, {}
        if self.without:
            self.without -= 1
            return 404, _error("rest_no_route", NO_ROUTE, 404), {}
        if path == "/wp-json/":
            return 200, {"name": "Ondine"}, {}
        if not path.startswith("/wp-json/wc/v3/"):
            return 404, "<!doctype html>", {}
        if pair != f"{self.key}:{self.secret}":
            words = "Sorry, you cannot list resources."
            return 401, _error("woocommerce_rest_cannot_view", words, 401), {}
        parts = path.removeprefix("/wp-json/wc/v3/").strip("/").split("/")
        return self._route(method, parts, given, said)

    def _route(
        self, method: str, parts: list[str], given: dict[str, str], said: Any
    ) -> tuple[int, Any, dict]:
        match method, parts:
            case "GET", ["data", "currencies", "current"]:
                return 200, {"code": "EUR", "name": "Euro", "symbol": "€"}, {}
            case "GET", ["products", key, "variations"]:
                return self._page(self.variations.get(int(key), []), given)
            case "GET", ["orders", key, "refunds"]:
                return self._page(self.refunds.get(int(key), []), given)
            case "POST", ["orders", key, "refunds"]:
                return self._refund(self.orders[int(key)], said)
            case "GET", [("products" | "customers" | "orders" | "webhooks") as noun]:
                return self._page(list(self._rows(noun).values()), given)
            case "POST", ["orders"]:
                return 201, self._make(said), {}
            case "POST", ["webhooks"]:
                hook = said | {"id": len(self.hooks) + 1}
                self.hooks[hook["id"]] = hook
                return 201, {name: value for name, value in hook.items() if name != "secret"}, {}
            case method, [("products" | "customers" | "orders" | "webhooks") as noun, key]:
                row = self._rows(noun).get(int(key))
                if row is None:
                    return 404, _error(f"woocommerce_rest_{noun}_invalid_id", "Invalid ID.", 404), {}
                wanted = said.pop("line_items", None) if method == "PUT" and noun == "orders" else None
                if wanted and (words := self.goods.change(row, wanted)):
                    return 400, _error("woocommerce_rest_invalid_item_id", words, 400), {}
                if method == "PUT":
                    self._put(row, said)
                return 200, row, {}
        return 404, _error("rest_no_route", NO_ROUTE, 404), {}

    def _rows(self, noun: str) -> dict[int, Row]:
        return self.hooks if noun == "webhooks" else getattr(self, noun)

    def _page(self, rows: list[Row], given: dict[str, str]) -> tuple[int, Any, dict]:
        by = {"modified": "date_modified_gmt", "id": "id"}.get(given.get("orderby", ""), "id")
        rows = sorted(rows, key=lambda row: (row.get(by, row["id"]), row["id"]))
        if made_after := given.get("after"):
            rows = [row for row in rows if row["date_created_gmt"] > made_after]
        if customer := given.get("customer"):
            rows = [row for row in rows if row["customer_id"] == int(customer)]
        if after := given.get("modified_after"):
            rows = [row for row in rows if row["date_modified_gmt"] > after]
        size, page = min(int(given.get("per_page", 10)), 100), int(given.get("page", 1))
        head = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": str(-(-len(rows) // size))}
        return 200, rows[(page - 1) * size : page * size], head

    def _put(self, row: Row, said: Row) -> None:
        if meta := said.pop("meta_data", None):  # a key that is there takes the new value
            kept = [
                each for each in row.get("meta_data", []) if each["key"] not in {one["key"] for one in meta}
            ]
            row["meta_data"] = [*kept, *meta]
        for name, value in said.items():
            row[name] = row[name] | value if isinstance(row.get(name), dict) else value
        self.touch(row)

    def _make(self, said: Row) -> Row:
        """An order that the API makes: of one that is paid for, the pieces leave the stock."""
        number = max(self.orders, default=5000) + 1
        paid = gmt(datetime.now(UTC)) if said["status"] in ("processing", "completed") else None
        order = said | {
            "id": number, "number": str(number), "prices_include_tax": True, "date_created_gmt": gmt(datetime.now(UTC)),
            "date_paid_gmt": paid, "discount_total": "0.00", "discount_tax": "0.00", "shipping_total": "0.00",
            "shipping_tax": "0.00", "total": "0.00", "total_tax": "0.00", "customer_note": "", "payment_method": "",
            "refunds": [], "line_items": [],
        }  # fmt: skip
        self.goods.change(order, said["line_items"])
        self.orders[number] = order
        self.touch(order)
        return order

    def _refund(self, order: Row, said: Row) -> tuple[int, Any, dict]:
        made = self.refunds.setdefault(order["id"], [])
        left = float(order["total"]) - sum(float(each["amount"]) for each in made)
        if not 0 < float(said["amount"]) <= round(left, 2):
            words = "Invalid refund amount."
            return 400, _error("woocommerce_rest_invalid_order_refund", words, 400), {}
        refund = {
            "id": order["id"] * 100 + len(made),
            "amount": said["amount"],
            "reason": said.get("reason", ""),
        }
        made.append(refund)
        order["refunds"].append(
            {"id": refund["id"], "reason": refund["reason"], "total": f"-{said['amount']}"}
        )
        is_whole = round(left - float(said["amount"]), 2) == 0
        self.touch(order, **({"status": "refunded"} if is_whole else {}))
        return 201, refund, {}


def _error(code: str, words: str, status: int) -> Row:
    return {"code": code, "message": words, "data": {"status": status}}


@contextmanager
def woocommerce() -> Iterator[WooCommerce]:
    """One that runs on a port of this machine."""
    fake = WooCommerce()

    class Handler(BaseHTTPRequestHandler):
        def do(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            said = json.loads(self.rfile.read(size)) if size else None
            url = urlsplit(self.path)
            pair = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
            status, words, heads = fake.answer(self.command, url.path, dict(parse_qsl(url.query)), pair, said)
            if fake.cut and self.command in ("POST", "PUT"):
                fake.cut -= 1
                self.close_connection = True
                return  # it is done, and the line is cut before the answer
            body = json.dumps(words).encode()
            self.send_response(status)
            for name, value in {
                **heads,
                "Content-Type": "application/json",
                "Content-Length": str(len(body)),
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do  # noqa: N815 (the server's names)

        def log_message(self, *args) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
