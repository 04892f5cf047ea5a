"""Single sign-on with an OpenID Connect provider of the operator's; ours here is a small one in a thread."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from shopbell.accounts.models import Agent


class Provider(BaseHTTPRequestHandler):
    """Answers discovery, token and userinfo for whoever `server.person` is."""

    def do_GET(self):
        here = f"http://127.0.0.1:{self.server.server_port}"
        if self.path == "/.well-known/openid-configuration":
            names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
            self.answer({"issuer": here} | {name: f"{here}/{name}" for name in names})
        else:
            self.answer(self.server.person)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer({"access_token": "t", "token_type": "Bearer"})

    def answer(self, words: dict):
        body = json.dumps(words).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def provider(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    app = {
        "provider_id": "work", "name": "Work account", "client_id": "desk", "secret": "s",
        "settings": {"server_url": f"http://127.0.0.1:{server.server_port}", "fetch_userinfo": True},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    yield server
    server.shutdown()
    server.server_close()


def come_back(provider, email: str, *, is_verified: bool):
    """Go to the provider as `email` and return; the client and its last answer."""
    provider.person = {"sub": email, "email": email, "email_verified": is_verified, "name": "Somebody"}
    client = Client()
    there = client.post("/accounts/oidc/work/login/?process=login").headers["Location"]
    state = parse_qs(urlsplit(there).query)["state"][0]
    return client, client.get(
        "/accounts/oidc/work/login/callback/", {"code": "c", "state": state}, follow=True
    )


def is_in(client) -> bool:
    return client.get("/desk/profile/").status_code == 200


def test_the_sign_in_page_offers_it(client, db, provider):
    page = client.get("/accounts/login/").content.decode()

    assert "Continue with Work account" in page


def test_without_a_provider_nothing_is_offered(client, db):
    assert "Continue with" not in client.get("/accounts/login/").content.decode()


def test_it_opens_the_account_with_that_address(ada, provider):
    client, _ = come_back(provider, ada.email, is_verified=True)

    assert is_in(client)


def test_an_address_nobody_verified_opens_nothing(ada, provider):
    client, _ = come_back(provider, ada.email, is_verified=False)

    assert not is_in(client)


def test_it_makes_no_account(ada, provider):
    client, page = come_back(provider, "eve@evil.example", is_verified=True)

    assert not is_in(client)
    assert Agent.objects.count() == 1
    assert "by invitation" in page.content.decode()


def test_a_deactivated_agent_stays_out(ada, provider):
    ada.is_active = False
    ada.save()

    client, _ = come_back(provider, ada.email, is_verified=True)

    assert not is_in(client)
