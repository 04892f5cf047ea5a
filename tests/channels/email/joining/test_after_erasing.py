"""Answers after somebody was erased, or two customers were made one: where they lead, over the listener; nothing is lost."""

import pytest

from shopbell.channels.email.inbound import process_all
from shopbell.channels.email.models import DeliveryReport, RawMail, Suppression
from shopbell.channels.email.raw_mail import State
from shopbell.channels.email.receive import receive
from shopbell.channels.email.side import start_side_conversation
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.customers.customer import find_or_create_customer
from shopbell.customers.erasure import erase_customer
from shopbell.customers.identity import Kind
from shopbell.customers.merge import merge_customers, undo_merge
from shopbell.customers.models import Customer
from shopbell.tickets.addressees import Addressees
from shopbell.tickets.models import Message, Ticket

from ..conftest import mail, read, work
from ..made_reports import status

pytestmark = pytest.mark.django_db(transaction=True)
MINA, EVE, CARRIER = "mina@shopper.example", "eve@home.example", "parcels@carrier.example"


class Talk:
    """People who write to the shop by SMTP, and what becomes of each mail."""

    def __init__(self, door):
        self.door, self.count = door, 0

    def write(self, text: str, *, sender: str = MINA, to: str = "care@shop.example", **headers) -> Message:
        self.count += 1
        raw = mail(text, message_id=f"<{self.count}@shopper.example>", **{"from": sender, "to": to} | headers)
        self.door.send(raw, sender=sender, to=to)
        row = RawMail.objects.get(state=State.WAITING)
        process_all([row.pk])
        return row.email_messages.get().message

    def answer(self, sent, text: str, *, sender: str = MINA, by_token: bool = True) -> Message:
        """The answer to one of our mails: to its reply address, or where that was lost by its references alone."""
        to = sent["reply-to"].addresses[0].addr_spec if by_token else "care@shop.example"
        return self.write(
            text, sender=sender, to=to, in_reply_to=sent["message-id"], references=sent["references"]
        )


@pytest.fixture
def talk(door):
    return Talk(door)


@pytest.fixture
def asked(talk) -> Ticket:
    """Mina asks, with Eve in copy."""
    return talk.write("Where is it?", cc=EVE).ticket


def replied(ticket: Ticket, ada, to: str = MINA):
    """Ada's answer to them both, as `to` gets it."""
    message = send_reply(ticket, "It is on its way.", by=ada, addressees=Addressees(MINA, EVE))
    delivery = message.deliveries.get(recipient=to)
    sent = read(delivery)
    Delivery.objects.filter(pk=delivery.pk).update(state="sent", external_id=sent["message-id"].strip("<>"))
    return sent


def erase(customer: Customer, ada, *, is_done: bool = True) -> None:
    erase_customer(customer, str(customer), by=ada)
    if is_done:
        work()


@pytest.mark.parametrize("is_done", [False, True])
def test_who_was_erased_and_answers_is_somebody_new(talk, asked, ada, is_done):
    sent = replied(asked, ada)
    erase(asked.customer, ada, is_done=is_done)

    came = talk.answer(sent, "It never came.")
    once_more = talk.answer(sent, "And I moved.", by_token=False)
    work()
    assert not Ticket.objects.filter(pk=asked.pk).exists()
    for each, text in ((came, "It never came."), (once_more, "And I moved.")):
        each.refresh_from_db()
        assert (each.text, each.customer.address, each.ticket.status) == (text, MINA, "new")
    assert came.customer == once_more.customer != asked.customer


def test_whoever_else_took_part_in_an_erased_ticket_has_one_of_their_own(talk, asked, ada):
    sent = replied(asked, ada, to=EVE)
    erase(asked.customer, ada)

    came = talk.answer(sent, "She never got it.", sender=EVE)
    assert (came.customer.address, came.text) == (EVE, "She never got it.")


