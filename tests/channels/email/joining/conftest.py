"""Mina has asked by mail, and writes on from home."""

import pytest

from shopbell.channels.email.joining.likely import Likely
from shopbell.channels.email.receive import receive
from shopbell.tickets.models import Ticket
from tests.channels.email.joining.likely import EVE

from ..conftest import mail


@pytest.fixture
def question(care):
    """Mina has asked by mail."""
    return Ticket.objects.get(pk=receive(mail("It should have come on Tuesday."))["ticket"])


@pytest.fixture
def from_home(question):
    """She writes on from another address: a ticket of its own."""
    told = receive(
        mail("Any news?", message_id="<home@home.example>", references="<first@shopper.example>", **EVE)
    )
    return Ticket.objects.get(pk=told["ticket"])


@pytest.fixture
def likely(from_home):
    return Likely.objects.get(opened=from_home)
