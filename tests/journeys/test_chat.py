"""A shopper on a shop's page and an agent at the desk, in two real browsers."""

import random
import re
import struct
import threading
import time
import zlib
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from shopbell.accounts.models import Availability
from shopbell.channels.chat.continue_link import continue_link
from shopbell.channels.models import Delivery, Inbox
from shopbell.channels.reply import send_reply
from shopbell.tickets.message import add_note
from shopbell.tickets.models import Message, Ticket

from .axe import assert_accessible
from .conftest import PHONE, WIDE

expect.set_options(timeout=15_000)
SHOP = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><h1>Lamps</h1><p>All of them.</p><a href="/a-shop/next/">Next page</a>
<script async src="{site}/widget.js" data-key="{key}"></script></body></html>"""


def picture(width=40, height=30):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(
        b"\0" + bytes((x * 6, y * 8, 90)[c] for x in range(width) for c in range(3)) for y in range(height)
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def shop(site):
    """A shop of another origin; `shop.html` is all its pages. Served for real: a browser lets no made-up page in."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(self.server.html.encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    server.origin, server.html = f"http://127.0.0.1:{server.server_port}", ""
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def shop_chat(site, shop, returns):
    """The chat of that shop."""
    settings = {"origins": [shop.origin], "messages_a_minute": 6000}
    inbox = Inbox.objects.create(channel="chat", name="Lamp shop", team=returns, settings=settings)
    shop.html = SHOP.format(site=site, key=inbox.public_key)
    return inbox


@pytest.fixture
def bo_is_there(bo):
    Availability.objects.create(agent=bo, chosen="available", seen_at=timezone.now() + timedelta(hours=1))
    return bo


@pytest.fixture
def shopper(screen, shop, shop_chat):
    """Open the shop's page as a shopper; `page.chat` is the widget's frame."""

    def visit(**options):
        page = screen(**options)
        page.goto(f"{shop.origin}/a-shop/")
        page.launcher = page.get_by_role("button", name=re.compile("Chat and help|Close"))
        page.chat = page.frame_locator("shopbell-chat iframe")
        return page

    return visit


def begin(page, text="Where is my lamp?"):
    page.launcher.click()
    return ask(page.chat, text)


def ask(chat, text="Where is my lamp?"):
    chat.get_by_role("button", name="Chat with us").click()
    chat.get_by_label("Your name").fill("Mina")
    chat.get_by_label("Your e-mail").fill("mina@shopper.example")
    chat.get_by_label("How can we help?").fill(text)
    chat.get_by_role("button", name="Start the chat").click()
    expect(chat.locator(".own")).to_have_count(1)
    return Ticket.objects.latest("pk")


def say(page, text):
    page.chat.get_by_label("Write a message").fill(text)
    page.chat.get_by_role("button", name="Send", exact=True).click()


@pytest.mark.requirement("R7", "R8", "R12", "R13", "R99")
def test_a_shopper_and_an_agent_talk(shopper, screen, bo_is_there):
    page = shopper()
    page.launcher.click()
    expect(page.chat.get_by_text("Bo is here")).to_be_visible()
    page.launcher.click()
    ticket = begin(page)

    desk = screen(bo_is_there)
    desk.goto(f"/desk/tickets/{ticket.pk}/")
    expect(desk.get_by_text("Where is my lamp?").last).to_be_visible()
    desk.locator("#composer-text").press_sequentially("It is on its way.")
    expect(page.chat.get_by_text("Bo is writing…")).to_be_visible()
    desk.locator("#composer-text").press("Control+Enter")

    expect(page.chat.locator(".theirs")).to_contain_text("It is on its way.")
    say(page, "Thank you!")
    expect(desk.get_by_text("Thank you!").last).to_be_visible()
    expect(page.chat.locator(".own").last).to_contain_text(re.compile("Sent|Read"))


