"""A shopper with a phone writes from a page of the shop: the topic opens its questions, a photo comes along, an agent sees all."""

import base64

import pytest
from playwright.sync_api import expect

from shopbell.channels.form.models import FormField, SpentTask
from shopbell.channels.models import Inbox
from shopbell.tickets.models import ContactReason, CustomField, Ticket

from ..axe import assert_accessible
from ..conftest import PHONE

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPhfDwAChAGA60e6kgAAAABJRU5ErkJggg=="
)


@pytest.mark.requirement("R21", "R22")
def test_a_photo_from_a_phone_within_the_shop_s_page(screen, site, shop, bo, returns, shot):
    ContactReason.objects.update(is_active=False)
    broken = ContactReason.objects.create(stage="after", name="Something is broken", team=returns)
    ContactReason.objects.create(stage="before", name="Which one fits")
    width = CustomField.objects.create(name="Width", kind="number")
    inbox = Inbox.objects.create(
        channel="form", name="Shop form", settings={"origins": [shop.origin], "accent": "#14532d"}
    )
    for asked in ({"asks": "field", "field": width, "label": "How wide is the crack?"}, {"asks": "photos"}):
        FormField.objects.create(**asked).reasons.add(broken)

    page = screen(size=PHONE)
    line = f'<script src="{site}/form.js" data-key="{inbox.public_key}" data-title="Write to us"></script>'
    shop.html = f"<!doctype html><html lang=en><h1>Lamps</h1>{line}"
    page.goto(f"{shop.origin}/")
    form = page.frame_locator("iframe")
    question = form.get_by_label("How wide is the crack?")
    expect(question).to_be_hidden()
    before = page.locator("iframe").bounding_box()["height"]

    form.get_by_label("Something is broken").check()
    expect(question).to_be_visible()
    question.fill("2.5")
    form.get_by_label("Photos").set_input_files(
        [{"name": "crack.png", "mimeType": "image/png", "buffer": DOT}]
    )
    form.get_by_label("Photos").set_input_files(
        [{"name": "none.png", "mimeType": "image/png", "buffer": b""}]
    )
    expect(form.get_by_text("“none.png” is empty.")).to_be_visible()
    expect(form.get_by_role("button", name="Take off crack.png")).to_be_visible()
    expect(form.locator("[name=answer]")).not_to_have_value("")
    expect(page.locator("iframe")).not_to_have_css("height", f"{before:g}px")
    form.get_by_label("Your name").fill("Mina")
    form.get_by_label("Your e-mail").fill("mina@shopper.example")
    form.get_by_label("How can we help?").fill("It came with a crack.")
    form.get_by_role("button", name="Send the message").click()
    expect(form.get_by_text("Thank you, we have your message")).to_be_visible()

    ticket = Ticket.objects.get()
    assert (ticket.team, ticket.reason) == (returns, broken)
    assert str(ticket.field_values.get().value) == "2.5"
    assert SpentTask.objects.count() == 1
    desk = screen(bo)
    desk.goto(f"/desk/tickets/{ticket.pk}/")
    expect(desk.get_by_role("link", name="crack.png")).to_be_visible()
    expect(desk.get_by_role("textbox", name="Width", exact=True)).to_have_value("2.5")

    alone = screen()
    alone.goto(f"/contact/{inbox.public_key}/")
    alone.get_by_label("Something is broken").check()
    assert_accessible(alone)
    shot(alone, "contact-topics")
    shot(desk, "contact-seen")
