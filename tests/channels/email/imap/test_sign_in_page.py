"""The page on which an admin signs in to a mailbox: its way out and back, and what is kept of it."""

import html
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from shopbell.channels.email.imap.sign_in import token_request
from shopbell.channels.email.imap.sign_in.attempt import Attempt, begun
from shopbell.channels.email.models import Grant, Mailbox
from shopbell.core.http import guarded
from tests.channels.email.imap.signing_in import (
    authority,
    begin,
    console,
    let_end,
    mailbox,
    refusal_of,
    server,
    sign_in,
)
from tests.fakes.authorization_server import CLIENT, SECRET

from .dovecot import NEEDED

__all__ = ["authority", "server", "console", "begin", "sign_in", "mailbox"]
pytestmark = NEEDED


def test_who_signs_in_as_somebody_else_is_told_and_nothing_is_kept(sign_in):
    said = sign_in(user="other")

    assert "does not let care in with the sign-in" in said
    assert not Mailbox.objects.exists() and not Grant.objects.exists()


def test_a_permission_for_an_hour_only_is_not_enough(sign_in, authority):
    authority.gives_refresh_token = False

    assert "for an hour only" in sign_in()
    assert not Mailbox.objects.exists()


def test_who_does_not_agree_may_try_again(begin, console, care):
    state = parse_qs(urlsplit(begin()).query)["state"][0]
    page = console.get(reverse("mail-signed-in"), {"error": "access_denied", "state": state}, follow=True)

    assert "access was not allowed" in page.content.decode()
    assert "Ready" in page.content.decode(), "they need not fill in all of it again"
    changed = console.get(reverse("inbox-sign-in", args=[care.pk, "other"]), {"change": 1}).content.decode()
    assert f'value="{CLIENT}"' in changed and SECRET not in changed


def test_the_way_back_is_good_once_for_its_own_browser_and_for_ten_minutes(
    begin, console, authority, root, monkeypatch
):
    another_browser = Client()
    another_browser.force_login(root)
    back = authority.agree(begin())
    for path, client in [
        (re.sub("state=[^&]*", "state=forged", back), console),
        (back, another_browser),
    ]:
        assert "in another browser" in client.get(path, follow=True).content.decode()
    assert authority.asked == []
    assert "Signed in." in console.get(back, follow=True).content.decode()
    assert "in another browser" in console.get(back, follow=True).content.decode()

    back = authority.agree(begin())
    monkeypatch.setattr(Attempt, "is_over", True)
    assert "more than ten minutes ago" in console.get(back, follow=True).content.decode()


def test_disconnecting_forgets_the_permission_and_keeps_the_place(mailbox, console, care):
    page = console.post(reverse("inbox-sign-out", args=[care.pk]), follow=True).content.decode()

    assert "can no longer sign in" in page and "Sign in with Google" in page
    assert not Grant.objects.exists()
    assert "Nobody is signed in to this account" in refusal_of(Mailbox.objects.get())


def test_a_password_that_is_written_takes_the_place_of_the_sign_in(mailbox, console, care, server):
    fields = {"name": "Care", "address": "care@shop.example", "team": care.team_id or "", "is_active": "on"}
    account = {
        "host": "127.0.0.1",
        "port": server.port,
        "encryption": "none",
        "user": "care",
        "folder": "INBOX",
    }
    page = reverse("inbox-edit", args=[care.pk])

    def save(**more) -> int:
        words = {f"email-{name}": value for name, value in (account | more).items()}
        return console.post(page, fields | words).status_code

    assert save(folder="INBOX") == 302 and Grant.objects.exists()
    assert save(host="localhost") == 422, "the permission goes to no other server"
    assert save(secret="secret") == 302
    assert not Grant.objects.exists() and Mailbox.objects.get().password() == "secret"


def test_a_server_of_a_private_network_is_asked_only_when_the_operator_named_it(
    mailbox, console, care, authority, settings
):
    settings.MAIL_SIGN_IN_HOSTS = set()
    fields = {"user": "care", "client_id": CLIENT, "host": "h.example", "port": 993, "encryption": "tls"}
    let_end()

    for token_url in (
        f"{authority.address}/token",
        "javascript:alert(1)",
        "https://a@b.example/",
        "https://",
    ):
        data = {f"sign-in-{name}": value for name, value in fields.items()}
        data |= {"sign-in-token_url": token_url, "sign-in-authorize_url": token_url}
        answer = console.post(reverse("inbox-sign-in", args=[care.pk, "other"]), data)
        assert answer.status_code == 422 and "begins with https://" in answer.content.decode()
    asked = len(authority.asked)
    assert "gives no access" in refusal_of(mailbox)
    assert len(authority.asked) == asked


def test_a_kept_secret_goes_to_no_other_address(mailbox, begin, console, authority):
    begin(client_secret="")
    assert begun(console.session).client_secret == SECRET
    begin(client_secret="", token_url=f"{authority.address}/elsewhere")
    assert begun(console.session).client_secret == ""


@pytest.mark.parametrize(
    ("service", "begins", "scope", "host"),
    [
        ("google", "https://accounts.google.com/o/oauth2/v2/auth?", "https://mail.google.com/", "imap.gmail.com"),
        (
            "microsoft",
            "https://login.microsoftonline.com/our-tenant/oauth2/v2.0/authorize?",
            "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
            "outlook.office365.com",
        ),
    ],
)  # fmt: skip
def test_with_the_operators_client_an_admin_writes_the_account_alone(
    desk, root, care, settings, monkeypatch, service, begins, scope, host
):
    settings.MAIL_GOOGLE, settings.MAIL_MICROSOFT = (
        ["their-id", "their-secret"],
        ["their-id", "their-secret", "our-tenant"],
    )
    console = desk(root)
    answer = console.post(
        reverse("inbox-sign-in", args=[care.pk, service]), {"sign-in-user": "care@shop.example"}, follow=True
    )
    page = html.unescape(answer.content.decode())
    address = re.search(r'href="(https://[^"]*)"', page)[1]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}

    assert address.startswith(begins) and "their-secret" not in page
    assert (asked["client_id"], asked["scope"], asked["login_hint"]) == (
        "their-id",
        scope,
        "care@shop.example",
    )
    assert asked["redirect_uri"] == f"{settings.SITE_URL}/desk/settings/mail/signed-in/"
    assert service == "microsoft" or (asked["access_type"], asked["prompt"]) == ("offline", "consent")

    sent = []

    def answer_token(method, address, *, headers, content, **more):
        sent.append((address, parse_qs(content.decode())))
        return guarded.Answer(400, {}, json.dumps({"error": "invalid_grant"}).encode())

    monkeypatch.setattr(token_request, "ask", answer_token)
    back = console.get(reverse("mail-signed-in"), {"code": "c", "state": asked["state"]}, follow=True)
    assert "gave no access: invalid_grant" in back.content.decode()
    ((where, words),) = sent
    assert where.startswith(
        ("https://oauth2.googleapis.com/token", "https://login.microsoftonline.com/our-tenant/")
    )
    assert (words["client_secret"], len(words["code_verifier"][0])) == (["their-secret"], 64)
