"""What an answer by mail proves of the address it comes from, and what it does not."""

import pytest

from shopbell.channels.delivery import queue_delivery
from shopbell.channels.email.joining import token
from shopbell.channels.email.receive import receive
from shopbell.channels.reply import send_reply
from shopbell.customers.models import Customer, Identity
from tests.channels.email.joining.answers import answer, reply_to

from ..conftest import mail

__all__ = ["answer"]


def test_an_answer_to_our_mail_proves_the_address(answer, question):
    assert not Identity.objects.get(value="mina@shopper.example").is_verified

    receive(reply_to(answer))
    assert Identity.objects.get(value="mina@shopper.example").is_verified


def test_the_message_id_of_our_mail_proves_nothing(answer, question):
    """Whoever got an answer to all, or a forward of it, finds it among the references."""
    ours = f"<{token.message_id(question.pk, answer.pk)}>"

    assert receive(mail("Me.", message_id="<2@x.example>", in_reply_to=ours))["ticket"] == question.pk
    assert not Identity.objects.get(value="mina@shopper.example").is_verified


def test_a_mail_alone_proves_nothing(question):
    receive(mail("More.", message_id="<2@x.example>", references="<first@shopper.example>"))

    assert not Identity.objects.get(value="mina@shopper.example").is_verified


@pytest.fixture
def visitor_chat(care, shop_chat, ada):
    """A visitor who typed Mina's address into the chat and was answered by mail; returns the delivery."""
    from shopbell.channels.inbox import set_inbox
    from shopbell.customers.customer import claim_identity
    from shopbell.tickets.message import receive_message
    from shopbell.tickets.ticket import create_ticket

    visitor = Customer.objects.create()
    claim_identity(visitor, "visitor", "a-browser", source="chat")
    claim_identity(visitor, "email", "mina@shopper.example", source="chat")
    ticket = create_ticket(customer=visitor, channel="chat", subject="Chat")
    set_inbox(ticket, shop_chat)
    receive_message(ticket, "Hello?", customer=visitor, channel="chat")
    reply = send_reply(ticket, "Here I am.", by=ada)
    return queue_delivery(reply, channel="email", recipient="mina@shopper.example", purpose="continue")


@pytest.mark.requirement("R20")
def test_a_visitor_who_answers_by_mail_goes_on_in_the_same_ticket(visitor_chat):
    told = receive(reply_to(visitor_chat))

    ticket = visitor_chat.message.ticket
    assert told["ticket"] == ticket.pk
    ticket.refresh_from_db()
    assert ticket.channel == "email"


@pytest.mark.requirement("R171")
def test_an_answer_does_not_prove_that_the_browser_is_whose_address_it_typed(visitor_chat, mina):
    visitor = visitor_chat.message.ticket.customer
    told = receive(reply_to(visitor_chat))

    visitor.refresh_from_db()
    assert told["ticket"] == visitor_chat.message.ticket_id
    assert visitor.merged_into is None
    assert not visitor.identities.get(kind="email").is_verified


def test_two_proven_customers_are_never_joined_by_a_mail(visitor_chat, mina):
    from django.utils import timezone

    from shopbell.customers.customer import claim_identity

    other = visitor_chat.message.ticket.customer
    claim_identity(other, "email", "other@shopper.example", source="shop", verified_at=timezone.now())
    receive(reply_to(visitor_chat))

    other.refresh_from_db()
    assert other.merged_into is None


def test_who_forwards_our_mail_gives_no_proof_of_the_friend(answer, question):
    told = receive(reply_to(answer, **{"from": "friend@shopper.example"}))

    assert told["ticket"] != question.pk
    assert not Identity.objects.filter(verified_at__isnull=False).exists()
