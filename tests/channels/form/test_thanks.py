"""What the page after sending tells: the number, and by when the answer comes."""

import pytest

from shopbell.channels.email.sending.acknowledge import acknowledge
from shopbell.customers.block import block_customer
from shopbell.promises.models import Promise
from shopbell.tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R113")
def test_who_wrote_reads_at_once_by_when_the_answer_comes(client, send, care):
    page = client.get(send().url).content.decode()

    assert "You will hear back from us by " in page
    assert Promise.objects.get().ticket == Ticket.objects.get()


def test_the_acknowledgement_tells_the_same_moment_and_promises_nothing_twice(send, care):
    send()

    acknowledge(Message.objects.get())

    assert Promise.objects.count() == 1


def test_a_shop_whose_mails_promise_nothing_promises_nothing_here(client, send, care):
    care.settings = {**care.settings, "acknowledgement": "Got it."}
    care.save()

    page = client.get(send().url).content.decode()

    assert "You will hear back" not in page
    assert not Promise.objects.exists()


def test_nothing_is_promised_to_who_was_blocked(send, care):
    send()
    Promise.objects.all().delete()
    block_customer(Ticket.objects.get().customer)

    send(text="Hear me!")

    assert Ticket.objects.order_by("pk").last().is_spam
    assert not Promise.objects.exists()
