"""A shopper who is signed in asks about an order: answers come while they write, topics ask for what they need."""

# ruff: noqa: F811 (the fixtures of articles are used by their names)

import pytest
from playwright.sync_api import expect

from shopbell.channels.form.models import FormField
from shopbell.channels.models import Inbox
from shopbell.portal.session import COOKIE
from shopbell.shop.models import Order
from shopbell.tickets.models import ContactReason, CustomField, Ticket
from tests.helpcenter.conftest import centre, sending_back, write  # noqa: F401
from tests.portal.conftest import browser_of
from tests.search.offers.conftest import articles  # noqa: F401

from .axe import assert_accessible
from .conftest import PHONE, WIDE


@pytest.fixture
def asked(mina, care, articles):
    """An order of Mina's, and a form with a topic that asks for the serial number."""
    Inbox.objects.create(channel="form", name="Write to us", team=care.team)
    broken = ContactReason.objects.create(stage="after", name="Broken shade")
    field = CustomField.objects.create(name="Serial number", kind="text")
    FormField.objects.create(asks="field", field=field, is_required=True).reasons.add(broken)
    return Order.objects.create(external_id="1", number="20311", customer=mina, currency="EUR")


def signed_in(page, site, customer):
    page.context.add_cookies(
        [{"name": COOKIE, "value": browser_of(customer).cookies[COOKIE].value, "url": site}]
    )
    return page


@pytest.mark.requirement("R21", "R22", "R55")
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_answers_come_while_a_question_is_written_and_its_topic_asks(screen, shot, site, mina, asked, size):
    page = signed_in(screen(size=size), site, mina)
    page.goto(f"/portal/questions/new/?order={asked.pk}")
    expect(page.get_by_label("About which order?")).to_have_value(str(asked.pk))
    serial = page.get_by_label("Serial number")
    expect(serial).to_be_hidden()
    page.get_by_label("How can we help?").fill("How can I track my parcel?")
    expect(page.get_by_role("button", name="Track your parcel")).to_be_visible()
    assert_accessible(page)

    page.get_by_label("Broken shade").check()
    expect(serial).to_be_visible()
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_role("link", name="Serial number")).to_be_visible()
    assert_accessible(page)
    shot(page, f"portal-question-{size['width']}")
    serial.fill("W-7")
    page.get_by_role("button", name="Send the message").click()

    expect(page.get_by_role("heading", name="How can I track my parcel?")).to_be_visible()
    ticket = Ticket.objects.get()
    assert ticket.field_values.get().value == "W-7" and ticket.order_links.get().order == asked


@pytest.mark.requirement("R21", "R55")
def test_without_scripts_answers_stand_above_the_question_once(screen, site, mina, asked):
    page = signed_in(screen(size=PHONE, java_script_enabled=False), site, mina)
    page.goto("/portal/questions/new/")
    page.get_by_label("How can we help?").fill("How can I track my parcel?")
    page.get_by_role("button", name="Send the message").click()

    expect(page.get_by_role("heading", name="This may answer it already")).to_be_visible()
    expect(page.get_by_role("link", name="Track your parcel")).to_be_visible()
    page.get_by_role("button", name="Send the message").first.click()

    expect(page.get_by_role("heading", name="How can I track my parcel?")).to_be_visible()
    assert Ticket.objects.get().channel == "portal"


@pytest.mark.requirement("R6")
def test_a_program_is_refused_at_once_where_a_question_is_answered(screen, shot, site, mina, late_parcel):
    page = signed_in(screen(size=PHONE), site, mina)
    page.goto(f"/portal/questions/{late_parcel.pk}/")
    page.get_by_label("Your message").fill("Here is the photo.")
    files = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": b"x"}
        for name in ("Setup.EXE", "lamp.txt")
    ]
    page.locator("input[name=enclosed]").set_input_files(files)

    expect(page.get_by_role("alert")).to_contain_text("“Setup.EXE” is a program.")
    expect(page.locator(".previews figcaption")).to_have_text(["lamp.txt"])
    assert_accessible(page)
    shot(page, "portal-answer-files")
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_role("link", name="lamp.txt")).to_be_visible()
