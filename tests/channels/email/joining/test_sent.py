"""What an agent sent from a mail program: whom it lets into the ticket, and what it ends, whenever it is found."""

from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest
from django.utils import timezone

from shopbell.channels.email import inbound
from shopbell.channels.email.inbound import process, requeue_forgotten
from shopbell.channels.email.joining.party import is_party
from shopbell.channels.email.raw_mail import Arrival, Door, RawMail, State, keep
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.addressees import answer_to
from shopbell.customers.erasure import erase_customer
from shopbell.notifications.models import Notification
from shopbell.tickets.deletion import delete_ticket, restore_ticket
from shopbell.tickets.models import Message, Ticket

from ..conftest import mail, work

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


def test_an_answer_to_a_deleted_ticket_is_there_when_it_is_restored_and_wakes_nobody(question, send, ada):
    delete_ticket(question, by=ada)
    send("It left.", to="mina@shopper.example")
    work()
    assert not Notification.objects.exists() and not Ticket.objects.visible_to(ada).exists()

    restore_ticket(question, by=ada)
    question.refresh_from_db()
    assert [each.text for each in question.messages.order_by("pk")] == ["Where is my parcel?", "It left."]
    assert question.waiting_since is None


def test_an_answer_to_somebody_who_is_being_erased_is_not_kept(question, care, ada):
    erase_customer(question.customer, str(question.customer), by=ada)
    mine = {
        "from": "care@shop.example",
        "to": "mina@shopper.example",
        "in_reply_to": "<first@shopper.example>",
    }

    row = keep(
        Arrival(mail("It left.", message_id="<mine@shop.example>", **mine), Door.SENT, inbox_id=care.pk)
    )
    assert process(row.pk) is None and not RawMail.objects.filter(pk=row.pk).exists()


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


# --- found after the customer wrote again ------------------------------------------------------------------------


def hours_ago(hours: float) -> datetime:
    return timezone.now().replace(microsecond=0) - timedelta(hours=hours)


@pytest.fixture
def night(care, ada):
    """The desk begins in the morning: Mina's mails are read before what Ada answered to the first of them."""

    def night(*, answered: float) -> Ticket:
        told = receive(mail(date=format_datetime(hours_ago(11))))
        again = {"message_id": "<again@shopper.example>", "references": "<first@shopper.example>"}
        receive(mail("It came, and is broken!", date=format_datetime(hours_ago(9)), **again))
        mine = {"from": "Ada Moreau <care@shop.example>", "to": "mina@shopper.example"}
        raw = mail(
            "It left.", message_id="<mine@shop.example>", in_reply_to="<first@shopper.example>",
            date=format_datetime(hours_ago(answered)), **mine,
        )  # fmt: skip
        process(keep(Arrival(raw, Door.SENT, inbox_id=care.pk)).pk)
        return Ticket.objects.get(pk=told["ticket"])

    return night


def test_a_customer_who_wrote_after_an_answer_that_is_found_late_waits_still(night):
    ticket = night(answered=10)
    first, again, answer = ticket.messages.order_by("pk")

    assert ticket.waiting_since == again.created_at
    assert (ticket.preview, ticket.last_message_at) == ("It came, and is broken!", again.created_at)
    assert answer.created_at == first.created_at  # not before the desk had the question


def test_an_answer_to_all_that_the_customer_wrote_ends_the_wait(night):
    ticket = night(answered=1)

    assert ticket.waiting_since is None and ticket.preview == "It left."


def test_an_answer_is_as_old_as_its_date_says_but_never_of_tomorrow(night, ada):
    ticket = night(answered=-24)

    assert ticket.waiting_since is None
    assert ticket.messages.latest("pk").created_at <= timezone.now()


def test_an_answer_found_late_stands_at_the_moment_it_was_sent(question, send):
    Message.objects.update(created_at=hours_ago(5))
    Ticket.objects.update(created_at=hours_ago(5), waiting_since=hours_ago(5), last_message_at=hours_ago(5))

    sent_at = hours_ago(3)
    reply = send("It left.", to="mina@shopper.example", date=format_datetime(sent_at))
    question.refresh_from_db()
    assert reply.created_at == question.first_replied_at == sent_at and question.waiting_since is None
