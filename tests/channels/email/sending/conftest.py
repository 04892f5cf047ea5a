"""Mina has asked by mail, and Ada answers several at once."""

import pytest

from shopbell.channels.email.receive import receive
from shopbell.channels.reply import send_reply
from shopbell.tickets.models import Ticket
from tests.channels.email.sending.addressed import ALL

from ..conftest import mail


@pytest.fixture
def question(care):
    return Ticket.objects.get(pk=receive(mail("It should have come on Tuesday.\nIt did not."))["ticket"])


@pytest.fixture
def answer(question, ada):
    return send_reply(question, "It is on its way.", by=ada, addressees=ALL)
