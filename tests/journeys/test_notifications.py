"""Notifications as an agent meets them: the bell by mouse, by keyboard and on a phone, sounds, push, choices, reasons."""

import re

import pytest
from playwright.sync_api import expect

from shopbell.notifications.models import Notification
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.note import write_note
from shopbell.tickets.ticket import create_ticket

from .axe import assert_accessible
from .conftest import PHONE

SLOW = 20_000  # what jobs do first takes a while on a busy machine
HEAR = """document.addEventListener("bell:sound", (event) => { document.documentElement.dataset.heard = event.detail; });"""
PRESS_AT_ONCE = """() => {
  document.querySelector("#bell-panel").addEventListener("toggle", ({target}) => target.querySelector(".is-unread button").click(), {once: true});
}"""


@pytest.fixture
def shirt(theo, returns):
    """A ticket of nobody's yet."""
    return create_ticket(customer=theo, channel="email", subject="The shirt is too small", team=returns)


def bell(page):
    return page.locator("#bell")


def panel(page):
    return page.locator("#bell-panel")


def test_the_bell_rings_opens_and_leads_to_the_ticket(screen, ada, bo, parcel, shirt, shot):
    page = screen(bo)
    page.add_init_script(HEAR)
    page.goto("/desk/views/mine/")
    expect(bell(page)).to_have_attribute("data-bell", "0", timeout=SLOW)
    expect(page.locator("[data-offline]")).to_be_hidden()
    page.mouse.click(700, 500)  # a browser sounds only for who has touched the page

    assign_ticket(parcel, bo, by=ada)
    write_note(parcel, "@Bo please call her before noon.", by=ada)
    expect(bell(page)).to_have_attribute("data-bell", "1", timeout=SLOW)
    expect(bell(page)).to_have_accessible_name("Notifications: 1 ticket with news")
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    expect(page.locator("[data-bell-status]")).to_have_text("Notifications: 1 ticket with news")
    expect(page.locator("html")).to_have_attribute("data-heard", "chime", timeout=SLOW)

    bell(page).click()
    expect(panel(page)).to_be_visible()
    expect(panel(page)).to_contain_text("Ada Moreau mentioned you", timeout=SLOW)
    expect(panel(page)).to_contain_text("please call her before noon")
    shot(page, "bell")
    assert_accessible(page)
    write_note(shirt, "@Bo and this one, too", by=ada)
    expect(panel(page)).to_contain_text("The shirt is too small", timeout=SLOW)

    panel(page).get_by_role("link", name="Where is my parcel?").click()
    expect(page.locator("#entries mark.mention-me")).to_have_text("@Bo")
    expect(bell(page)).to_have_attribute(
        "data-bell", "1", timeout=SLOW
    )  # the open one is read, the other not
    expect(page).to_have_title(re.compile(r"^\(1\) Where"))
    shot(page, "mention")
    assert_accessible(page)


