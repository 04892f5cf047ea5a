"""A screen that stays true: changes arrive without a reload, and take nothing from who is at work on it."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from shopbell.core.bus import publish
from shopbell.tickets.bulk import BulkRun
from shopbell.tickets.message import add_note, receive_message
from shopbell.tickets.ticket import rename_ticket

from .axe import assert_accessible


def write(ticket, text):
    receive_message(ticket, text, customer=ticket.customer, channel=ticket.channel)


@pytest.fixture
def thread(screen, bo, wrong_size):
    """Bo has the ticket open, and its socket in our hands."""
    page = screen(bo)
    page.sockets = []

    def pass_on(route):
        server = route.connect_to_server()
        page.sockets.append(route)
        route.on_message(server.send)
        server.on_message(route.send)

    page.route_web_socket("**/live", pass_on)
    with page.expect_response(
        re.compile(f"/desk/tickets/{wrong_size.pk}/live/")
    ):  # the refetch after "ready"
        page.goto(f"/desk/tickets/{wrong_size.pk}/")
    return page


@pytest.mark.requirement("R12")
def test_a_new_message_appears_while_one_types(thread, wrong_size):
    box = thread.locator("#composer-text")
    box.fill("Hello Theo, let me")
    box.evaluate("box => box.setSelectionRange(5, 10)")

    write(wrong_size, "Are you there?")

    expect(thread.locator("#ticket").get_by_text("Are you there?")).to_be_visible()
    expect(box).to_be_focused()
    expect(box).to_have_value("Hello Theo, let me")
    assert box.evaluate("box => [box.selectionStart, box.selectionEnd]") == [5, 10]


def test_a_burst_is_fetched_in_a_few_requests(thread, wrong_size):
    asked = []
    thread.on("request", lambda request: asked.append(request.url) if "/live/" in request.url else None)

    for number in range(20):
        write(wrong_size, f"Message {number}")

    expect(thread.locator("#ticket").get_by_text("Message 19")).to_be_visible()
    assert len(asked) < 10


def test_what_was_missed_while_the_socket_was_gone_arrives(thread, wrong_size, ada):
    thread.route_web_socket("**/live", lambda route: route.close())
    thread.sockets[0].close()
    expect(thread.get_by_text("Reconnecting")).to_be_visible()
    rename_ticket(wrong_size, "The shirt is far too small", by=ada)

    def pass_on(route):
        server = route.connect_to_server()
        route.on_message(server.send)
        server.on_message(route.send)

    thread.route_web_socket("**/live", pass_on)

    expect(thread.get_by_role("heading", name="The shirt is far too small")).to_be_visible(timeout=20_000)
    expect(thread.get_by_text("Reconnecting")).to_be_hidden()


def test_a_topic_of_no_interest_fetches_nothing(thread):
    asked = []
    own = re.compile("/(live|panel|counts|rows)/")
    thread.on("request", lambda request: asked.append(request.url) if own.search(request.url) else None)

    publish("ticket-999999")
    publish("presence")
    thread.wait_for_timeout(600)

    assert asked == []


def test_an_open_menu_stays_open(thread, wrong_size, ada):
    thread.get_by_role("button", name=re.compile("availability")).click()
    menu = thread.locator("#own-menu")

    add_note(wrong_size, "A note meanwhile", by=ada)

    expect(thread.locator("#ticket").get_by_text("A note meanwhile")).to_be_attached()
    expect(menu).to_be_visible()


def test_menus_work_by_keyboard(thread):
    button = thread.get_by_role("button", name=re.compile("availability"))
    button.focus()
    thread.keyboard.press("Enter")
    expect(thread.get_by_role("menuitemradio", name="Available")).to_be_focused()
    thread.keyboard.press("ArrowDown")
    expect(thread.get_by_role("menuitemradio", name="Busy")).to_be_focused()
    thread.keyboard.press("s")
    expect(thread.get_by_role("menuitem", name="Sign out")).to_be_focused()
    thread.keyboard.press("Home")
    expect(thread.get_by_role("menuitemradio", name="Available")).to_be_focused()
    thread.keyboard.press("Escape")

    expect(thread.locator("#own-menu")).to_be_hidden()
    expect(button).to_be_focused()


def test_all_keys_are_listed_and_none_fires_while_one_types(thread, shot):
    box = thread.locator("#composer-text")
    box.fill("")
    box.press("?")
    expect(box).to_have_value("?")

    box.blur()
    thread.keyboard.press("?")
    expect(thread.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    assert_accessible(thread)
    shot(thread, "keys")


def test_times_stay_fresh(thread):
    thread.evaluate(
        """() => document.body.insertAdjacentHTML("beforeend",
        `<time data-when="short" datetime="${new Date(Date.now() - 185_000).toISOString()}">1 min. ago</time>`)"""
    )
    thread.evaluate(
        "document.dispatchEvent(new Event('visibilitychange'))"
    )  # as when the page is looked at again

    expect(thread.locator("body > time")).to_have_text("3 min. ago")


def test_a_signed_out_agent_is_led_to_sign_in(thread, bo):
    thread.context.clear_cookies()
    thread.sockets[0].close()

    thread.wait_for_url("**/accounts/login/**", timeout=20_000)


def test_orders_that_do_not_come_say_so_and_can_be_asked_for_again(screen, bo, wrong_size, shot):
    page = screen(bo)
    page.route("**/panel/", lambda route: route.abort())
    page.goto(f"/desk/tickets/{wrong_size.pk}/")

    rest = page.locator("#shop-panel")
    expect(rest.get_by_text("Orders and earlier tickets could not be loaded.")).to_be_visible()
    expect(rest).not_to_have_attribute("aria-busy", "true")
    assert_accessible(page)
    shot(page, "panel-failed")
    page.unroute("**/panel/")
    rest.get_by_role("button", name="Try again").click()

    expect(page.locator("#panel").get_by_text("This is the first ticket.")).to_be_visible()
    expect(rest.get_by_text("could not be loaded")).to_have_count(0)
    screen.wrong.clear()  # the browser complains of what we kept from it


def test_orders_are_found_without_a_script(screen, bo, wrong_size):
    page = screen(bo, java_script_enabled=False)
    page.goto(f"/desk/tickets/{wrong_size.pk}/")
    page.get_by_role("link", name="Orders and earlier tickets").click()

    expect(page.get_by_role("heading", name="Orders")).to_be_visible()


def test_an_answer_from_before_brings_nothing_back_that_was_put_away(screen, bo, wrong_size):
    BulkRun.objects.create(
        agent=bo,
        action="status",
        value="solved",
        choice="Solved",
        state="done",
        total=1,
        finished_at=timezone.now(),
    )
    page, held = screen(bo), []
    page.goto("/desk/views/open/")
    runs = page.locator("#bulk-runs")
    expect(page.locator("html")).not_to_have_attribute("data-is-offline", "")
    page.wait_for_load_state("networkidle")

    def hold_the_first(route):
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))  # what the desk answers now, and the screen is told later

    page.route("**/desk/bulk/", hold_the_first)
    with page.expect_request("**/desk/bulk/"):
        publish(f"agent-{bo.pk}")
    runs.get_by_role("button", name="Put away").click()
    expect(runs).to_be_hidden()

    for route, answer in held:
        route.fulfill(response=answer)
    page.wait_for_load_state("networkidle")

    expect(runs).to_be_hidden()
