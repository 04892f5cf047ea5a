"""A channel that this test makes up and registers: in, shown, answered, delivered, and nothing below it changes."""

import pytest

from shopbell.channels.delivery import Delivery, deliver, mark_handed_over
from shopbell.channels.registry import CHANNELS, Channel, DeliveryError, register
from shopbell.core.errors import Refused
from shopbell.tickets.message import receive_message
from shopbell.tickets.ticket import create_ticket


class Loft:
    """The provider of a channel that sends by pigeon."""

    def __init__(self):
        self.flown: list[tuple[str, str]] = []
        self.fault: DeliveryError | None = None

    def deliver(self, delivery: Delivery) -> str:
        mark_handed_over(delivery)
        if self.fault:
            raise self.fault
        self.flown.append((delivery.recipient, delivery.message.text))
        return f"pigeon-{len(self.flown)}"

    def recipient(self, ticket) -> str:
        if not ticket.customer.city:
            raise Refused("Nobody knows where the pigeon should fly.")
        return ticket.customer.city


@pytest.fixture
def loft():
    loft = Loft()
    before = dict(CHANNELS)
    register(
        Channel(kind="pigeon", label="Pigeon", icon="bird", deliver=loft.deliver, recipient=loft.recipient)
    )
    yield loft
    CHANNELS.clear()
    CHANNELS.update(before)


@pytest.fixture
def by_pigeon(loft, mina, returns):
    mina.city = "Lyon"
    mina.save()
    ticket = create_ticket(customer=mina, channel="pigeon", subject="A lamp", team=returns, by=mina)
    receive_message(ticket, "Coo.", customer=mina, channel="pigeon")
    return ticket


def answer(desk, agent, ticket, **more):
    return desk(agent).post(
        f"/desk/tickets/{ticket.pk}/replies/",
        {"text": "It comes today.", **more},
        headers={"Accept": "application/json"},
    )


@pytest.mark.requirement("R2")
def test_a_new_channel_is_shown_and_answered_from_the_day_it_is_registered(desk, bo, by_pigeon, loft):
    browser = desk(bo)
    page = browser.get(f"/desk/tickets/{by_pigeon.pk}/").content.decode()
    assert "Pigeon" in page and "Coo." in page
    assert "A lamp" in browser.get("/desk/views/open/").content.decode()

    answer(desk, bo, by_pigeon, channel="pigeon")
    delivery = Delivery.objects.get()
    deliver(delivery.pk)

    delivery.refresh_from_db()
    assert loft.flown == [("Lyon", "It comes today.")]
    assert (delivery.state, delivery.external_id) == ("sent", "pigeon-1")


@pytest.mark.requirement("R2")
def test_what_a_new_channel_cannot_deliver_is_tried_again_or_told(desk, bo, by_pigeon, loft):
    answer(desk, bo, by_pigeon)
    delivery = Delivery.objects.get()

    loft.fault = DeliveryError("Fog.", permanent=False)
    deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == ("queued", "Fog.")

    loft.fault = DeliveryError("A hawk.", permanent=True)
    deliver(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == "failed"
    assert "A hawk." in desk(bo).get(f"/desk/tickets/{by_pigeon.pk}/").content.decode()


@pytest.mark.requirement("R2")
def test_the_same_matter_goes_on_by_another_channel(desk, bo, mina, by_pigeon, loft):
    receive_message(by_pigeon, "Now by mail.", customer=mina, channel="email")

    answer(desk, bo, by_pigeon, channel="email")
    answer(desk, bo, by_pigeon, channel="pigeon")

    assert sorted(Delivery.objects.values_list("channel", flat=True)) == ["email", "pigeon"]


def test_a_new_channel_that_cannot_reach_the_customer_says_why(desk, bo, mina, by_pigeon, loft):
    mina.city = ""
    mina.save()

    refused = answer(desk, bo, by_pigeon)

    assert refused.status_code == 422
    assert "Nobody knows where the pigeon should fly." in refused.content.decode()
