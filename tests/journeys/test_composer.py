"""The composer in a browser: crossing messages, formatted words, macros, sending later."""

import re

import pytest
from playwright.sync_api import expect

from shopbell.tickets.macro import Macro
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Attachment, Mention, Message, Tag

from .axe import assert_accessible
from .walking import box, open_ticket, saved, send, write

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PASTE = """([html, png]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html), data.setData("text/plain", html.replace(/<[^>]*>/g, ""));
  if (png) data.items.add(new File([Uint8Array.from(atob(png), (c) => c.charCodeAt(0))], "shot.png", {type: "image/png"}));
  const target = document.querySelector("trix-editor") ?? document.querySelector("#composer-text");
  target.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def test_who_points_at_note_writes_a_note_and_presses_no_keys(screen, bo, parcel):
    page = screen(bo)
    open_ticket(page, parcel)

    page.locator(".composer-tab", has_text="Note").click()
    expect(box(page)).to_be_focused()
    page.keyboard.type("Everything seems rather fine")
    expect(box(page)).to_have_value("Everything seems rather fine")
    page.locator("[name=channel][value=note]").focus()
    page.keyboard.type("e#r!")

    expect(page.locator("[name=channel][value=note]")).to_be_checked()
    expect(page.locator("dialog[open]")).to_have_count(0)
    saved(page)
    parcel.refresh_from_db()
    assert parcel.is_unsolved


def test_a_reply_that_crosses_a_message_is_stopped_and_sent_anyway(screen, bo, mina, parcel):
    page = screen(bo)
    open_ticket(page, parcel)
    write(page, "It comes today.")
    receive_message(parcel, "It has come!", customer=mina, channel="email")
    expect(page.locator("#entries")).to_contain_text("It has come!")
    page.get_by_role("button", name="Send", exact=True).click()

    bar = page.locator("[data-crossed]")
    expect(bar).to_contain_text("A new message came while you were typing.")
    expect(bar).to_contain_text("Mina Okafor: It has come!")
    assert_accessible(page)
    assert not Message.objects.filter(agent=bo).exists()
    expect(page.get_by_role("button", name="Send anyway")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#entries")).to_contain_text("It comes today.")


@pytest.mark.requirement("R88")
def test_formatted_words_by_keyboard_survive_a_reload_and_go_out(screen, bo, parcel, shot):
    page = screen(bo)
    open_ticket(page, parcel)
    box(page).press_sequentially("It is ")
    page.keyboard.press("Control+b")
    editor = page.locator("trix-editor")
    expect(editor).to_be_focused()
    page.keyboard.type("here")
    expect(editor.locator("strong")).to_have_text("here")
    expect(page.get_by_role("button", name="Bold")).to_have_attribute("aria-pressed", "true")
    saved(page)
    assert_accessible(page)
    shot(page, "composer-rich")
    page.reload()
    expect(editor.locator("strong")).to_have_text("here")
    editor.focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#entries .mail-frame").last).to_be_visible()
    message = Message.objects.get(agent=bo)
    assert (message.text, "<strong>here</strong>" in message.html) == ("It is here", True)

    page.get_by_role("button", name="Undo").click()
    expect(editor.locator("strong")).to_have_text("here")


@pytest.mark.requirement("R16")
def test_a_pasted_picture_stands_in_the_answer(screen, bo, parcel):
    page = screen(bo)
    open_ticket(page, parcel)
    page.get_by_role("button", name="Formatting").click()
    page.locator("trix-editor").focus()
    page.keyboard.type("Look: ")
    page.evaluate(PASTE, ["", PIXEL])
    expect(page.locator("trix-editor img[src*='/files/']")).to_be_visible()
    saved(page)
    send(page)
    expect(page.locator("#entries .mail-frame").last).to_be_visible()
    message, file = Message.objects.get(agent=bo), Attachment.objects.get()
    assert f"cid:{file.pk}@shopbell" in message.html and file.message == message and file.is_inline


def test_pasted_html_is_cleaned_and_a_chat_stays_plain(screen, bo, parcel):
    page = screen(bo)
    open_ticket(page, parcel)
    page.evaluate(
        PASTE,
        [
            '<p style="color:red">Read <b>this</b> <img src="https://spy.example/x.gif"></p><ul><li>a</li></ul>',
            "",
        ],
    )
    expect(page.locator("trix-editor strong")).to_have_text("this")
    page.locator(".composer-tab", has_text="Note").click()
    expect(page.locator("trix-editor")).to_have_count(0)
    expect(box(page)).to_be_visible()
    page.locator(".composer-tab", has_text="E-mail").click()
    expect(page.locator("trix-editor strong")).to_have_text("this")


@pytest.mark.requirement("R15")
def test_a_macro_says_what_it_will_do_and_does_it_with_the_send(screen, bo, parcel):
    tag = Tag.objects.create(name="refund")
    steps = [{"do": "tag", "to": tag.pk}, {"do": "status", "to": "solved"}]
    Macro.objects.create(
        name="Refunded", text="Dear {{ customer.first_name }}, it is on its way.", actions=steps
    )
    page = screen(bo)
    open_ticket(page, parcel)
    box(page).press_sequentially("/")
    expect(page.get_by_role("searchbox", name="Find a macro")).to_be_focused()
    expect(page.locator(".menu:popover-open")).to_contain_text("Adds the tag refund")
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(page.locator("[data-steps]")).to_contain_text("Adds the tag refund · Sets the status to Solved")
    saved(page)
    page.reload()
    expect(page.locator("[data-steps]")).to_contain_text("Sets the status to Solved")
    assert_accessible(page)
    send(page)
    expect(page.locator("#ticket-head")).to_have_attribute("data-status", "solved")

    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#ticket-head")).not_to_have_attribute("data-status", "solved")
    expect(page.locator("[data-steps]")).to_contain_text("Sets the status to Solved")
    page.get_by_role("button", name="Remove: Refunded").click()
    expect(page.locator("[data-steps]")).to_be_hidden()


def test_a_certain_message_is_answered(screen, bo, mina, parcel):
    first = parcel.messages.get()
    receive_message(parcel, "And my invoice?", customer=mina, channel="email")
    page = screen(bo)
    open_ticket(page, parcel)
    page.locator(f"#message-{first.pk}").hover()
    page.locator(f"#message-{first.pk}").get_by_role("button", name="Answer this message").click()
    expect(page.locator("[data-answered]")).to_contain_text("It should have come on Tuesday.")
    page.keyboard.type("Tuesday it is.")
    saved(page)
    page.reload()
    expect(page.locator("[data-answered]")).to_contain_text("It should have come on Tuesday.")
    send(page)
    expect(page.locator("#entries")).to_contain_text("Answers an earlier message")
    assert Message.objects.get(agent=bo).in_reply_to == first


def test_a_reply_is_sent_later_called_back_and_sent_now(screen, bo, parcel):
    page = screen(bo)
    open_ticket(page, parcel)
    write(page, "Good morning Mina")
    page.get_by_role("button", name="More ways to send").click()
    assert_accessible(page)
    page.get_by_role("menuitem", name=re.compile("customer's morning")).click()
    waiting = page.locator("#scheduled-replies")
    expect(waiting).to_contain_text("Good morning Mina")
    expect(box(page)).to_have_value("")
    assert_accessible(page)
    waiting.get_by_role("button", name="Call back and edit").click()
    expect(box(page)).to_have_value("Good morning Mina")
    expect(waiting).to_have_count(0)

    page.get_by_role("button", name="More ways to send").click()
    page.get_by_role("menuitem", name="At another time…").click()
    page.get_by_label("Send at").fill("2099-01-01T09:00")
    page.get_by_role("button", name="Schedule").click()
    waiting.get_by_role("button", name="Send now").click()
    expect(page.locator("#entries")).to_contain_text("Good morning Mina")
    page.get_by_role("button", name="Undo").click()
    expect(box(page)).to_have_value("Good morning Mina")


def test_a_colleague_is_called_by_keyboard_in_a_note_only(screen, ada, bo, parcel):
    page = screen(bo)
    open_ticket(page, parcel)
    box(page).press_sequentially("@ad")
    expect(page.locator("#mention-list")).to_be_hidden()
    page.locator(".composer-tab", has_text="Note").click()
    box(page).press_sequentially("Please look, @ad")
    expect(page.locator("#mention-list").get_by_role("option", name="Ada Moreau")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(box(page)).to_have_value("Please look, @Ada Moreau ")
    send(page)
    expect(page.locator("#entries .note")).to_contain_text("@Ada Moreau")
    assert Mention.objects.get().agent == ada
