"""A conversation that goes on: over a cut line, a reload, another page, tab or browser, and by mail."""

import random
import time

import pytest
from django.conf import settings
from playwright.sync_api import expect

from shopbell.channels.chat.continue_link import continue_link
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import PHONE

from .shopping import ask, begin, say


@pytest.mark.requirement("R12")
def test_nothing_is_lost_doubled_or_out_of_order_when_the_line_is_cut(shopper, bo_is_there, screen):
    page = shopper()
    cut = []

    def pass_on(route):
        server = route.connect_to_server()
        cut.append(route)
        route.on_message(server.send)
        server.on_message(route.send)

    page.context.route_web_socket("**/live*", pass_on)
    ticket = begin(page)
    dice = random.Random(7)
    for number in range(1, 16):
        if dice.random() < 0.4 and cut:
            cut.pop().close()
        page.context.set_offline(dice.random() < 0.3)
        say(page, f"mine {number}")
        send_reply(ticket, f"theirs {number}", by=bo_is_there)
        time.sleep(dice.random() * 0.3)  # the moment of the cut is the dice's
    page.context.set_offline(False)

    expect(page.chat.locator(".theirs")).to_have_count(15, timeout=30_000)
    expect(page.chat.get_by_text("Sending…")).to_have_count(0, timeout=30_000)
    expect(page.chat.get_by_text("Not sent yet.")).to_have_count(0, timeout=30_000)
    shown = page.chat.locator(".bubble p").all_inner_texts()
    kept = list(ticket.messages.order_by("pk").values_list("text", flat=True))
    assert shown == kept
    assert [text for text in kept if text.startswith("mine")] == [f"mine {n}" for n in range(1, 16)]
    screen.wrong.clear()


def test_an_unsent_message_outlives_a_reload(shopper, bo_is_there, screen):
    page = shopper()
    ticket = begin(page)
    page.context.route("**/send", lambda route: route.abort())
    say(page, "Do not forget me")
    expect(page.chat.get_by_text("Not sent yet. We try again by ourselves.")).to_be_visible()

    page.reload()
    page.context.unroute("**/send")  # the conversation is open as before

    expect(page.chat.locator(".own").last).to_contain_text("Do not forget me")
    expect(page.chat.locator(".own").last).to_contain_text("Sent", timeout=40_000)
    assert ticket.messages.filter(text="Do not forget me").count() == 1
    screen.wrong.clear()


def test_the_conversation_is_there_on_the_next_page_and_tells_of_new_answers(shopper, bo_is_there):
    page = shopper()
    ticket = begin(page)
    page.launcher.click()  # what was closed stays closed
    page.get_by_role("link", name="Next page").click()

    expect(page.locator("shopbell-chat iframe")).to_be_attached()
    send_reply(ticket, "Are you still there?", by=bo_is_there)
    expect(page.get_by_role("button", name="Chat and help, 1 unread")).to_be_visible()
    page.launcher.click()

    expect(page.chat.locator(".theirs")).to_contain_text("Are you still there?")
    expect(page.get_by_role("button", name="Close").last).to_be_visible()


def test_two_tabs_show_the_same(shopper, bo_is_there):
    page = shopper()
    begin(page)
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("button", name="Chat and help").click()
    chat = other.frame_locator("shopbell-chat iframe")
    expect(chat.locator(".own")).to_have_count(1)

    say(page, "From the first tab")

    expect(chat.locator(".own")).to_have_count(2)


@pytest.mark.requirement("R105")
def test_when_the_shopper_has_left_the_answer_goes_by_mail(shopper, bo_is_there):
    page = shopper()
    ticket = begin(page)
    page.close()
    time.sleep(0.5)  # until the gateway has heard of it

    send_reply(ticket, "Here is your answer.", by=bo_is_there)

    deadline = time.monotonic() + 25
    while not (mail := Delivery.objects.filter(purpose="continue").first()) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert mail and mail.recipient == "mina@shopper.example"


@pytest.mark.requirement("R105")
def test_a_shopper_who_follows_the_mail_in_their_browser_is_known(screen, shop_chat, bo_is_there, mina):
    page = screen()
    page.goto(f"/chat/{shop_chat.public_key}/")
    ticket = ask(page)

    page.goto(
        continue_link(ticket.chats.get(), mailed_to="mina@shopper.example").replace(settings.SITE_URL, "")
    )

    expect(page.locator(".own")).to_contain_text("Where is my lamp?")
    log = page.locator(".scroll")
    expect(log).to_be_focused()  # keys scroll it, and nothing frames it before one is used
    assert log.evaluate("log => getComputedStyle(log).outlineStyle") == "none"
    page.keyboard.press("Shift")
    assert log.evaluate("log => getComputedStyle(log).outlineStyle") == "solid"
    ticket.refresh_from_db()
    assert ticket.customer == mina


