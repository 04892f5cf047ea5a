"""A visitor becomes a customer, without their history being lost or given to anybody else."""

import re

import pytest

from shopbell.channels.chat.continuation import continue_by_email
from shopbell.channels.chat.continue_link import continue_link
from shopbell.channels.chat.models import Visitor
from shopbell.channels.chat.visitor import hash_of
from shopbell.channels.email.sending.outbound import PURPOSES
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.customers.identity import Identity
from shopbell.customers.merge import undo_merge
from shopbell.customers.models import Customer, CustomerMerge
from shopbell.tickets.models import Ticket

from .shopper import Shopper

pytestmark = pytest.mark.django_db
MINA = "mina@shopper.example"
LINK = re.compile(r"/chat/continue/([^/\s]+)/")


def customer_of(shopper) -> Customer:
    return Visitor.objects.get(token_hash=hash_of(shopper.token)).customer


def verified(customer) -> set[str]:
    return set(
        customer.identities.filter(kind="email", verified_at__isnull=False).values_list("value", flat=True)
    )


@pytest.fixture
def mailed(chatting, ticket, bo):
    """The token in the mail that went to the address that the shopper typed."""
    reply = send_reply(ticket, "It is on its way.", by=bo)
    continue_by_email(reply.pk)
    return token_of(reply.deliveries.get(purpose="continue"))


def token_of(delivery) -> str:
    return LINK.search(PURPOSES[delivery.purpose](delivery, None).text)[1]


@pytest.mark.requirement("R105")
def test_the_browser_that_typed_the_address_and_follows_the_mail_has_proved_it(chatting, mailed):
    assert chatting.post("join", token=mailed).status_code == 200

    assert verified(customer_of(chatting)) == {MINA}
    assert chatting.post("join", token=mailed).status_code == 200
    assert Identity.objects.filter(value=MINA).count() == 1
    assert chatting.get("messages", chat=chatting.chat).json()["chat"]["email"] == MINA


def test_a_known_customer_finds_the_chat_of_their_browser_in_their_history(chatting, ticket, mailed, mina):
    visitor = customer_of(chatting)

    chatting.post("join", token=mailed)

    assert customer_of(chatting) == mina
    assert Ticket.objects.get(pk=ticket.pk).customer == mina
    event = ticket.events.filter(verb="customer_changed").get()
    assert event.actor is None and "followed a link" in event.data["reason"]
    assert Customer.objects.get(pk=visitor.pk).merged_into == mina


def test_joining_them_can_be_taken_back(chatting, ticket, mailed, mina, ada):
    chatting.post("join", token=mailed)

    undo_merge(CustomerMerge.objects.get(), by=ada)

    assert customer_of(chatting) != mina
    assert Ticket.objects.get(pk=ticket.pk).customer == customer_of(chatting)
    assert verified(mina) == {MINA} and verified(customer_of(chatting)) == set()


def test_their_earlier_mails_are_theirs_too(chatting, mailed):
    from shopbell.customers.customer import find_or_create_customer

    writer = find_or_create_customer("email", MINA, name="Mina", source="email")

    chatting.post("join", token=mailed)

    assert Customer.objects.get(pk=writer.pk).merged_into == customer_of(chatting)


def test_a_stranger_who_typed_the_address_gains_nothing_when_its_owner_follows_the_mail(
    chatting, ticket, mailed, mina, shop_chat
):
    owner = Shopper(shop_chat)

    assert owner.post("join", token=mailed).status_code == 200

    assert customer_of(chatting) != mina and verified(customer_of(chatting)) == set()
    assert customer_of(owner) not in {mina, customer_of(chatting)}
    assert Ticket.objects.get(pk=ticket.pk).customer == customer_of(chatting)
    owner.start("A matter of my own")
    assert Ticket.objects.latest("pk").customer != customer_of(chatting)
    assert chatting.get("hello").json()["known"]["email"] == MINA  # no more than what it typed itself
    assert [chat["number"] for chat in chatting.get("hello").json()["chats"]] == [ticket.pk]


def test_the_owner_who_types_the_address_too_proves_it_for_their_own_browser_alone(
    chatting, ticket, mailed, mina, shop_chat
):
    owner = Shopper(shop_chat)
    owner.start("It is really me", email=MINA)

    owner.post("join", token=mailed)

    assert customer_of(owner) == mina
    assert customer_of(chatting) != mina
    assert Ticket.objects.get(pk=ticket.pk).customer == customer_of(chatting)


def test_a_link_that_the_browser_got_without_a_mail_proves_nothing(chatting, ticket):
    shown = LINK.search(chatting.post("link", chat=chatting.chat).json()["link"])[1]

    chatting.post("join", token=shown)

    assert verified(customer_of(chatting)) == set()


def test_a_scanner_that_opens_the_link_proves_nothing(chatting, mailed, client):
    assert client.get(f"/chat/continue/{mailed}/").status_code == 200
    assert client.head(f"/chat/continue/{mailed}/").status_code == 200

    assert verified(customer_of(chatting)) == set()


def test_a_mail_to_one_address_proves_no_other(chatting, ticket, shop_chat):
    other = LINK.search(continue_link(ticket.chats.get(), mailed_to="theo@shopper.example"))[1]

    chatting.post("join", token=other)

    assert verified(customer_of(chatting)) == set()


def test_a_browser_that_proved_one_customer_is_not_made_another(chatting, ticket, mailed, theo):
    """It has Mina's mailbox and now Theo's: two known people, so an agent decides."""
    chatting.post("join", token=mailed)
    chatting.start("Another matter", email="theo@shopper.example")
    second = LINK.search(
        continue_link(Ticket.objects.latest("pk").chats.get(), mailed_to="theo@shopper.example")
    )[1]

    chatting.post("join", token=second)

    assert verified(customer_of(chatting)) == {MINA}
    assert customer_of(chatting) != theo and not CustomerMerge.objects.exists()


def test_a_message_left_while_nobody_is_there_is_acknowledged_with_the_link(shopper, shop_chat, mina):
    from shopbell.channels.email.sending.acknowledge import acknowledge

    shopper.start("My lamp flickers", email=MINA)
    acknowledge(Ticket.objects.get().messages.get())

    shopper.post("join", token=token_of(Delivery.objects.get(purpose="acknowledgement")))

    assert customer_of(shopper) == mina


def test_an_address_typed_for_a_transcript_belongs_to_the_browser_that_typed_it(chatting, ticket, shop_chat):
    friend = Shopper(shop_chat)
    friend.chat = chatting.chat
    friend.post("join", token=LINK.search(chatting.post("link", chat=chatting.chat).json()["link"])[1])

    friend.post("transcript", chat=chatting.chat, email="friend@shopper.example")

    assert not ticket.customer.identities.filter(value="friend@shopper.example").exists()
    assert customer_of(friend).identities.filter(value="friend@shopper.example").exists()
    assert chatting.get("messages", chat=chatting.chat).json()["chat"]["email"] == MINA
