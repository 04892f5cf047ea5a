"""A marketplace's ticket has three parties, and buyer and seller read nothing of each other."""

import pytest

from shopbell.channels.email.joining.party import is_party
from shopbell.channels.email.mime.address import Address
from shopbell.channels.email.sending.forward import forward
from shopbell.channels.email.sending.readable import readable
from shopbell.channels.email.side import SideConversation, receive_side_message
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.customers.customer import claim_identity
from shopbell.selling.models import SellerSide
from shopbell.selling.parties import side_of, write_to_seller
from shopbell.shop.feed.rows import OrderRow
from shopbell.shop.feed.sales import feed_orders
from shopbell.shop.models import Order, Seller
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.addressees import Addressees
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.models import Message

POTTER = "potter@seller.example"


@pytest.fixture
def seller(db):
    return Seller.objects.create(external_id="potter", name="Potter’s Corner", email=POTTER)


@pytest.fixture
def sold(make_order, mina, seller, late_parcel, ada):
    """Mina's order at the potter, which the late parcel is about."""
    order = make_order(mina, "10467", seller=seller)
    link_order(late_parcel, order, by=ada)
    return order


def answer_as(side, text, address=POTTER):
    """The seller's mail comes back to their side."""
    import uuid

    from django.utils import timezone

    return receive_side_message(
        side, Address("Potter", address), text=text, html="", quoted_text="", quoted_html="",
        client_id=uuid.uuid4(), at=timezone.now(),
    )  # fmt: skip


@pytest.mark.requirement("R96")
def test_what_is_written_to_the_seller_goes_to_them_alone(late_parcel, sold, bo):
    message = write_to_seller(late_parcel, sold, "Was the vase packed?", by=bo)

    assert list(message.deliveries.values_list("recipient", "purpose")) == [(POTTER, "side")]
    assert message not in readable(Message.objects.filter(ticket=late_parcel))
    assert side_of(late_parcel, sold).conversation.subject == "About order #10467"
    assert not is_party(late_parcel, POTTER)


@pytest.mark.requirement("R96")
def test_what_the_seller_answers_is_no_reply_to_the_buyer(late_parcel, sold, bo):
    write_to_seller(late_parcel, sold, "Was the vase packed?", by=bo, is_waiting=True)
    late_parcel.refresh_from_db()
    assert late_parcel.status == "on_hold"

    answer = answer_as(side_of(late_parcel, sold).conversation, "Yes, on Monday.")

    late_parcel.refresh_from_db()
    assert late_parcel.status == "open"
    assert answer not in readable(Message.objects.filter(ticket=late_parcel))
    assert not Delivery.objects.filter(message=answer).exists()


def test_writing_again_goes_on_in_the_same_side_and_each_order_has_its_own(
    late_parcel, sold, make_order, mina, seller, bo
):
    other = make_order(mina, "10468", seller=seller)
    for order in (sold, sold, other):
        write_to_seller(late_parcel, order, "Hello", by=bo)

    assert SideConversation.objects.count() == 2 and SellerSide.objects.count() == 2


def test_a_seller_with_another_address_gets_a_side_that_the_old_one_does_not_read(
    late_parcel, sold, seller, bo
):
    write_to_seller(late_parcel, sold, "Hello", by=bo)
    Seller.objects.update(email="new@seller.example")
    sold = Order.objects.select_related("seller").get(pk=sold.pk)

    message = write_to_seller(late_parcel, sold, "Hello", by=bo)

    assert message.deliveries.get().recipient == "new@seller.example"


@pytest.mark.requirement("R96")
@pytest.mark.parametrize("role", ["to", "cc", "bcc"])
def test_an_answer_to_the_buyer_cannot_go_to_the_seller_too(late_parcel, sold, care, bo, role):
    lines = {"to": "mina@shopper.example"} | {role: f"mina@shopper.example, {POTTER.title()}"}

    with pytest.raises(Refused, match="side of their own"):
        send_reply(late_parcel, "Your vase", by=bo, channel="email", addressees=Addressees.of(lines))
    assert not late_parcel.messages.filter(agent=bo).exists()


def test_the_buyers_words_cannot_be_forwarded_to_the_seller(late_parcel, sold, bo):
    with pytest.raises(Refused, match="side of their own"):
        forward(
            late_parcel,
            list(late_parcel.messages.all()),
            to=POTTER,
            subject="Fwd",
            text="See",
            files=[],
            by=bo,
        )


@pytest.mark.requirement("R96")
def test_a_ticket_of_the_sellers_own_is_not_merged_with_the_buyers(late_parcel, sold, wrong_size, theo, ada):
    claim_identity(theo, "email", POTTER, source="agent")

    for kept, gone in ((late_parcel, wrong_size), (wrong_size, late_parcel)):
        with pytest.raises(Refused, match="a seller's own"):
            merge_tickets(kept, gone, by=ada, across_customers=True)


@pytest.mark.requirement("R96")
def test_nor_is_one_of_a_colleague_who_answered_for_the_seller(late_parcel, sold, wrong_size, theo, bo, ada):
    claim_identity(theo, "email", "kiln@seller.example", source="agent")
    write_to_seller(late_parcel, sold, "Was the vase packed?", by=bo)
    answer_as(side_of(late_parcel, sold).conversation, "Yes.", "kiln@seller.example")

    for kept, gone in ((late_parcel, wrong_size), (wrong_size, late_parcel)):
        with pytest.raises(Refused, match="a seller's own"):
            merge_tickets(kept, gone, by=ada, across_customers=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda order: Seller.objects.update(email=""), "how Potter"),
        (lambda order: Order.objects.update(seller=None), "no seller"),
    ],
    ids=["no address", "no seller"],
)
def test_without_a_seller_who_can_be_reached_nothing_is_written(late_parcel, sold, bo, change, words):
    change(sold)
    order = Order.objects.select_related("seller").get(pk=sold.pk)

    with pytest.raises(Refused, match=words):
        write_to_seller(late_parcel, order, "Hello", by=bo)
    assert not SideConversation.objects.exists()


def test_of_somebody_elses_order_nobody_is_asked_here(late_parcel, theo, make_order, seller, bo):
    with pytest.raises(Refused, match="another customer's"):
        write_to_seller(late_parcel, make_order(theo, "9", seller=seller), "Hello", by=bo)


def test_an_agent_writes_to_the_seller_from_the_order(desk, late_parcel, sold, bo):
    console, address = desk(bo), f"/desk/tickets/{late_parcel.pk}/orders/{sold.pk}/seller/"
    panel = console.get(
        f"/desk/tickets/{late_parcel.pk}/panel/", headers={"HX-Request": "true"}
    ).content.decode()
    assert "Sold by Potter’s Corner" in panel and address in panel

    console.post(address, {"text": "Was it packed?", "waiting": "on"}, headers={"HX-Request": "true"})
    answer_as(side_of(late_parcel, sold).conversation, "Yes, on Monday.")

    dialog = console.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "Yes, on Monday." in dialog and "reads what you write here, and nothing of the buyer" in dialog


def test_a_fed_order_names_its_seller_and_keeps_it_when_nothing_is_told(mina, vase):
    row = {
        "external_id": "1",
        "customer_email": "mina@shopper.example",
        "status": "shipped",
        "currency": "EUR",
        "lines": [],
    }
    feed_orders([OrderRow(**row, seller={"external_id": "p", "name": "Potter", "email": POTTER})])
    feed_orders([OrderRow(**row)])
    assert Order.objects.get(external_id="1").seller.email == POTTER

    feed_orders([OrderRow(**row, seller=None)])
    assert Order.objects.get(external_id="1").seller is None
