"""A carrier is asked beside the customer's thread, and its answer appears folded there, live."""

from playwright.sync_api import expect

from shopbell.channels.email.joining import token
from shopbell.channels.email.receive import receive
from shopbell.channels.models import Delivery
from tests.channels.email.conftest import mail

from .axe import assert_accessible


def test_a_carrier_is_asked_and_answers_while_the_agent_types(screen, bo, parcel, shot):
    page = screen(bo)
    page.goto(f"/desk/tickets/{parcel.pk}/?view=open")
    expect(page.locator("#tasks")).to_be_visible()
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Write to somebody else").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="To").fill("nonsense")
    dialog.get_by_label("Subject").fill("Parcel 4711")
    dialog.get_by_label("Message").fill("Where is it?")
    dialog.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Write the addresses like name@example.com")).to_be_visible()
    dialog.get_by_role("button", name="Remove nonsense").click()
    dialog.get_by_role("combobox", name="To").fill("parcels@carrier.example")
    shot(page, "side-dialog")
    assert_accessible(page)
    dialog.get_by_role("button", name="Send").click()

    block = page.locator(".side")
    expect(block).to_contain_text("1 message")
    expect(dialog).to_be_hidden()  # the live screen may be quicker, and nothing behind a dialog takes keys
    block.locator("summary").focus()
    page.keyboard.press("Enter")
    box = block.get_by_role("textbox")
    box.fill("And please hurry")
    delivery = Delivery.objects.get(purpose="side")
    to = f"care+{token.sign(parcel.pk, delivery.pk)}@shop.example"
    receive(
        mail(
            "It is in Lyon.",
            **{"from": "Lea <parcels@carrier.example>", "to": to, "message_id": "<c@c.example>"},
        )
    )

    expect(block).to_contain_text("It is in Lyon.")
    expect(box).to_have_value("And please hurry")
    shot(page, "side")
    assert_accessible(page)
    block.get_by_role("button", name="Send").click()
    expect(block).to_contain_text("3 messages")
    expect(block).to_contain_text("And please hurry")
    expect(box).to_have_value("")
