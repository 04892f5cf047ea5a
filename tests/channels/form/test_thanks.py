"""What the page after sending tells: the number, and by when the answer comes."""

import re

import pytest
from django.utils.translation import override

from shopbell.channels.email.sending.acknowledge import acknowledge
from shopbell.channels.email.sending.language import language_for
from shopbell.channels.email.sending.wording import acknowledgement_text
from shopbell.customers.block import block_customer
from shopbell.promises.models import Promise
from shopbell.tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R113")
def test_who_wrote_reads_at_once_by_when_the_answer_comes(client, send, care):
    page = client.get(send().url).content.decode()

    assert 'You will hear back from us by <time datetime="' in page
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


@pytest.mark.parametrize(("browser", "day"), [("en-GB", r"\d+ [A-Z]\w+"), ("en-US", r"[A-Z]\w+ \d+")])
def test_the_mail_says_the_day_as_the_page_did(client, send, shop_chat, care, browser, day):
    reader = {"Accept-Language": browser}
    sent = send(f"/contact/{shop_chat.public_key}/?lang=en", headers=reader)
    page = client.get(sent.url, headers=reader).content.decode()
    ticket = Ticket.objects.get()

    with override(language_for(ticket, care)):
        mail = acknowledgement_text(ticket, care)

    said = re.compile(rf"from us by (?:<time [^>]+>)?\w+, {day}, ")
    assert said.search(page) and said.search(mail)