@pytest.mark.requirement("R105")
def test_the_conversation_goes_on_in_another_browser(shopper, screen, bo_is_there):
    page = shopper()
    begin(page)
    page.chat.get_by_role("button", name="Other device").click()
    expect(page.chat.get_by_role("button", name="Copy")).to_be_enabled()
    link = page.chat.get_by_label("Other device").locator("input").input_value()

    phone = screen(size=PHONE)
    phone.goto(link)

    expect(phone.locator(".own")).to_contain_text("Where is my lamp?")
    phone.get_by_label("Write a message").fill("Now from my phone")
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(page.chat.locator(".own")).to_have_count(2)


@pytest.mark.requirement("R105", "R107")
def test_a_shopper_asks_for_mail_and_the_agent_s_composer_turns_to_it(shopper, screen, bo_is_there):
    page = shopper()
    ticket = begin(page)
    send_reply(ticket, "Let me look.", by=bo_is_there)
    desk = screen(bo_is_there)
    desk.goto(f"/desk/tickets/{ticket.pk}/")
    ways = desk.get_by_role("radiogroup", name="Answer by")
    expect(ways.get_by_role("radio", name="Chat")).to_be_checked()
    expect(desk.locator("#shopper-away [data-answers-by=chat]")).to_be_attached()

    page.chat.get_by_role("button", name="Continue by e-mail").click()
    page.chat.get_by_role("button", name="Send the mail").click()

    expect(ways.get_by_role("radio", name="E-mail")).to_be_checked(timeout=2_000)
    expect(desk.get_by_text("asked to go on by e-mail, at mina@shopper.example.")).to_be_visible()
    expect(page.chat.get_by_role("dialog")).to_have_count(0)
    expect(page.chat.get_by_text("On its way to mina@shopper.example.")).to_be_visible()
    expect(page.chat.get_by_text("We answer by e-mail to mina@shopper.example, and here.")).to_be_visible()

    began = time.monotonic()
    page.chat.get_by_role("button", name="Chat with us").click()

    expect(ways.get_by_role("radio", name="Chat")).to_be_checked(timeout=2_000)
    print(f"from the shopper's switch to the agent's composer: {time.monotonic() - began:.2f} s")
    expect(page.chat.get_by_role("button", name="Continue by e-mail")).to_be_visible()
    say(page, "I am still here.")
    desk.get_by_role("button", name="More", exact=True).click()
    desk.get_by_role("menuitem", name="Go on by e-mail…").click()
    assert_accessible(desk)
    desk.get_by_role("dialog").get_by_role("button", name="Send").click()

    expect(page.chat.locator(".theirs").last).to_contain_text("I go on by e-mail", timeout=2_000)
    expect(ways.get_by_role("radio", name="E-mail")).to_be_checked()
    expect(desk.locator("[data-composer] [name=text]")).to_be_focused()  # they go on writing
    desk.keyboard.press("Shift+Tab")
    expect(desk.locator("[data-composer] :focus")).to_have_count(1)  # and the keys go on from there
    desk.reload()
    expect(ways).to_be_visible()
    expect(desk.locator("[data-composer] :focus")).to_have_count(0)  # once alone


@pytest.mark.requirement("R105", "R107")
def test_an_agent_who_turns_to_another_channel_is_not_said_to_write(shopper, screen, bo_is_there):
    ticket = begin(shopper())
    desk, sent = screen(bo_is_there), []
    desk.on("websocket", lambda line: line.on("framesent", lambda frame: sent.append(frame)))
    desk.goto(f"/desk/tickets/{ticket.pk}/")

    def wait_for(frame):
        until = time.monotonic() + 20
        while frame not in sent and time.monotonic() < until:
            desk.wait_for_timeout(50)
        return frame in sent

    assert wait_for(f"follow ticket-{ticket.pk}")
    desk.get_by_role("radiogroup", name="Answer by").get_by_text("E-mail").click()
    expect(desk.get_by_role("radio", name="E-mail")).to_be_checked()
    assert f"typing ticket-{ticket.pk}" not in sent

    desk.locator("[data-composer] [name=text]").press("H")
    assert wait_for(f"typing ticket-{ticket.pk}")
