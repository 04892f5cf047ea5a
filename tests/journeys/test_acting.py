"""An agent acts on an order from the ticket: what it does is said before, done once, and told to the customer."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from shopbell.shop.models import Order, Pace, Scan, Shipment, Variant
from shopbell.tickets.assignment import assign_ticket

from .axe import violations
from .conftest import PHONE, WIDE


@pytest.mark.requirement("R79", "R80")
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_an_order_is_cancelled_and_the_customer_told(screen, shot, ada, late_parcel, order, size):
    page = screen(ada, size=size)
    page.goto(f"/desk/tickets/{late_parcel.pk}/{'#panel' if size is PHONE else ''}")

    page.get_by_role("link", name="Cancel the order").click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text("Please tell us whether")).to_be_visible()
    drawer.get_by_label("Reason").select_option("no longer needed")
    expect(drawer.get_by_text("−€74.00")).to_be_visible()
    drawer.get_by_label("The customer has agreed to this").check()
    assert violations(page) == []
    if size is WIDE:
        shot(page, "acting-cancel")
    drawer.get_by_role("button", name="Cancel the order").click()

    expect(drawer.get_by_role("status")).to_contain_text("Done")
    drawer.get_by_role("button", name="Put it into the reply").click()
    expect(drawer).to_be_hidden()
    expect(page.locator("#shop-panel").get_by_text("Cancelled").first).to_be_attached()
    order.refresh_from_db()
    assert order.status == "cancelled" and order.runs.get().is_confirmed
    if size is WIDE:
        expect(page.get_by_label("Message", exact=True)).to_have_value(re.compile("can be cancelled"))


@pytest.mark.requirement("R81")
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_an_item_is_exchanged_for_a_dearer_one_and_the_difference_paid(
    screen, shot, ada, late_parcel, order, size
):
    Order.objects.filter(pk=order.pk).update(status="delivered")
    vase = Variant.objects.get()
    Variant.objects.create(
        product=vase.product, external_id="tall", options={"colour": "blue", "size": "tall"}, price_cents=9900,
        currency="EUR", stock=2,
    )  # fmt: skip
    page = screen(ada, size=size)
    page.goto(f"/desk/tickets/{late_parcel.pk}/{'#panel' if size is PHONE else ''}")

    page.get_by_role("link", name="Exchange items").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Instead of Vase “Ondine”").select_option(label="tall, blue · €99.00")
    drawer.get_by_label("Payment method").select_option(label="Visa ••42")
    expect(drawer.get_by_text("+€25.00")).to_be_visible()
    assert violations(page) == []
    shot(page, f"acting-exchange-{'wide' if size is WIDE else 'phone'}")
    drawer.get_by_role("button", name="Exchange items").click()

    expect(drawer.get_by_role("status")).to_contain_text("Done")
    order.refresh_from_db()
    assert order.status == "exchange_requested"


@pytest.mark.requirement("R79")
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_what_cannot_be_done_says_why_and_does_nothing(screen, ada, late_parcel, order, size):
    Order.objects.filter(pk=order.pk).update(status="delivered")
    page = screen(ada, size=size)
    page.goto(f"/desk/tickets/{late_parcel.pk}/{'#panel' if size is PHONE else ''}")

    page.get_by_text("not possible now").click()
    refused = page.get_by_role("button", name="Cancel the order")

    expect(refused).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_text("only be cancelled before we begin to pack it")).to_be_visible()
    assert violations(page) == []


@pytest.mark.requirement("R69", "R79")
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_parcel_that_is_stuck_is_sent_again(screen, shot, ada, late_parcel, order, size):
    now = timezone.now()
    Order.objects.filter(pk=order.pk).update(status="shipped")
    Pace.objects.create(carrier="colis", name="Colis", parcels=400, usual_hours=52, counted_at=now)
    parcel = Shipment.objects.create(order=order, carrier="Colis", tracking_number="6A0241", external_id="1")
    parcel.lines.set(order.lines.all())
    at = now - timedelta(days=6, minutes=5)
    Scan.objects.create(
        shipment=parcel, step="on_the_way", at=at, place="Lyon depot", text="Sorted at Lyon depot"
    )
    page = screen(ada, size=size)
    page.goto(f"/desk/tickets/{late_parcel.pk}/{'#panel' if size is PHONE else ''}")

    words = "Lyon depot: no scan for 6 days; Colis usually needs no more than 52 hours."
    expect(page.locator("#shop-panel").get_by_text(words)).to_be_visible()
    if size is WIDE:
        shot(page, "stuck-parcel")
    page.get_by_role("link", name="Send a replacement").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Reason").fill("lost")
    expect(drawer.get_by_role("button", name="Send a replacement")).to_be_enabled()
    assert violations(page) == []
    drawer.get_by_role("button", name="Send a replacement").click()

    expect(drawer.get_by_role("status")).to_contain_text("Done")
    assert order.runs.get().action == "reship" and order.shipments.count() == 2


def test_another_order_is_unfolded_and_stays_so_while_the_panel_changes(screen, ada, late_parcel, order):
    order.ticket_links.all().delete()
    page = screen(ada)
    page.goto(f"/desk/tickets/{late_parcel.pk}/")
    panel = page.locator("#shop-panel")
    expect(panel.get_by_text("Vase “Ondine”")).to_have_count(0)

    panel.locator(".order-fold summary").click()
    expect(panel.get_by_text("Vase “Ondine”")).to_be_visible()
    assert violations(page) == []
    Order.objects.filter(pk=order.pk).update(note="Please knock.")
    assign_ticket(late_parcel, ada, by=ada)

    expect(panel.get_by_text("Please knock.")).to_be_visible()
