"""A whole morning of an agent: with a mouse, on a phone, and by the keyboard alone; the same at the end."""

import re

import pytest
from playwright.sync_api import expect

from shopbell.accounts.availability import availability_of

from .axe import assert_accessible
from .mornings import assert_done, fill_morning
from .walking import (
    ON_A_PHONE,
    Finger,
    Keys,
    Mouse,
    arrow_to,
    box,
    head,
    hold_replies,
    in_palette,
    is_open,
    only_keys,
    row,
    saved,
    sign_in,
    tab_to,
    toast,
)


@pytest.fixture
def morning(late_parcel, theo, care, bo, ada, monkeypatch):
    hold_replies(monkeypatch)
    return fill_morning(late_parcel, theo, care, bo)


@pytest.mark.requirement("R88")
@pytest.mark.parametrize("hands", [Mouse, Finger])
def test_a_morning_by_hand(screen, morning, bo, ada, hands):
    is_phone = hands is Finger
    page = screen(**(ON_A_PHONE if is_phone else {}))
    hand = hands(page)
    press = hand.press

    def menu(button, item, role="menuitemradio"):
        press(page.get_by_role("button", name=re.compile(button)).first)
        press(page.get_by_role(role, name=re.compile(item)))

    def back_to_the_list():
        if is_phone:
            press(page.get_by_role("link", name="Tickets", exact=True))

    def choose(ticket):
        press(row(page, ticket).locator("a"))
        is_open(page, ticket)

    sign_in(hand, bo)
    menu("availability", "^Busy")
    expect(page.locator(".rail-me .dot-busy")).to_be_visible()
    menu("availability", "^Available")
    expect(page.locator(".rail-me .dot-available")).to_be_visible()

    if is_phone:
        press(page.get_by_role("link", name="Views", exact=True))
    press(page.get_by_role("navigation", name="Views").get_by_role("link", name=re.compile("^Mine")))
    expect(page.locator("[data-list] .row")).to_have_count(3)
    assert_accessible(page)
    choose(morning.parcel)
    expect(page.locator("#entries")).to_contain_text("Is it still coming?")

    press(page.get_by_role("button", name="Macros"))
    press(page.get_by_role("menuitem", name=re.compile("^On its way")))
    expect(box(page)).to_have_value("Dear Mina, it is on its way.")
    saved(page)

    press(page.locator(".composer-tab", has_text="Note"))
    box(page).press_sequentially("Do you know this carrier, @ad")
    press(page.locator("#mention-list").get_by_role("option", name="Ada Moreau"))
    expect(box(page)).to_have_value("Do you know this carrier, @Ada Moreau ")
    press(page.get_by_role("button", name="Add note"))
    expect(page.locator("#entries .note")).to_contain_text("@Ada Moreau")

    menu("^Tags", "carrier", "menuitemcheckbox")
    expect(page.locator(".head-tag")).to_contain_text("carrier")
    menu("^Reason:", "^Where is my order")
    expect(page.get_by_role("button", name="Reason: Where is my order")).to_be_visible()
    assert_accessible(page)

    press(page.locator(".composer-tab", has_text="E-mail"))
    expect(box(page)).to_have_value("Dear Mina, it is on its way.")
    menu("More ways to send", "^Send and solve", "menuitem")
    expect(head(page)).to_have_attribute("data-status", "solved")
    press(toast(page, "Sent").get_by_role("button", name="Undo"))
    expect(box(page)).to_have_value("Dear Mina, it is on its way.")
    expect(head(page)).not_to_have_attribute("data-status", "solved")
    menu("More ways to send", "^Send and solve", "menuitem")
    expect(head(page)).to_have_attribute("data-status", "solved")
    expect(box(page)).to_have_value("")

    back_to_the_list()
    choose(morning.shirt)
    menu("^More$", "^Snooze", "menuitem")
    expect(page.get_by_role("heading", name="Snooze until…")).to_be_visible()
    press(page.get_by_role("button", name=re.compile("Tomorrow morning")))
    expect(head(page)).to_contain_text("Snoozed until")
    press(
        page.locator(".toast").last.get_by_role("button", name="Close")
    )  # it would lie over what comes next

    back_to_the_list()
    choose(morning.lamp)
    expect(page.locator("#about")).to_contain_text("Asked already?")
    press(page.locator("#about").get_by_text("Merge…"))
    press(page.get_by_role("button", name="Merge", exact=True))
    expect(page.locator("#entries")).to_contain_text("Bo Lind merged")
    is_open(page, morning.lamp)
    assert_accessible(page)

    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Go to or do").fill("10482")
    press(page.get_by_role("group", name="Orders").get_by_role("option").first)
    is_open(page, morning.parcel)
    page.go_back()
    is_open(page, morning.lamp)

    box(page).fill("We send you another one.")
    menu("More ways to send", "customer's morning", "menuitem")
    expect(page.locator("#scheduled-replies")).to_contain_text("We send you another one.")

    back_to_the_list()
    menu("availability", "^Hand over", "menuitem")
    expect(page.get_by_role("heading", name="Hand over my tickets")).to_be_visible()
    page.get_by_label("Agent").select_option(label="Ada Moreau")
    page.get_by_label("Brief for all of them").fill("Both can wait until noon.")
    assert_accessible(page)
    press(page.get_by_role("button", name="Hand over", exact=True))
    expect(page.get_by_role("status").filter(has_text="2 tickets were handed over")).to_be_visible()

    assert_done(morning, bo, ada)
    assert availability_of(bo).chosen == "available"


