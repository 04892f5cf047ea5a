"""What is sent on to somebody else."""

import pytest

from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.forward import forward, forwardable, forwarded_words
from shopbell.tickets.models import Ticket

FRAGMENT = {"HTTP_HX_REQUEST": "true"}
CARRIER = "parcels@carrier.example"


def with_label() -> bytes:
    from email.message import EmailMessage as Mail

    message = Mail()
    message["From"], message["To"] = "Mina Okafor <mina@shopper.example>", "care@shop.example"
    message["Subject"], message["Message-ID"] = "Where is my parcel?", "<first@shopper.example>"
    message.set_content("It should have come – on Tuesday.", cte="8bit")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="label.pdf")
    return message.as_bytes()


@pytest.fixture
def question(care):
    return Ticket.objects.get(pk=receive(with_label())["ticket"])


def send_on(question, ada, messages=(), **changes):
    messages = messages or forwardable(question)
    given = {
        "to": CARRIER,
        "subject": "Fwd: Parcel",
        "text": f"Please look.\n\n{forwarded_words(messages)}",
        "files": [],
    }
    return forward(question, messages, by=ada, **(given | changes))