@pytest.mark.requirement("R16")
def test_files_go_both_ways(shopper, bo_is_there):
    from shopbell.tickets.attachment import keep_attachment

    page = shopper()
    ticket = begin(page)

    chosen = {"name": "broken lamp.png", "mimeType": "image/png", "buffer": picture()}
    page.chat.locator("input[type=file]").set_input_files(chosen)
    expect(page.chat.get_by_role("button", name="Remove broken lamp.png")).to_be_visible()
    expect(page.chat.get_by_role("button", name="Send", exact=True)).to_be_enabled()
    say(page, "Look")
    expect(page.chat.get_by_role("img", name="Picture: broken lamp.png")).to_be_visible()
    expect(page.chat.locator(".own").last).to_contain_text("Sent")
    label = keep_attachment([b"label"], name="label.pdf", uploaded_by=f"agent-{bo_is_there.pk}")
    send_reply(ticket, "Your label", by=bo_is_there, uploads=[label.pk])

    expect(page.chat.get_by_role("link", name=re.compile("label.pdf"))).to_be_visible()
    assert Message.objects.get(text="Look").attachments.get().name == "broken lamp.png"


@pytest.mark.requirement("R16")
def test_a_send_while_a_file_uploads_waits_for_it(shopper, bo_is_there, screen):
    page = shopper()
    ticket = begin(page)
    held = []
    page.context.route("**/upload?*", lambda route: held.append(route))
    chosen = {"name": "broken lamp.png", "mimeType": "image/png", "buffer": picture()}
    page.chat.locator("input[type=file]").set_input_files(chosen)
    say(page, "Look")
    expect(page.chat.get_by_text("Sends by itself when the files are there.")).to_be_visible()
    held.pop().abort()

    expect(page.chat.get_by_text("That did not work. Please try again.")).to_be_visible()
    expect(page.chat.get_by_label("Write a message")).to_have_value("Look")
    assert not ticket.messages.filter(text="Look").exists()

    page.chat.get_by_role("button", name="Try again").click()
    page.chat.get_by_role("button", name="Send", exact=True).click()
    expect(page.chat.get_by_text("Sends by itself when the files are there.")).to_be_visible()
    page.chat.get_by_role("button", name="Back").click()
    held.pop().continue_()
    page.chat.get_by_role("button", name=re.compile("Look|Where is my lamp")).click()

    expect(page.chat.locator(".own").last).to_contain_text("Look")
    expect(page.chat.locator(".own").last).to_contain_text("Sent")
    assert ticket.messages.get(text="Look").attachments.get().name == "broken lamp.png"
    screen.wrong.clear()


def test_a_note_never_reaches_the_shopper(shopper, bo_is_there):
    page = shopper()
    ticket = begin(page)

    add_note(ticket, "Careful, she is angry", by=bo_is_there)
    send_reply(ticket, "Hello Mina", by=bo_is_there)

    expect(page.chat.locator(".theirs")).to_contain_text("Hello Mina")
    expect(page.chat.get_by_text("angry")).to_have_count(0)


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
    page.context.unroute("**/send")
    page.launcher.click()

    expect(page.chat.locator(".own").last).to_contain_text("Do not forget me")
    expect(page.chat.locator(".own").last).to_contain_text("Sent", timeout=40_000)
    assert ticket.messages.filter(text="Do not forget me").count() == 1
    screen.wrong.clear()


def test_the_conversation_is_there_on_the_next_page_and_tells_of_new_answers(shopper, bo_is_there):
    page = shopper()
    ticket = begin(page)
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
    ticket.refresh_from_db()
    assert ticket.customer == mina


@pytest.mark.requirement("R11")
def test_with_nobody_there_the_widget_says_so_and_takes_a_message(shopper):
    page = shopper()
    page.launcher.click()
    expect(page.chat.get_by_text("Nobody is here right now.")).to_be_visible()
    expect(page.chat.get_by_role("button", name="Chat with us")).to_have_count(0)

    page.chat.get_by_role("button", name="Write a message").click()
    page.chat.get_by_role("button", name="Send the message").click()
    expect(page.chat.get_by_text("Please write your e-mail address")).to_be_visible()
    page.chat.get_by_label("Your e-mail").fill("mina@shopper.example")
    page.chat.get_by_label("How can we help?").fill("My lamp flickers.")
    page.chat.get_by_role("button", name="Send the message").click()

    expect(page.chat.get_by_text("We answer by e-mail to mina@shopper.example, and here.")).to_be_visible()
    assert Ticket.objects.get().channel == "form"


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


