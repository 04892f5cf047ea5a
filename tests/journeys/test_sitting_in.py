"""A lead sits in on a chat: the agent sees it, the shopper never; and who is there, seen and unseen."""

# ruff: noqa: F811 (the fixtures of the chat are used by their names)

import pytest
from playwright.sync_api import expect

from .axe import assert_accessible
from .chat.conftest import bo_is_there, shop, shop_chat, shopper  # noqa: F401 (fixtures)
from .chat.shopping import begin


@pytest.mark.requirement("R103")
def test_a_lead_sits_in_whispers_and_takes_over_and_the_shopper_sees_none_of_it(
    screen, shopper, ada, bo_is_there, shot
):
    page, agents, leads = shopper(), screen(bo_is_there), screen(ada)
    ticket = begin(page, "The lamp is too dear.")
    agents.goto(f"/desk/tickets/{ticket.pk}/")
    leads.goto("/desk/wall/")
    leads.get_by_role("button", name=f"Sit in on #{ticket.pk}").click()

    leads.wait_for_url(f"**/desk/tickets/{ticket.pk}/")
    bench = leads.locator("#bench")
    expect(bench).to_contain_text("You sit in. Bo sees that.")
    expect(agents.get_by_text("Ada sits in", exact=True)).to_be_visible()

    agents.locator("#composer-text").press_sequentially("Dear Mina, of course")
    expect(bench).to_contain_text("Dear Mina, of course")
    expect(leads.get_by_text("Bo is writing…")).to_be_visible()

    whispering = leads.get_by_role("textbox", name="Whisper to Bo")
    whispering.fill("Offer a free return.")
    leads.get_by_role("button", name="Whisper").click()
    expect(agents.locator(".note-whisper")).to_contain_text("Offer a free return.")
    expect(agents.locator(".note-whisper")).to_contain_text("whispers to you")
    expect(whispering).to_have_value("")
    expect(agents.locator("#composer-text")).to_have_value("Dear Mina, of course")
    assert_accessible(leads)
    assert_accessible(agents)
    shot(leads, "sitting-in")
    shot(agents, "sat-in-on")

    leads.locator("#bench").get_by_role("button", name="Take over…").click()
    dialog = leads.get_by_role("dialog", name="Take this ticket over?")
    expect(dialog).to_be_visible()
    assert_accessible(leads)
    dialog.get_by_label("A line for your colleague").fill("I know this one.")
    dialog.get_by_role("button", name="Take over").click()
    expect(agents.locator("#ticket-head")).to_contain_text("Ada Moreau")
    expect(agents.locator("#entries")).to_contain_text("I know this one.")
    expect(agents.locator("#entries")).to_contain_text("Ada Moreau took this ticket over from Bo Lind.")
    expect(bench).to_be_hidden()
    expect(agents.get_by_text("Ada sits in", exact=True)).to_have_count(0)

    leads.locator("#composer-text").fill("I make you an offer.")
    leads.locator("#composer-text").press("Control+Enter")
    expect(page.chat.locator(".theirs")).to_contain_text("I make you an offer.")
    expect(page.chat.locator(".theirs")).to_have_count(1)
    for words in ("free return", "I know this one", "sits in"):
        expect(page.chat.get_by_text(words)).to_have_count(0)


def test_who_is_there_and_looking_unseen(screen, ada, bo, wrong_size, shot):
    agents, leads = screen(bo), screen(ada)
    agents.goto(f"/desk/tickets/{wrong_size.pk}/")
    leads.goto(f"/desk/tickets/{wrong_size.pk}/")
    expect(agents.get_by_text("Ada is looking")).to_be_visible()

    leads.get_by_role("button", name="Team", exact=True).click()
    team = leads.get_by_role("dialog", name="Team")
    expect(team).to_contain_text("Bo Lind")
    team.get_by_role("button", name="Look unseen").click()
    expect(team).to_contain_text("You look into tickets unseen.")
    expect(agents.get_by_text("Ada is looking")).to_have_count(0)
    assert_accessible(leads)
    shot(leads, "team")

    agents.get_by_role("button", name="Team", exact=True).click()
    own = agents.get_by_role("dialog", name="Team")
    own.get_by_label("What your colleagues read beside your name").fill("Lunch until one")
    own.get_by_role("button", name="Save").click()
    expect(team).to_contain_text("Lunch until one")
    leads.keyboard.press("Escape")
    expect(leads.locator("#team")).to_have_count(0)
