"""Hands on the keyboard and on many tickets: a round without a mouse, undo, ranges, a whole view, a phone."""

import re

import pytest
from playwright.sync_api import expect

from shopbell.channels.inbox import set_inbox
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Tag, Ticket
from shopbell.tickets.ticket import create_ticket
from shopbell.web.keys import change_keys

from .axe import assert_accessible
from .conftest import PHONE


@pytest.fixture
def crowd(mina, returns):
    """Thirty tickets; the newest, number 29, is the first of the list."""
    tickets = []
    for number in range(30):
        tickets.append(
            create_ticket(customer=mina, channel="email", subject=f"Ticket {number}", team=returns)
        )
        receive_message(tickets[-1], "Hello", customer=mina, channel="email")
    return tickets


def head(page):
    return page.locator("#ticket-head")


def row(page, number):
    return page.locator(".row", has_text=re.compile(rf"Ticket {number}\b"))


def selected(page):
    return page.locator(".row.is-selected")


def run_to_end(page, words):
    expect(page.locator("#bulk-runs")).to_contain_text(words, timeout=20_000)


@pytest.mark.requirement("R88")
def test_answer_solve_next_without_a_mouse(screen, bo, parcel, wrong_size, shop_chat):
    bo.goes_on = "next"
    bo.save()
    set_inbox(wrong_size, shop_chat)
    page = screen(bo)
    keys = page.keyboard
    page.goto("/desk/views/open/")

    keys.press("j")
    keys.press("Enter")
    expect(page.locator(".ticket")).to_have_attribute("data-ticket", str(wrong_size.pk))
    keys.press("r")
    keys.type("sea jet xs are letters here")
    expect(page.locator("#composer-text")).to_have_value("sea jet xs are letters here")
    keys.press("Control+Shift+Enter")

    expect(page.locator(".ticket")).to_have_attribute("data-ticket", str(parcel.pk))
    wrong_size.refresh_from_db()
    assert wrong_size.status == "solved"
    keys.press("s")
    expect(page.get_by_role("menuitemradio", name="Open")).to_be_focused()
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    expect(page.get_by_role("menuitemradio", name="On hold")).to_be_focused()
    keys.press("Enter")
    expect(head(page)).to_have_attribute("data-status", "on_hold")
    keys.press("a")
    expect(page.get_by_role("menuitemradio", name=re.compile("Bo Lind"))).to_be_visible()
    keys.press("Escape")
    keys.press("m")
    expect(page.locator("#macro-menu")).to_be_visible()
    keys.press("Escape")
    expect(page.locator("#macro-menu")).to_be_hidden()
    page.locator("#messages").focus()
    keys.press("e")

    expect(page.get_by_text("Choose a ticket")).to_be_visible()
    keys.press("z")
    expect(page.get_by_text("Undone.")).to_be_visible()
    parcel.refresh_from_db()
    assert parcel.status == "on_hold"
    keys.press("g")
    keys.press("s")
    page.wait_for_url("**/desk/settings/")


def test_a_change_is_taken_back_from_its_toast(screen, bo, parcel):
    page = screen(bo)
    page.goto(f"/desk/tickets/{parcel.pk}/?view=open")
    page.locator("[data-key-menu=status]").click()
    page.get_by_role("menuitemradio", name="Pending").click()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("Bo Lind set this ticket to pending")

    toast.get_by_role("button", name="Undo").click()

    expect(head(page)).to_have_attribute("data-status", "new")
    expect(page.locator("#entries")).to_contain_text("(That was an undo.)")


def test_a_late_answer_closes_no_dialog_but_its_own(screen, bo, parcel):
    page = screen(bo)
    page.goto(f"/desk/tickets/{parcel.pk}/?view=open")
    late = []
    page.route("**/status/", lambda route: late.append(route))
    page.locator("[data-key-menu=status]").click()
    page.get_by_role("menuitemradio", name="Pending").click()
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Transfer with a brief…").click()
    page.get_by_label("Brief", exact=True).fill("She waits since Tuesday.")

    late[0].continue_()

    expect(page.locator(".toast")).to_contain_text("set this ticket to pending")
    expect(page.get_by_label("Brief", exact=True)).to_have_value("She waits since Tuesday.")


