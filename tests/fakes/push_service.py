"""A push service as RFC 8030, 8291 and 8292 describe it, with browsers that subscribe to it and decrypt.

It stands where the desk's requests leave (`guarded.way_out`), so what guards them is real. It believes nothing: a
message without a proof for this very service, of another desk's key, too long or not decipherable is refused.
"""

import json
import time

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shopbell.notifications.push.encryption import from_base64url, to_base64url

HOST = "push.example"
CURVE = ec.SECP256R1()


class Browser:
    """One subscription: its keys, and the messages that reached it."""

    def __init__(self, number: int, application_key: str):
        self.key = ec.generate_private_key(CURVE)
        self.secret = bytes([number]) * 16
        self.application_key = application_key
        self.endpoint = f"https://{HOST}/to/{number}"
        self.shown: list[dict] = []

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def keys(self) -> dict[str, str]:
        return {"p256dh": to_base64url(self.point), "auth": to_base64url(self.secret)}

    def read(self, body: bytes) -> bytes:
        """RFC 8188 §2 and RFC 8291 §3, from the reader's side."""
        salt, size, length = body[:16], int.from_bytes(body[16:20]), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert size >= 18 and len(sealed) <= size
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender))
        material = expand(extract(self.secret, shared), b"WebPush: info\0" + self.point + sender, 32)
        root = extract(salt, material)
        key = expand(root, b"Content-Encoding: aes128gcm\0", 16)
        nonce = expand(root, b"Content-Encoding: nonce\0", 12)
        words = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert words[-1:] == b"\x02"
        return words[:-1]


def extract(salt: bytes, material: bytes) -> bytes:
    mac = HMAC(salt, SHA256())
    mac.update(material)
    return mac.finalize()


def expand(key: bytes, info: bytes, length: int) -> bytes:
    return HKDFExpand(SHA256(), length, info).derive(key)


class PushService(httpx.BaseTransport):
    def __init__(self) -> None:
        self.browsers: dict[str, Browser] = {}
        self.gone: set[str] = set()
        self.troubles: list[tuple[int, dict[str, str]]] = []  # what it answers next instead
        self.requests: list[httpx.Request] = []

    def subscribe(self, application_key: str) -> Browser:
        browser = Browser(len(self.browsers) + 1, application_key)
        self.browsers[f"/to/{len(self.browsers) + 1}"] = browser
        return browser

    def unsubscribe(self, browser: Browser) -> None:
        self.gone.add(httpx.URL(browser.endpoint).path)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.troubles:
            status, headers = self.troubles.pop(0)
            return httpx.Response(status, headers=headers)
        path = request.url.path
        if path in self.gone:
            return httpx.Response(410)
        browser = self.browsers.get(path)
        if browser is None:
            return httpx.Response(404)
        return httpx.Response(self._take(request, browser))

    def _take(self, request: httpx.Request, browser: Browser) -> int:
        headers, body = request.headers, request.read()
        if request.method != "POST" or not headers.get("TTL", "").isdecimal():
            return 400
        if headers.get("Content-Encoding") != "aes128gcm":
            return 415
        if len(body) > 4096:
            return 413
        if not self._is_proven(headers.get("Authorization", ""), browser):
            return 403
        browser.shown.append(json.loads(browser.read(body)))
        return 201

    def _is_proven(self, authorization: str, browser: Browser) -> bool:
        scheme, _, rest = authorization.partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        if scheme != "vapid" or parts["k"] != browser.application_key:
            return False
        key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, from_base64url(parts["k"]))
        claims = jwt.decode(parts["t"], key, algorithms=["ES256"], audience=f"https://{HOST}")
        return claims["exp"] <= time.time() + 24 * 3600 and claims["sub"].startswith(("mailto:", "https:"))
