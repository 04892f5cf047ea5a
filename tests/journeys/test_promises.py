"""A promise breaks before a lead's eyes: the list says so by itself, and the dialog how the deadline came about."""

import re

import pytest
from playwright.sync_api import expect

from shopbell.promises.goal_policy import GoalPolicy
from shopbell.promises.watch import Watch
from shopbell.tickets.message import receive_message
from shopbell.tickets.ticket import create_ticket

from .axe import assert_accessible
from .walking import head, row

SECONDS = 8  # until it is due: time enough to see it run


@pytest.mark.requirement("R110")
def test_a_lead_sees_a_promise_break_and_how_its_deadline_came_about(screen, ada, mina, returns, shot):
    policy = GoalPolicy.objects.get(conditions=[])
    policy.first_reply_seconds = SECONDS
    policy.save()
    page = screen(ada)
    page.goto("/desk/views/unassigned/")
    watch = Watch()
    watch.start()
    try:
        ticket = create_ticket(customer=mina, channel="email", subject="Where is it?", team=returns, by=mina)
        receive_message(ticket, "It should be here.", customer=mina, channel="email")
        badge = row(page, ticket).locator("time[data-left]")
        expect(badge).to_contain_text("left")
        expect(badge).to_have_class(re.compile("badge-broken"))
        expect(badge).to_contain_text("late")

        row(page, ticket).get_by_role("link").click()
        expect(page.get_by_text("The first reply is late: its time has passed.")).to_be_visible()
        head(page).get_by_title("Explain this deadline").click()
        dialog = page.get_by_role("dialog", name="What was promised")
        expect(dialog.get_by_text(f"{SECONDS} s of {SECONDS} s")).to_be_visible()
        assert_accessible(page)
        shot(page, "promise-explained")
    finally:
        watch.stop()

    for address in ("/desk/promises/", "/desk/promises/tickets/?outcome=broken"):
        page.goto(address)
        assert_accessible(page)
    expect(page.get_by_role("link", name="Where is it?")).to_be_visible()
