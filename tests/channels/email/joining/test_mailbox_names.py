"""One mailbox has many names: who was written to by one of them answers by another, and is no stranger."""

import pytest

from shopbell.channels.email.receive import receive
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.tickets.models import Ticket

from ..conftest import mail
from .test_threading import reply_to


def answered(written_to: str, by) -> tuple[Ticket, Delivery]:
    """The ticket of who wrote from this address, and the delivery that answered them."""
    ticket = Ticket.objects.get(pk=receive(mail("Where is it?", **{"from": written_to}))["ticket"])
    return ticket, send_reply(ticket, "It is on its way.", by=by).deliveries.get()


@pytest.mark.parametrize(
    ("written_to", "answers_as"),
    [
        ("mina+lamps@shopper.example", "mina@shopper.example"),
        ("mina@shopper.example", "mina+lamps@shopper.example"),
        ("mina.okafor@gmail.com", "minaokafor+shop@googlemail.com"),
        ("mina@me.com", "mina@icloud.com"),
    ],
)
@pytest.mark.requirement("R20")
def test_who_answers_by_another_name_of_their_mailbox_stays_in_the_ticket(care, ada, written_to, answers_as):
    """Who gave us `mina+lamps@` reads our answer at `mina@`, and answers from there."""
    ticket, answer = answered(written_to, ada)
    told = receive(reply_to(answer, **{"from": answers_as}))

    assert told["ticket"] == ticket.pk
    assert told["customer"] == ticket.customer_id


@pytest.mark.parametrize(
    ("written_to", "answers_as"),
    [
        ("mina+kim@forms.example", "mina+lou@forms.example"),
        ("mina+lamps@shopper.example", "mina@other.example"),
        ("m.ina@shopper.example", "mina@shopper.example"),
    ],
)
def test_names_that_need_not_be_one_mailbox_are_strangers(care, ada, written_to, answers_as):
    ticket, answer = answered(written_to, ada)

    assert receive(reply_to(answer, **{"from": answers_as}))["ticket"] != ticket.pk


def test_another_name_of_a_mailbox_that_is_a_customers_of_its_own_stays_theirs(care, ada):
    other = receive(mail("Mine.", **{"from": "mina@shopper.example", "message_id": "<o@x.example>"}))
    ticket, answer = answered("mina+lamps@shopper.example", ada)
    told = receive(reply_to(answer))

    assert told["ticket"] == ticket.pk
    assert told["customer"] == other["customer"]
