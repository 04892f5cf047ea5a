"""The SMTP and LMTP listener, through real sockets."""

import smtplib
import socket
import ssl

import pytest

from shopbell.channels.email.models import EmailMessage, RawMail
from shopbell.channels.email.raw_mail import Door
from shopbell.channels.email.smtp.certificate import self_signed
from shopbell.channels.email.smtp.keeper import Keeper
from shopbell.channels.email.smtp.listener import Listener

from ..conftest import Inbound, mail, work

pytestmark = pytest.mark.django_db(transaction=True)


def lines(port: int, *said: bytes) -> list[bytes]:
    """Say all of `said` at once, as a pipelining client does, and return every line of the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(b"".join(said))
        heard = client.makefile("rb").read()
    return heard.splitlines()


def test_what_was_answered_with_250_is_kept_byte_for_byte(door):
    raw = mail("A line.\n.A line with a dot.\n..\n", subject="x").replace(b"\n", b"\r\n")
    door.send(raw)

    kept = RawMail.objects.get()
    assert kept.raw == raw
    assert (kept.door, kept.sender, kept.recipients) == (
        "smtp",
        "mina@shopper.example",
        ["care@shop.example"],
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\r\n",
        b"\r\n\r\n",
        b"a\r\n",
        b".\r\n",
        b"..a\r\n",
        b"\r\n.a\r\n",
        b"a\r\n.\n.\r\n.x\r\n",
        b"x" * 300_000 + b"\r\n",
    ],
)
def test_any_body_ends_where_it_ends(door, body):
    with door.client() as client:
        client.ehlo()
        client.mail("a@b.example")
        client.rcpt("care@shop.example")
        client.docmd("DATA")
        client.send((b"\r\n" + body).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n")
        assert client.getreply()[0] == 250
        assert client.noop()[0] == 250

    assert RawMail.objects.get().raw == body


def test_an_unknown_recipient_is_refused_before_the_mail_travels(door):
    with door.client() as client:
        client.ehlo()
        client.mail("mina@shopper.example")
        assert client.rcpt("nobody@shop.example") == (550, b"5.1.1 No such inbox here")
        assert client.rcpt("Care+anything@SHOP.example")[0] == 250


def test_a_mail_that_says_it_is_too_large_is_refused_at_once(door, settings):
    with door.client() as client:
        client.ehlo()
        assert client.esmtp_features["size"] == str(settings.MAIL_MAX_BYTES)
        assert client.mail("a@b.example", [f"SIZE={settings.MAIL_MAX_BYTES + 1}"])[0] == 552


def test_a_mail_that_is_too_large_after_all_is_refused_and_the_conversation_goes_on(
    transactional_db, care, settings
):
    settings.MAIL_MAX_BYTES = 200_000
    with running() as port, smtplib.SMTP("127.0.0.1", port) as client:
        client.ehlo()
        client.mail("a@b.example")
        client.rcpt("care@shop.example")
        assert client.data(b"x" * 70 + b"\r\n" + b"y" * 400_000)[0] == 552
        client.sendmail("a@b.example", ["care@shop.example"], mail("small"))
    assert RawMail.objects.get().size_bytes < 1000


def test_a_client_that_hangs_up_in_the_middle_leaves_nothing(door):
    with socket.create_connection(("127.0.0.1", door.port)) as client:
        client.sendall(
            b"EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<care@shop.example>\r\nDATA\r\nSubject: x\r\n\r\nhalf"
        )
        client.recv(1000)
    door.send(mail("whole"))

    assert RawMail.objects.count() == 1
    assert b"whole" in RawMail.objects.get().raw


def test_a_pipelining_client_is_understood(door):
    heard = lines(
        door.port, b"EHLO x\r\n", b"MAIL FROM:<a@b.example>\r\nRCPT TO:<care@shop.example>\r\nDATA\r\n",
        b"Subject: piped\r\n\r\nHello\r\n.\r\nMAIL FROM:<a@b.example>\r\nRSET\r\nQUIT\r\n",
    )  # fmt: skip

    codes = [line[:3] for line in heard if line[3:4] == b" "]
    assert codes == [b"220", b"250", b"250", b"250", b"354", b"250", b"250", b"250", b"221"]
    assert RawMail.objects.get().raw == b"Subject: piped\r\n\r\nHello\r\n"


@pytest.mark.parametrize("end", [b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\n", b"\r\n.\r"])
def test_a_mail_cannot_be_smuggled_behind_a_false_end(door, end):
    """What only looks like the end (a bare LF or CR) stays part of the mail."""
    smuggled = b"MAIL FROM:<root@shop.example>\r\nRCPT TO:<care@shop.example>\r\nDATA\r\nsmuggled\r\n"
    with door.client() as client:
        client.ehlo()
        client.mail("a@b.example")
        client.rcpt("care@shop.example")
        client.docmd("DATA")
        client.send(b"Subject: x\r\n\r\nHello" + end + smuggled + b".\r\n")
        assert client.getreply()[0] == 250
        assert client.noop()[0] == 250

    assert b"smuggled" in RawMail.objects.get().raw


@pytest.mark.parametrize(
    "noise", [b"\0" * 5000, b"\xff\xfe" * 500 + b"\r\n", b"GET / HTTP/1.1\r\n\r\n", b"A" * 200_000]
)
def test_noise_does_not_disturb_others(door, noise):
    with socket.create_connection(("127.0.0.1", door.port)) as client:
        client.sendall(noise)
        client.settimeout(2)
        client.recv(1000)
        door.send(mail("still there"))

    assert RawMail.objects.count() == 1


def test_addresses_and_headers_may_be_utf8(door):
    with door.client() as client:
        client.ehlo()
        assert "smtputf8" in client.esmtp_features and "8bitmime" in client.esmtp_features
        raw = "From: Zoë <zoë@dömain.example>\r\nSubject: Grüße\r\n\r\nHallo\r\n".encode()
        client.sendmail(
            "zoë@dömain.example", ["care@shop.example"], raw, mail_options=["SMTPUTF8", "BODY=8BITMIME"]
        )
    work()

    from shopbell.tickets.models import Ticket

    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.customer.name) == ("Grüße", "Zoë")
    assert ticket.customer.address == "zoë@xn--dmain-jua.example"


def test_the_conversation_can_be_encrypted(transactional_db, care, tmp_path):
    pem = tmp_path / "smtp.pem"
    pem.write_bytes(self_signed("shop.example"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    trust = ssl.create_default_context(cafile=str(pem))
    with running(tls=context) as port, smtplib.SMTP("127.0.0.1", port) as client:
        client._host = "shop.example"
        assert client.starttls(context=trust)[0] == 220
        client.sendmail("a@b.example", ["care@shop.example"], mail("secret"))

    assert RawMail.objects.count() == 1


def test_mail_with_an_empty_sender_is_a_programs(door):
    door.send(mail("Out of office"), sender="")
    work()

    assert RawMail.objects.get().sender == ""
    assert EmailMessage.objects.get().is_automatic


def test_lmtp_answers_for_each_recipient(transactional_db, care, returns):
    from shopbell.channels.models import Inbox

    Inbox.objects.create(channel="email", name="Returns", address="returns@shop.example", team=returns)
    with running(door=Door.LMTP) as port:
        heard = lines(
            port, b"LHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<care@shop.example>\r\n",
            b"RCPT TO:<returns@shop.example>\r\nRCPT TO:<x@shop.example>\r\nDATA\r\nSubject: both\r\n\r\nHello\r\n.\r\nQUIT\r\n",
        )  # fmt: skip

    codes = [line[:3] for line in heard if line[3:4] == b" "]
    assert codes == [b"220", b"250", b"250", b"250", b"250", b"550", b"354", b"250", b"250", b"221"]
    assert RawMail.objects.count() == 2


def test_the_same_mail_to_two_inboxes_is_one_ticket(transactional_db, care, returns):
    from shopbell.channels.models import Inbox
    from shopbell.tickets.models import Message

    Inbox.objects.create(channel="email", name="Returns", address="returns@shop.example", team=returns)
    with running() as port:
        Inbound(port).send(mail("x"), to="care@shop.example")
        Inbound(port).send(mail("x"), to="returns@shop.example")
    work()

    assert Message.objects.filter(customer__isnull=False).count() == 1
    assert set(RawMail.objects.values_list("state", flat=True)) == {"done"}


def test_redelivery_changes_nothing(door):
    from shopbell.tickets.models import Message

    door.send(mail("once"))
    work()
    door.send(b"Received: from another relay by us; later\r\n" + mail("once"))
    work()

    assert RawMail.objects.count() == Message.objects.count() == 1


class running:  # noqa: N801
    """A listener other than the usual one, for a block."""

    def __init__(self, *, door: Door = Door.SMTP, tls: ssl.SSLContext | None = None):
        self.keeper = Keeper()
        self.listener = Listener(self.keeper, door, "127.0.0.1", 0, tls)

    def __enter__(self) -> int:
        self.keeper.start()
        return self.listener.start().port

    def __exit__(self, *_) -> None:
        self.listener.stop()
        self.keeper.stop()
