"""What an agent sent from a mail program: whom it lets into the ticket, and what it ends, whenever it is found."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.channels.email import inbound
from shopbell.channels.email.addressees import answer_to
from shopbell.channels.email.inbound import process, requeue_forgotten
from shopbell.channels.email.party import is_party
from shopbell.channels.email.raw_mail import Arrival, Door, RawMail, State, keep
from shopbell.channels.email.receive import receive
from shopbell.tickets.models import Message, Ticket

from .conftest import mail, work

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


# --- found before its question is a message ---------------------------------------------------------------------


@pytest.fixture
def arrived(care):
    """Mina's question and Ada's answer to it, both fetched and not processed yet."""

    def arrived(first: str = "question") -> dict[str, RawMail]:
        mine = {"from": "Ada Moreau <care@shop.example>", "to": "mina@shopper.example"}
        raws = {
            "question": (mail(), Door.IMAP),
            "answer": (
                mail(
                    "It left.",
                    message_id="<mine@shop.example>",
                    in_reply_to="<first@shopper.example>",
                    **mine,
                ),
                Door.SENT,
            ),
        }
        order = sorted(raws, key=lambda name: name != first)
        return {name: keep(Arrival(raws[name][0], raws[name][1], inbox_id=care.pk)) for name in order}

    return arrived


def test_an_answer_that_overtook_its_question_is_a_reply_to_it(arrived, ada):
    rows = arrived()
    reply = process(rows["answer"].pk)
    question = process(rows["question"].pk)

    assert (reply.text, reply.kind, reply.ticket) == ("It left.", "reply", question.ticket)
    assert question.pk < reply.pk and question.ticket.waiting_since is None


def test_an_answer_that_was_fetched_before_its_question_waits_for_it(arrived, ada):
    rows = arrived(first="answer")
    assert process(rows["answer"].pk) is None
    question = process(rows["question"].pk)

    assert process(rows["answer"].pk).ticket == question.ticket


def test_an_answer_to_a_quarantined_question_comes_in_once_that_is_tried_again(arrived, ada, monkeypatch):
    rows = arrived()

    def fail(*args):
        raise ZeroDivisionError("a fault of ours")

    with monkeypatch.context() as patch:
        patch.setattr(inbound, "write", fail)
        process(rows["question"].pk)
        process(rows["answer"].pk)
    states = {row.door: row.state for row in RawMail.objects.all()}
    assert states == {Door.IMAP: State.QUARANTINED, Door.SENT: State.WAITING}

    process(rows["question"].pk)
    requeue_forgotten(timezone.now() + timedelta(minutes=6), after=timedelta(minutes=5))
    work()
    assert list(Message.objects.order_by("pk").values_list("text", flat=True)) == [
        "Where is my parcel?",
        "It left.",
    ]


def test_an_answer_to_an_erased_mail_of_the_quarantine_is_nobodys_business(arrived):
    rows = arrived(first="answer")
    process(rows["answer"].pk)
    rows["question"].delete()

    assert process(rows["answer"].pk) is None
    assert not RawMail.objects.exists()
