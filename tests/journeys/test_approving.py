"""Beyond what an agent may decide alone: a refund that a lead approves, and an exception to a policy."""

import pytest
from playwright.sync_api import expect

from shopbell.accounts.models import Role
from shopbell.shop.models import ActionRun, Authority, PolicyException

from .axe import violations
from .conftest import PHONE, WIDE


@pytest.mark.requirement("R82", "R83")
def test_a_refund_beyond_an_agents_limit_is_approved_by_a_lead(screen, shot, ada, bo, late_parcel, order):
    Authority.objects.create(
        scope="role", role=Role.objects.get(name="Agent"), action="refund_order", most=50
    )
    page = screen(bo)
    page.goto(f"/desk/tickets/{late_parcel.pk}/")

    page.get_by_role("link", name="Refund", exact=True).click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text("more than the 50 EUR")).to_be_visible()
    shot(page, "approving-asks")
    drawer.get_by_role("button", name="Refund", exact=True).click()
    expect(drawer.get_by_role("status")).to_contain_text("Waits for approval")

    lead = screen(ada, size=PHONE)
    lead.goto("/desk/approvals/")
    assert violations(lead) == []
    lead.get_by_role("link", name="Refund").click()
    expect(lead.get_by_text("Bo Lind")).to_be_visible()
    assert violations(lead) == []
    lead.get_by_label("In words").fill("She waited long enough.")
    shot(lead, "approving-answers")
    lead.get_by_role("button", name="Approve").click()

    expect(lead.get_by_role("heading", name="Answered")).to_be_visible()
    run = ActionRun.objects.get()
    assert (run.status, run.approved_by) == ("done", ada)
    page.reload()
    expect(page.get_by_text("Ada Moreau approved: Refund")).to_be_attached()


@pytest.mark.requirement("R84")
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_an_exception_is_made_for_a_reason_and_stands_in_the_ledger(
    screen, shot, ada, late_parcel, order, size
):
    page = screen(ada, size=size)
    page.goto(f"/desk/tickets/{late_parcel.pk}/{'#panel' if size is PHONE else ''}")

    page.get_by_role("link", name="Cancel the order").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("button", name="Make an exception").click()
    drawer.get_by_label("Why").select_option(label="Our mistake")
    drawer.get_by_label("In words").fill("We named a wrong day.")
    expect(drawer.get_by_text("It costs the shop €74.00.")).to_be_visible()
    expect(drawer.get_by_text("Nobody asked for it yet this year.")).to_be_visible()
    assert violations(page) == []
    shot(page, f"exception-{'wide' if size is WIDE else 'phone'}")
    drawer.get_by_role("button", name="Cancel the order").click()
    expect(drawer.get_by_role("status")).to_contain_text("Done")

    assert PolicyException.objects.get().reason.name == "Our mistake"
    page.goto("/desk/exceptions/")
    expect(page.get_by_text("1 granted, 0 not")).to_be_visible()
    assert violations(page) == []
    shot(page, f"exceptions-{'wide' if size is WIDE else 'phone'}")
