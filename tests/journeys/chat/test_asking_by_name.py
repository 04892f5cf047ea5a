"""A shopper chooses in the widget whom to talk to, and the agent reads that they were asked for."""

import re

import pytest
from playwright.sync_api import expect

from shopbell.routing.models import Assistant, TeamRouting, Wish


@pytest.mark.requirement("R99", "R100")
def test_a_shopper_chooses_whom_to_talk_to(shopper, screen, bo_is_there, ada, returns):
    TeamRouting.objects.create(team=returns, mode="pull")
    Assistant.objects.create(agent=ada, is_offered=True, hours="Mon–Thu, 9–17")
    Assistant.objects.create(agent=bo_is_there, is_offered=True)
    page = shopper()
    page.launcher.click()
    page.chat.get_by_role("button", name="Chat with us").click()
    people = page.chat.get_by_role("group", name="Whom would you like to talk to?")
    expect(people.get_by_role("radio", name="Anybody")).to_be_checked()
    expect(people.get_by_role("radio", name="Ada")).to_have_accessible_name("Ada Mon–Thu 9:00 AM–5:00 PM")
    people.get_by_role("radio", name=re.compile("^Bo")).check()
    page.chat.get_by_label("Your name").fill("Mina")
    page.chat.get_by_label("Your e-mail").fill("mina@shopper.example")
    page.chat.get_by_label("How can we help?").fill("Where is my lamp?")
    page.chat.get_by_role("button", name="Start the chat").click()
    expect(page.chat.locator(".own")).to_have_count(1)

    wish = Wish.objects.select_related("ticket").get()
    assert wish.agent == bo_is_there
    desk = screen(bo_is_there)
    desk.goto(f"/desk/tickets/{wish.ticket_id}/")
    expect(desk.get_by_text("asked for Bo Lind").first).to_be_visible()
