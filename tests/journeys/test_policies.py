"""An owner writes a rule, tries it out on past orders, and shoppers read it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from shopbell.shop.models import Order, Policy, Rehearsal
from shopbell.shop.policies.rehearsal_work import work_on

from .axe import assert_accessible
from .conftest import PHONE


@pytest.mark.requirement("R84")
def test_a_rule_is_written_tried_out_and_read_by_shoppers(screen, shot, root, mina):
    order = Order.objects.create(
        external_id="7", number="20007", customer=mina, status="delivered", currency="EUR"
    )
    order.shipments.create(delivered_at=timezone.now() - timedelta(days=45))
    page = screen(root)
    page.goto("/desk/settings/policies/?about=return_items")
    assert_accessible(page)
    page.locator("#return_items").get_by_role("link", name="New rule").click()

    page.get_by_label("Name of the rule").fill("Time to think it over")
    page.get_by_role("button", name="Add a condition").click()
    expect(page.get_by_label("What is asked")).to_be_visible()
    expect(page.locator(".htmx-added")).to_have_count(0)  # a moment later than it is drawn, it listens
    page.get_by_label("What is asked").select_option("order.days_since_delivered")
    page.get_by_label("Compared how").select_option("more")
    expect(page.get_by_label("Compared how")).to_have_value("more")
    page.get_by_label("Value").fill("30")
    page.get_by_role("textbox", name="English").first.fill("Things go back within {limit} days.")
    page.get_by_label("On the public page").check()
    expect(page.locator("#preview")).to_contain_text("Things go back within 30 days.")
    assert_accessible(page)
    shot(page, "policy-editor")
    page.get_by_role("button", name="Try it on past orders").click()

    expect(page.get_by_role("heading", name="Trying out “Time to think it over”")).to_be_visible()
    work_on(Rehearsal.objects.get().pk)
    expect(page.get_by_text("Orders: 1 of 1")).to_be_visible()
    expect(page.get_by_text("“Things go back within 30 days.”")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Save this rule").click()
    expect(page.get_by_role("link", name="Time to think it over")).to_be_visible()
    policy = Policy.objects.get(title="Time to think it over")
    assert policy.newest.conditions[0]["value"] == 30

    policy.draft.sentences = {"en": "Too late."}
    policy.save()
    page.get_by_role("link", name="Time to think it over").click()
    expect(page.get_by_text("Too late.").last).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Go back to version 1").click()
    expect(page.get_by_text("It says again what it said in version 1.")).to_be_visible()

    shopper = screen(size=PHONE)
    shopper.goto("/policies/returns/")
    expect(shopper.get_by_text("Things go back within 30 days.")).to_be_visible()
    assert_accessible(shopper)
    shot(shopper, "policy-page")
