"""A question that came by mail, and the answer to it."""

import pytest

from shopbell.channels.email.joining import token
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply

from ..conftest import mail


@pytest.fixture
def answer(question, ada):
    """Ada has answered Mina; returns the delivery."""
    return send_reply(question, "It is on its way.", by=ada).deliveries.get()


def reply_to(delivery: Delivery, **headers) -> bytes:
    """A mail from Mina to the signed address of a delivery, with no other reference to it."""
    to = f"care+{token.sign(delivery.message.ticket_id, delivery.pk)}@shop.example"
    return mail(**{"text": "Thank you!", "to": to, "message_id": "<reply@shopper.example>", **headers})
