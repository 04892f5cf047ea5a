"""A shopper gives an order another address: its parts are called as in the country, and a postcode is asked for."""

# ruff: noqa: F811 (the fixtures of the shop are used by their names)

import pytest
from django.http import HttpRequest, HttpResponse
from playwright.sync_api import expect

from shopbell.portal.session import COOKIE, begin_session
from tests.shop.actions.conftest import card, sell  # noqa: F401
from tests.shop.conftest import vase  # noqa: F401

from .axe import assert_accessible
from .conftest import PHONE


@pytest.mark.requirement("R47")
def test_an_address_is_asked_for_in_the_words_of_its_country(screen, shot, site, mina, sell, card):
    order = sell(mina, card)
    shopper = screen(size=PHONE)
    answer = HttpResponse()
    begin_session(HttpRequest(), answer, mina, mina.address)
    shopper.context.add_cookies([{"name": COOKIE, "value": answer.cookies[COOKIE].value, "url": site}])
    shopper.goto(f"/portal/orders/{order.pk}/change_address/")
    expect(shopper.get_by_label("Postcode")).to_be_visible()
    expect(shopper.get_by_label("Region")).to_be_visible()

    shopper.get_by_label("Country").select_option("US")
    expect(shopper.get_by_label("State")).to_be_visible()
    shopper.get_by_label("ZIP code").fill("")
    shopper.get_by_role("button", name="Show what happens then").click()
    expect(shopper.get_by_role("alert")).to_have_text("Something is missing: ZIP code.")
    expect(shopper.get_by_label("ZIP code")).to_have_attribute("aria-invalid", "true")
    assert_accessible(shopper)
    shot(shopper, "portal-address-missing")

    shopper.get_by_label("ZIP code").fill("60601")
    shopper.get_by_role("button", name="Show what happens then").click()
    expect(shopper.get_by_text("It goes to:")).to_contain_text("60601")
    assert_accessible(shopper)
