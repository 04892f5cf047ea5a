"""Two carriers that are asked for parcels over HTTP: one as `docs/carriers.md` describes it, and AfterShip.

https://www.aftership.com/docs/tracking: POST /trackings with `tracking_number` registers one (201), which GET tells of from then on; once more is 400
with code 4003, and a number whose carrier it does not recognise 4012. GET /trackings with `tracking_numbers` and the header as-api-key answers
`{"meta": {"code": 200}, "data": {"trackings": […]}}`, an error `{"meta": {"code", "type", "message"}, "data": {}}`; the
webhook sends `{"event", "event_id", "msg": tracking, "ts"}` with the header aftership-hmac-sha256.
"""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

TAGS = {
    "label": "InfoReceived", "picked_up": "InTransit", "on_the_way": "InTransit", "out": "OutForDelivery",
    "delivered": "Delivered", "problem": "Exception",
}  # fmt: skip
KEY, SECRET = "carrier-key", "carrier-secret"


class FakeCarrier:
    """`scans` holds what it knows by number; `asked` the numbers of each question; `trouble` is answered instead."""

    kind = "generic"
    signature = "X-Tracking-Signature"

    def __init__(self) -> None:
        self.scans: dict[str, list[dict]] = {}
        self.expected: dict[str, str] = {}
        self.asked: list[list[str]] = []
        self.trouble: tuple[int, dict[str, str]] | None = None
        self.address = ""

    def scan(self, number: str, at: str, step: str, text: str, place: str = "") -> dict:
        """The carrier scans the parcel."""
        told = {"at": at, "step": step, "text": text, "place": place}
        self.scans.setdefault(number, []).append(told)
        return told

    def call(self, number: str) -> tuple[bytes, dict[str, str]]:
        """What its webhook sends of the parcel now: body and headers."""
        body = json.dumps({"parcels": [self._parcel(number)]}).encode()
        return body, {self.signature: self.sign(body)}

    def sign(self, body: bytes, secret: str = SECRET) -> str:
        return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()

    def answer(self, path: str, headers) -> tuple[int, dict]:
        number = unquote(urlsplit(path).path.rpartition("/")[2])
        self.asked.append([number])
        if headers.get("Authorization") != f"Bearer {KEY}":
            return 401, {"error": "wrong key"}
        if number not in self.scans:
            return 404, {"error": "not known"}
        return 200, {"parcels": [self._parcel(number)]}

    def take(self, path: str, headers, body: bytes) -> tuple[int, dict]:
        return 405, {}

    def _parcel(self, number: str) -> dict:
        expected = {"expected_on": self.expected[number]} if number in self.expected else {}
        return {"tracking_number": number, "scans": self.scans[number], "weight": "2 kg"} | expected


class FakeAfterShip(FakeCarrier):
    kind = "aftership"
    signature = "aftership-hmac-sha256"

    def call(self, number: str) -> tuple[bytes, dict[str, str]]:
        said = {
            "event": "tracking_update", "event_id": "3f645f5e-530b-4062-8695-db6a64420af8", "ts": 1764144000,
            "is_tracking_first_tag": True, "msg": self._tracking(number),
        }  # fmt: skip
        body = json.dumps(said).encode()
        return body, {self.signature: self.sign(body)}

    def sign(self, body: bytes, secret: str = SECRET) -> str:
        return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()

    def __init__(self) -> None:
        super().__init__()
        self.registered: list[str] | None = (
            None  # the numbers; None: its app in the shop tells it of all of them
        )
        self.unknown_carriers: set[str] = set()

    def take(self, path: str, headers, body: bytes) -> tuple[int, dict]:
        """POST /trackings."""
        if headers.get("as-api-key") != KEY:
            return self._meta(401, 401, "Unauthorized", "Invalid API key.")
        number = json.loads(body).get("tracking_number", "")
        if not number:
            return self._meta(400, 4007, "BadRequest", "`tracking_number` is required.")
        if number in self.unknown_carriers:
            words = "Unable to import shipment as we don't recognize the carrier from this tracking number."
            return self._meta(400, 4012, "BadRequest", words)
        self.registered = self.registered or []
        if number in self.registered:
            return self._meta(400, 4003, "BadRequest", "Tracking already exists.")
        self.registered.append(number)
        return 201, {
            "meta": {"code": 201},
            "data": {"id": "5b7658cec7c33c0e007de3c5", "tracking_number": number},
        }

    def _meta(self, status: int, code: int, kind: str, message: str) -> tuple[int, dict]:
        return status, {"meta": {"code": code, "type": kind, "message": message}, "data": {}}

    def answer(self, path: str, headers) -> tuple[int, dict]:
        parts = urlsplit(path)
        numbers = parse_qs(parts.query).get("tracking_numbers", [""])[0].split(",")
        self.asked.append(numbers)
        if headers.get("as-api-key") != KEY:
            return 401, {
                "meta": {"code": 401, "type": "Unauthorized", "message": "Invalid API key."},
                "data": {},
            }
        if not parts.path.endswith("/trackings"):
            return 404, {"meta": {"code": 404, "type": "NotFound", "message": "None."}, "data": {}}
        told_of = numbers if self.registered is None else self.registered
        known = [self._tracking(each) for each in numbers if each in self.scans and each in told_of]
        return 200, {"meta": {"code": 200}, "data": {"limit": 200, "trackings": known}}

    def _tracking(self, number: str) -> dict:
        checkpoints = [
            {
                "checkpoint_time": each["at"].removesuffix("+00:00"), "tag": TAGS[each["step"]], "message": each["text"],
                "location": each["place"] or None, "city": None, "created_at": "2026-11-26T00:00:00+00:00",
            }
            for each in self.scans[number]
        ]  # fmt: skip
        return {
            "id": "grhrexm6t3hiwkjwq37jd003", "tracking_number": number, "slug": "colis", "customer_name": None,
            "expected_delivery": self.expected.get(number), "checkpoints": checkpoints,
        }  # fmt: skip


@contextmanager
def running(fake: FakeCarrier) -> Iterator[FakeCarrier]:
    """The carrier on a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(*fake.answer(self.path, self.headers))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._answer(*fake.take(self.path, self.headers, body))

        def _answer(self, status: int, said: dict) -> None:
            more: dict[str, str] = {}
            if fake.trouble:
                (status, more), said = fake.trouble, {}
            body = json.dumps(said).encode()
            self.send_response(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(body)),
                **more,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()  # ends at once
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
