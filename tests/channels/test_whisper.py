"""A whisper never reaches the shopper, whatever the channel and whatever leaves the desk."""

import json
import secrets

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from shopbell.channels.chat.models import ChatSession
from shopbell.channels.chat.visitor import find_or_create_visitor
from shopbell.channels.delivery import Delivery, deliver, queue_delivery
from shopbell.channels.email.sending.outbound import compose
from shopbell.channels.inbox import set_inbox
from shopbell.channels.registry import CHANNELS, Channel, register
from shopbell.channels.reply import send_reply
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.event import Verb, record
from shopbell.tickets.export import exported_tickets
from shopbell.tickets.message import receive_message
from shopbell.tickets.ticket import create_ticket
from shopbell.tickets.whisper import whisper
from tests.channels.chat.shopper import Shopper

SECRET = "Offer her twenty per cent, whispered the lead"


@pytest.fixture
def flown():
    """What a made-up channel was given to carry."""
    texts: list[str] = []
    before = dict(CHANNELS)
    register(
        Channel(
            kind="pigeon",
            label="Pigeon",
            icon="bird",
            deliver=lambda delivery: texts.append(delivery.message.text) or "1",
            recipient=lambda ticket: "Lyon",
        )
    )
    yield texts
    CHANNELS.clear()
    CHANNELS.update(before)


def answered(ticket, bo, ada, channel):
    """A reply, a whisper, another reply, in a ticket of Bo's."""
    assign_ticket(ticket, bo, by=ada)
    first = send_reply(ticket, "One moment.", by=bo, channel=channel)
    whisper(ticket, SECRET, by=ada)
    second = send_reply(ticket, "Here is what we can do.", by=bo, channel=channel)
    return first, second


@pytest.mark.parametrize("channel", ["email", "form"])
def test_not_in_a_mail_nor_in_the_history_below_it(channel, mina, returns, care, bo, ada):
    ticket = create_ticket(customer=mina, channel=channel, subject="A lamp", team=returns)
    set_inbox(ticket, care)
    question, _ = receive_message(ticket, "Too dear?", customer=mina, channel=channel)

    first, second = answered(ticket, bo, ada, "email")

    transcript = queue_delivery(
        second, channel="email", recipient="mina@shopper.example", purpose="transcript"
    )
    for delivery in [first.deliveries.get(), *second.deliveries.all(), transcript]:
        assert SECRET.encode() not in compose(delivery).as_bytes()
    assert Delivery.objects.filter(message__kind="note").count() == 0


def test_not_in_the_chat_nor_when_it_goes_on_by_mail(shop_chat, mina, returns, bo, ada, theo):
    shopper = Shopper(shop_chat)
    ticket = create_ticket(customer=mina, channel="chat", subject="A lamp", team=returns)
    session = ChatSession.objects.create(ticket=ticket, inbox=shop_chat)
    session.visitors.add(find_or_create_visitor(shopper.token))
    shopper.chat = session.pk
    receive_message(ticket, "Too dear?", customer=mina, channel="chat")

    first, second = answered(ticket, bo, ada, "chat")

    assert shopper.texts() == ["Too dear?", "One moment.", "Here is what we can do."]
    for call in ("hello", "messages"):
        assert SECRET not in shopper.get(call, chat=shopper.chat, after=0).content.decode()
    record(ticket, Verb.CONTINUED, message_ids=[first.pk, second.pk])
    mail = queue_delivery(second, channel="email", recipient="mina@shopper.example", purpose="continue")
    assert SECRET.encode() not in compose(mail).as_bytes()


def test_not_by_a_channel_of_somebody_else_s(flown, mina, returns, bo, ada):
    ticket = create_ticket(customer=mina, channel="pigeon", subject="A lamp", team=returns)
    receive_message(ticket, "Too dear?", customer=mina, channel="pigeon")

    answered(ticket, bo, ada, "pigeon")
    for delivery in Delivery.objects.order_by("pk"):
        deliver(delivery.pk)

    assert flown == ["One moment.", "Here is what we can do."]


@pytest.mark.django_db(transaction=True)
def test_the_export_names_it_a_note_so_that_no_reader_takes_it_for_an_answer(wrong_size, bo, ada):
    whisper(wrong_size, SECRET, by=ada)

    (ticket,) = json.loads(json.dumps(list(exported_tickets()), cls=DjangoJSONEncoder))

    (said,) = [message for message in ticket["messages"] if message["text"] == SECRET]
    assert (said["kind"], said["channel"]) == ("note", "note")
    assert [event["data"]["to"] for event in ticket["events"] if event["verb"] == "whispered"] == ["Bo Lind"]


def test_a_stranger_finds_nothing_of_it(shop_chat, wrong_size, bo, ada):
    whisper(wrong_size, SECRET, by=ada)
    stranger = Shopper(shop_chat)
    stranger.token = secrets.token_urlsafe(32)

    assert stranger.get("messages", chat=wrong_size.pk, after=0).status_code in {401, 404}


def test_not_on_the_paper_that_may_be_handed_to_the_customer(desk, wrong_size, bo, ada):
    whisper(wrong_size, SECRET, by=ada)
    browser = desk(bo)

    paper = f"/desk/tickets/{wrong_size.pk}/print/"
    assert SECRET not in browser.get(paper).content.decode()
    assert SECRET in browser.get(f"{paper}?notes=1").content.decode()
