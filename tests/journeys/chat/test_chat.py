"""A shopper on a shop's page and an agent at the desk, in two real browsers."""

import re

import pytest
from playwright.sync_api import expect

from shopbell.channels.reply import send_reply
from shopbell.tickets.message import add_note
from shopbell.tickets.models import Message

from .shopping import begin, picture, say


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


def test_an_agent_who_begins_before_the_line_is_there_is_seen_writing(shopper, screen, bo_is_there):
    page = shopper()
    ticket = begin(page)
    desk, lines, heard, is_up = screen(bo_is_there), [], [], []

    def hold_back(line):
        """What either side says is lost until the line is up; what the desk said lies in `heard`."""
        server = line.connect_to_server()
        server.on_message(lambda said: heard.append(said))
        line.on_message(lambda said: server.send(said) if is_up else None)
        lines.append(line)

    desk.route_web_socket(re.compile("/live"), hold_back)
    desk.goto(f"/desk/tickets/{ticket.pk}/")
    desk.locator("#composer-text").press_sequentially("It")
    while "ready" not in heard:
        desk.wait_for_timeout(50)
    is_up.append(True)
    lines[0].send("ready")

    expect(page.chat.get_by_text("Bo is writing…")).to_be_visible()


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
    page.chat.get_by_role("button", name="Back", exact=True).click()
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


def test_who_comes_back_reads_first_and_by_the_keyboard_goes_on_writing(shopper, bo_is_there):
    page = shopper()
    begin(page)
    field = page.chat.get_by_label("Write a message")
    expect(field).to_be_focused()

    page.launcher.click()
    page.launcher.click()
    expect(page.chat.locator(".scroll")).to_be_focused()
    expect(field).not_to_be_focused()

    page.launcher.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(field).to_be_focused()


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
