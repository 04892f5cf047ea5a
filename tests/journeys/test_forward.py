"""A message is forwarded from the thread, and the dialog leads on to redirecting it unchanged."""

from playwright.sync_api import expect

from shopbell.channels.email.receive import receive
from shopbell.channels.models import Delivery
from tests.channels.email.conftest import mail

from .axe import assert_accessible

CARRIER = "parcels@carrier.example"


def test_a_message_is_forwarded_and_then_redirected(screen, bo, care, shot):
    ticket_id = receive(mail("It should have come on Tuesday."))["ticket"]
    page = screen(bo)
    page.goto(f"/desk/tickets/{ticket_id}/?view=open")
    page.locator(".mail").first.hover()
    page.get_by_role("button", name="Forward this message").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Message")).to_contain_text("Forwarded message")
    dialog.get_by_role("combobox", name="To").fill(CARRIER)
    shot(page, "forward")
    assert_accessible(page)
    dialog.get_by_role("button", name="Forward", exact=True).click()
    expect(page.locator(".side")).to_contain_text("Fwd: Where is my parcel?")
    expect(page.locator("#entries")).to_contain_text(f"forwarded this to {CARRIER}")

    page.locator(".mail").first.hover()
    page.get_by_role("button", name="Forward this message").click()
    dialog.get_by_role("button", name="Redirect it unchanged…").click()
    expect(dialog).to_contain_text("exactly as it came")
    assert_accessible(page)
    dialog.get_by_role("combobox", name="To").fill(CARRIER)
    dialog.get_by_role("button", name="Redirect", exact=True).click()
    expect(page.locator("#entries")).to_contain_text(f"redirected a mail, as it came, to {CARRIER}")
    assert Delivery.objects.filter(purpose="redirect", recipient=CARRIER).count() == 1
