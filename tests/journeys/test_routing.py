"""A chat that is offered: who does not take it in time loses it to the next, whom one key brings to it."""

# ruff: noqa: F811 (the fixtures of the chat are used by their names)

import pytest
from playwright.sync_api import expect

from shopbell.routing.assigning import route_ticket
from shopbell.routing.looking import look
from shopbell.routing.models import Offer, TeamRouting
from tests.channels.chat.conftest import be_there

from .axe import assert_accessible
from .chat.conftest import shop, shop_chat, shopper  # noqa: F401 (fixtures)
from .chat.shopping import begin
from .walking import is_open


@pytest.mark.requirement("R98")
def test_who_does_not_take_an_offered_chat_loses_it_to_the_next(screen, shopper, returns, ada, bo):
    TeamRouting.objects.create(team=returns, mode="push", accept_seconds=600)
    be_there(ada), be_there(bo)
    ticket = begin(shopper(), "Where is my lamp?")
    pages = {agent: screen(agent) for agent in (ada, bo)}
    for page in pages.values():
        page.goto("/desk/views/mine/")

    route_ticket(ticket.pk)
    first = Offer.objects.open().select_related("agent").get()
    second = next(agent for agent in pages if agent != first.agent)
    asked = pages[first.agent].locator(".work-offer")
    expect(asked).to_contain_text("Where is my lamp?")
    assert_accessible(pages[first.agent])
    expect(pages[second].locator(".work-offer")).to_have_count(0)

    Offer.objects.filter(pk=first.pk).update(until=first.offered_at)  # its time is over
    look()
    expect(asked).to_have_count(0)
    expect(pages[second].locator(".work-offer")).to_contain_text("Where is my lamp?")
    pages[second].keyboard.press("y")

    is_open(pages[second], ticket)
    ticket.refresh_from_db()
    assert ticket.assignee == second


@pytest.mark.requirement("R98")
def test_an_offer_covers_no_button_and_can_be_taken_over_an_open_dialog(
    screen, shopper, returns, root, late_parcel
):
    """At the end of a long form, and in a dialog that makes the rest of the page dead."""
    TeamRouting.objects.create(team=returns, mode="push", accept_seconds=600)
    returns.memberships.get_or_create(agent=root)
    be_there(root)
    ticket = begin(shopper(), "Where is my lamp?")
    page = screen(root)
    page.goto("/desk/settings/triggers/new/")
    route_ticket(ticket.pk)
    offer = page.locator(".work-offer")
    expect(offer).to_be_visible()
    page.get_by_role("button", name="Save").click(trial=True)

    page.goto(f"/desk/tickets/{late_parcel.pk}/")
    expect(offer).to_be_visible()
    page.locator("[data-composer] button.button-main").first.click(trial=True)
    page.locator("body").press("Shift+T")
    dialog = page.get_by_role("dialog", name="Transfer this ticket")
    expect(dialog).to_be_visible()
    assert_accessible(page)
    dialog.get_by_role("button", name="Transfer").click(trial=True)
    offer.get_by_role("button", name="Accept").click()

    is_open(page, ticket)
