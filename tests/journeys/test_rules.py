"""An admin writes a trigger, sees what it would have hit, and an agent reads on a ticket what it did."""

import re

import pytest
from playwright.sync_api import expect

from shopbell.automation.models import Trigger
from shopbell.automation.reacting import react
from shopbell.tickets.message import receive_message

from .axe import assert_accessible
from .conftest import PHONE


@pytest.mark.requirement("R117")
def test_a_trigger_is_written_rehearsed_moved_and_read_on_the_ticket(
    screen, shot, root, bo, mina, late_parcel
):
    Trigger.objects.create(name="Second", occasions=["opened"], steps=[{"do": "note", "to": "Look"}])
    page = screen(root)
    page.goto("/desk/settings/triggers/new/")
    page.get_by_label("Name").fill("Late parcels first")
    page.get_by_label("The customer writes").check()
    conditions = page.get_by_role("combobox", name="Conditions")
    conditions.fill("chanel:email")
    expect(page.get_by_role("status").filter(has_text="There is no field “chanel”")).to_be_visible()
    conditions.fill("chann")
    expect(page.get_by_role("option", name=re.compile("^Channel"))).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("option", name=re.compile("^E-mail")).click()
    expect(conditions).to_have_value("channel:email ")
    expect(page.get_by_role("status").filter(has_text="1 open ticket meets this now.")).to_be_visible()
    page.get_by_label("Words of the customer").fill("tuesday")
    page.get_by_label("Sets the priority").select_option("High")
    page.get_by_label("Switched on").check()
    expect(page.locator("#preview")).to_contain_text("Channel is E-mail")
    expect(page.locator("#preview")).to_contain_text("Would have hit 1 ticket of the last 30 days.")
    assert_accessible(page)
    shot(page, "trigger-new")
    page.get_by_role("button", name="Save").click()

    up = page.get_by_role("button", name="Move Late parcels first up")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator("tbody th")).to_have_text(["Late parcels first", "Second"])
    expect(up).to_be_focused()
    page.get_by_role("switch", name="Second is switched on").click()
    expect(page.get_by_role("switch", name="Second is switched on")).to_be_checked()
    assert_accessible(page)
    shot(page, "triggers")

    receive_message(late_parcel, "It is Tuesday again!", customer=mina, channel="email")
    react(late_parcel.events.latest("pk"))
    agent = screen(bo, size=PHONE)
    agent.goto(f"/desk/tickets/{late_parcel.pk}/rules/")
    expect(agent.get_by_text("Sets the priority to High")).to_be_visible()
    agent.get_by_text("1 rule that is switched on did nothing").click()
    expect(agent.get_by_text("Second")).to_be_visible()
    assert_accessible(agent)
    shot(agent, "rules-trace")
