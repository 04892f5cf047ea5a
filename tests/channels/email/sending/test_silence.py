"""Whom no program answers, and that the ticket says why; what an agent hears before answering."""

import pytest

from shopbell.channels.email.inbound import process
from shopbell.channels.email.raw_mail import Arrival, Door, keep
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.acknowledge import acknowledge
from shopbell.channels.email.sending.answer_warning import answer_warning
from shopbell.tickets.models import Message, Ticket

from ..conftest import mail


def why_not(raw: bytes) -> str | None:
    """Why the mail is not acknowledged, as its ticket tells it; None when it is."""
    message = Message.objects.get(pk=receive(raw)["message"])
    if acknowledge(message):
        return None
    acknowledge(message)  # twice tells it once
    return message.ticket.events.get(verb="not_acknowledged").data["why"]


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"auto_submitted": "auto-generated"}, "program"),
        ({"list_unsubscribe": "<mailto:off@news.example>"}, "program"),
        ({"list_id": "Lamps <lamps.lists.example>"}, "list"),
        ({"precedence": "list"}, "list"),
        ({"from": "noreply@bank.example"}, "nobody"),
        ({"reply_to": "noreply@x.example"}, "nobody"),
        ({"from": "care@shop.example"}, "own"),
        ({"to": "friend@elsewhere.example"}, "blind"),
        ({"to": "undisclosed-recipients:;"}, "blind"),
        ({"to": "", "cc": ""}, "blind"),
    ],
)
def test_a_ticket_says_why_nobody_was_answered(care, headers, why):
    assert why_not(mail(**headers)) == why


@pytest.mark.parametrize(
    "headers",
    [
        {"to": "friend@elsewhere.example", "cc": "care@shop.example"},
        {"to": "Care <care+x@shop.example>"},
        {"to": "old-name@shop.example"},
        {"to": "help@brand.example", "delivered_to": "help@brand.example"},
        {"to": "help@brand.example", "x_forwarded_for": "help@brand.example care@shop.example"},
    ],
)
def test_who_copies_us_in_or_writes_to_another_address_of_the_shop_is_answered(care, headers):
    assert why_not(mail(**headers)) is None


def test_a_silent_inbox_needs_no_reason(care):
    care.settings = {"acknowledge": False}
    care.save()
    message = Message.objects.get(pk=receive(mail())["message"])

    acknowledge(message)
    assert not message.ticket.events.filter(verb="not_acknowledged").exists()


def test_each_reason_reads_as_a_sentence(care, desk, ada):
    told = receive(mail(**{"from": "noreply@bank.example"}))
    acknowledge(Message.objects.get(pk=told["message"]))

    page = desk(ada).get(f"/desk/tickets/{told['ticket']}/").content.decode()
    assert "nobody reads mail at noreply@bank.example" in page


# --- the shop's own form -------------------------------------------------------------------------------------


def test_a_form_that_mails_in_our_name_brings_its_visitor(care):
    told = receive(mail(**{"from": "Shop <care@shop.example>", "reply_to": "Mina <mina@shopper.example>"}))

    ticket = Ticket.objects.get(pk=told["ticket"])
    assert ticket.customer.address == "mina@shopper.example"
    assert not ticket.customer.identities.get().is_verified
    assert acknowledge(ticket.messages.get()).recipient == "mina@shopper.example"


def test_nobody_is_offered_an_answer_to_the_desk_itself(care, desk, ada):
    told = receive(mail(**{"from": "care@shop.example"}))

    page = desk(ada).get(f"/desk/tickets/{told['ticket']}/").content.decode()
    assert "an answer would come back to it" in page


# --- before an agent answers ---------------------------------------------------------------------------------


def test_the_composer_warns_that_nobody_reads_the_answer(care, desk, ada):
    told = receive(mail(**{"from": "No-Reply <no-reply@carrier.example>"}))

    page = desk(ada).get(f"/desk/tickets/{told['ticket']}/").content.decode()
    assert "Nobody reads mail at no-reply@carrier.example" in page


def test_the_composer_warns_that_a_whole_list_reads_the_answer(care):
    headers = {
        "list_id": "<lamps.lists.example>", "list_post": "<mailto:lamps@lists.example>",
        "reply_to": "lamps@lists.example",
    }  # fmt: skip
    ticket = Ticket.objects.get(pk=receive(mail(**headers))["ticket"])

    assert "mailing list" in answer_warning(ticket, "lamps@lists.example")
    assert answer_warning(ticket, "mina@shopper.example") == ""


def test_an_ordinary_customer_is_answered_without_a_warning(care):
    ticket = Ticket.objects.get(pk=receive(mail())["ticket"])

    assert answer_warning(ticket, "mina@shopper.example") == ""


def test_a_broken_head_is_no_list(care):
    row = keep(Arrival(b"\xff\x00: \r\nList-Id\r\n\r\nx", Door.SMTP, "a@b.example", inbox_id=care.pk))

    assert acknowledge(process(row.pk)) is None