def test_by_keyboard_and_all_is_read(screen, ada, bo, parcel, shirt):
    write_note(parcel, "@Bo one", by=ada)
    write_note(shirt, "@Bo two", by=ada)
    page = screen(bo)
    page.goto("/desk/views/mine/")
    expect(bell(page)).to_have_attribute("data-bell", "2", timeout=SLOW)

    page.keyboard.press("g")
    page.keyboard.press("n")
    expect(panel(page)).to_be_visible()
    expect(panel(page).locator(".notices-title a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("n")
    expect(panel(page)).to_be_visible()
    panel(page).get_by_role("button", name="Mark as read: The shirt is too small").focus()
    page.keyboard.press("Enter")
    expect(bell(page)).to_have_attribute("data-bell", "1", timeout=SLOW)
    panel(page).get_by_role("button", name="Mark all read").focus()
    page.keyboard.press("Enter")
    expect(bell(page)).to_have_attribute("data-bell", "0", timeout=SLOW)
    expect(panel(page).locator(".is-unread")).to_have_count(0)
    expect(page).to_have_title(re.compile(r"^[^(]"))


def test_what_the_bell_opens_works_from_the_moment_it_is_seen(screen, ada, bo, parcel, shirt):
    write_note(parcel, "@Bo one", by=ada)
    write_note(shirt, "@Bo two", by=ada)
    page = screen(bo)
    page.goto("/desk/views/mine/")
    expect(bell(page)).to_have_attribute("data-bell", "2", timeout=SLOW)
    page.evaluate(PRESS_AT_ONCE)

    bell(page).click()

    expect(bell(page)).to_have_attribute("data-bell", "1", timeout=SLOW)
    expect(panel(page).get_by_role("button", name="Mark all read")).to_be_visible()


def test_on_a_phone_the_bell_leads_to_a_page(screen, ada, bo, parcel, shot):
    page = screen(bo, size=PHONE)
    page.goto("/desk/notifications/")
    expect(page.locator("#notices")).to_contain_text("Nothing new")
    assert_accessible(page)

    write_note(parcel, "@Bo one", by=ada)
    expect(page.locator("#notices")).to_contain_text("Ada Moreau mentioned you", timeout=SLOW)
    shot(page, "bell-page")
    assert_accessible(page)
    page.goto("/desk/profile/")
    bell(page).click()
    page.get_by_role("link", name="Where is my parcel?").click()
    expect(page.locator("#entries")).to_contain_text("@Bo one")
    expect(bell(page)).to_have_attribute("data-bell", "0", timeout=SLOW)


def test_a_sound_is_heard_once_however_many_windows_are_open(screen, ada, bo, parcel):
    page = screen(bo)
    page.context.add_init_script(HEAR)
    windows = [page, page.context.new_page()]
    for window in windows:
        window.goto("/desk/views/mine/")
        expect(bell(window)).to_have_attribute("data-bell", "0", timeout=SLOW)
        expect(window.locator("[data-offline]")).to_be_hidden()

    assign_ticket(parcel, bo, by=ada)
    for window in windows:
        expect(bell(window)).to_have_attribute("data-bell", "1", timeout=SLOW)
    heard: list[str | None] = []
    for _ in range(50):
        page.wait_for_timeout(100)  # whoever is first fetches the sound before it is heard
        heard = [window.locator("html").get_attribute("data-heard") for window in windows]
        if any(heard):
            break

    assert heard.count("bell") == 1


def test_what_happens_in_the_open_ticket_is_read_at_once(screen, ada, bo, parcel):
    page = screen(bo)
    page.goto(f"/desk/tickets/{parcel.pk}/?view=open")
    expect(page.locator("#entries")).to_be_visible()

    assign_ticket(parcel, bo, by=ada)

    expect(page.locator("#entries")).to_contain_text("Bo Lind")
    expect(bell(page)).to_have_attribute("data-bell", "0", timeout=SLOW)
    expect(page).to_have_title(re.compile(r"^[^(]"))


def test_an_agent_chooses_and_reads_why(screen, ada, bo, parcel, shot):
    page = screen(bo)
    page.add_init_script(HEAR)
    page.goto("/desk/profile/notifications/")
    expect(
        page.locator("[data-state=on], [data-state=off], [data-state=denied]").locator("visible=true")
    ).to_have_count(1)
    shot(page, "notification-choices")
    assert_accessible(page)

    page.get_by_label("Somebody mentions me: Push").uncheck()
    page.get_by_label("Somebody mentions me: Sound").select_option("Rise")
    page.get_by_label("Play the sound for: Somebody mentions me").click()
    page.get_by_label("Keep quiet hours").check()
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        page.get_by_label(day).uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Choose at least one working day")
    expect(page.get_by_label("Somebody mentions me: Push")).not_to_be_checked()
    page.get_by_label("Monday").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-toasts]")).to_contain_text("Saved.")

    write_note(parcel, "@Bo one", by=ada)
    expect(bell(page)).to_have_attribute("data-bell", "1", timeout=SLOW)
    page.goto(f"/desk/tickets/{parcel.pk}/")
    page.get_by_role("button", name="More that can be done").or_(
        page.locator("[popovertarget=menu-more]")
    ).first.click()
    page.get_by_role("menuitem", name="Why was I (not) told?").click()
    expect(page.locator(".ledger")).to_contain_text("no: switched off in your settings for this kind")
    shot(page, "notification-ledger")
    assert_accessible(page)
    assert Notification.objects.get(agent=bo, kind="mention").tone == "rise"
