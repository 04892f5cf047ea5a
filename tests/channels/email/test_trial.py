"""The test buttons: a mail out and an account in, each answered in a sentence, never with a password."""

import pytest
from django.urls import reverse
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from shopbell.channels.email import trial
from shopbell.channels.email.models import Mailbox
from shopbell.channels.email.trial import send_test_mail, try_account, way_out
from shopbell.channels.registry import DeliveryError


def test_without_a_mail_server_the_mail_waits_in_the_outbox(desk, root, care, settings, tmp_path):
    settings.MAIL_URL, settings.OUTBOX = "", tmp_path

    page = desk(root).post(reverse("inbox-test-mail", args=[care.pk])).content.decode()

    assert "waits in the outbox: no mail server is set" in page
    (mail,) = tmp_path.glob("*.eml")
    content = mail.read_text()
    assert "To: root@desk.example" in content and "care@shop.example" in content


def test_the_servers_refusal_is_shown(care, settings, monkeypatch):
    settings.MAIL_URL = "smtps://care:s3cret@mail.shop.example"

    def refuse(mail, hand_over, inbox):
        raise DeliveryError("The mail server answered 550 no such sender", permanent=True)

    monkeypatch.setattr(trial, "send", refuse)
    outcome = send_test_mail(care, "root@desk.example")

    assert outcome.tone == "broken" and "550 no such sender" in outcome.sentence


def test_a_mail_that_was_taken_names_the_server_and_no_password(care, settings, monkeypatch):
    settings.MAIL_URL = "smtp+starttls://care:s3cret@mail.shop.example:587"
    monkeypatch.setattr(trial, "send", lambda mail, hand_over, inbox: "id")

    sentence = send_test_mail(care, "root@desk.example").sentence

    assert (
        "mail.shop.example:587 took the mail for root@desk.example" in sentence and "s3cret" not in sentence
    )


def test_a_way_that_is_none_is_said(care, settings):
    settings.MAIL_URL = "no.such.backend?api_key=s3cret"

    outcome = send_test_mail(care, "root@desk.example")

    assert outcome.tone == "broken" and "SHOPBELL_MAIL_URL" in outcome.sentence
    assert way_out() == "no.such.backend" and "s3cret" not in outcome.sentence


def test_a_password_with_signs_that_end_an_address_is_not_shown(care, settings):
    settings.MAIL_URL = "smtp+starttls://care:s3cr#et@mail.shop.example:587"

    outcome = send_test_mail(care, "root@desk.example")

    assert outcome.tone == "broken" and "percent-encoded" in outcome.sentence
    assert "s3cr" not in outcome.sentence and way_out() == "mail.shop.example:587"


def test_an_account_that_lets_us_in_says_how_many_mails_it_holds(care, monkeypatch):
    class Client:
        def select_folder(self, folder, readonly):
            assert readonly
            return {b"EXISTS": 1204}

        def logout(self):
            pass

    monkeypatch.setattr(trial, "connect", lambda account, timeout: Client())
    account = Mailbox.objects.create(inbox=care, host="imap.shop.example", user="care", secret="x")

    assert (
        try_account(account).sentence == "imap.shop.example let us in. The folder “INBOX” holds 1,204 mails."
    )


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError("timed out"), "The account does not answer: timed out"),
        (IMAPClientAbortError("socket error: EOF"), "The account does not answer: socket error: EOF"),
        (
            LoginError("b'[AUTHENTICATIONFAILED] No.'"),
            "user with this password: [AUTHENTICATIONFAILED] No. Some",
        ),
        (
            IMAPClientError("select failed: b\"No folder 'X'\""),
            "The mail server says no: select failed: No folder",
        ),
    ],
)
def test_what_is_in_the_way_of_an_account_is_said(desk, root, care, monkeypatch, error, words):
    def fail(account, timeout):
        raise error

    monkeypatch.setattr(trial, "connect", fail)
    Mailbox.objects.create(inbox=care, host="imap.shop.example", user="care", secret="x")

    page = desk(root).post(reverse("inbox-test-account", args=[care.pk])).content.decode()

    assert words in page


def test_the_page_lists_every_way_of_mail(desk, root, care, settings):
    settings.MAIL_URL = "smtps://care:s3cret@mail.shop.example"

    page = desk(root).get("/desk/settings/mail/").content.decode()

    assert "mail.shop.example" in page and "care@shop.example" in page and "s3cret" not in page
