"""A shopper signs in by a link, cancels an order without a script, and an agent sees it."""

# ruff: noqa: F811 (the fixtures of the shop are used by their names)

import re

import pytest
from django.core import mail as outbox
from playwright.sync_api import expect

from shopbell.tickets.models import Ticket
from tests.shop.actions.conftest import card, sell  # noqa: F401
from tests.shop.conftest import vase  # noqa: F401

from .axe import assert_accessible
from .conftest import PHONE
from .walking import is_open


@pytest.mark.requirement("R47", "R80")
def test_a_shopper_cancels_an_order_and_an_agent_sees_it(
    screen, shot, site, root, mina, sell, card, late_parcel
):
    order = sell(mina, card)
    shopper = screen(size=PHONE, timezone_id="Asia/Tokyo")
    shopper.goto("/portal/")
    assert_accessible(shopper)
    shopper.get_by_label("Your e-mail address").fill("mina@shopper.example")
    shopper.get_by_role("button", name="Mail me a link").click()
    expect(shopper.get_by_role("heading", name="Look into your mail")).to_be_visible()
    assert_accessible(shopper)
    shopper.goto(link_from_the_mail(shopper))
    assert_accessible(shopper)
    shopper.get_by_role("button", name="Sign in").click()
    expect(shopper.get_by_role("heading", name="Hello Mina Okafor")).to_be_visible()
    assert_accessible(shopper)

    shopper.get_by_role("link", name=f"Order {order}").click()
    assert_accessible(shopper)
    shopper.get_by_role("link", name="Cancel the order").click()
    shopper.get_by_label("Reason").select_option("no longer needed")
    shopper.get_by_role("button", name="Show what happens then").click()
    expect(shopper.get_by_text("€148.00")).to_be_visible()
    assert_accessible(shopper)
    shot(shopper, "portal-preview")
    shopper.get_by_role("button", name="Cancel the order").click()
    expect(shopper.get_by_text("It is done.")).to_be_visible()
    until = shopper.get_by_text("You can undo this until").locator("time")
    expect(until).to_have_attribute("title", re.compile("UTC$"))
    expect(until).not_to_contain_text("UTC")  # by the clock of the browser, nine hours ahead
    assert_accessible(shopper)
    for place in ("Your questions", "Your data and wishes"):
        shopper.get_by_role("link", name=place, exact=True).click()
        expect(shopper.get_by_role("heading", name=place, level=1)).to_be_visible()
        assert_accessible(shopper)
    shopper.goto(f"/portal/questions/{late_parcel.pk}/")
    assert_accessible(shopper)

    ticket = Ticket.objects.exclude(pk=late_parcel.pk).get()
    agent = screen(root)
    agent.goto(f"/desk/tickets/{ticket.pk}/")
    is_open(agent, ticket)
    done = agent.get_by_role("region", name="Done in this ticket")
    expect(done.get_by_role("link", name=f"Cancel the order · {order}")).to_be_visible()
    expect(done).to_contain_text("Mina Okafor")


def link_from_the_mail(page) -> str:
    """The address in the mail, which a job sends."""
    for _try in range(150):
        found = [re.search(r"http://[^/]+(/portal/sign-in/link/\S+)", mail.body) for mail in outbox.outbox]
        if found and found[0]:
            return found[0][1]
        page.wait_for_timeout(100)
    raise AssertionError("no link was mailed")
