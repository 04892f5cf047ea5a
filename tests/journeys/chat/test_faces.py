"""The faces of the widget: with nobody there, as a form without scripts, and each of its screens accessible."""

import pytest
from playwright.sync_api import expect

from shopbell.channels.reply import send_reply
from shopbell.tickets.models import Ticket
from tests.journeys.axe import assert_accessible
from tests.journeys.conftest import PHONE, WIDE


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
    expect(page.chat.get_by_text("You will hear back from us by")).to_be_visible()
    assert Ticket.objects.get().channel == "form"


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
    expect(page.get_by_text("You are next")).to_be_visible()
    assert_accessible(page)
    send_reply(Ticket.objects.get(), "Of course.", by=bo_is_there)
    expect(page.locator(".theirs")).to_have_count(1)
    assert_accessible(page)
    page.get_by_role("button", name="Continue by e-mail").click()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Back", exact=True).click()
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


def test_a_page_that_the_inbox_does_not_name_gets_no_button(shopper, shop_chat, screen):
    shop_chat.settings = {"origins": ["https://elsewhere.example"]}
    shop_chat.save()

    page = shopper()
    page.wait_for_load_state("networkidle")

    expect(page.locator("shopbell-chat")).to_have_count(0)
    screen.wrong.clear()
