"""Whom the shop knows is never held as spam, and nobody passes for them."""

import pytest
from django.utils import timezone

from shopbell.channels.email.models import SpamLesson, SpamPolicy
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.acknowledge import acknowledge
from shopbell.channels.email.sending.outbound import compose
from shopbell.channels.email.spam.judging import SpamScore
from shopbell.channels.reply import send_reply
from shopbell.customers.block import block_customer
from shopbell.customers.customer import claim_identity
from shopbell.customers.models import Company, CompanyDomain, Customer
from shopbell.shop.models import Order
from shopbell.tickets.models import Spam, Ticket
from shopbell.tickets.status import Status, set_status
from tests.channels.email.spam.pitches import WORDS, pitch, ticket_of, work

from ..conftest import mail


def proved(customer, care, bo):
    claim_identity(customer, "email", "rank@seo.example", source="shop", verified_at=timezone.now())


def ordered(customer, care, bo):
    claim_identity(customer, "email", "rank@seo.example", source="email")
    Order.objects.create(customer=customer, number="20311", placed_at=timezone.now(), currency="EUR")


def answered(customer, care, bo):
    earlier = ticket_of(mail("Is the lamp in stock?", **{"from": "rank@seo.example"}))
    send_reply(earlier, "Yes.", by=bo, channel="email")


def of_a_company(customer, care, bo):
    CompanyDomain.objects.create(company=Company.objects.create(name="Seo"), domain="seo.example")


def switched_off(customer, care, bo):
    SpamPolicy.objects.create(pk=1, is_on=False)


@pytest.mark.parametrize("make_known", [proved, ordered, answered, of_a_company, switched_off])
def test_whom_the_shop_knows_is_never_held(care, bo, make_known):
    make_known(Customer.objects.create(name="Known"), care, bo)

    assert ticket_of(pitch()) in Ticket.objects.in_queue()


def test_an_answer_of_a_party_is_never_held(care, bo, late_parcel, mina):
    """Even where the ticket is closed, so that it opens one of its own."""
    reply = send_reply(late_parcel, "It is on its way.", by=bo, channel="email")
    sent = compose(reply.deliveries.get())
    to_the_ticket = {"to": sent.reply_to, "in_reply_to": sent.headers["Message-ID"]}
    assert (
        receive(pitch(2, sender="mina@shopper.example", cc="rank@seo.example", **to_the_ticket))["ticket"]
        == late_parcel.pk
    )
    set_status(Ticket.objects.get(pk=late_parcel.pk), Status.CLOSED)

    answer = ticket_of(pitch(3, **to_the_ticket))
    assert answer != late_parcel and answer in Ticket.objects.in_queue()


KNOWN = "known@shopper.example"
FORM = {"sender": "Contact <no-reply@seo.example>", "reply_to": KNOWN}


@pytest.fixture
def known(db):
    """A customer whose address is proved."""
    customer = Customer.objects.create(name="Known")
    claim_identity(customer, "email", KNOWN, source="email", verified_at=timezone.now())
    return customer


def test_who_names_a_customer_in_reply_to_is_judged_as_themselves(care, known):
    """Anybody may call themselves a form, and name whom they like."""
    assert ticket_of(pitch(1, **FORM)) not in Ticket.objects.in_queue()
    assert ticket_of(pitch(2, sender=KNOWN)) in Ticket.objects.in_queue()


def test_a_closed_ticket_of_the_customer_who_is_named_lets_no_spam_in(care, known):
    """A copy of their mail is enough to know its Message-ID."""
    theirs = ticket_of(mail("Where is it?", message_id="<k@shopper.example>", **{"from": KNOWN}))
    set_status(theirs, Status.CLOSED)

    assert ticket_of(pitch(1, in_reply_to="<k@shopper.example>", **FORM)) not in Ticket.objects.in_queue()
    answer = pitch(2, sender=KNOWN, in_reply_to="<k@shopper.example>")
    assert ticket_of(answer) in Ticket.objects.in_queue()


def test_forms_of_the_shop_and_forms_that_were_answered_are_taken_at_their_word(care, known, bo):
    assert ticket_of(pitch(1, sender="form@shop.example", reply_to=KNOWN)) in Ticket.objects.in_queue()

    harmless = mail("Is the lamp in stock?", **{"from": FORM["sender"], "reply_to": KNOWN})
    send_reply(ticket_of(harmless), "Yes.", by=bo, channel="email")
    assert ticket_of(pitch(2, **FORM)) in Ticket.objects.in_queue()
    assert (
        ticket_of(pitch(3, **{**FORM, "sender": "no-reply@other.example"})) not in Ticket.objects.in_queue()
    )


@pytest.mark.parametrize("by", ["reference", "marker", "address"])
def test_a_reference_to_a_ticket_lets_no_spam_in(care, bo, by):
    """Whoever was thanked for a harmless mail has one for ever."""
    first = ticket_of(mail("Is the lamp in stock?", **{"from": "friend@seo.example"}))
    thanks = compose(acknowledge(first.messages.get()))
    ways = {
        "reference": {"in_reply_to": thanks.headers["Message-ID"]},
        "marker": {"text": f"{WORDS}\n> {thanks.text}".replace("\n", "\n> ")},
        "address": {"to": thanks.reply_to},
    }

    assert ticket_of(pitch(3, **ways[by])) not in Ticket.objects.in_queue()


def test_a_blocked_sender_teaches_nothing(care, ada, bo):
    ticket = ticket_of(mail("I hate you all"))
    block_customer(ticket.customer, by=ada)
    again = ticket_of(mail("And again", message_id="<2@x.example>"))
    work()

    assert Spam.objects.filter(ticket=again).exists()
    assert not SpamLesson.objects.exists() and not SpamScore.objects.exists()
