"""A shopper agrees that the shop remembers what they looked at; the agent sees it, until they agree no longer."""

import pytest
from playwright.sync_api import expect

from shopbell.channels.chat.models import Visited

from .shopping import begin


@pytest.mark.requirement("R73")
def test_what_a_shopper_looked_at_stands_beside_their_ticket_while_they_agree(
    shopper, screen, shop, bo_is_there
):
    page = shopper()
    expect(page.launcher).to_be_visible()
    page.evaluate("Shopbell.consent(true)")
    page.goto(f"{shop.origin}/lamps/?q=brass+lamp&token=secret")
    expect(page.launcher).to_be_visible()
    assert not Visited.objects.exists()  # nobody has written yet
    ticket = begin(page)

    desk = screen(bo_is_there)
    desk.goto(f"/desk/tickets/{ticket.pk}/")
    panel = desk.get_by_role("region", name="Looked at lately")
    expect(panel).to_contain_text("brass lamp")
    assert not Visited.objects.filter(page__contains="secret").exists()

    with page.expect_response(lambda answer: answer.url.endswith("/visited")):
        page.evaluate("Shopbell.consent(false)")
    desk.reload()
    expect(desk.get_by_role("heading", name="Positive points")).to_be_visible()
    expect(panel).to_have_count(0)
