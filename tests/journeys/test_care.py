"""What an agent does with a whole ticket: snooze, follow, merge, split and link it, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from shopbell.tickets.message import receive_message
from shopbell.tickets.models import ContactReason, Link, Merge, Snooze, Ticket
from shopbell.tickets.ticket import create_ticket

from .axe import assert_accessible


@pytest.fixture
def again(mina, returns):
    """Mina has asked a second time."""
    ticket = create_ticket(customer=mina, channel="email", subject="My parcel again", team=returns, by=mina)
    receive_message(ticket, "Still nothing here.", customer=mina, channel="email")
    return ticket


def open_ticket(page, ticket):
    page.goto(f"/desk/tickets/{ticket.pk}/?view=open")
    expect(page.locator("#entries")).to_be_visible()


def more(page, item):
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name=item).click()


def undo(page):
    page.locator(".toast-action", has_text="Undo").last.click()


def test_a_ticket_is_snoozed_and_taken_back_by_mouse(screen, bo, parcel):
    page = screen(bo)
    open_ticket(page, parcel)
    more(page, re.compile("Snooze"))
    expect(page.get_by_role("heading", name="Snooze until…")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("Tomorrow morning")).click()

    expect(page.locator("#ticket-head")).to_contain_text("Snoozed until")
    expect(page.locator(f"#row-{parcel.pk}")).to_have_count(0)
    expect(page.locator("dialog[open]")).to_have_count(0)
    undo(page)
    expect(page.locator("#ticket-head")).not_to_contain_text("Snoozed until")
    expect(page.locator(f"#row-{parcel.pk}")).to_have_count(1)


def test_snoozing_and_following_by_keys_and_the_customer_s_word_wakes_it(screen, bo, mina, parcel):
    page = screen(bo)
    open_ticket(page, parcel)
    page.locator("#messages").focus()
    page.keyboard.press("f")
    expect(page.locator("#ticket-head")).to_contain_text("Following")
    page.keyboard.press("h")
    expect(page.get_by_role("button", name=re.compile("In an hour"))).to_be_focused()
    page.get_by_role("button", name="Until the customer writes").press("Enter")
    expect(page.locator("#ticket-head")).to_contain_text("Snoozed until the customer writes")

    receive_message(parcel, "It came!", customer=mina, channel="email")

    expect(page.locator("#ticket-head")).not_to_contain_text("Snoozed")
    expect(page.locator("#entries")).to_contain_text("Mina Okafor wrote, so this ticket is back.")
    assert not Snooze.objects.exists()
    page.locator("#messages").focus()
    page.keyboard.press("f")
    expect(page.locator("#ticket-head")).not_to_contain_text("Following")


def test_a_duplicate_is_merged_from_its_hint_and_taken_out_again(screen, bo, parcel, again):
    Ticket.objects.update(reason=ContactReason.objects.first())
    page = screen(bo)
    open_ticket(page, again)
    expect(page.locator("#about")).to_contain_text("Asked already?")
    page.locator("#about").get_by_text("Merge…").click()
    expect(page.get_by_role("button", name="Merge", exact=True)).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Merge", exact=True).click()

    page.wait_for_url(re.compile(f"/desk/tickets/{parcel.pk}/"))
    expect(page.locator("#entries")).to_contain_text("Still nothing here.")
    expect(page.locator("#entries")).to_contain_text("Bo Lind merged")
    undo(page)
    page.wait_for_url(re.compile(f"/desk/tickets/{again.pk}/"))
    expect(page.locator("#entries")).to_contain_text("Still nothing here.")
    assert not Merge.objects.exists()


def test_a_message_is_split_off_and_linked(screen, bo, mina, parcel):
    receive_message(parcel, "And the lamp is broken.", customer=mina, channel="email")
    page = screen(bo)
    open_ticket(page, parcel)
    entry = page.locator(".entry", has_text="And the lamp is broken.")
    entry.hover()
    entry.get_by_role("button", name="Split into a new ticket").click()
    expect(page.get_by_label("Subject of the new ticket")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Subject of the new ticket").fill("Broken lamp")
    page.get_by_role("button", name="Split", exact=True).click()

    expect(page.locator(".head-subject")).to_contain_text("Broken lamp")
    expect(page.locator("#about")).to_contain_text("Split off from")
    assert Link.objects.get().other == parcel


def test_tickets_are_linked_by_number(screen, bo, parcel, wrong_size):
    page = screen(bo)
    open_ticket(page, parcel)
    more(page, re.compile("Link to a ticket"))
    page.locator("#link-kind").select_option("caused_by")
    page.get_by_label("Find the ticket").fill(f"#{wrong_size.pk}")
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("The shirt is too small")).click()

    expect(page.locator("#about")).to_contain_text("Caused by")
    undo(page)
    expect(page.locator("#about")).to_have_count(0)


def test_the_second_who_answers_reads_so_and_is_asked_before_taking_over(screen, ada, bo, parcel):
    first, second = screen(ada), screen(bo)
    open_ticket(first, parcel)
    open_ticket(second, parcel)
    expect(second.get_by_text("Ada is looking")).to_be_visible()
    first.locator("#composer-text").press_sequentially("Dear Mina, it is")
    expect(second.locator("#collision")).to_contain_text("Ada is writing an answer to this ticket.")

    second.get_by_role("button", name="Take it", exact=True).click()
    expect(second.get_by_role("heading", name=re.compile("Ada is answering this ticket"))).to_be_visible()
    second.get_by_role("button", name="Leave it").click()
    expect(second.locator("#ticket-head")).to_have_attribute("data-assignee", "")
    second.get_by_role("button", name="Take it", exact=True).click()
    second.get_by_role("button", name="Take it over").click()
    expect(second.locator("#ticket-head")).to_have_attribute("data-assignee", str(bo.pk))
