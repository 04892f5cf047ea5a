"""How people get about at the desk: with a mouse, with a finger, and by the keyboard alone."""

import re
from dataclasses import replace

from playwright.sync_api import Locator, Page, expect

from shopbell.channels.registry import CHANNELS
from tests.cast import PASSWORD

from .conftest import PHONE

ON_A_PHONE = {"size": PHONE, "has_touch": True, "is_mobile": True}
FARTHEST = 150  # presses of Tab before something counts as out of reach
TELL_OF_POINTERS = """for (const name of ["pointerdown", "mousedown", "touchstart"])
  addEventListener(name, (event) => event.isTrusted && window.pointed(name), true)"""


def box(page: Page) -> Locator:
    return page.locator("#composer-text")


def head(page: Page) -> Locator:
    return page.locator("#ticket-head")


def row(page: Page, ticket) -> Locator:
    return page.locator(f"#row-{ticket.pk}")


def is_open(page: Page, ticket) -> None:
    """The ticket is on the screen."""
    expect(page.locator(".ticket")).to_have_attribute("data-ticket", str(ticket.pk))
    expect(page.locator("#entries")).to_be_visible()


def open_ticket(page: Page, ticket, view: str = "open") -> None:
    page.goto(f"/desk/tickets/{ticket.pk}/?view={view}")
    is_open(page, ticket)


def write(page: Page, text: str) -> None:
    page.get_by_label("Message", exact=True).fill(text)


def send(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^(Send|Add note)$")).click()


def saved(page: Page) -> None:
    expect(page.locator("[data-draft-state]")).to_have_text("Draft saved")


def toast(page: Page, words: str) -> Locator:
    return page.locator(".toast", has_text=words)


def hold_replies(monkeypatch, seconds: int = 120) -> None:
    """Let a reply be taken back for longer than five seconds: a machine that runs tests may be slow."""
    monkeypatch.setitem(CHANNELS, "email", replace(CHANNELS["email"], hold_seconds=seconds))


def only_keys(page: Page) -> list[str]:
    """What was pointed at with a mouse or a finger, from now on: nothing, where the keyboard is enough."""
    pointed: list[str] = []
    page.expose_function("pointed", lambda name: pointed.append(name))
    page.add_init_script(TELL_OF_POINTERS)
    return pointed


def tab_to(page: Page, target: Locator, step: str = "Tab") -> None:
    """Go to `target` as somebody without a mouse does."""
    for _ in range(FARTHEST):
        if target.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press(step)
    raise AssertionError(f"{step} does not reach {target}")


def arrow_to(page: Page, target: Locator) -> None:
    """Go down a menu to `target`."""
    expect(target).to_be_visible()
    tab_to(page, target, "ArrowDown")


def in_palette(page: Page, typed: str, wanted: str) -> None:
    """Ctrl-K, type, go down to the line that says `wanted`, Enter."""
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Go to or do")).to_be_focused()
    page.keyboard.type(typed)
    option = page.locator("#palette [role=option]", has_text=wanted).first
    expect(option).to_be_visible()
    for _ in range(FARTHEST):
        if option.get_attribute("aria-selected") == "true":
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#palette")).to_be_hidden()


class Mouse:
    """A hand on a mouse; what it does is what the others do, each in their way."""

    def __init__(self, page: Page):
        self.page = page

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        self.press(target)
        target.fill(text)

    def choose(self, target: Locator, label: str) -> None:
        """In a list of choices that the browser draws."""
        target.select_option(label=label)


class Finger(Mouse):
    def press(self, target: Locator) -> None:
        target.tap()


class Keys(Mouse):
    """Tab, letters and Enter."""

    def press(self, target: Locator) -> None:
        expect(target).to_be_visible()
        tab_to(self.page, target)
        self.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        expect(target).to_be_visible()
        tab_to(self.page, target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, target: Locator, label: str) -> None:
        tab_to(self.page, target)
        self.page.keyboard.type(label)


def sign_in(hand: Mouse, agent) -> None:
    """By the form that everybody sees."""
    page = hand.page
    page.goto("/accounts/login/")
    hand.write(page.get_by_label("E-mail"), agent.email)
    hand.write(page.get_by_label("Password"), PASSWORD)
    hand.press(page.get_by_role("button", name="Sign in", exact=True))
    page.wait_for_url("**/desk/**")