@pytest.mark.requirement("R88")
def test_the_same_morning_by_the_keyboard_alone(screen, morning, bo, ada):
    page = screen()
    pointed = only_keys(page)
    keys = page.keyboard

    sign_in(Keys(page), bo)
    in_palette(page, "busy", "Busy")
    expect(page.locator(".rail-me .dot-busy")).to_be_visible()
    in_palette(page, "available", "Available")
    expect(page.locator(".rail-me .dot-available")).to_be_visible()

    in_palette(page, "mine", "Mine")
    expect(page.locator("[data-list] .row")).to_have_count(3)
    for _ in range(3):
        keys.press("j")
        if row(page, morning.parcel).locator("a").evaluate("each => each === document.activeElement"):
            break
    keys.press("Enter")
    is_open(page, morning.parcel)
    expect(page.locator("#entries")).to_contain_text("Is it still coming?")

    keys.press("r")
    expect(box(page)).to_be_focused()
    keys.type("/")
    expect(page.get_by_role("searchbox", name="Find a macro")).to_be_focused()
    keys.type("its way")
    keys.press("Enter")
    expect(box(page)).to_have_value("Dear Mina, it is on its way.")
    saved(page)

    keys.press("Escape")
    keys.press("n")
    expect(page.locator("#composer")).to_have_attribute("data-kind", "note")
    keys.type("Do you know this carrier, @ad")
    expect(page.locator("#mention-list").get_by_role("option", name="Ada Moreau")).to_be_visible()
    keys.press("Enter")
    expect(box(page)).to_have_value("Do you know this carrier, @Ada Moreau ")
    keys.press("Control+Enter")
    expect(page.locator("#entries .note")).to_contain_text("@Ada Moreau")

    keys.press("Escape")
    keys.press("t")
    tag = page.get_by_role("menuitemcheckbox", name="carrier")
    arrow_to(page, tag)
    keys.press("Enter")
    expect(page.locator(".head-tag")).to_contain_text("carrier")
    in_palette(page, "reason where", "Where is my order")
    expect(page.get_by_role("button", name="Reason: Where is my order")).to_be_visible()

    keys.press("r")
    expect(box(page)).to_have_value("Dear Mina, it is on its way.")
    keys.press("Control+Shift+Enter")
    expect(head(page)).to_have_attribute("data-status", "solved")
    expect(toast(page, "Sent")).to_be_visible()
    keys.press("Escape")
    keys.press("z")
    expect(box(page)).to_have_value("Dear Mina, it is on its way.")
    expect(head(page)).not_to_have_attribute("data-status", "solved")
    expect(box(page)).to_be_focused()
    keys.press("Control+Shift+Enter")
    expect(head(page)).to_have_attribute("data-status", "solved")
    expect(box(page)).to_have_value("")

    in_palette(page, "shirt", "The shirt is too small")
    is_open(page, morning.shirt)
    keys.press("h")
    expect(page.get_by_role("button", name=re.compile("In an hour"))).to_be_focused()
    keys.press("Enter")
    expect(head(page)).to_contain_text("Snoozed until")

    in_palette(page, f"#{morning.lamp.pk}", "The lamp flickers")
    is_open(page, morning.lamp)
    expect(page.locator("#about")).to_contain_text("Asked already?")
    tab_to(page, page.locator("#about").get_by_text("Merge…"))
    keys.press("Enter")
    expect(page.get_by_role("button", name="Merge", exact=True)).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#entries")).to_contain_text("Bo Lind merged")
    is_open(page, morning.lamp)

    in_palette(page, "10482", "10482")
    is_open(page, morning.parcel)
    in_palette(page, f"#{morning.lamp.pk}", "The lamp flickers")
    is_open(page, morning.lamp)

    keys.press("r")
    expect(box(page)).to_be_focused()
    keys.type("We send you another one.")
    saved(page)
    tab_to(page, page.get_by_role("button", name="More ways to send"))
    keys.press("Enter")
    arrow_to(page, page.get_by_role("menuitem", name=re.compile("customer's morning")))
    keys.press("Enter")
    expect(page.locator("#scheduled-replies")).to_contain_text("We send you another one.")

    in_palette(page, "hand over", "Hand over my tickets")
    expect(page.get_by_role("heading", name="Hand over my tickets")).to_be_visible()
    tab_to(page, page.get_by_label("Agent"))
    keys.type("Ada")
    tab_to(page, page.get_by_label("Brief for all of them"))
    keys.type("Both can wait until noon.")
    tab_to(page, page.get_by_role("button", name="Hand over", exact=True))
    keys.press("Enter")
    expect(page.get_by_role("status").filter(has_text="2 tickets were handed over")).to_be_visible()

    assert pointed == []
    assert_done(morning, bo, ada)
