"""Signing in to a mailbox without a password, at a real authorization server and a real IMAP server that believes it."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from shopbell.accounts.letter import Letter
from shopbell.channels.email.imap.connection import connect
from shopbell.channels.email.imap.sent_folder import choose_sent
from shopbell.channels.email.imap.sign_in.access import access_token
from shopbell.channels.email.imap.sign_in.attempt import Attempt
from shopbell.channels.email.models import Grant, Mailbox, RawMail
from shopbell.cli import doctor
from shopbell.core.http import guarded
from shopbell.core.models import SettingChange
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
from tests.fakes.authorization_server import SECRET

from .dovecot import NEEDED, fetch_once, numbered, until

__all__ = ["authority", "server", "console", "begin", "sign_in", "mailbox"]
pytestmark = NEEDED


@pytest.mark.requirement("R19")
def test_mail_is_fetched_with_a_sign_in_and_no_password(mailbox, server):
    server.put(numbered(1))

    assert (mailbox.user, mailbox.host, mailbox.secret) == ("care", "127.0.0.1", "")
    assert doctor.sign_ins() == "1 IMAP accounts are signed in to without a password"
    Mailbox.objects.update(since=None)
    mailbox.refresh_from_db()
    assert fetch_once(mailbox) == 1


def test_no_token_and_no_secret_lies_plain(mailbox, authority):
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(channel_email_grant)::text from channel_email_grant")
        kept = cursor.fetchone()[0]
    told = json.dumps(list(SettingChange.objects.values_list("changes", flat=True)))

    for secret in [*authority.refresh_tokens, *authority.access_tokens, SECRET]:
        assert secret not in kept and secret not in told
    assert urlsplit(authority.address).netloc in told


def test_a_token_serves_until_its_end_and_is_renewed_then(mailbox, authority):
    asked = len(authority.asked)
    connect(mailbox).logout()
    assert len(authority.asked) == asked

    let_end()
    connect(mailbox).logout()
    assert [each["grant_type"] for each in authority.asked[asked:]] == ["refresh_token"]


def test_a_refresh_token_that_rotates_is_the_next_one_that_is_used(mailbox, authority):
    """The server ends the grant when one comes a second time."""
    for _ in range(3):
        let_end()
        connect(mailbox).logout()

    used = [each["refresh_token"] for each in authority.asked if each["grant_type"] == "refresh_token"]
    assert len(set(used)) == 3
    assert Grant.objects.get().refresh_token in authority.refresh_tokens


def test_a_refresh_token_that_stays_is_kept(mailbox, authority):
    authority.rotates = False
    for _ in range(2):
        let_end()
        connect(mailbox).logout()

    assert Grant.objects.get().refresh_token in authority.refresh_tokens


def test_of_two_processes_at_once_one_renews(mailbox, authority):
    let_end()
    asked = len(authority.asked)

    def renew(_: int) -> str:
        try:
            return access_token(Grant.objects.get())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        tokens = set(pool.map(renew, range(4)))
    assert len(tokens) == 1 and len(authority.asked) == asked + 1


def test_a_permission_that_was_taken_back_says_who_must_do_what(mailbox, authority, care, console):
    authority.take_back()
    let_end()

    said = refusal_of(mailbox)
    assert "no longer lets the desk into the account care" in said
    assert "Token has been expired or revoked" in said and "Sign in again" in said
    asked = len(authority.asked)
    assert refusal_of(mailbox) == said
    assert len(authority.asked) == asked, "a dead permission is not asked for again"
    (letter,) = Letter.objects.all()
    to, subject, text, *_more = json.loads(letter.content)
    assert (to, subject) == ("root@desk.example", "Mail of Care cannot be fetched") and said in text
    assert "no longer lets the desk" in console.get(reverse("inbox-edit", args=[care.pk])).content.decode()
    with pytest.raises(doctor.Trouble, match="Care: .* no longer lets the desk"):
        doctor.sign_ins()


def test_the_mail_service_shows_it_and_goes_on_when_somebody_signed_in_again(
    mailbox, authority, server, running, sign_in
):
    Mailbox.objects.update(since=None)
    mailbox.refresh_from_db()
    server.put(numbered(1))
    assert fetch_once(mailbox) == 1
    authority.take_back()
    let_end()
    server.put(numbered(2))
    running(mailbox)
    assert until(lambda: "no longer lets the desk" in Mailbox.objects.get().error)

    sign_in()
    mailbox.refresh_from_db()
    assert (mailbox.error, mailbox.last_uid) == ("", 1)
    assert fetch_once(mailbox) == 1
    assert RawMail.objects.count() == 2


def test_a_secret_that_has_run_out_says_so_and_may_be_mended_at_the_service(mailbox, authority):
    authority.secret = "another"
    let_end()

    said = refusal_of(mailbox)
    assert "does not accept the desk's client id and secret" in said
    assert "The secret has expired." in said and "0af" not in said and SECRET not in said
    assert refusal_of(mailbox) == said and Letter.objects.count() == 1
    authority.secret = SECRET
    connect(mailbox).logout()
    assert Grant.objects.get().refused == ""


@pytest.mark.parametrize(
    "trouble",
    [(503, "<h1>Service Unavailable</h1>"), (429, {"error": "slow_down"}), (200, "[]"), (400, ""), (200, {"access_token": 1})],
    ids=["down", "too often", "no tokens", "no reason", "no text"],
)  # fmt: skip
def test_a_service_in_trouble_is_asked_again_and_nobody_is_bothered(mailbox, authority, trouble):
    let_end()
    authority.trouble = trouble
    assert "does not answer as it should" in refusal_of(mailbox)
    assert not Letter.objects.exists()

    authority.trouble = None
    connect(mailbox).logout()


def test_a_service_that_says_nothing_is_waited_for_a_while_only(mailbox, authority, monkeypatch):
    monkeypatch.setitem(guarded.ask.__kwdefaults__, "seconds", 0.5)
    let_end()
    authority.is_silent.set()

    assert "does not answer as it should" in refusal_of(mailbox)


def test_a_token_that_the_mail_server_takes_no_more_is_renewed_before_its_end(mailbox, authority):
    authority.end_access()
    connect(mailbox).logout()

    authority.take_back()
    assert "no longer lets the desk" in refusal_of(mailbox)


@pytest.mark.parametrize("lasts", [None, "soon", 10**12])
def test_a_token_without_a_sound_end_is_used_for_a_short_while(authority, sign_in, lasts):
    authority.lasts_seconds = lasts
    sign_in()

    assert Grant.objects.get().expires_at < timezone.now() + timedelta(days=1, minutes=1)


@pytest.mark.parametrize(
    "host, user",
    [
        ("IMAP.shop.example", "Care@shop.example"),
        ("imap.shop.example", "care"),
        ("outlook.office365.com", "care@shop.example"),
    ],
    ids=["capitals", "without its domain", "another server"],
)
def test_what_came_in_while_nobody_was_signed_in_is_fetched_by_whatever_spelling(care, host, user):
    days_ago = timezone.now() - timedelta(days=3)
    before = {"host": host, "user": user, "since": days_ago, "uid_validity": 7, "last_uid": 40}
    mailbox = Mailbox.objects.create(inbox=care, secret="secret", **before)
    choose_sent(mailbox, is_read=True, name="Sent")

    keep(care, "care@shop.example")
    mailbox.refresh_from_db()
    assert mailbox.since == days_ago and mailbox.sent.folder == "Sent"
    kept = host.lower() == "imap.shop.example" and "@" in user
    assert (mailbox.uid_validity, mailbox.last_uid) == ((7, 40) if kept else (None, 0))


def test_the_past_of_another_account_is_left_alone(care):
    days_ago = timezone.now() - timedelta(days=3)
    Mailbox.objects.create(
        inbox=care, host="imap.shop.example", user="care@shop.example", secret="", since=days_ago
    )

    keep(care, "sales@shop.example")
    assert Mailbox.objects.get().since > timezone.now() - timedelta(minutes=1)


def keep(inbox, user: str) -> None:
    """What a sign-in leaves that came to its end."""
    attempt = Attempt(inbox_id=inbox.pk, service_kind="other", user=user, host="imap.shop.example")
    grant = attempt._grant()
    grant.expires_at = grant.signed_in_at = timezone.now()
    attempt._keep(grant)
