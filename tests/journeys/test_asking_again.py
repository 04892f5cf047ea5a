"""The hint that an answer asks for what the ticket holds: read in a browser, and sent all the same."""

import pytest
from playwright.sync_api import expect

from shopbell.promises.models import ExplainedAgain
from shopbell.shop.order import Order
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.models import Message

from .axe import assert_accessible
from .walking import box, open_ticket, send, write

ASKING = "Could you tell me your order number, please?"


@pytest.fixture
def handed_over(parcel, mina, ada):
    """Mina has said her order number to Ada, who answered."""
    order = Order.objects.create(customer=mina, external_id="1", number="20311", currency="EUR")
    receive_message(parcel, "Where is my order 20311?", customer=mina, channel="email")
    link_order(parcel, order, by=ada)
    write_reply(parcel, "I look at it.", by=ada, channel="email")
    return parcel


@pytest.mark.requirement("R103")
def test_who_asks_for_what_was_said_is_told_so_and_may_send_it_anyway(screen, bo, handed_over):
    page = screen(bo)
    open_ticket(page, handed_over)
    write(page, ASKING)
    send(page)

    bar = page.locator("[data-crossed]")
    expect(bar).to_contain_text("You ask for the order number: it is #20311, said on")
    expect(bar.get_by_role("button", name="Send anyway")).to_be_focused()
    expect(box(page)).to_have_value(ASKING)  # nothing is lost, and nothing is sent
    assert not Message.objects.filter(agent=bo).exists()
    assert_accessible(page)

    bar.get_by_role("button", name="Send anyway").click()

    expect(page.locator("#entries")).to_contain_text(ASKING)
    expect(bar).to_be_hidden()
    sent = Message.objects.get(agent=bo)
    assert ExplainedAgain.objects.get(message=sent).cause == "found"  # and it counts
