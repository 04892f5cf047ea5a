"""An authorization server on a port of this machine, as RFC 6749, 7636 and 7662 and the pages of Google and Microsoft say.

It believes nothing: a code is good once, for its client, its callback address and its verifier alone; refresh tokens
rotate, and one that was used before ends the grant, as for a thief (RFC 6819 §5.2.2.3).
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

CLIENT, SECRET = "desk-client", "desk:s3cret/+"
CALLBACK = "/desk/settings/mail/signed-in/"


class AuthorizationServer:
    """`trouble` is answered instead (status, JSON or text); `asked` holds the token requests that came in."""

    def __init__(self) -> None:
        self.address = ""
        self.secret = SECRET
        self.codes: dict[str, dict[str, str]] = {}
        self.refresh_tokens: dict[str, str] = {}  # token → whose
        self.used_up: dict[str, str] = {}
        self.access_tokens: dict[str, tuple[str, float]] = {}  # token → whose, until when
        self.asked: list[dict[str, str]] = []
        self.trouble: tuple[int, object] | None = None
        self.is_silent = threading.Event()
        self.lasts_seconds: object = 3600
        self.rotates, self.gives_refresh_token = True, True
        self._lock = threading.Lock()

    # --- the person, in a browser ---------------------------------------------------------------

    def agree(self, address: str, *, user: str = "care") -> str:
        """Sign in at `address` as `user` and agree; returns path and query of the way back to the desk."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert address.startswith(f"{self.address}/authorize?")
        assert asked["response_type"] == "code" and asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
        assert urlsplit(asked["redirect_uri"]).path == CALLBACK
        code = secrets.token_urlsafe(16)
        self.codes[code] = {**asked, "user": user}
        return f"{CALLBACK}?{urlencode({'code': code, 'state': asked['state']})}"

    def take_back(self, user: str = "care") -> None:
        """The person takes the permission back: nothing that was given is good any more."""
        self.refresh_tokens = {token: whose for token, whose in self.refresh_tokens.items() if whose != user}
        self.end_access(user)

    def end_access(self, user: str = "care") -> None:
        """Access tokens end before their time; the permission stays."""
        self.access_tokens = {token: each for token, each in self.access_tokens.items() if each[0] != user}

    # --- the desk, and the mail server ----------------------------------------------------------

    def token(self, said: dict[str, str], authorization: str) -> tuple[int, object]:
        """RFC 6749 §4.1.3 and §6; the errors as §5.2 has them."""
        with self._lock:
            self.asked.append(said)
            if self.trouble:
                return self.trouble
            client, secret = said.get("client_id", ""), said.get("client_secret", "")
            if authorization.startswith("Basic "):
                pair = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
                client, secret = unquote_plus(pair[0]), unquote_plus(pair[2])
            if (client, secret) != (CLIENT, self.secret):
                return 401, {
                    "error": "invalid_client",
                    "error_description": "The secret has expired. Trace ID: 0af",
                }
            if said.get("grant_type") == "authorization_code":
                return self._redeem(said)
            if said.get("grant_type") == "refresh_token":
                return self._renew(said.get("refresh_token", ""))
            return 400, {"error": "unsupported_grant_type"}

    def _redeem(self, said: dict[str, str]) -> tuple[int, object]:
        known = self.codes.pop(said.get("code", ""), None)
        digest = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (
            not known
            or known["redirect_uri"] != said.get("redirect_uri")
            or known["code_challenge"] != challenge
        ):
            return 400, {"error": "invalid_grant", "error_description": "Malformed auth code."}
        return self._give(known["user"])

    def _renew(self, token: str) -> tuple[int, object]:
        if token in self.used_up:
            self.take_back(self.used_up[token])
        whose = self.refresh_tokens.get(token)
        if whose is None:
            return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        if self.rotates:
            self.used_up[token] = self.refresh_tokens.pop(token)
        return self._give(whose, is_new=self.rotates)

    def _give(self, user: str, *, is_new: bool = True) -> tuple[int, object]:
        access = secrets.token_urlsafe(24)
        lasts = self.lasts_seconds if isinstance(self.lasts_seconds, int) else 3600
        self.access_tokens[access] = (user, time.time() + lasts)
        told = {"access_token": access, "token_type": "Bearer", "expires_in": self.lasts_seconds}
        if is_new and self.gives_refresh_token:
            told["refresh_token"] = secrets.token_urlsafe(24)
            self.refresh_tokens[told["refresh_token"]] = user
        return 200, {name: value for name, value in told.items() if value is not None}

    def introspect(self, token: str) -> dict[str, object]:
        """RFC 7662 §2.2: what a mail server asks of a token that somebody showed it."""
        user, until = self.access_tokens.get(token, ("", 0.0))
        return {"active": True, "username": user, "user": user} if until > time.time() else {"active": False}


@contextmanager
def authorization_server() -> Iterator[AuthorizationServer]:
    fake = AuthorizationServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            said = {name: values[0] for name, values in parse_qs(content).items()}
            if self.path == "/token":
                if fake.is_silent.is_set():
                    self.rfile.read(1)  # says nothing until the other side hangs up
                    return
                self._answer(*fake.token(said, self.headers.get("Authorization", "")))
            elif self.path == "/introspect":
                self._answer(200, fake.introspect(said.get("token", "")))
            else:
                self._answer(404, "")

        def do_GET(self) -> None:
            if self.path.startswith("/authorize?"):
                address = f"{fake.address}{self.path}"
                back = parse_qs(urlsplit(address).query)["redirect_uri"][0].removesuffix(CALLBACK)
                page = f'<!doctype html><a href="{escape(back + fake.agree(address))}">Allow</a>'
                self._answer(200, page, "text/html")
            else:  # a browser asks for an icon by itself
                self._answer(200, "")

        def _answer(self, status: int, words: object, kind: str = "application/json") -> None:
            body = (words if isinstance(words, str) else json.dumps(words)).encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
