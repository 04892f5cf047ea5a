"""The page with every way to reach the shop: its form is sent from there, and hours are asked for once."""

import pytest
from playwright.sync_api import expect

from shopbell.channels.models import Brand, Inbox
from shopbell.helpcenter.centre import HelpCentre
from shopbell.promises.business_hours import BusinessHours, empty_rules
from shopbell.tickets.models import ContactReason, Ticket

from .axe import assert_accessible
from .conftest import PHONE, WIDE


@pytest.mark.requirement("R6", "R114")
@pytest.mark.parametrize(
    ("size", "has_scripts"), [(WIDE, True), (PHONE, False)], ids=["wide", "phone, no scripts"]
)
def test_the_form_of_the_contact_page_is_sent_from_it(screen, site, size, has_scripts):
    HelpCentre.objects.create(pk=1, languages=["en", "de"])
    Brand.objects.create(pk=1, name="Wexmoor & Pell", phone="+49 30 1234-567")
    rules = {**empty_rules(), "zone": "Asia/Tokyo", "week": [[[0, 720]]] * 7}
    BusinessHours.objects.create(name="Tokyo", rules=rules, is_default=True)
    Inbox.objects.create(channel="form", name="Write to us")
    reason = ContactReason.objects.create(stage="after", name="Broken shade")
    page = screen(size=size, timezone_id="America/New_York", java_script_enabled=has_scripts, locale="en-GB")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/opening/" in request.url else None)

    page.goto(f"{site}/contact/")
    ways = page.get_by_role("region", name="Ask a person")
    if has_scripts:
        expect(ways).not_to_contain_text("JST")
        assert_accessible(page)
        assert len(asked) == 2, "the form and the phone, once each"
    else:
        expect(ways).to_contain_text("JST")
    page.get_by_role("link", name="Contact form").click()
    page.get_by_label("Your name").fill("Mina")
    page.get_by_label("Your e-mail").fill("mina@shopper.example")
    page.get_by_label("How can we help?").fill("My lamp arrived broken.")
    page.get_by_label("Broken shade").check()
    page.get_by_role("button", name="Send the message").click()

    expect(page.get_by_text("Thank you, we have your message")).to_be_visible()
    assert Ticket.objects.get().reason == reason


@pytest.mark.requirement("R21")
def test_a_program_is_refused_at_once_when_it_is_chosen(screen, site):
    HelpCentre.objects.create(pk=1, languages=["en"])
    Inbox.objects.create(channel="form", name="Write to us")
    page = screen(locale="en-GB")
    page.goto(f"{site}/contact/")
    files = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": b"x"}
        for name in ("Setup.EXE", "lamp.txt")
    ]
    page.locator("input[name=enclosed]").set_input_files(files)

    expect(page.get_by_role("alert")).to_contain_text("“Setup.EXE” is a program.")
    expect(page.locator(".previews figcaption")).to_have_text(["lamp.txt"])
