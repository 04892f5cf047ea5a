"""An agent finds a product, shows it in the chat, and asks before an order is changed; the shopper answers."""

import pytest
from playwright.sync_api import expect

from shopbell.shop.models import Order, OrderLine, Payment, PaymentMethod, Product, Variant
from shopbell.shop.ticket_order import link_order
from tests.journeys.axe import violations

from .shopping import begin


@pytest.fixture
def vase(db):
    product = Product.objects.create(external_id="vase", name="Vase “Ondine”")
    for number, colour in enumerate(["blue", "red"]):
        Variant.objects.create(
            product=product, external_id=colour, options={"colour": colour}, price_cents=7400 + number * 600,
            currency="EUR", stock=4,
        )  # fmt: skip
    return product


def buy(customer, product):
    """A pending order of the vase in blue, paid by card."""
    card = PaymentMethod.objects.create(customer=customer, kind="card", last_four="1142", external_id="card")
    order = Order.objects.create(
        external_id="1", number="10467", customer=customer, currency="EUR", total_cents=7400
    )
    OrderLine.objects.create(
        order=order, variant=product.variants.get(external_id="blue"), name=product.name, price_cents=7400
    )
    Payment.objects.create(order=order, kind="payment", method=card, amount_cents=7400, currency="EUR")
    return order


@pytest.mark.requirement("R76", "R92")
def test_a_product_is_found_shown_and_chosen(shopper, screen, bo_is_there, vase):
    page = shopper()
    ticket = begin(page)
    desk = screen(bo_is_there)
    desk.goto(f"/desk/tickets/{ticket.pk}/")
    expect(desk.get_by_text("Where is my lamp?").last).to_be_visible()

    desk.keyboard.press("c")
    finder = desk.get_by_role("dialog")
    finder.get_by_label("Find a product").fill("ondine")
    expect(finder.get_by_text("from €74.00")).to_be_visible()
    assert violations(desk) == []
    finder.get_by_role("button", name="Show it in the chat").click()
    expect(desk.locator(".chat-card")).to_contain_text("Vase “Ondine”")

    card = page.chat.get_by_role("article", name="Vase “Ondine”")
    card.get_by_role("button", name="red €80.00").click()

    expect(card.get_by_role("button", name="red €80.00")).to_have_attribute("aria-pressed", "true")
    expect(desk.get_by_text("I would like this one: Vase “Ondine”, red (€80.00)").last).to_be_visible()


@pytest.mark.requirement("R79", "R92")
def test_an_order_is_cancelled_when_the_shopper_agrees(shopper, screen, bo_is_there, vase):
    page = shopper()
    ticket = begin(page)
    order = buy(ticket.customer, vase)
    link_order(ticket, order, by=bo_is_there)
    desk = screen(bo_is_there)
    desk.goto(f"/desk/tickets/{ticket.pk}/")

    desk.get_by_role("link", name="Cancel the order").click()
    drawer = desk.get_by_role("dialog")
    drawer.get_by_label("Reason").select_option("no longer needed")
    expect(drawer.get_by_text("−€74.00")).to_be_visible()
    drawer.get_by_role("button", name="Ask the customer first").click()

    card = page.chat.get_by_role("article")
    expect(card).to_contain_text("Paid back: €74.00")
    card.get_by_role("button", name="Yes, I agree").click()
    expect(card.get_by_role("status")).to_have_text("Done.")
    expect(page.chat.locator(".own").last).to_contain_text("Yes, I agree: Cancel the order")
    page.reload()  # the conversation is open as before
    expect(page.chat.get_by_role("article").get_by_role("status")).to_have_text("Done.")

    order.refresh_from_db()
    assert order.status == "cancelled" and order.runs.get().is_confirmed


@pytest.mark.requirement("R81", "R92")
def test_the_label_comes_by_itself_when_the_shopper_agrees_to_a_return(shopper, screen, bo_is_there, vase):
    page = shopper()
    ticket = begin(page)
    order = buy(ticket.customer, vase)
    Order.objects.filter(pk=order.pk).update(status="delivered")
    link_order(ticket, order, by=bo_is_there)
    desk = screen(bo_is_there)
    desk.goto(f"/desk/tickets/{ticket.pk}/")

    desk.get_by_role("link", name="Return items").click()
    drawer = desk.get_by_role("dialog")
    drawer.get_by_label("Vase “Ondine”").check()
    drawer.get_by_role("button", name="Ask the customer first").click()
    page.chat.get_by_role("article").get_by_role("button", name="Yes, I agree").click()

    said = page.chat.get_by_role("region", name="Conversation").get_by_text("Label to print")
    expect(said).to_be_visible()
    expect(said).to_have_count(1)
    # in the thread: the panel has it folded, as soon as it has heard of it
    expect(desk.locator("#entries").get_by_text("Label to print")).to_be_visible()
