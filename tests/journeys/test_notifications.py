"""Notifications as an agent meets them: the bell by mouse, by keyboard and on a phone, sounds, push, choices, reasons."""

import json
import re

import pytest
from playwright.sync_api import expect

from shopbell.notifications.models import Device, Notification
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
SUBSCRIBE = """
  const subscription = {
    toJSON: () => ({endpoint: "https://push.example/to/1", keys: {
      p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      auth: "BTBZMqHH6r4Tts7J_aSIgg"}}),
    unsubscribe: async () => localStorage.setItem("push", "left"),
  };
  PushManager.prototype.getSubscription = async () => localStorage.getItem("push") === "on" ? subscription : null;
  PushManager.prototype.subscribe = async () => (localStorage.setItem("push", "on"), subscription);
"""
MOVE = """async (before) => {
  const now = {
    toJSON: () => ({endpoint: "https://push.example/to/2", keys: {
      p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      auth: "BTBZMqHH6r4Tts7J_aSIgg"}}),
  };
  PushManager.prototype.subscribe = async () => now;
  const event = new Event("pushsubscriptionchange");
  event.oldSubscription = {endpoint: before};
  let work;
  event.waitUntil = (promise) => { work = promise; };
  self.dispatchEvent(event);
  await work;
}"""
SHOWN = """async () => {
  const worker = await navigator.serviceWorker.ready;
  for (let tries = 0; tries < 100; tries++) {
    const shown = await worker.getNotifications();
    if (shown.length) return shown.map((each) => `${each.title}: ${each.body}`);
    await new Promise((done) => setTimeout(done, 100));
  }
  return [];
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


def test_push_is_switched_on_and_a_message_shows_while_the_desk_is_closed(screen, ada, bo, parcel):
    page = screen(bo, is_whole=True, permissions=["notifications"])
    page.add_init_script(SUBSCRIBE)
    page.goto("/desk/profile/notifications/")
    page.get_by_role("button", name="Switch on in this browser").click()
    expect(page.locator("#devices")).to_contain_text("Chrome")
    expect(page.get_by_role("button", name="Send a test")).to_be_visible()
    expect(page.locator("[data-state=on]")).to_be_visible()
    assert Device.objects.get(agent=bo).endpoint == "https://push.example/to/1"

    told = {
        "title": "Ada Moreau mentioned you",
        "body": "Ticket #1",
        "address": f"/desk/tickets/{parcel.pk}/",
        "tag": "test",
    }
    line = page.context.new_cdp_session(page)
    found = []
    line.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    line.send("ServiceWorker.enable")
    page.evaluate("navigator.serviceWorker.ready.then((each) => each.update()).then(() => true)")
    line.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": page.evaluate("location.origin"),
            "registrationId": found[-1]["registrationId"],
            "data": json.dumps(told),
        },
    )
    assert page.evaluate(SHOWN) == ["Ada Moreau mentioned you: Ticket #1"]

    page.get_by_role("button", name="Remove").click()
    expect(page.locator("[data-toasts]")).to_contain_text("Removed.")
    assert not Device.objects.exists()

    page.locator(".rail-me").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert page.evaluate("localStorage.getItem('push')") == "left"


def test_a_browser_that_changes_its_address_by_itself_tells_the_desk(screen, bo):
    page = screen(bo, is_whole=True, permissions=["notifications"])
    page.add_init_script(SUBSCRIBE)
    page.goto("/desk/profile/notifications/")
    page.get_by_role("button", name="Switch on in this browser").click()
    expect(page.locator("[data-state=on]")).to_be_visible()
    (worker,) = page.context.service_workers

    worker.evaluate(MOVE, "https://push.example/to/1")

    assert Device.objects.get(agent=bo).endpoint == "https://push.example/to/2"


def test_an_iphone_is_told_to_put_the_desk_on_its_home_screen_first(screen, bo, shot):
    page = screen(bo, size=PHONE)
    page.add_init_script(
        "delete window.PushManager; Object.defineProperty(navigator, 'standalone', {value: false});"
    )
    page.goto("/desk/profile/notifications/")

    expect(page.locator("[data-state=install]")).to_contain_text("Add to Home Screen")
    expect(page.locator("[data-state=unsupported]")).to_be_hidden()
    page.locator("#devices").scroll_into_view_if_needed()
    shot(page, "push-on-an-iphone")
    assert_accessible(page)


def test_a_browser_takes_the_console_as_an_app(screen, bo):
    page = screen(bo)
    page.goto("/desk/views/mine/")
    line = page.context.new_cdp_session(page)

    found = line.send("Page.getAppManifest")

    assert found["url"].endswith("/console.webmanifest") and found["errors"] == []
    missing = {each["errorId"] for each in line.send("Page.getInstallabilityErrors")["installabilityErrors"]}
    assert missing <= {"in-incognito"}  # what every window of the journeys is
