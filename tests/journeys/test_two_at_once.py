"""Two agents and a shopper at once, in one chat: they see each other, nobody talks past the other, nothing is doubled."""

# ruff: noqa: F811 (the fixtures of the chat are used by their names)

import re

import pytest
from playwright.sync_api import expect

from shopbell.tickets.event import Verb
from shopbell.tickets.models import Draft, Message, Ticket

from .axe import assert_accessible
from .chat.conftest import bo_is_there, shop, shop_chat, shopper  # noqa: F401 (fixtures)
from .chat.shopping import begin, say
from .walking import box, head, is_open


def words_of(ticket):
    return list(ticket.messages.order_by("pk").values_list("text", flat=True))


def goes_out(page):
    """Whoever was a moment later is stopped, and sends it all the same."""
    sent_or_stopped = page.locator("#composer:not([data-is-begun]), [data-crossed]:not([hidden])").first
    expect(sent_or_stopped).to_be_attached()
    if page.locator("[data-crossed]").is_visible():
        page.get_by_role("button", name="Send anyway").click()
    expect(box(page)).to_have_value("")


@pytest.mark.requirement("R83")
def test_two_agents_and_a_shopper_in_one_chat(screen, shopper, ada, bo_is_there):
    shop_page, first, second = shopper(), screen(bo_is_there), screen(ada)
    ticket = begin(shop_page, "Where is my lamp?")
    for page in (first, second):
        page.goto(f"/desk/tickets/{ticket.pk}/?view=open")
        is_open(page, ticket)
    expect(first.get_by_text("Ada is looking")).to_be_visible()
    expect(second.get_by_text("Bo is looking")).to_be_visible()

    # the second who begins reads that the first is at it
    box(first).press_sequentially("It left")
    expect(second.locator("#collision")).to_contain_text("Bo is writing an answer to this ticket.")
    expect(shop_page.chat.get_by_text("Bo is writing…")).to_be_visible()
    assert_accessible(second)
    box(second).press_sequentially("We ask the carrier")

    # the shopper writes while both write: neither answer crosses it unseen
    say(shop_page, "It is for a birthday on Friday!")
    for page in (first, second):
        expect(page.locator("#entries")).to_contain_text("It is for a birthday on Friday!")
    first.keyboard.press("Control+Enter")
    bar = first.locator("[data-crossed]")
    expect(bar).to_contain_text("It is for a birthday on Friday!")
    assert words_of(ticket) == ["Where is my lamp?", "It is for a birthday on Friday!"]
    box(first).fill("It comes on Thursday, in time for the birthday.")
    bar.get_by_role("button", name="Send anyway").click()
    expect(shop_page.chat.locator(".theirs")).to_contain_text("in time for the birthday")

    # what the first has answered stops the second in turn
    expect(second.locator("#entries")).to_contain_text("in time for the birthday")
    second.keyboard.press("Control+Enter")
    expect(second.locator("[data-crossed]")).to_contain_text("in time for the birthday")
    assert_accessible(second)

    # who takes over is asked, and the other sees it at once; what was begun stays with who began it
    box(first).press_sequentially("May I")
    expect(second.locator("#collision")).to_contain_text("Bo is writing")
    second.get_by_role("button", name="Take it", exact=True).click()
    expect(second.get_by_role("heading", name=re.compile("Bo is answering this ticket"))).to_be_visible()
    second.get_by_role("button", name="Take it over").click()
    for page in (first, second):
        expect(head(page)).to_have_attribute("data-assignee", str(ada.pk))
    expect(box(first)).to_have_value("May I")
    expect(box(second)).to_have_value("We ask the carrier")

    # both send the same moment: each answer goes out once, and each stands on all three screens once
    box(first).fill("May I wrap it?")
    box(second).fill("I take care of it now.")
    first.evaluate("document.querySelector('#composer [data-send]').click()")
    second.evaluate("document.querySelector('#composer [data-send]').click()")
    for page in (first, second):
        goes_out(page)
    for text in ("May I wrap it?", "I take care of it now."):
        for entries in (
            first.locator("#entries"),
            second.locator("#entries"),
            shop_page.chat.locator(".theirs"),
        ):
            expect(entries.get_by_text(text, exact=True)).to_have_count(1)

    assert sorted(words_of(ticket)) == sorted(
        [
            "Where is my lamp?",
            "It is for a birthday on Friday!",
            "It comes on Thursday, in time for the birthday.",
            "May I wrap it?",
            "I take care of it now.",
        ]
    )
    assert Message.objects.values("client_id").distinct().count() == 5
    assert Ticket.objects.get().assignee == ada
    assert not Draft.objects.exists()


def test_two_agents_solve_the_same_ticket_and_it_is_solved_once(screen, ada, bo, late_parcel):
    first, second = screen(ada), screen(bo)
    for page in (first, second):
        page.goto(f"/desk/tickets/{late_parcel.pk}/?view=open")
        is_open(page, late_parcel)
    expect(first.get_by_text("Bo is looking")).to_be_visible()
    press = "document.querySelector('#menu-status [value=solved]').click()"

    first.evaluate(press)
    second.evaluate(press)

    for page in (first, second):
        expect(head(page)).to_have_attribute("data-status", "solved")
        expect(page.locator("#entries").get_by_text(re.compile("solved this ticket"))).to_have_count(1)
    assert late_parcel.events.filter(verb=Verb.SOLVED).count() == 1
