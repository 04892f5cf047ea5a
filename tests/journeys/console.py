"""What an agent does in the console, in the words of the journeys."""

import re

from playwright.sync_api import expect


def open_ticket(page, ticket, view="open"):
    page.goto(f"/desk/tickets/{ticket.pk}/?view={view}")
    expect(page.locator("#entries")).to_be_visible()


def write(page, text):
    page.get_by_label("Message", exact=True).fill(text)


def send(page):
    page.get_by_role("button", name=re.compile("^(Send|Add note)$")).click()


def box(page):
    return page.locator("#composer-text")


def saved(page):
    """Wait until what is written is kept."""
    expect(page.locator("[data-draft-state]")).to_have_text("Draft saved")
