"""An inbox's own way out: by the sign-in of its account or by a password, and what it says when it is refused."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from shopbell.accounts.letter import Letter
from shopbell.channels.delivery import deliver
from shopbell.channels.email.models import Grant, Mailbox, WayOut
from shopbell.channels.email.trial import send_test_mail
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