def test_who_was_erased_from_the_ticket_of_another_is_shown_where_they_belong_and_let_in_nowhere(
    talk, asked, ada
):
    sent, to_mina = replied(asked, ada, to=EVE), replied(asked, ada)
    assert talk.answer(sent, "I am her sister.", sender=EVE).ticket == asked
    erase(Customer.objects.get(identities__value=EVE), ada)

    came = talk.answer(sent, "Hello again.", sender=EVE)
    assert came.ticket != asked and came.customer.address == EVE and came.likely.ticket == asked
    assert talk.answer(to_mina, "Still waiting.").ticket == asked
    assert "I am her sister." not in asked.messages.values_list("text", flat=True)


def test_an_answer_aside_goes_on_while_its_ticket_is_there_and_is_a_ticket_after_that(talk, asked, ada):
    start_side_conversation(asked, to=CARRIER, subject="Parcel 7", text="Where is it?", by=ada)
    sent = read(Delivery.objects.get(purpose="side"))
    assert talk.answer(sent, "In Porto.", sender=CARRIER).ticket == asked

    erase(asked.customer, ada)
    came = talk.answer(sent, "Now in Faro.", sender=CARRIER)
    assert (came.customer.address, came.text) == (CARRIER, "Now in Faro.")


@pytest.mark.parametrize("is_done", [False, True])
def test_a_report_on_mail_to_the_erased_brings_nothing_of_them_back(talk, asked, ada, door, is_done):
    theirs = replied(asked, ada), replied(asked, ada, to=EVE)
    reports = [status(each, "failed", "5.1.1", f"<{each.recipient}> no such user", name=each.recipient)
               for each in Delivery.objects.order_by("pk") if each.purpose == "reply"]  # fmt: skip
    assert len(theirs) == len(reports) / 2
    erase(asked.customer, ada, is_done=is_done)
    for raw in reports:
        door.send(raw, sender="")
    assert receive(reports[0])["quarantined"] is None
    work()

    assert not Ticket.objects.exists() and not RawMail.objects.exists()
    assert not Suppression.objects.exists() and not DeliveryReport.objects.exists()


def test_nor_does_one_on_a_copy_to_them_in_the_ticket_of_another(talk, asked, ada):
    replied(asked, ada, to=EVE)
    report = status(Delivery.objects.get(recipient=EVE), "failed", "5.1.1", f"<{EVE}> no such user")
    talk.answer(replied(asked, ada, to=EVE), "I am her sister.", sender=EVE)
    erase(Customer.objects.get(identities__value=EVE), ada)
    count = RawMail.objects.count()

    assert receive(report)["message"] is None
    assert (RawMail.objects.count(), Ticket.objects.count()) == (count, 1)
    assert not Delivery.objects.filter(state="failed").exists()


def test_two_customers_that_were_made_one_answer_in_the_same_ticket_and_apart_again_afterwards(
    talk, asked, ada
):
    sent, other = (
        replied(asked, ada),
        find_or_create_customer(Kind.EMAIL, "mina@work.example", source="email"),
    )
    merge = merge_customers(other, asked.customer, by=ada)
    for number, sender in enumerate((MINA, "mina@work.example")):
        came = talk.answer(sent, f"Answer {number}", sender=sender)
        assert (came.ticket, came.customer) == (asked, other)
    before = talk.answer(sent, "By reference", by_token=False)
    assert (before.ticket, before.customer) == (asked, other)

    mina = undo_merge(merge, by=ada)
    back = talk.answer(sent, "It came!")
    assert (back.ticket, back.customer, back.ticket.customer) == (asked, mina, mina)
    assert talk.write("Another matter", sender="mina@work.example").customer == other
    assert asked.messages.filter(kind="reply").count() == 6


def test_a_customer_who_only_claimed_the_address_and_was_merged_is_answered_by_both(talk, asked, ada):
    """The ticket goes to the one who stays, whichever of the two that is."""
    other = find_or_create_customer(Kind.EMAIL, "mina@work.example", source="email")
    sent = replied(asked, ada)
    merge_customers(asked.customer, other, by=ada)

    came = talk.answer(sent, "From work.", sender="mina@work.example", by_token=False)
    assert (came.ticket, came.customer) == (asked, asked.customer)
