"""Finding by filters in a browser: by mouse, by keyboard, on a phone; and views that are kept, shared and taken back."""

import re

import pytest
from playwright.sync_api import expect

from shopbell.tickets.message import receive_message
from shopbell.tickets.models import SavedView, Tag
from shopbell.tickets.saved_view import save_view
from shopbell.tickets.tag import tag_ticket
from shopbell.tickets.ticket import create_ticket

from .axe import assert_accessible
from .conftest import PHONE


@pytest.fixture
def tickets(late_parcel, wrong_size):
    tag_ticket(late_parcel, Tag.objects.create(name="vip"))
    return late_parcel, wrong_size


def line(page):
    return page.get_by_role("combobox", name="Filter")


def option(page, text):
    return page.get_by_role("option", name=re.compile(text))


def rows(page):
    return page.locator("[data-list] .row")


@pytest.mark.requirement("R88")
def test_by_mouse_a_field_then_a_value_then_a_view(screen, bo, tickets):
    page = screen(bo)
    page.goto("/desk/views/open/")
    line(page).click()
    option(page, "^Tag").click()
    option(page, "^vip").click()

    expect(rows(page)).to_have_count(1)
    expect(page.locator(".chip-filter")).to_contain_text("vip")
    expect(page).to_have_url(re.compile(r"/desk/views/open/\?filter=tag%3Avip$"))
    expect(line(page)).to_have_value("")
    expect(page.get_by_role("status").filter(has_text=re.compile("^1 ticket$"))).to_be_visible()
    assert_accessible(page)

    page.get_by_role("link", name="Save view").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Conditions")).to_have_value("is:queued tag:vip")
    assert_accessible(page)
    dialog.get_by_label("Name").fill("Important people")
    dialog.get_by_role("button", name="Save", exact=True).click()

    views = page.get_by_role("navigation", name="Views")
    expect(views.locator("[aria-current]")).to_contain_text("Important people")
    expect(views.locator("[aria-current] .count")).to_have_text("1")
    expect(dialog).to_be_hidden()
    assert_accessible(page)

    page.get_by_role("button", name="Change this view").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(views.get_by_text("Important people")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(views.get_by_text("Important people")).to_be_visible()
    assert SavedView.objects.get().deleted_at is None


def test_by_keyboard_chips_are_typed_taken_back_and_changed(screen, bo, tickets):
    page = screen(bo)
    page.goto("/desk/views/open/")
    page.keyboard.press("l")
    expect(line(page)).to_be_focused()
    line(page).press_sequentially("chan")
    expect(option(page, "^Channel")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(line(page)).to_have_value("channel:")
    expect(option(page, "^Chat")).to_be_visible()
    line(page).press_sequentially("ch")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(1)
    expect(line(page)).to_be_focused()

    page.keyboard.press("Backspace")
    expect(line(page)).to_have_value("channel:chat")
    expect(rows(page)).to_have_count(2)
    line(page).fill("-channel:chat parcel")
    page.keyboard.press("Enter")
    expect(page.locator(".chip-filter")).to_have_count(2)
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("Where is my parcel?")

    line(page).press_sequentially("statsu:open")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Did you mean “status”?")
    expect(line(page)).to_have_value("statsu:open")
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(line(page)).to_have_value("")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?view=open&filter=-channel"))


def test_back_brings_the_filter_that_was_there_before(screen, bo, tickets):
    page = screen(bo)
    page.goto("/desk/views/open/?filter=tag:vip")
    page.get_by_role("link", name="Remove the filter").click()
    expect(rows(page)).to_have_count(2)
    expect(page).to_have_url(re.compile(r"/desk/views/open/$"))
    page.go_back()
    expect(rows(page)).to_have_count(1)


def test_the_filtered_list_is_live_and_what_is_being_typed_stays(screen, bo, tickets, mina, returns):
    page = screen(bo)
    page.goto("/desk/views/open/?filter=channel:email")
    expect(rows(page)).to_have_count(1)
    line(page).press_sequentially("par")

    for channel in ("chat", "email"):
        ticket = create_ticket(customer=mina, channel=channel, subject=f"By {channel}", team=returns)
        receive_message(ticket, "Hello", customer=mina, channel=channel)

    expect(rows(page)).to_have_count(2)
    expect(rows(page).first).to_contain_text("By email")
    expect(line(page)).to_have_value("par")
    expect(line(page)).to_be_focused()


def test_an_open_ticket_stays_while_the_list_is_filtered_and_survives_a_reload(screen, bo, tickets):
    page = screen(bo)
    page.goto(f"/desk/tickets/{tickets[1].pk}/?view=open")
    line(page).fill("tag:vip")
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(1)
    expect(page.locator(".ticket")).to_have_attribute("data-ticket", str(tickets[1].pk))
    page.reload()
    expect(rows(page)).to_have_count(1)
    expect(page.locator(".ticket")).to_have_attribute("data-ticket", str(tickets[1].pk))


def test_on_a_phone_a_filter_a_ticket_and_back(screen, bo, tickets):
    page = screen(bo, size=PHONE, has_touch=True, is_mobile=True)
    page.goto("/desk/views/open/")
    line(page).tap()
    option(page, "^Tag").tap()
    option(page, "^vip").tap()
    expect(rows(page)).to_have_count(1)
    assert_accessible(page)
    rows(page).first.tap()
    expect(page.locator("#entries")).to_be_visible()
    page.get_by_role("link", name="Tickets").tap()
    expect(page).to_have_url(re.compile(r"/desk/views/open/\?filter=tag%3Avip"))
    expect(rows(page)).to_have_count(1)
    page.get_by_role("link", name=re.compile("Remove Tag")).tap()
    expect(rows(page)).to_have_count(2)


def test_a_shared_view_comes_to_the_team_at_once(screen, ada, bo, tickets, returns):
    page = screen(bo)
    page.goto("/desk/views/open/")
    expect(page.locator("#views")).to_be_visible()
    expect(page.locator("html")).not_to_have_attribute("data-is-offline", "")
    save_view("For the team", [], by=ada, team=returns)

    expect(page.get_by_role("navigation", name="Views").get_by_text("For the team")).to_be_visible()


def test_a_change_while_the_filter_is_on_its_way_does_not_bring_the_whole_list_back(screen, bo, tickets):
    page, sockets, held = screen(bo), [], []
    page.on("websocket", lambda socket: sockets.append(socket))
    page.goto("/desk/views/open/")
    expect(rows(page)).to_have_count(2)
    filtered = re.compile(r"/desk/views/open/\?")
    page.route(filtered, lambda route: held.append(route))
    with page.expect_request(filtered):
        line(page).fill("tag:vip")
        page.keyboard.press("Enter")
    with sockets[0].expect_event("framereceived", lambda frame: frame == "queue"):
        receive_message(tickets[1], "One more thing", channel="email", customer=tickets[1].customer)

    held.pop().continue_()
    expect(page.locator(".chip-filter")).to_contain_text("vip")  # what was asked for before it comes too late
    page.wait_for_load_state("networkidle")

    expect(rows(page)).to_have_count(1)
    screen.wrong[:] = [each for each in screen.wrong if "htmx:" not in each]  # what the filter cut off
