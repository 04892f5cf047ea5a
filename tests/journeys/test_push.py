"""Push as an agent meets it: switched on, shown while the desk is closed, and the console as an app."""

import json

from playwright.sync_api import expect

from shopbell.notifications.models import Device

from .axe import assert_accessible
from .conftest import PHONE

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
