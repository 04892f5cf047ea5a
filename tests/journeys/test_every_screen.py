"""Every screen and menu of the console, on a desk with very long values: accessible."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from shopbell.customers.customer import claim_identity
from shopbell.customers.models import Customer
from shopbell.shop.models import Order, TicketOrder
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.message import add_note, receive_message, write_reply
from shopbell.tickets.models import ContactReason, Tag
from shopbell.tickets.tag import tag_ticket
from shopbell.tickets.ticket import create_ticket

from .axe import assert_accessible, violations
from .conftest import PHONE
from .walking import open_ticket

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3


@pytest.fixture
def full_desk(parcel, wrong_size, letter, mina, theo, ada, bo, returns):
    """Real-shaped tickets, and one with a very long value everywhere."""
    order = Order.objects.create(
        external_id="1", number="10482", customer=mina, currency="EUR", total_cents=12900, status="shipped"
    )
    TicketOrder.objects.create(ticket=parcel, order=order)
    parcel.reason = ContactReason.objects.get(name="Where is my order")
    parcel.save()
    tag_ticket(parcel, Tag.objects.create(name="carrier-delay"), by=bo)
    add_note(parcel, "The carrier lost a trolley in Lyon.", by=ada)
    write_reply(parcel, "Hello Mina,\n\nit comes today.\n\nBo", by=bo, channel="email")
    for number in range(9):
        receive_message(
            wrong_size,
            f"line {number}",
            customer=theo,
            channel="chat",
            at=timezone.now() - timedelta(minutes=90 - number),
        )
    write_reply(wrong_size, "Of course, I have reserved the last L.", by=bo, channel="chat")
    long = Customer.objects.create(name=LONG[:290], city=LONG[:100], country="DE", background=LONG * 2)
    claim_identity(long, "email", f"{'x' * 60}@{'y' * 60}.example", source="form")
    ticket = create_ticket(customer=long, channel="chat", subject=LONG * 2, team=returns)
    receive_message(ticket, LONG * 4, customer=long, channel="chat")
    message, _ = write_reply(ticket, LONG * 2, by=bo, channel="chat")
    keep_attachment([b"x"], name=LONG[:180] + ".pdf", message=message)
    add_note(ticket, LONG, by=bo)
    return {"mail": parcel, "chat": wrong_size, "long": ticket}


def test_every_screen_is_accessible(screen, cy, ada, shot, full_desk):
    empty = screen(cy)
    empty.goto("/desk/views/mine/")
    assert_accessible(empty)
    shot(empty, "console-empty")

    page = screen(ada)
    addresses = {name: f"/desk/tickets/{ticket.pk}/?view=open" for name, ticket in full_desk.items()}
    addresses |= {"list": "/desk/views/open/", "customers": "/desk/customers/"}
    addresses |= {
        "customer": f"/desk/customers/{full_desk['mail'].customer_id}/",
        "customer-long": f"/desk/customers/{full_desk['long'].customer_id}/",
    }
    for name, address in addresses.items():
        page.goto(address)
        for size in ({"width": 1440, "height": 900}, {"width": 1024, "height": 768}, PHONE):
            page.set_viewport_size(size)
            assert_accessible(page)
        page.set_viewport_size({"width": 1440, "height": 900})
        shot(page, f"console-{name}")


def test_every_menu_is_accessible(screen, ada, full_desk):
    page = screen(ada)
    open_ticket(page, full_desk["mail"])
    for name in (
        "Status:",
        "Assignee:",
        "Team:",
        "Reason:",
        "Priority:",
        "Tags",
        "Macros",
        "More ways to send",
    ):
        page.get_by_role("button", name=re.compile(f"^{name}")).click()
        expect(page.locator(".menu:popover-open")).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert violations(page) == [], name
        page.keyboard.press("Escape")
