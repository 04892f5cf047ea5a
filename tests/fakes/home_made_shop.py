"""A shop somebody made at home, that answers the desk as `docs/home-made-shop.md` asks."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Row = dict[str, Any]
BEGAN = datetime(2026, 3, 1, 10, tzinfo=UTC)
PLACE = {"name": "Mina Ondine", "line1": "12 rue Basse", "postcode": "69001", "city": "Lyon", "country": "FR"}


class HomeMadeShop:
    """`throttled`, `down` and `cut` count questions that are turned down, fail, or are done and not answered."""

    def __init__(self) -> None:
        self.key, self.address = "key-of-the-desk", ""
        self.throttled, self.down, self.cut = 0, 0, 0
        self.things: dict[str, dict[str, Row]] = {"products": {}, "customers": {}, "orders": {}}
        self.hook: Row = {}
        self.done: dict[str, Row] = {}
        self.wishes: list[tuple[str, Row]] = []  # what was asked to be done, and how

    # what a test does in the shop itself

    def sell(self, number: int) -> Row:
        """Order 1000 + number of one vase at 74.00 with 5.90 for the way; every tenth is one customer's."""
        at, person = (BEGAN + timedelta(minutes=number)).isoformat(), f"c{number % 10}"
        self.things["products"].setdefault("vase", self._vase())
        buyer = {
            "external_id": person, "email": f"mina{number % 10}@shopper.example", "name": "Mina Ondine", "changed_at": at,
        }  # fmt: skip
        self.things["customers"].setdefault(person, buyer)
        key = str(1000 + number)
        card = {"external_id": f"card-{person}", "kind": "card", "brand": "visa", "last_four": "1142"}
        self.things["orders"][key] = {
            "external_id": key, "number": f"W{key}", "changed_at": at, "placed_at": at, "status": "pending",
            "currency": "EUR", "total_cents": 7990, "shipping_cents": 590, "address": PLACE, "note": "",
            "customer": {name: buyer[name] for name in ("external_id", "email", "name")} | {"payment_methods": [card]},
            "lines": [{"external_id": "1", "variant": "vase-blue", "name": "Vase", "price_cents": 7400}],
            "payments": [{"external_id": "p1", "method": card["external_id"], "amount_cents": 7990, "at": at}],
            "shipments": [],
        }  # fmt: skip
        return self.things["orders"][key]

    def touch(self, key: str, **change: Any) -> None:
        self.things["orders"][key] |= change | {"changed_at": datetime.now(UTC).isoformat()}

    def call(self, changes: list[Row], delivery: str = "") -> tuple[bytes, dict[str, str]]:
        """What its webhook sends: body and headers."""
        body = json.dumps({"changes": changes}).encode()
        signature = hmac.new(self.hook.get("secret", "").encode(), body, hashlib.sha256).hexdigest()
        return body, {"X-Shop-Signature": f"sha256={signature}"} | (
            {"X-Shop-Delivery": delivery} if delivery else {}
        )

    # what it answers

    def answer(self, method: str, path: str, said: Any, headers) -> tuple[int, Any]:
        parts, asked = urlsplit(path), parse_qs(urlsplit(path).query)
        way = [unquote(each) for each in parts.path.split("/")[2:]]
        match method, way:
            case "GET", ["shop"]:
                return 200, {"name": "Wexmoor", "currency": "EUR"}
            case "PUT", ["webhook"]:
                self.hook = said
                return 200, {}
            case "GET", ["actions", key]:
                return (200, self.done[key]) if key in self.done else (404, {})
            case "GET", [noun] if noun in self.things:
                return 200, self._page(noun, {name: words[0] for name, words in asked.items()})
            case "GET", [noun, key] if noun in self.things:
                found = self.things[noun].get(key)
                return (200, found) if found else (404, {"is_gone": True})
            case "POST", ["orders", key, "actions", action]:
                return self._do(key, action, said, headers["Idempotency-Key"])
        return 404, {}

    def _page(self, noun: str, asked: dict[str, str]) -> Row:
        since = datetime.fromisoformat(asked["since"]) if "since" in asked else BEGAN - timedelta(days=1)
        rows = [
            row
            for key, row in sorted(self.things[noun].items())
            if key > asked.get("cursor", "") and datetime.fromisoformat(row["changed_at"]) >= since
        ]
        items = rows[: int(asked["limit"])]
        more = {"cursor": items[-1]["external_id"]} if len(rows) > len(items) else {}
        return {"items": items, "total": len(self.things[noun])} | more

    def _do(self, key: str, action: str, said: Row, idempotency: str) -> tuple[int, Row]:
        order = self.things["orders"][key]
        self.wishes.append((action, said))
        back = sum(each["cents"] for each in said["effects"]["money"] if each["kind"] == "refund")
        if back > 7990 - sum(
            each["amount_cents"] for each in order["payments"] if each.get("kind") == "refund"
        ):
            return 422, {"sentence": "Only 79.90 were paid."}
        if back:
            method = order["payments"][0]["method"]
            refund = {
                "external_id": f"r{len(order['payments'])}",
                "kind": "refund",
                "method": method,
                "amount_cents": back,
            }
            order["payments"].append(refund)
        change = {"status": "cancelled"} if action == "cancel_order" else {}
        if action == "change_address":
            change = {"address": said["effects"]["data"]["address"]}
        self.touch(key, **change)
        self.done[idempotency] = {"id": f"done-{len(self.done) + 1}"}
        return 200, self.done[idempotency]

    def _vase(self) -> Row:
        variant = {
            "external_id": "vase-blue", "options": {"Colour": "blue"}, "price_cents": 7400, "currency": "EUR", "stock": 4,
        }  # fmt: skip
        return {"external_id": "vase", "name": "Vase", "changed_at": BEGAN.isoformat(), "variants": [variant]}


@contextmanager
def home_made_shop() -> Iterator[HomeMadeShop]:
    """One that runs on a port of this machine."""
    fake = HomeMadeShop()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"null")
            if self.headers.get("Authorization") != f"Bearer {fake.key}":
                return self._send(401, {})
            if fake.throttled:
                fake.throttled -= 1
                return self._send(429, {}, {"Retry-After": "2"})
            if fake.down:
                fake.down -= 1
                return self._send(500, {})
            status, answer = fake.answer(self.command, self.path, said, self.headers)
            if fake.cut and self.command == "POST":
                fake.cut -= 1
                self.close_connection = True
                return self.connection.close()
            return self._send(status, answer)

        do_POST = do_PUT = do_GET

        def _send(self, status: int, answer: Any, more: dict[str, str] | None = None) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **(more or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.address = f"http://127.0.0.1:{server.server_port}/desk"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()  # ends at once
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