@pytest.mark.requirement("R21", "R22")
def test_the_form_works_without_javascript(screen, shop_chat, shot):
    page = screen(java_script_enabled=False)
    page.goto(f"/chat/{shop_chat.public_key}/")
    page.get_by_label("Your name").fill("Mina")
    page.get_by_label("Your e-mail").fill("mina@shopper.example")
    page.get_by_label("How can we help?").fill("My lamp flickers.")
    page.get_by_role("button", name="Send the message").click()

    ticket = Ticket.objects.get()
    expect(page.get_by_text(f"#{ticket.pk}")).to_be_visible()
    assert (ticket.customer.name, ticket.messages.get().text) == ("Mina", "My lamp flickers.")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_screen_of_the_widget_is_accessible(screen, shop_chat, bo_is_there, shot, size, theme):
    page = screen(size=size, theme=theme)
    page.goto(f"/chat/{shop_chat.public_key}/")
    page.get_by_role("button", name="Chat with us").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Chat with us").click()
    page.get_by_role("button", name="Start the chat").click()
    assert_accessible(page)
    page.get_by_label("How can we help?").fill("x" * 400 + " https://shop.example/" + "y" * 300)
    page.get_by_role("button", name="Start the chat").click()
    expect(page.locator(".own")).to_have_count(1)
    send_reply(Ticket.objects.get(), "Of course.", by=bo_is_there)
    expect(page.locator(".theirs")).to_have_count(1)
    assert_accessible(page)
    page.get_by_role("button", name="Continue by e-mail").click()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_text("Your conversations")).to_be_visible()
    assert_accessible(page)


def test_the_contact_page_is_accessible(screen, shop_chat, shot):
    page = screen()
    page.goto(f"/contact/{shop_chat.public_key}/")
    assert_accessible(page)
    shot(page, "contact")
    page.get_by_label("Your name").fill("Mina")
    page.evaluate("document.querySelector('form').noValidate = true")
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_text("Something is missing").first).to_be_visible()
    assert_accessible(page)
    shot(page, "contact-missing")


def test_without_a_script_the_widgets_page_is_a_form(screen, shop_chat, shot):
    page = screen(java_script_enabled=False)
    page.goto(f"/chat/{shop_chat.public_key}/")
    shot(page, "no-script")
    page.get_by_label("Your name").fill("Mina")
    page.get_by_label("Your e-mail").fill("mina@shopper.example")
    page.get_by_label("How can we help?").fill("Does the lamp dim?")
    page.get_by_role("button", name="Send the message").click()

    expect(page.get_by_text("Thank you, we have your message")).to_be_visible()
    assert Ticket.objects.get().messages.get().text == "Does the lamp dim?"


def test_an_answer_is_spoken_once(shopper, bo_is_there):
    page = shopper()
    ticket = begin(page)
    expect(page.chat.locator(".own").last).to_contain_text("Sent")

    send_reply(ticket, "Of course.", by=bo_is_there)

    speech = page.chat.locator("[aria-live=polite]")
    expect(speech).to_have_text("New message from Bo: Of course.")
    say(page, "Thanks")
    expect(page.chat.locator(".own")).to_have_count(2)
    expect(speech).to_have_text("New message from Bo: Of course.")


def test_a_page_that_the_inbox_does_not_name_gets_no_button(shopper, shop_chat, screen):
    shop_chat.settings = {"origins": ["https://elsewhere.example"]}
    shop_chat.save()

    page = shopper()
    page.wait_for_load_state("networkidle")

    expect(page.locator("shopbell-chat")).to_have_count(0)
    screen.wrong.clear()


def test_the_whole_chat_works_by_keyboard(shopper, bo_is_there):
    page = shopper()
    page.launcher.focus()
    page.keyboard.press("Enter")
    expect(page.chat.get_by_role("button", name="Chat with us")).to_be_visible()
    page.chat.get_by_role("button", name="Chat with us").press("Enter")
    page.chat.get_by_label("How can we help?").fill("Hello")
    page.chat.get_by_role("button", name="Start the chat").press("Enter")
    expect(page.chat.get_by_label("Write a message")).to_be_focused()
    page.keyboard.type("One")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Two")
    page.keyboard.press("Enter")
    expect(page.chat.locator(".own").last).to_contain_text("One\nTwo")

    page.keyboard.press("Escape")

    expect(page.launcher).to_be_focused()
