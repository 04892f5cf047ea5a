"""An agent answers from their own mail program, with the desk in copy."""

import pytest

from shopbell.channels.email.authenticity.verdict import Result, Standing, Verdict
from shopbell.channels.email.inbound import _process
from shopbell.channels.email.raw_mail import Arrival, Door, keep
from shopbell.channels.email.receive import receive
from shopbell.channels.models import Delivery
from shopbell.tickets.models import Message, Ticket
from shopbell.tickets.status import Status, set_status

from ..conftest import mail

PROVEN = Verdict(
    Standing.VERIFIED, sender="ada@desk.example", by="dkim", domain="desk.example", dmarc=Result.PASS
)
FORGED = Verdict(Standing.FORGED, sender="ada@desk.example", dmarc=Result.FAIL)


@pytest.fixture
def asked(care) -> Ticket:
    return Ticket.objects.get(pk=receive(mail("Where is it?"))["ticket"])


def from_ada(
    care, verdict: Verdict | None = PROVEN, text: str = "It comes today.", **headers: str
) -> Message:
    told = {
        "from": "Ada Moreau <ada@desk.example>",
        "to": "Mina <mina@shopper.example>",
        "cc": "care@shop.example",
    }
    told |= {"message_id": "<hers@desk.example>", "in_reply_to": "<first@shopper.example>", **headers}
    return _process(
        keep(Arrival(mail(text, **told), Door.SMTP, "ada@desk.example", inbox_id=care.pk)), verdict
    )


def test_it_is_her_reply_and_is_not_sent_again(asked, care, ada):
    message = from_ada(care)

    asked.refresh_from_db()
    assert (message.ticket, message.agent, message.kind) == (asked, ada, "reply")
    assert (asked.waiting_since, asked.assignee, asked.status) == (None, ada, Status.OPEN)
    assert asked.first_replied_at and not Delivery.objects.exists()
    assert Ticket.objects.count() == 1


def test_the_customer_who_answers_all_comes_back_into_the_ticket(asked, care, ada):
    from_ada(care)
    told = receive(
        mail(
            "Thanks",
            message_id="<2@x.example>",
            in_reply_to="<hers@desk.example>",
            to="ada@desk.example, care@shop.example",
        )
    )

    assert told["ticket"] == asked.pk


def test_without_proof_it_is_a_note_and_the_customer_still_waits(asked, care, ada):
    message = from_ada(care, None)

    asked.refresh_from_db()
    assert (message.ticket, message.kind, message.agent) == (asked, "note", None)
    assert "ada@desk.example seems to have answered mina@shopper.example" in message.text
    assert message.text.endswith("It comes today.") and asked.waiting_since and asked.assignee is None


def test_with_something_against_it_it_stays_outside(asked, care, ada):
    message = from_ada(care, FORGED)

    assert message.ticket != asked and message.agent is None


def test_in_a_closed_ticket_it_is_a_note(asked, care, ada):
    set_status(asked, Status.SOLVED, by=ada)
    set_status(asked, Status.CLOSED, by=ada)

    message = from_ada(care)
    assert (message.ticket, message.kind, message.agent) == (asked, "note", ada)


def test_who_begins_so_begins_a_ticket_of_the_customers(care, ada):
    message = from_ada(care, subject="Your order", in_reply_to="")

    ticket = message.ticket
    assert (ticket.customer.address, ticket.assignee, ticket.subject) == (
        "mina@shopper.example",
        ada,
        "Your order",
    )
    assert (message.agent, ticket.waiting_since) == (ada, None)
    assert not ticket.events.filter(verb="received").exists()
    assert (
        receive(mail("Oh", message_id="<3@x.example>", in_reply_to="<hers@desk.example>"))["ticket"]
        == ticket.pk
    )


def test_an_absence_of_hers_answers_nobody(asked, care, ada):
    message = from_ada(care, text="I am away.", auto_submitted="auto-replied")

    asked.refresh_from_db()
    assert message.agent is None and asked.waiting_since and asked.first_replied_at is None


def test_among_colleagues_it_is_a_mail_like_any_other(care, ada, bo):
    message = from_ada(care, to=bo.email, in_reply_to="")

    assert message.agent is None and message.ticket.customer.address == "ada@desk.example"


def test_an_agent_who_asks_as_a_customer_goes_on_as_one(care, ada):
    first = from_ada(care, to="care@shop.example", cc="", in_reply_to="")
    again = from_ada(
        care, to="care@shop.example", cc="mina@shopper.example", message_id="<h2@desk.example>",
        in_reply_to="<hers@desk.example>",
    )  # fmt: skip

    assert again.ticket == first.ticket and again.agent is None
