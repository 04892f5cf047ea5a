"""What nobody wants: spam, a blocked customer, a ticket that is deleted, restored, and erased."""

import re

import pytest
from playwright.sync_api import expect

from shopbell.tickets.deletion import delete_ticket
from shopbell.tickets.models import Ticket

from .axe import assert_accessible
from .conftest import PHONE


def open_ticket(page, ticket):
    page.goto(f"/desk/tickets/{ticket.pk}/?view=open")
    expect(page.locator("#tasks")).to_be_visible()


def test_spam_by_a_key_leaves_the_list_and_comes_back_by_undo(screen, bo, late_parcel, shot):
    page = screen(bo)
    open_ticket(page, late_parcel)
    page.locator("body").press("!")
    expect(page.locator(f"#row-{late_parcel.pk}")).to_have_count(0)
    expect(page.locator("#ticket-head")).to_contain_text("Not spam")
    shot(page, "spam")
    assert_accessible(page)

    page.get_by_role("button", name="Undo").click()
    expect(page.locator(f"#row-{late_parcel.pk}")).to_have_count(1)
    expect(page.locator("#ticket-head")).not_to_contain_text("Not spam")


def test_a_customer_is_blocked_from_the_ticket_and_let_in_again_in_settings(screen, ada, late_parcel, shot):
    page = screen(ada)
    open_ticket(page, late_parcel)
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Block the customer…").click()
    page.get_by_label("Why").fill("Threats")
    shot(page, "block-dialog")
    assert_accessible(page)
    page.get_by_role("dialog").get_by_role("button", name="Block").click()
    expect(page.locator("#entries")).to_contain_text("Ada Moreau blocked the customer.")

    page.goto("/desk/settings/blocks/")
    expect(page.get_by_text("mina@shopper.example")).to_be_visible()
    shot(page, "blocks")
    assert_accessible(page)
    page.get_by_role("button", name="Unblock").click()
    expect(page.get_by_text("Nobody is blocked")).to_be_visible()


def test_who_looks_at_a_ticket_that_is_deleted_is_led_back_to_the_list(screen, bo, ada, late_parcel):
    page = screen(bo)
    open_ticket(page, late_parcel)

    delete_ticket(late_parcel, by=ada)

    expect(page.get_by_text("This ticket is no longer here for you.")).to_be_visible()
    expect(page.get_by_role("heading", name="Choose a ticket")).to_be_visible()
    page.close()
    screen.wrong.clear()  # that it is gone is heard by asking for it


@pytest.mark.parametrize("size", [None, PHONE], ids=["wide", "phone"])
def test_a_ticket_is_deleted_restored_and_erased(screen, root, late_parcel, shot, size):
    page = screen(root, **({"size": size} if size else {}))
    open_ticket(page, late_parcel) if not size else page.goto(f"/desk/tickets/{late_parcel.pk}/")
    for round_ in range(2):
        expect(page.locator("#entries")).to_be_visible()
        page.locator("body").press("#")
        page.get_by_role("dialog").get_by_label("Why").fill("A test of ours")
        page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        page.wait_for_url(re.compile(r"/desk/views/"))
        expect(page.locator(f"#row-{late_parcel.pk}")).to_have_count(0)
        page.goto("/desk/deleted/")
        expect(page.get_by_text("A test of ours")).to_be_visible()
        screen.wrong.clear()  # the open screen may have asked for the ticket once more, and heard that it is gone
        assert_accessible(page)
        if round_ == 0:
            shot(page, "deleted")
            page.get_by_role("button", name="Restore").click()
            page.wait_for_url(re.compile(rf"/desk/tickets/{late_parcel.pk}/"))

    page.get_by_role("link", name="Erase now").click()
    shot(page, "erase")
    assert_accessible(page)
    page.get_by_label("Type the number of the ticket").fill(str(late_parcel.pk))
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("Nothing was deleted")).to_be_visible()
    assert not Ticket.objects.filter(pk=late_parcel.pk).exists()
