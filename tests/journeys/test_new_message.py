"""An agent writes first, by the keyboard alone: the ticket opens, the message is taken back, and sent after all."""

import re

from playwright.sync_api import expect

from shopbell.channels.email.sending import first_message
from shopbell.tickets.models import Draft, Message, Ticket

from .axe import assert_accessible
from .walking import box, saved, toast


def test_a_customer_is_written_to_by_keyboard_and_the_message_taken_back(
    screen, bo, care, mina, monkeypatch, shot
):
    monkeypatch.setattr(first_message, "HOLD_SECONDS", 300)
    page = screen(bo)
    page.goto("/desk/views/mine/")
    expect(page.locator("#list")).to_be_visible()
    page.keyboard.press("Shift+N")
    to = page.get_by_role("combobox", name="To", exact=True)
    expect(to).to_be_focused()
    page.keyboard.type("Okafor")
    expect(page.get_by_role("option", name="Mina Okafor")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".people-chip")).to_contain_text("mina@shopper.example")
    page.get_by_label("Subject").focus()
    page.keyboard.type("Your boots")
    page.keyboard.press("Tab")
    box(page).focus()
    page.keyboard.type("Your boots are ready.")
    saved(page)
    assert_accessible(page)
    shot(page, "new-message")

    page.reload()
    expect(box(page)).to_have_value("Your boots are ready.")
    expect(page.get_by_label("Subject")).to_have_value("Your boots")
    expect(page.locator(".people-chip")).to_contain_text("mina@shopper.example")
    box(page).focus()
    page.keyboard.press("Control+Enter")

    page.wait_for_url(re.compile(r"/desk/tickets/\d+/"))
    expect(page.locator("#entries")).to_contain_text("Your boots are ready.")
    expect(toast(page, "Sent.")).to_be_visible()
    expect(page.locator("#ticket-head")).to_contain_text("Bo Lind")
    shot(page, "new-message-sent")
    page.locator("#messages").focus()
    page.keyboard.press("z")

    page.wait_for_url("**/desk/new/")
    expect(box(page)).to_have_value("Your boots are ready.")
    expect(page.get_by_label("Subject")).to_have_value("Your boots")
    assert not Ticket.objects.visible_to(bo).exists()
    screen.wrong.clear()  # the open screen may have asked for the ticket once more, and heard that it is gone
    box(page).focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/desk/tickets/\d+/"))
    expect(page.locator("#entries")).to_contain_text("Your boots are ready.")
    assert Ticket.objects.visible_to(bo).get().customer == mina
    assert Message.objects.filter(unsent_at=None).count() == 1
    assert not Draft.objects.exists()


def test_a_refusal_leaves_all_that_was_written(screen, bo, care, mina):
    page = screen(bo)
    page.goto(f"/desk/new/?customer={mina.pk}")
    expect(page.locator(".people-chip")).to_contain_text("mina@shopper.example")
    box(page).fill("Your boots are ready.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="Write a subject")).to_be_visible()
    expect(box(page)).to_have_value("Your boots are ready.")
    assert not Ticket.objects.exists()
