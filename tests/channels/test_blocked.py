"""Whoever is blocked: their mails and forms are kept as spam and thanked by nobody, their chats are refused politely."""

import pytest
from django.utils import timezone

from shopbell.accounts.availability import Availability
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.acknowledge import acknowledge
from shopbell.customers.block import block_customer, unblock_customer
from shopbell.customers.customer import find_or_create_customer
from shopbell.tickets.models import Message, Spam, Ticket
from shopbell.tickets.spam import block_sender, mark_spam
from tests.channels.email.conftest import mail


@pytest.fixture
def question(care, mina):
    """Mina has asked by mail; returns her ticket."""
    return Ticket.objects.get(pk=receive(mail("It should have come on Tuesday."))["ticket"])


def test_a_new_mail_of_a_blocked_sender_is_kept_as_spam_and_not_thanked(care, mina, ada):
    block_customer(mina, by=ada)

    ticket = Ticket.objects.get(pk=receive(mail("You will hear from me!"))["ticket"])

    assert ticket.is_spam and ticket.messages.get().text.strip() == "You will hear from me!"
    assert acknowledge(ticket.messages.get()) is None
    assert ticket not in Ticket.objects.in_queue()


def test_an_answer_of_a_blocked_sender_stays_in_their_spam(question, ada):
    block_sender(question, by=ada)

    again = receive(mail("Again!", message_id="<2@x.example>", references="<first@shopper.example>"))

    assert again["ticket"] == question.pk
    assert Spam.objects.filter(ticket=question).exists() and question.messages.count() == 2


def test_a_blocked_sender_does_not_reach_a_ticket_that_is_in_a_queue(question, mina, ada):
    block_customer(mina, by=ada)

    again = receive(mail("Again!", message_id="<2@x.example>", references="<first@shopper.example>"))

    assert again["ticket"] != question.pk
    assert Ticket.objects.get(pk=again["ticket"]).is_spam and question.messages.count() == 1


def test_a_sender_who_is_not_blocked_leaves_the_spam_by_writing_again(question, bo):
    mark_spam(question, by=bo)

    receive(mail("Please?", message_id="<2@x.example>", references="<first@shopper.example>"))

    assert not Spam.objects.exists()


def test_another_ticket_of_who_is_not_blocked_is_no_spam(question, bo):
    mark_spam(question, by=bo)

    other = receive(mail("Something else.", message_id="<2@x.example>", subject="Returns"))

    assert other["ticket"] != question.pk and not Ticket.objects.get(pk=other["ticket"]).is_spam


def start(client, inbox, token, **given):
    body = {"text": "Let me in", "client_id": "0" * 32, **given}
    headers = {"Authorization": f"Visitor {token}"}
    return client.post(
        f"/chat/{inbox.public_key}/start", body, content_type="application/json", headers=headers
    )


def test_a_chat_is_refused_and_says_which_way_stays_open(client, shop_chat, bo, ada, mina):
    Availability.objects.update_or_create(
        agent=bo, defaults={"chosen": "available", "seen_at": timezone.now()}
    )
    token = "v" * 43
    first = start(client, shop_chat, token)
    assert first.status_code == 200, first.content
    ticket = Ticket.objects.get()
    block_sender(ticket, by=ada)

    refused = start(client, shop_chat, token, client_id="1" * 32)
    said = client.post(
        f"/chat/{shop_chat.public_key}/send",
        {"chat": ticket.chats.get().pk, "text": "Hello?", "client_id": "2" * 32},
        content_type="application/json",
        headers={"Authorization": f"Visitor {token}"},
    )

    for answer in (refused, said):
        assert answer.status_code == 422
        assert answer.json()["error"] == "You cannot chat here at the moment. Please write us an e-mail."
    assert Message.objects.filter(ticket=ticket, customer=ticket.customer).count() == 1
    unblock_customer(ticket.customer)
    assert start(client, shop_chat, token, client_id="3" * 32).status_code == 200


def test_a_form_of_a_blocked_address_is_kept_as_spam(client, shop_chat, ada):
    block_customer(find_or_create_customer("email", "rude@shopper.example"), by=ada)

    sent = {"name": "R", "email": "rude@shopper.example", "text": "Grr", "client_id": "0" * 32}
    assert client.post(f"/contact/{shop_chat.public_key}/", sent).status_code == 302

    assert Ticket.objects.get().is_spam
