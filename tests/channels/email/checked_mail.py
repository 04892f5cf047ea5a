"""Mails from servers that may send and from those that may not."""

import pytest

from shopbell.channels.delivery import Delivery
from shopbell.channels.email import inbound, sender_check
from shopbell.channels.email.inbound import process_all
from shopbell.channels.email.joining.token import sign
from shopbell.channels.email.models import EmailMessage
from shopbell.channels.email.raw_mail import Arrival, Door, store
from shopbell.channels.reply import send_reply
from shopbell.tickets.message import Message

from .authenticity.conftest import signed
from .conftest import mail

EVIL = "8.8.8.8"


@pytest.fixture
def names(monkeypatch, world):
    """The desk asks the local name server."""
    server = world.server()
    for module in (sender_check, inbound):
        monkeypatch.setattr(module, "our_server", lambda: server)
    return world


@pytest.fixture
def arrives(names, care, db):
    """A mail comes to the desk's own listener from a server of the world, and is made a message."""

    def take(
        raw: bytes, *, peer: str = EVIL, mail_from: str = "x@evil.example", to: str = "care@shop.example"
    ) -> Message:
        arrival = Arrival(raw, Door.SMTP, mail_from, [to], care.pk, peer=peer, helo="mx.evil.example")
        [pk] = store([arrival])
        process_all([pk])
        return EmailMessage.objects.get(raw_id=pk).message

    return take


def reply_address_of(delivery: Delivery) -> str:
    return f"care+{sign(delivery.message.ticket_id, delivery.pk)}@shop.example"


def genuine(text: str = "Where is my parcel?", **headers: str) -> bytes:
    raw = mail(text, **headers).replace(b"\n", b"\r\n")
    return signed(raw, headers=[b"from", b"to", b"subject", b"message-id"])


@pytest.fixture
def answered(arrives, bo, django_capture_on_commit_callbacks):
    """Mina's mail, and where Bo's answer asks to be answered."""
    message = arrives(genuine())
    reply = send_reply(message.ticket, "On its way.", by=bo)
    delivery = Delivery.objects.get(message=reply)
    return message.ticket, reply_address_of(delivery)
