"""Tickets that were merged or split: mail that answers the old one joins the right one, and a chat goes on."""

# ruff: noqa: F811 (fixtures of the chat)
import pytest

from shopbell.channels.chat.continuation import react
from shopbell.channels.chat.models import ChatSession
from shopbell.channels.email.joining import token
from shopbell.channels.email.receive import receive
from shopbell.channels.inbox import inbox_of
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.shop.detect import react as detect
from shopbell.shop.models import Order
from shopbell.tickets.merge import merge_tickets, unmerge_ticket
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Message, Ticket
from shopbell.tickets.split import split_ticket
from shopbell.tickets.ticket import create_ticket
from tests.channels.chat.conftest import bo_is_there, chatting, shopper, ticket  # noqa: F401 (fixtures)
from tests.channels.chat.shopper import Shopper
from tests.channels.email.conftest import mail


@pytest.fixture
def question(care):
    """Mina has asked by mail."""
    return Ticket.objects.get(pk=receive(mail("It should have come on Tuesday."))["ticket"])


@pytest.fixture
def answer(question, ada):
    """Ada has answered her; returns the delivery."""
    return send_reply(question, "It is on its way.", by=ada).deliveries.get()


@pytest.fixture
def second(care):
    """Mina has asked another thing by mail."""
    raw = mail("The lamp, too?", subject="Lamp", message_id="<second@shopper.example>")
    return Ticket.objects.get(pk=receive(raw)["ticket"])


def answer_to(delivery, ticket_id, **headers):
    to = f"care+{token.sign(ticket_id, delivery.pk)}@shop.example"
    return mail(**{"text": "Thank you!", "to": to, "message_id": "<reply@shopper.example>", **headers})


def test_mail_that_answers_the_gone_ticket_joins_the_kept_one(question, answer, second, bo):
    merge_tickets(second, question, by=bo)

    assert receive(answer_to(answer, question.pk))["ticket"] == second.pk
    by_reference = mail("And?", message_id="<r2@x.example>", in_reply_to="<first@shopper.example>")
    assert receive(by_reference)["ticket"] == second.pk


def test_after_the_undo_it_joins_the_old_one_again(question, answer, second, bo):
    merge_tickets(second, question, by=bo)
    unmerge_ticket(question, by=bo)

    assert receive(answer_to(answer, question.pk))["ticket"] == question.pk


def test_the_one_whose_ticket_went_into_another_customer_s_may_still_answer(question, answer, bo, theo, care):
    other = create_ticket(customer=theo, channel="email", subject="Ours", by=theo)
    merge_tickets(other, question, by=bo, across_customers=True)

    result = receive(answer_to(answer, question.pk))

    assert result["ticket"] == other.pk
    assert Message.objects.get(pk=result["message"]).customer == question.customer


def test_a_stranger_with_the_token_still_does_not_join(question, answer, second, bo):
    merge_tickets(second, question, by=bo)

    stranger = answer_to(answer, question.pk, **{"from": "x@evil.example"})
    assert receive(stranger)["ticket"] not in {question.pk, second.pk}


def test_mail_that_answers_what_was_split_off_joins_the_new_ticket(question, answer, bo):
    Message.objects.update(held_until=None)  # it has left
    new = split_ticket(answer.message, by=bo)

    assert receive(answer_to(answer, question.pk))["ticket"] == new.pk
    assert inbox_of(new) == inbox_of(question)


def test_a_delivery_moves_with_its_message(question, answer, second, bo):
    merge_tickets(second, question, by=bo)

    assert Delivery.objects.get(pk=answer.pk).message.ticket == second


def test_a_chat_goes_on_in_the_kept_ticket(chatting, ticket, question, bo):
    merge_tickets(question, ticket, by=bo, across_customers=True)

    assert chatting.send("Are you there?").status_code == 200
    send_reply(Ticket.objects.get(pk=question.pk), "Yes.", by=bo, channel="chat")

    assert chatting.texts()[-2:] == ["Are you there?", "Yes."]
    state = chatting.get("messages", chat=chatting.chat, after=0).json()["chat"]
    assert (state["number"], state["topic"]) == (question.pk, f"ticket-{question.pk}")
    written = Message.objects.get(text="Are you there?")
    assert (written.ticket, written.customer) == (question, ticket.customer)

    unmerge_ticket(ticket, by=bo)
    chatting.send("Hello?")
    assert Message.objects.get(text="Hello?").ticket == ticket


def test_two_chats_both_go_on(chatting, ticket, shop_chat, bo):
    phone = Shopper(shop_chat)
    phone.start("Me again, from my phone", name="Mina", email="mina@shopper.example")
    other = Ticket.objects.get(chats=phone.chat)

    merge_tickets(ticket, other, by=bo, across_customers=True)
    chatting.send("From the desk")
    phone.send("From the phone")
    send_reply(Ticket.objects.get(pk=ticket.pk), "Hello both.", by=bo, channel="chat")

    for browser in (chatting, phone):
        assert browser.texts()[-3:] == ["From the desk", "From the phone", "Hello both."]
    assert Message.objects.get(text="From the phone").customer == other.customer
    assert ticket.chats.count() == 2
    assert not Ticket.objects.get(pk=other.pk).messages.exists()


def test_a_reply_in_a_chat_that_moved_before_it_was_looked_at_still_goes_on_by_mail(
    chatting,
    ticket,
    question,
    bo,
):
    from procrastinate.contrib.django.models import ProcrastinateJob

    reply = send_reply(ticket, "It is found.", by=bo, channel="chat")
    merge_tickets(question, ticket, by=bo, across_customers=True)
    event = ticket.events.get(verb="replied", message=reply)
    event = type(event).objects.get(pk=event.pk)

    react(event)

    assert ProcrastinateJob.objects.filter(task_name="chat.continue_by_email").exists()


def test_talk_that_is_split_off_is_a_second_chat_of_the_same_browser(chatting, ticket, bo):
    chatting.send("Another thing: is the lamp in stock?")

    new = split_ticket(ticket.messages.last(), by=bo)

    session = ChatSession.objects.get(ticket=new)
    chatting.chat = session.pk
    assert chatting.texts() == ["Another thing: is the lamp in stock?"]
    chatting.send("Well?")
    assert Message.objects.get(text="Well?").ticket == new


def test_the_order_that_a_message_names_is_linked_where_the_message_is(question, second, mina, bo):
    Order.objects.create(external_id="1", number="20311", customer=second.customer, currency="EUR")
    message, _ = receive_message(question, "It is 20311", customer=question.customer, channel="email")
    event = message.events.get(verb="received")
    merge_tickets(second, question, by=bo)

    detect(type(event).objects.get(pk=event.pk))

    assert [link.order.number for link in second.order_links.all()] == ["20311"]


def test_what_is_split_off_takes_the_orders_it_names(question, bo):
    order = Order.objects.create(external_id="1", number="20311", customer=question.customer, currency="EUR")
    message, _ = receive_message(question, "And 20311?", customer=question.customer, channel="email")
    detect(message.events.get(verb="received"))

    new = split_ticket(message, by=bo)

    assert [link.order for link in new.order_links.all()] == [order]
