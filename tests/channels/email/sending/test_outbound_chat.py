"""What the mails say in which a chat goes on, or is handed over as a whole."""

import pytest
from django.conf import settings as own

from shopbell.channels.delivery import queue_delivery
from shopbell.channels.email.joining import token
from shopbell.channels.email.sending.outbound import compose
from shopbell.channels.inbox import set_inbox
from shopbell.channels.models import Inbox
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.event import Verb, record
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.ticket import create_ticket

from ..conftest import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat(mina, shop_chat, care, ada):
    ticket = create_ticket(customer=mina, channel="chat", subject="Chat about a lamp")
    set_inbox(ticket, shop_chat)
    receive_message(ticket, "Does it dim?", customer=mina, channel="chat")
    replies = [
        write_reply(ticket, text, by=ada, channel="chat")[0] for text in ("One moment.", "Yes, it does.")
    ]
    return ticket, replies


def test_all_that_was_missed_of_a_chat_goes_in_one_mail(chat):
    ticket, replies = chat
    record(ticket, Verb.CONTINUED, message=replies[-1], to="email", message_ids=[each.pk for each in replies])
    sent = read(
        queue_delivery(replies[-1], channel="email", recipient="mina@shopper.example", purpose="continue")
    )
    text = sent.get_body(("plain",)).get_content()

    assert text.startswith("One moment.\n\nYes, it does.")
    assert "> Does it dim?" in text
    assert sent["from"] == '"Ada (Care)" <care@shop.example>'


def test_a_chat_that_goes_on_by_mail_is_answered_by_no_machine_and_its_failure_is_heard_of(chat):
    ticket, (_, reply) = chat
    record(ticket, Verb.CONTINUED, message=reply, to="email", message_ids=[reply.pk])
    delivery = queue_delivery(reply, channel="email", recipient="mina@shopper.example", purpose="continue")

    assert read(delivery)["auto-submitted"] == "auto-generated"
    assert compose(delivery).envelope_sender == compose(delivery).reply_to


def test_a_transcript_holds_the_whole_conversation(chat):
    _, replies = chat
    text = (
        read(
            queue_delivery(
                replies[-1], channel="email", recipient="mina@shopper.example", purpose="transcript"
            )
        )
        .get_body(("plain",))
        .get_content()
    )

    assert text.index("Does it dim?") < text.index("One moment.") < text.index("Yes, it does.")
    assert "Mina" in text and "Ada" in text


def test_a_transcript_says_who_sent_which_file(chat, mina, ada):
    ticket, _ = chat
    message, _ = receive_message(ticket, "", customer=mina, channel="chat")
    keep_attachment([b"It hums."], name="lamp.txt", message=message)
    last, _ = write_reply(ticket, "Thank you.", by=ada, channel="chat")
    mail = read(queue_delivery(last, channel="email", recipient="mina@shopper.example", purpose="transcript"))

    for kind in ("plain", "html"):
        text = mail.get_body((kind,)).get_content()
        assert text.index("Yes, it does.") < text.index("[lamp.txt]") < text.index("Thank you.")


def test_without_any_inbox_mail_leaves_from_the_desk_and_comes_back(chat):
    _, replies = chat
    Inbox.objects.filter(channel="email").delete()
    delivery = queue_delivery(
        replies[-1], channel="email", recipient="mina@shopper.example", purpose="continue"
    )

    assert (
        read(delivery)["reply-to"]
        == f"desk+{token.sign(replies[-1].ticket_id, delivery.pk)}@{own.MAIL_DOMAIN}"
    )
