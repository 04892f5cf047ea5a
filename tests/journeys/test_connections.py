"""A shop system in a browser: connected, imported, and found in the customer's ticket; its troubles are said."""

import pytest
from playwright.sync_api import expect

from shopbell.shop.models import Order
from tests.fakes.shopify import shopify

from .axe import assert_accessible
from .conftest import PHONE


@pytest.fixture
def shop(settings):
    with shopify() as fake:
        settings.PRIVATE_SHOPS = {fake.domain}
        fake.points = 10**6  # nobody waits here
        for number in range(7):
            fake.sell(number)
        yield fake


def test_an_owner_connects_shopify_and_imports_it(screen, shop, root, shot):
    page = screen(root)
    page.goto("/desk/settings/connections/")
    assert_accessible(page)
    page.get_by_role("link", name="Shopify").click()
    page.get_by_label("Address of the shop").fill(shop.domain)
    page.get_by_label("Client secret").fill("wrong")
    page.get_by_label("Access token").fill("wrong")
    page.get_by_role("button", name="Test and connect").click()

    expect(page.get_by_text("does not let the desk in")).to_be_visible()
    assert_accessible(page)
    shot(page, "connection-new")
    page.get_by_label("Client secret").fill(shop.secret)
    page.get_by_label("Access token").fill(shop.token)
    page.get_by_role("button", name="Test and connect").click()

    expect(page.get_by_role("heading", name="Ondine")).to_be_visible()
    shop.orders["5003"]["totalPriceSet"]["shopMoney"]["amount"] = "much"
    page.get_by_role("button", name="Import everything").click()

    expect(page.get_by_role("button", name="Import everything again")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("heading", name="What could not be kept")).to_be_visible()
    assert_accessible(page)
    shot(page, "connection")
    page.set_viewport_size(PHONE)
    assert_accessible(page)
    assert Order.objects.filter(source="shopify").count() == 6
    page.goto("/desk/settings/connections/")
    expect(page.get_by_role("link", name="Ondine")).to_be_visible()
    assert_accessible(page)
    shot(page, "connections")
