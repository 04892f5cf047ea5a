"""What an agent sent from a mail program to somebody else than the customer lets nobody into the customer's ticket."""

import pytest

from shopbell.channels.email.addressees import answer_to
from shopbell.channels.email.inbound import process
from shopbell.channels.email.party import is_party
from shopbell.channels.email.raw_mail import Arrival, Door, keep
from shopbell.channels.email.receive import receive
from shopbell.tickets.models import Message, Ticket

from .conftest import mail

SUPPLIER = "supplier@factory.example"


@pytest.fixture
def question(care):
    """Mina has asked by mail."""
    return Ticket.objects.get(pk=receive(mail())["ticket"])


@pytest.fixture
def send(question, care, ada):
    def send(text: str, **headers: str) -> Message:
        """What Ada writes in her mail program, with the shop's account."""
        mine = {"from": "Ada Moreau <care@shop.example>", "in_reply_to": "<first@shopper.example>"}
        raw = mail(text, message_id="<mine@shop.example>", **mine | headers)
        message = process(keep(Arrival(raw, Door.SENT, inbox_id=care.pk)).pk)
        assert message
        return message

    return send


def test_what_a_supplier_answers_to_a_note_is_not_read_by_the_customer(question, send):
    assert send("Does this break often?", to=SUPPLIER).is_note

    told = receive(
        mail("Half of them.", message_id="<s@factory.example>", references="<mine@shop.example>", **{"from": SUPPLIER})
    )  # fmt: skip
    assert told["ticket"] != question.pk
    assert not is_party(question, SUPPLIER)
    assert answer_to(question, None, is_to_all=True).cc == []


def test_whom_a_reply_to_the_customer_names_takes_part(question, send):
    assert send("They will call you.", to="mina@shopper.example", cc=SUPPLIER).kind == "reply"

    assert is_party(question, SUPPLIER)
