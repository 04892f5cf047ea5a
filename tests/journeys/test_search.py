"""Finding by keyboard alone: the search page and the palette, in a browser."""

import re

import pytest
from playwright.sync_api import expect

from shopbell.channels.inbox import set_inbox
from shopbell.search.help.index import index_due as index_help_due
from shopbell.search.index import index_due
from shopbell.tickets.macro import Macro

from .axe import assert_accessible
from .conftest import PHONE


@pytest.fixture
def parcel(late_parcel, care):
    set_inbox(late_parcel, care)
    for index in (index_due, index_help_due):  # a desk begins with policies, which are found as well
        while index():
            pass
    return late_parcel


def box(page):
    return page.get_by_role("combobox", name="Go to or do")


def chosen(page):
    return page.locator("#palette [role=option][aria-selected=true]")


@pytest.mark.requirement("R89")
def test_an_agent_finds_a_ticket_by_its_words_without_a_mouse(screen, bo, parcel, wrong_size, shot):
    Macro.objects.create(name="On its way", text="It will come on Tuesday, at the latest on Wednesday.")
    page = screen(bo)
    page.goto("/desk/views/open/")
    page.keyboard.press("/")
    page.wait_for_url(re.compile("/desk/search/"))
    assert_accessible(page)
    page.keyboard.type("tuesday com")
    expect(page.locator("[data-found] mark").first).to_have_text("come")
    page.wait_for_url(re.compile(r"q=tuesday"))
    assert_accessible(page)
    shot(page, "search")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-found-row]").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("at the latest on Wednesday").last).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/desk/tickets/{parcel.pk}/"))


COMES_IN_UNDER_THE_POINTER = """option => {
    option.dispatchEvent(new PointerEvent("pointermove", {bubbles: true}));
    return option.ariaSelected;
}"""


@pytest.mark.requirement("R88", "R89")
def test_the_palette_leads_to_a_ticket_and_acts_on_it(screen, bo, parcel, shot):
    Macro.objects.create(name="Apology", text="We are sorry.")
    page = screen(bo)
    page.goto("/desk/customers/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("Control+k")
    expect(box(page)).to_be_focused()
    expect(chosen(page)).to_have_count(1)
    assert_accessible(page)
    page.keyboard.type("where is")
    expect(chosen(page)).to_contain_text("Where is my parcel?")
    expect(box(page)).to_have_attribute("aria-activedescendant", re.compile("palette-"))
    assert_accessible(page)
    shot(page, "palette")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/desk/tickets/{parcel.pk}/"))

    page.keyboard.press("Control+k")
    page.keyboard.type("solve")
    expect(chosen(page)).to_contain_text("Solve")
    page.keyboard.press("Enter")
    expect(page.locator("#ticket-head")).to_have_attribute("data-status", "solved")

    page.keyboard.press("Control+k")
    page.keyboard.type("priority urg")
    expect(chosen(page)).to_contain_text("Priority: Urgent")
    page.keyboard.press("Enter")
    expect(page.locator("#ticket-head")).to_contain_text("Urgent")

    page.keyboard.press("Control+k")
    page.keyboard.type("assignee bo l")
    expect(chosen(page)).to_contain_text("Assignee: Bo Lind")
    page.keyboard.press("Enter")
    expect(page.locator("#ticket-head")).to_have_attribute("data-assignee", str(bo.pk))

    page.keyboard.press("Control+k")
    page.keyboard.type("contact reason where")
    expect(chosen(page)).to_contain_text("Contact reason: Where is my order")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Reason: Where is my order")).to_be_visible()

    page.keyboard.press("Control+k")
    page.keyboard.type("hand over my")
    expect(chosen(page)).to_contain_text("Hand over my tickets…")
    page.keyboard.press("Escape")

    page.locator("#composer-text").focus()
    page.keyboard.press("Control+k")
    page.keyboard.type("apol")
    expect(chosen(page)).to_contain_text("Apology")
    page.keyboard.press("Enter")
    expect(page.locator("#composer-text")).to_have_value("We are sorry.")


def test_enter_takes_the_first_of_what_was_typed_however_late_the_answer(screen, bo, parcel):
    page = screen(bo)
    page.goto("/desk/customers/")
    page.keyboard.press("Control+k")
    expect(chosen(page)).to_have_count(1)
    page.route("**/desk/palette/**", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.keyboard.type("where is")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(rf"/desk/tickets/{parcel.pk}/"))


def test_a_pointer_that_rests_chooses_nothing(screen, bo, parcel):
    page = screen(bo)
    page.goto("/desk/customers/")
    page.keyboard.press("Control+k")
    box(page).fill("where is")
    other = page.get_by_role("option", name="Search messages and everything else")
    other.hover()
    expect(chosen(page)).to_contain_text("Search messages")
    page.keyboard.press("Escape")

    page.keyboard.press("Control+k")
    box(page).fill("where is")
    expect(chosen(page)).to_contain_text("Where is my parcel?")
    assert other.evaluate(COMES_IN_UNDER_THE_POINTER) == "false"


def test_closing_the_palette_gives_the_focus_back(screen, bo, parcel):
    page = screen(bo)
    page.goto(f"/desk/tickets/{parcel.pk}/")
    page.locator("#composer-text").focus()
    page.keyboard.press("Control+k")
    expect(box(page)).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator("#palette")).to_be_hidden()
    expect(page.locator("#composer-text")).to_be_focused()


def test_the_palette_begins_with_where_one_was(screen, bo, parcel):
    page = screen(bo)
    with page.expect_response(re.compile("/desk/visits/")):
        page.goto(f"/desk/tickets/{parcel.pk}/")
    page.keyboard.press("Control+k")

    expect(page.get_by_role("group", name="Lately")).to_contain_text("Where is my parcel?")


def test_search_and_palette_fit_a_phone(screen, bo, parcel):
    page = screen(bo, size=PHONE)
    page.goto("/desk/search/?q=parcel")
    expect(page.locator("[data-found-row]")).to_contain_text(
        ["Where is my parcel?", "Warranty and replacements"]
    )
    assert_accessible(page)
    page.keyboard.press("Control+k")
    expect(chosen(page)).to_have_count(1)
    assert_accessible(page)
