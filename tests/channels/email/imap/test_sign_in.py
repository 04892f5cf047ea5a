"""Signing in to a mailbox without a password, at a real authorization server and a real IMAP server that believes it."""

import html
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shopbell.accounts.letter import Letter
from shopbell.channels.email.imap.connection import connect
from shopbell.channels.email.imap.sent_folder import choose_sent
from shopbell.channels.email.imap.sign_in import token_request
from shopbell.channels.email.imap.sign_in.access import access_token
from shopbell.channels.email.imap.sign_in.attempt import Attempt, begun
from shopbell.channels.email.models import Grant, Mailbox, RawMail
from shopbell.cli import doctor
from shopbell.core.errors import Refused
from shopbell.core.http import guarded
from shopbell.core.models import SettingChange
from tests.fakes.authorization_server import CLIENT, SECRET, authorization_server

from .conftest import dovecot
from .dovecot import NEEDED, fetch_once, numbered, until

pytestmark = NEEDED


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
    to, subject, text = json.loads(letter.content)
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
