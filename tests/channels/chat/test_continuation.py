from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell import reactions
from shopbell.channels.chat.continuation import ABSENT, UNREAD, continue_by_email, patience_for, react
from shopbell.channels.chat.models import ChatSession, Visitor
from shopbell.channels.chat.visitor import mark_present
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.tickets.message import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(ticket):
    return ticket.chats.get()


def mails():
    return list(Delivery.objects.filter(channel="email", purpose="continue"))


def jobs():
    from procrastinate.contrib.django.models import ProcrastinateJob

    return ProcrastinateJob.objects.filter(task_name="chat.continue_by_email")


@pytest.mark.requirement("R105")
def test_replies_that_nobody_fetched_go_on_by_mail_all_in_one(ticket, bo):
    first, second = (
        send_reply(ticket, "Are you there?", by=bo),
        send_reply(ticket, "It is on its way.", by=bo),
    )

    assert continue_by_email(first.pk) == second
    assert continue_by_email(second.pk) is None

    (mail,) = mails()
    assert (mail.message, mail.recipient) == (second, "mina@shopper.example")
    event = ticket.events.get(verb="continued")
    assert event.data["message_ids"] == [first.pk, second.pk]


def test_what_the_shopper_has_seen_is_not_mailed(chatting, ticket, bo):
    reply = send_reply(ticket, "Here.", by=bo)
    chatting.post("read", chat=chatting.chat, got=reply.pk, seen=reply.pk)

    assert continue_by_email(reply.pk) is None
    assert not mails()


def test_what_lies_unread_in_a_forgotten_tab_is_mailed_later(chatting, ticket, bo):
    reply = send_reply(ticket, "Here.", by=bo)
    chatting.post("read", chat=chatting.chat, got=reply.pk)

    assert continue_by_email(reply.pk) is None
    assert jobs().latest("id").scheduled_at == reply.created_at + UNREAD

    Message.objects.filter(pk=reply.pk).update(created_at=timezone.now() - UNREAD)
    assert continue_by_email(reply.pk) == reply


def test_without_an_address_the_reply_waits_for_the_shopper(shopper, bo_is_there):
    shopper.start("Hello")
    reply = send_reply(ChatSession.objects.get().ticket, "Here.", by=bo_is_there)

    assert continue_by_email(reply.pk) is None
    assert not mails()


def test_a_reply_is_looked_at_after_the_time_the_inbox_says(ticket, bo, session):
    mark_present(Visitor.objects.get(), True)

    reply = send_reply(ticket, "Here.", by=bo)
    react(reply.events.get())

    assert jobs().get().scheduled_at == reply.created_at + timedelta(seconds=45)


def test_with_no_page_open_it_goes_almost_at_once(ticket, bo, session):
    mark_present(Visitor.objects.get(), False)

    assert patience_for(session) == ABSENT


def test_somebody_who_comes_back_is_present_again(session):
    visitor = Visitor.objects.get()
    mark_present(visitor, False)
    mark_present(visitor, True)

    assert session.is_present(timezone.now())
    assert not session.is_present(timezone.now() + timedelta(minutes=2))


def test_mails_and_the_customers_own_words_are_not_looked_at(chatting, ticket, bo):
    chatting.send("Hello?")
    by_mail = send_reply(ticket, "By mail", by=bo, channel="email")
    for event in ticket.events.order_by("pk"):
        reactions.react(ticket.pk, event.pk)

    assert not jobs().exists()
    assert continue_by_email(by_mail.pk) is None or not mails()


def test_the_reaction_may_run_twice(ticket, bo):
    reply = send_reply(ticket, "Here.", by=bo)
    for _ in range(2):
        react(reply.events.get(verb="replied"))
        continue_by_email(reply.pk)

    assert len(mails()) == 1


def test_a_deleted_message_is_nobodys_business(db):
    assert continue_by_email(123456) is None


@pytest.mark.requirement("R105")
def test_the_transcript_goes_to_the_address_the_shopper_gives(chatting, ticket, bo):
    last = send_reply(ticket, "Here.", by=bo)

    answer = chatting.post("transcript", chat=chatting.chat, email="Mina.Work@Example.com")

    assert answer.json() == {
        "email": "mina.work@example.com",
        "said": "On its way to mina.work@example.com.",
    }
    delivery = Delivery.objects.get(purpose="transcript")
    assert (delivery.message, delivery.recipient) == (last, "mina.work@example.com")


def test_a_transcript_without_an_address_asks_for_one(shopper, bo_is_there):
    shopper.start("Hello")

    assert "which e-mail" in shopper.post("transcript", chat=shopper.chat).json()["error"]


def test_asking_twice_mails_once(chatting):
    for _ in range(2):
        assert chatting.post("transcript", chat=chatting.chat).status_code == 200

    assert Delivery.objects.filter(purpose="transcript").count() == 1
