"""Handing over by SMTP: with encryption where it is demanded, and under the right sender."""

import ssl
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from shopbell.accounts.letter import send_letter
from shopbell.channels.delivery import State, deliver, queue_delivery
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending import transport
from shopbell.channels.email.sending.acknowledge import acknowledge
from shopbell.channels.email.smtp.certificate import self_signed
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.tickets.message import Message
from tests.fakes.mail_relay import Relay, free_port

from ..conftest import mail

pytestmark = pytest.mark.django_db


class Encrypted(Relay):
    """Notes for each mail whether it came encrypted."""

    def __init__(self) -> None:
        super().__init__()
        self.encrypted: list[bool] = []

    async def handle_DATA(self, server, session, envelope):
        self.encrypted.append(session.ssl is not None)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def encrypting(settings, tmp_path):
    """A mail server that offers STARTTLS with a certificate of its own making."""
    pem = tmp_path / "smtp.pem"
    pem.write_bytes(self_signed("mail.shop.example"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    handler, port = Encrypted(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port, tls_context=context)
    controller.start()
    settings.MAIL_URL = f"smtp+starttls://127.0.0.1:{port}"
    settings.EMAIL_TIMEOUT = 5
    yield handler
    controller.stop()


@pytest.fixture
def queued(care, late_parcel, ada):
    reply = send_reply(late_parcel, "It is on its way.", by=ada)
    return reply.deliveries.get()


def sent(delivery: Delivery) -> Delivery:
    deliver(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def test_starttls_is_used_where_it_is_demanded(queued, encrypting):
    assert sent(queued).state == State.SENT
    assert encrypting.encrypted == [True]


def test_nothing_leaves_in_plain_when_encryption_is_demanded(queued, relay, settings):
    settings.MAIL_URL = settings.MAIL_URL.replace("smtp://", "smtp+starttls://user:s3cret@")

    assert sent(queued).state == State.QUEUED
    assert "offers no encryption" in queued.error and "s3cret" not in queued.error
    assert relay.mails == []


@pytest.fixture
def asking(settings, monkeypatch):
    """A mail server of another machine that asks for a password and encrypts nothing."""
    handler, port, heard = Relay(), free_port(), []

    def check(server, session, envelope, mechanism, login):
        heard.append(login.password)
        return AuthResult(success=True)

    options = {"authenticator": check, "auth_required": True, "auth_require_tls": False}
    controller = Controller(handler, hostname="127.0.0.1", port=port, **options)
    controller.start()
    settings.MAIL_URL = f"smtp://user:s3cret@127.0.0.1:{port}"
    monkeypatch.setattr(transport.tls, "is_local", lambda host: False)
    yield handler, heard
    controller.stop()


def test_no_password_goes_to_another_machine_in_plain(queued, asking):
    handler, heard = asking

    assert sent(queued).state == State.QUEUED
    assert "smtp+plain://" in queued.error and "s3cret" not in queued.error
    assert (handler.mails, heard) == ([], [])


def test_a_password_goes_in_plain_where_that_was_asked_for(queued, asking, settings):
    handler, heard = asking
    settings.MAIL_URL = settings.MAIL_URL.replace("smtp://", "smtp+plain://")

    assert sent(queued).state == State.SENT
    assert (len(handler.mails), heard) == (1, [b"s3cret"])


def test_a_password_goes_to_this_machine_in_plain(queued, asking, monkeypatch):
    monkeypatch.setattr(transport.tls, "is_local", lambda host: True)

    assert sent(queued).state == State.SENT


def test_another_machines_certificate_is_checked(queued, encrypting, monkeypatch):
    monkeypatch.setattr(transport.tls, "is_local", lambda host: False)

    assert sent(queued).state == State.QUEUED
    assert "CERTIFICATE_VERIFY_FAILED" in queued.error
    assert encrypting.mails == []


def test_a_reply_leaves_from_the_inbox_with_its_token(queued, relay):
    sent(queued)

    (envelope,) = relay.mails
    headers = message_from_bytes(envelope.content, policy=policy.default)
    assert envelope.mail_from == headers["reply-to"]
    assert envelope.mail_from.startswith("care+") and envelope.mail_from.endswith("@shop.example")
    assert headers["auto-submitted"] is None


def test_what_no_agent_wrote_leaves_with_an_empty_sender(care, relay, settings):
    settings.EMAIL_BACKEND = "shopbell.channels.email.sending.desk_mail.DeskMail"
    message = Message.objects.get(pk=receive(mail())["message"])
    transcript = queue_delivery(
        message, channel="email", recipient="mina@shopper.example", purpose="transcript"
    )
    sent(acknowledge(message))
    sent(transcript)
    send_letter("noor@desk.example", "Come in", "Here")

    headers = [message_from_bytes(each.content, policy=policy.default) for each in relay.mails]
    assert [each.mail_from for each in relay.mails] == ["<>", "<>", "<>"]
    assert [each["auto-submitted"] for each in headers] == ["auto-replied", "auto-replied", "auto-generated"]
    assert all(each["from"].endswith("@shop.example>") for each in headers[:2])


def test_a_relay_that_takes_no_empty_sender_gets_the_plain_address(care, relay, monkeypatch):
    async def refuse(self, server, session, envelope, address, options):
        if address == "<>":
            return "501 5.1.7 Invalid sender"
        envelope.mail_from = address
        return "250 OK"

    monkeypatch.setattr(Relay, "handle_MAIL", refuse, raising=False)
    message = Message.objects.get(pk=receive(mail())["message"])

    assert sent(acknowledge(message)).state == State.SENT
    assert [each.mail_from for each in relay.mails] == ["care@shop.example"]


def test_two_desks_never_talk_to_each_other(care, relay):
    """What we send by ourselves, answered by another desk's acknowledgement to the letter, ends there."""
    first = Message.objects.get(pk=receive(mail(**{"from": "care@other.example"}))["message"])
    sent(acknowledge(first))
    ours = message_from_bytes(relay.mails[0].content, policy=policy.default)

    back = mail(
        "Thank you, your message has the number 7",
        message_id="<7@other.example>",
        in_reply_to=ours["message-id"],
        auto_submitted="auto-replied",
        **{"from": "care@other.example", "to": ours["reply-to"]},
    )
    answered = Message.objects.get(pk=receive(back)["message"])
    assert answered.ticket == first.ticket
    assert acknowledge(answered) is None
    assert len(relay.mails) == 1


@pytest.mark.parametrize("sender", ["care@shop.example", "care+anything@shop.example", "Care+7@Shop.Example"])
def test_our_own_mail_that_comes_back_is_not_thanked(care, sender):
    message = Message.objects.get(pk=receive(mail(**{"from": sender}))["message"])

    assert acknowledge(message) is None
