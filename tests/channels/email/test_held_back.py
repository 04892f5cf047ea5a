"""Mail that no row can be made of as of others: held back whole, and still the mail that others answer."""

import pytest

from shopbell.channels.email import held_back, raw_mail
from shopbell.channels.email.held_back import hold_back, take_in_or_hold_back
from shopbell.channels.email.inbound import process
from shopbell.channels.email.mime.headers import peek
from shopbell.channels.email.models import RawMail
from shopbell.channels.email.raw_mail import Arrival, Door, State, keep
from shopbell.channels.email.replay import replay
from shopbell.tickets.models import Message

from .conftest import mail

pytestmark = pytest.mark.django_db
ANSWER = {
    "from": "Ada Moreau <care@shop.example>",
    "to": "mina@shopper.example",
    "in_reply_to": "<first@shopper.example>",
}


@pytest.fixture
def unreadable(monkeypatch):
    """A fault of ours: nothing can be told of a mail, not even its name."""

    def fail(raw):
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(raw_mail, "peek", fail)
        patch.setattr(held_back, "peek", fail)
        yield patch


def arrival(care, raw: bytes | None = None, door: Door = Door.SMTP) -> Arrival:
    return Arrival(raw or mail(), door, "mina@shopper.example", ["care@shop.example"], care.pk)


def test_what_an_agent_sent_in_answer_to_it_waits_for_it(care, ada):
    hold_back([arrival(care)], "a fault of ours")
    sent = keep(arrival(care, mail("It left.", message_id="<mine@shop.example>", **ANSWER), Door.SENT))

    assert process(sent.pk) is None and RawMail.objects.get(pk=sent.pk).state == State.WAITING
    question = replay(RawMail.objects.get(state=State.QUARANTINED))
    assert process(sent.pk).ticket == question.ticket


def test_one_that_had_no_name_gets_it_when_it_is_tried_again(care, unreadable):
    take_in_or_hold_back([arrival(care)])
    held = RawMail.objects.get()
    assert (held.external_id, held.fingerprint != peek(mail())[1]) == ("", True)

    unreadable.undo()
    first = replay(held)

    held.refresh_from_db()
    assert (held.external_id, held.fingerprint) == peek(mail())
    assert process(keep(Arrival(mail(), Door.IMAP)).pk) == first and Message.objects.count() == 1


def test_one_that_came_again_meanwhile_is_one_message(care, unreadable):
    take_in_or_hold_back([arrival(care)])
    unreadable.undo()
    message = process(keep(arrival(care)).pk)

    assert replay(RawMail.objects.get(state=State.QUARANTINED)) == message
    assert RawMail.objects.count() == 1 == Message.objects.count()
