"""A shopper who waits in the chat of a shop that never closes."""

import pytest

from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.rules import empty_rules
from shopbell.tickets.ticket import Ticket
from tests.channels.chat.conftest import bo_is_there, shopper  # noqa: F401

ROUND_THE_CLOCK = {"week": [[[0, 1440]]] * 7, "zone": "Europe/London", "country": "GB"}


@pytest.fixture
def open_hours(db):
    return BusinessHours.objects.create(name="Always", is_default=True, rules=empty_rules() | ROUND_THE_CLOCK)


@pytest.fixture
def waiting(shopper, bo_is_there, open_hours):  # noqa: F811
    """A shopper whom nobody has answered; Bo is there."""
    shopper.start("Which lamp suits me?", name="Mina", email="mina@shopper.example")
    return shopper


@pytest.fixture
def ticket(waiting):
    return Ticket.objects.get(chats=waiting.chat)


@pytest.fixture
def ask(waiting):
    """Ask for a call: `ask("020 7946 0018", when="now")`."""

    def call(number="020 7946 0018", when="now", **more):
        return waiting.post("call", chat=waiting.chat, number=number, when=when, **more)

    return call
