"""Signing in to a mailbox at the authorization server of the tests."""

import html
import re
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from shopbell.channels.email.imap.connection import connect
from shopbell.channels.email.models import Grant, Mailbox
from shopbell.core.errors import Refused
from tests.fakes.authorization_server import CLIENT, SECRET, authorization_server

from .conftest import dovecot


@pytest.fixture
def authority(settings):
    with authorization_server() as authority:
        settings.MAIL_SIGN_IN_HOSTS = {urlsplit(authority.address).netloc}
        yield authority


@pytest.fixture
def server(authority):
    with dovecot(f"{authority.address}/introspect") as server:
        yield server


@pytest.fixture
def console(desk, root):
    return desk(root)


@pytest.fixture
def begin(console, care, server, authority):
    """Fill in the page before a sign-in; returns the address that it leads to."""

    def begin(**changes) -> str:
        fields = {
            "user": "care", "client_id": CLIENT, "client_secret": SECRET, "host": "127.0.0.1", "port": server.port,
            "encryption": "none", "authorize_url": f"{authority.address}/authorize",
            "token_url": f"{authority.address}/token", "scope": "imap",
        }  # fmt: skip
        page = reverse("inbox-sign-in", args=[care.pk, "other"])
        data = {f"sign-in-{name}": value for name, value in (fields | changes).items()}
        answer = console.post(page, data, follow=True)
        assert answer.status_code == 200, answer.content.decode()
        return html.unescape(re.search(r'href="([^"]*/authorize[^"]*)"', answer.content.decode())[1])

    return begin


@pytest.fixture
def sign_in(begin, console, authority):
    """The whole way of an admin; returns what the desk says at its end."""

    def sign_in(user: str = "care") -> str:
        return console.get(authority.agree(begin(), user=user), follow=True).content.decode()

    return sign_in


@pytest.fixture
def mailbox(sign_in):
    """An account that somebody is signed in to."""
    assert "Signed in. The mail of care is fetched now." in sign_in()
    return Mailbox.objects.get()


def let_end() -> None:
    """The access token's hour is over."""
    Grant.objects.update(expires_at=timezone.now())


def refusal_of(mailbox: Mailbox) -> str:
    with pytest.raises(Refused) as refused:
        connect(mailbox)
    return str(refused.value)
