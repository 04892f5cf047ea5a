"""An inbox's own way out: by the sign-in of its account or by a password, and what it says when it is refused."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from shopbell.accounts.letter import Letter
from shopbell.channels.delivery import Delivery, deliver, queue_delivery
from shopbell.channels.email.imap import account_form
from shopbell.channels.email.models import Grant, Mailbox, WayOut
from shopbell.channels.email.sending import way_out, way_out_form
from shopbell.channels.email.sending.way_out import mail_leaves
from shopbell.channels.email.trial import send_test_mail
from shopbell.channels.inbox import Inbox
from shopbell.channels.reply import send_reply
from shopbell.web.console.shown_message import shown_messages
from tests.fakes.authorization_server import CLIENT, SECRET, authorization_server
from tests.fakes.mail_relay import running
from tests.fakes.xoauth2_relay import PASSWORD, USER, SignedInRelay

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def authority(settings):
    with authorization_server() as authority:
        settings.MAIL_SIGN_IN_HOSTS = {urlsplit(authority.address).netloc}
        settings.EMAIL_TIMEOUT = 5
        yield authority


@pytest.fixture
def server(authority):
    handler = SignedInRelay(authority)
    options = {"auth_require_tls": False, "authenticator": handler.authenticator}
    with running(handler, **options) as handler.port:
        yield handler


@pytest.fixture
def grant(care, authority):
    """Somebody signed in to the inbox's account an hour ago."""
    mailbox = Mailbox.objects.create(inbox=care, host="127.0.0.1", port=993, user=USER, secret="")
    _status, told = authority._give(USER)
    return Grant.objects.create(
        mailbox=mailbox, service_kind="other", client_id=CLIENT, client_secret=SECRET,
        token_url=f"{authority.address}/token", refresh_token=told["refresh_token"],
        access_token=told["access_token"], expires_at=timezone.now() + timedelta(hours=1),
        signed_in_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def by_grant(care, grant, server):
    return WayOut.objects.create(
        inbox=care, sign_in="grant", host="127.0.0.1", port=server.port, encryption="none"
    )


@pytest.fixture
def googles(grant):
    """The grant is Google's, and still good."""
    Grant.objects.update(service_kind="google", token_url="")
    return grant


def sent(delivery):
    deliver(delivery.pk)
    delivery.refresh_from_db()
    return delivery


@pytest.mark.requirement("R19")
def test_the_sign_in_that_fetches_mail_sends_it(queued, by_grant, server, grant):
    assert sent(queued).state == "sent"

    [mail] = server.mails
    assert mail.mail_from == "care@shop.example" and mail.rcpt_tos == ["mina@shopper.example"]
    assert b"It is on its way." in mail.content


def test_a_token_that_has_run_out_is_renewed(queued, by_grant, server, grant, authority):
    Grant.objects.update(expires_at=timezone.now())

    assert sent(queued).state == "sent"
    assert [said["grant_type"] for said in authority.asked] == ["refresh_token"]
    assert server.shown == [Grant.objects.get().access_token]


def test_a_token_that_ended_before_its_time_is_renewed_once(queued, by_grant, server, grant, authority):
    authority.end_access(USER)

    assert sent(queued).state == "sent"
    assert len(server.shown) == 2


def test_a_permission_that_was_taken_back_is_told_and_the_mail_waits(
    queued, by_grant, grant, authority, root
):
    authority.take_back(USER)

    delivery = sent(queued)
    assert delivery.state == "queued" and "Sign in again" in delivery.error
    assert Letter.objects.count() == 1
    assert sent(queued).state == "queued" and Letter.objects.count() == 1
    for secret in (grant.access_token, grant.refresh_token):
        assert secret not in delivery.error


def test_a_server_that_refuses_for_now_is_asked_later(queued, by_grant, server):
    server.passing = "454 4.7.0 Temporary authentication failure"

    delivery = sent(queued)
    assert delivery.state == "queued" and "454" in delivery.error and len(server.shown) == 1


def test_nobody_signed_in_any_more(queued, by_grant, grant):
    grant.delete()

    assert "Nobody is signed in" in sent(queued).error


def test_other_inboxes_and_letters_to_agents_leave_by_the_desks_server(by_grant, care, settings, tmp_path):
    settings.OUTBOX = tmp_path
    assert send_test_mail(care, "ada@desk.example").tone == "calm"
    care.pk = None
    assert send_test_mail(care, "ada@desk.example").tone == "risk"


def fields(care, server, **way: object) -> dict:
    words = {
        "sign_in": "password",
        "host": "127.0.0.1",
        "port": server.port,
        "encryption": "none",
        "user": USER,
    }
    known = {"name": "Care", "address": "care@shop.example", "is_active": "on"}
    return known | {f"email-out_{name}": value for name, value in (words | way).items()}


def test_an_admin_names_a_server_by_password_and_it_is_tried_before_it_is_kept(
    care, server, desk, root, queued
):
    console, page = desk(root), reverse("inbox-edit", args=[care.pk])

    wrong = console.post(page, fields(care, server, secret="guess"))
    assert wrong.status_code == 422 and not WayOut.objects.exists()
    assert console.post(page, fields(care, server, secret=PASSWORD)).status_code == 302
    assert sent(queued).state == "sent" and len(server.mails) == 1

    assert console.post(page, fields(care, server)).status_code == 302  # an empty field keeps it
    assert WayOut.objects.get().secret == PASSWORD
    elsewhere = console.post(page, fields(care, server, host="localhost"))
    assert elsewhere.status_code == 422 and "goes to no other server" in elsewhere.content.decode()
    assert PASSWORD not in console.get(page).content.decode()
    assert console.post(page, fields(care, server, sign_in="")).status_code == 302
    assert not WayOut.objects.exists()


def test_the_grant_can_be_chosen_only_by_who_has_one(care, server, desk, root):
    page = reverse("inbox-edit", args=[care.pk])

    answer = desk(root).post(page, fields(care, server, sign_in="grant"))
    assert answer.status_code == 422 and "Nobody is signed in" in answer.content.decode()


def account(**words: object) -> dict:
    """The account that a form keeps, as it was."""
    known = {"host": "127.0.0.1", "port": 993, "encryption": "tls", "user": USER, "folder": "INBOX"}
    return {f"email-{name}": value for name, value in (known | words).items()}


def test_a_sign_in_goes_to_its_services_own_server_whatever_the_form_still_says(
    care, server, desk, root, googles, monkeypatch
):
    tried = []

    def refuse(way, timeout):
        tried.append((way.host, way.port, way.encryption))
        raise OSError("nobody there")

    monkeypatch.setattr(way_out_form, "connect", refuse)
    WayOut.objects.create(
        inbox=care,
        sign_in="password",
        host="127.0.0.1",
        port=server.port,
        encryption="none",
        user=USER,
        secret="x",
    )
    page = reverse("inbox-edit", args=[care.pk])
    answer = desk(root).post(page, fields(care, server, sign_in="grant") | account())

    assert answer.status_code == 422 and tried == [("smtp.gmail.com", 587, "starttls")]
    assert server.shown == []


def test_a_token_is_shown_to_no_other_server(queued, by_grant, server, googles):
    assert "its own mail server alone" in sent(queued).error
    assert server.shown == []


def test_a_token_does_not_travel_in_plain(queued, by_grant, server, monkeypatch):
    monkeypatch.setattr(way_out.tls, "is_local", lambda host: False)

    assert "never in plain" in sent(queued).error
    assert server.shown == []


@pytest.mark.parametrize("taken", [{"host": ""}, {"secret": "another"}])
def test_a_form_that_takes_the_sign_in_away_cannot_send_by_it(
    care, server, desk, root, by_grant, taken, monkeypatch
):
    monkeypatch.setattr(account_form, "require_account", lambda account: None)
    page = reverse("inbox-edit", args=[care.pk])

    answer = desk(root).post(page, fields(care, server, sign_in="grant") | account(**taken))
    assert answer.status_code == 422 and "Nobody is signed in" in answer.content.decode()
    assert Grant.objects.exists()


def test_only_the_inbox_with_a_way_out_says_that_its_mail_has_left(queued, care, ada, desk):
    ticket, elsewhere = (
        queued.message.ticket,
        Inbox.objects.create(name="Other", channel="email", address="o@x.example"),
    )
    Delivery.objects.update(state="sent")
    WayOut.objects.create(inbox=elsewhere, sign_in="password", host="127.0.0.1")

    def has_left() -> bool:
        return shown_messages(ticket, [queued.message], ada)[queued.message_id].has_left

    assert not has_left() and not mail_leaves(care) and mail_leaves(elsewhere)
    WayOut.objects.update(inbox=care)
    queued.refresh_from_db()
    assert has_left()


def test_an_account_that_may_not_write_from_the_inboxs_address_is_found_out(care, server, desk, root):
    server.foreign.add("care@shop.example")
    answer = desk(root).post(reverse("inbox-edit", args=[care.pk]), fields(care, server, secret=PASSWORD))

    assert answer.status_code == 422 and "takes no mail from care@shop.example" in answer.content.decode()
    assert not WayOut.objects.exists()


def test_an_account_sends_no_more_in_a_minute_than_its_server_takes(queued, by_grant, server, ada):
    WayOut.objects.update(per_minute=1)
    second = send_reply(queued.message.ticket, "One more thing.", by=ada).deliveries.get()

    assert sent(queued).state == "sent"
    assert (sent(second).state, second.attempts) == ("queued", 0) and len(server.mails) == 1


def test_automatic_mail_keeps_the_empty_sender_that_nobody_answers(queued, by_grant, server):
    automatic = queue_delivery(
        queued.message, channel="email", recipient="mina@shopper.example", purpose="acknowledgement"
    )

    assert sent(automatic).state == "sent" and server.mails[0].mail_from == "<>"
    assert sent(queued).state == "sent" and server.mails[1].mail_from == "care@shop.example"
