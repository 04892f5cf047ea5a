"""The marker in the words of our mails: it finds the ticket where references are lost, and lets in no stranger."""

import pytest

from shopbell.channels.email.joining import marker, token
from shopbell.channels.email.parse import parse
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.outbound import compose
from shopbell.channels.email.side import start_side_conversation
from shopbell.channels.reply import send_reply
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.models import Message, Ticket
from shopbell.tickets.split import split_ticket
from shopbell.tickets.ticket import create_ticket

from ..conftest import mail


@pytest.fixture
def ticket(care):
    """Mina has asked by mail."""
    return Ticket.objects.get(pk=receive(mail("It should have come on Tuesday."))["ticket"])


@pytest.fixture
def answer(ticket, ada):
    return compose(send_reply(ticket, "It is on its way.", by=ada).deliveries.get())


def quoting(said: str, text: str, **headers: str) -> bytes:
    """A mail that quotes `text`, without a reference to it."""
    quote = "\n".join(f"> {line}" for line in text.splitlines())
    body = f"{said}\n\nOn Tuesday, 2 June 2026 at 10:00, Ada <care@shop.example> wrote:\n{quote}\n"
    return mail(body, **{"message_id": "<bare@shopper.example>", "subject": "Other words", **headers})


@pytest.mark.requirement("R20")
def test_a_quote_of_our_mail_finds_its_ticket_without_any_reference(answer, ticket):
    assert receive(quoting("Thank you!", answer.text))["ticket"] == ticket.pk


def test_it_is_found_in_a_page_too(answer, ticket):
    raw = mail("x", message_id="<page@shopper.example>").replace(b"text/plain", b"text/html")
    raw = raw.split(b"\n\n")[0] + b"\n\n<p>Thanks</p><blockquote>" + answer.html.encode() + b"</blockquote>"

    assert receive(raw)["ticket"] == ticket.pk


def test_it_is_found_where_a_program_broke_the_line(answer, ticket):
    assert receive(quoting("Yes", answer.text.replace("[Ticket ", "[Ticket\n")))["ticket"] == ticket.pk


def test_a_stranger_who_was_shown_it_gets_a_ticket_of_their_own(answer, ticket):
    told = receive(quoting("Tell me all.", answer.text, **{"from": "eve@evil.example"}))

    assert told["ticket"] != ticket.pk
    assert "refers to another ticket" in Message.objects.get(ticket=told["ticket"], kind="note").text


def test_a_number_in_subject_or_text_joins_nothing(ticket):
    text = f"About [Ticket {ticket.pk}-1-aaaaaaaaaaaaaaaa] and [#{ticket.pk}]"

    assert (
        receive(mail(text, message_id="<2@x.example>", subject=f"Re: [#{ticket.pk}]"))["ticket"] != ticket.pk
    )


def test_no_reply_address_can_be_made_of_it(ticket, ada):
    delivery = send_reply(ticket, "Yes.", by=ada).deliveries.get()
    signature = marker.sign(ticket.pk, delivery.pk)[-17:-1]

    assert signature != token.sign(ticket.pk, delivery.pk)[-16:]
    assert marker.markers_in(parse(mail(f"[Ticket {ticket.pk}-{delivery.pk + 1}-{signature}]"))) == []


def test_it_proves_no_address(answer, ticket):
    receive(quoting("Thank you!", answer.text))

    assert not ticket.customer.identities.get().is_verified


def test_nobody_reads_it_in_the_thread(answer, ticket):
    message = Message.objects.get(pk=receive(quoting("Thank you!", answer.text))["message"])

    assert "[Ticket" in answer.text
    assert "[Ticket" not in message.text + message.quoted_text
    assert "It is on its way." in message.quoted_text


def test_references_count_more(answer, ticket):
    other = receive(mail("Another matter", message_id="<other@shopper.example>"))["ticket"]

    assert receive(quoting("Yes", answer.text, references="<other@shopper.example>"))["ticket"] == other


def test_it_leads_on_after_a_merge_and_a_split(answer, ticket, mina, ada):
    kept = create_ticket(customer=mina, channel="email", subject="The same")
    merge_tickets(kept, ticket, by=ada, across_customers=True)
    assert receive(quoting("Yes", answer.text))["ticket"] == kept.pk

    Message.objects.update(held_until=None)
    new = split_ticket(Message.objects.get(text="It is on its way."), by=ada)
    again = quoting("And?", answer.text, message_id="<again@shopper.example>")
    assert receive(again)["ticket"] == new.pk


def test_an_answer_of_a_carrier_finds_its_side_conversation(ticket, ada, care):
    side, message = start_side_conversation(
        ticket, to="depot@carrier.example", subject="Where?", text="Find it.", by=ada
    )
    text = compose(message.deliveries.get()).text

    told = receive(quoting("In Lyon.", text, **{"from": "depot@carrier.example"}))
    assert Message.objects.get(pk=told["message"]).side.conversation == side
    stranger = receive(quoting("Me too.", text, message_id="<e@x.example>", **{"from": "eve@evil.example"}))
    assert Message.objects.get(pk=stranger["message"]).kind == "reply"