def test_keys_of_one_s_own_and_no_single_letters(screen, bo, parcel):
    change_keys(bo, {"note": "alt+n"}, has_letter_keys=False)
    page = screen(bo)
    page.goto(f"/desk/tickets/{parcel.pk}/?view=open")
    page.keyboard.press("r")
    expect(page.locator("#composer-text")).not_to_be_focused()
    page.keyboard.press("Alt+n")
    expect(page.locator("#composer-text")).to_be_focused()
    expect(page.locator("#composer")).to_have_attribute("data-kind", "note")

    page.goto("/desk/profile/keys/")
    assert_accessible(page)
    page.get_by_label("Reply").fill("j")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("J cannot stand for both")
    page.get_by_role("button", name="Bring the defaults back").click()
    expect(page.get_by_label("Single-letter keys")).to_be_checked()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Select the ticket")
    assert_accessible(page)


def test_a_selection_survives_news_and_changes_together(screen, bo, mina, crowd, returns):
    Tag.objects.create(name="storm")
    page = screen(bo)
    page.goto("/desk/views/open/")
    row(page, 29).hover()
    row(page, 29).get_by_role("checkbox").check()
    row(page, 25).locator("a").click(modifiers=["Shift"])
    expect(selected(page)).to_have_count(5)
    expect(page.locator("#selection")).to_contain_text("5 selected")

    fresh = create_ticket(customer=mina, channel="chat", subject="Just now", team=returns)
    receive_message(fresh, "Hello", customer=mina, channel="chat")
    expect(page.locator(".row", has_text="Just now")).to_have_count(1)
    expect(selected(page)).to_have_count(5)
    assert_accessible(page)

    page.keyboard.press("t")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Add a tag").select_option("storm")
    expect(dialog).to_contain_text("5 tickets change.")
    assert_accessible(page)
    dialog.get_by_role("button", name="Change", exact=True).click()

    run_to_end(page, "5 tickets changed.")
    expect(page.locator("#selection")).to_be_hidden()
    assert Ticket.objects.filter(tags__name="storm").count() == 5
    page.locator("#bulk-runs").get_by_role("button", name="Undo").click()
    run_to_end(page, "5 tickets are as before.")
    assert not Ticket.objects.filter(tags__name="storm").exists()
    page.get_by_role("button", name="Put away").click()
    expect(page.locator("#bulk-runs")).to_be_hidden()


def test_a_whole_view_by_keyboard_with_its_number_confirmed(screen, bo, crowd):
    page = screen(bo)
    keys = page.keyboard
    page.goto("/desk/views/open/")
    keys.press("j")
    keys.press("x")
    keys.press("j")
    keys.press("j")
    keys.press("Shift+X")
    expect(selected(page)).to_have_count(3)
    page.get_by_role("button", name="All in this view (30)").press("Enter")
    expect(page.locator("#selection")).to_contain_text("30 selected")

    keys.press("e")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("30 tickets change.")
    dialog.get_by_label("Yes, change 30 tickets").press("Space")
    keys.press("Enter")

    run_to_end(page, "30 tickets changed.")
    assert not Ticket.objects.exclude(status="solved").exists()


def test_on_a_phone_a_long_press_or_the_button_selects(screen, bo, crowd):
    page = screen(bo, size=PHONE, has_touch=True, is_mobile=True)
    page.goto("/desk/views/open/")
    page.get_by_role("button", name="Select tickets").tap()
    expect(page.locator("#selection")).to_contain_text("Select tickets")
    row(page, 29).locator("a").tap()
    row(page, 28).locator("a").tap()
    expect(page.locator("#selection")).to_contain_text("2 selected")
    page.get_by_role("button", name="Clear the selection").tap()
    expect(page.locator("#selection")).to_be_hidden()

    touch = page.context.new_cdp_session(page)
    place = row(page, 27).bounding_box()
    point = {"x": place["x"] + 150, "y": place["y"] + 30}
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    expect(page.locator("#selection")).to_contain_text("1 selected")
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator("#selection")).to_contain_text("1 selected")
    expect(page).to_have_url(re.compile("/desk/views/open/"))


def test_on_a_phone_what_is_said_leaves_the_way_back_free(screen, bo, parcel):
    page = screen(bo, size=PHONE, has_touch=True, is_mobile=True)
    page.goto(f"/desk/tickets/{parcel.pk}/?view=open")
    page.locator("[data-key-menu=status]").tap()
    page.get_by_role("menuitemradio", name="Pending").tap()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("set this ticket to pending")

    bar, said = page.locator(".ticket-bar").bounding_box(), toast.bounding_box()
    assert said["y"] >= bar["y"] + bar["height"]
    assert said["y"] + said["height"] <= page.locator("#composer").bounding_box()["y"]
