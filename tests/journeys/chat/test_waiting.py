"""A shopper who waits sees their place and how long it takes, live, and goes on by e-mail in the same place."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from shopbell.channels.reply import send_reply
from shopbell.promises.models import WaitForecast
from shopbell.promises.promise_watch import watch_promises
from shopbell.promises.waiting_line import react
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Event
from shopbell.tickets.ticket import create_ticket

from .shopping import begin


@pytest.mark.requirement("R112", "R105")
def test_a_waiting_shopper_moves_up_and_takes_the_place_along(shopper, bo_is_there, theo, returns):
    before = create_ticket(customer=theo, channel="chat", team=returns)
    receive_message(before, "Me first.", customer=theo, channel="chat")
    page = shopper()
    ticket = begin(page)
    expect(page.chat.get_by_text("Your place in line: 2")).to_be_visible()
    expect(page.chat.get_by_text("Expected wait:")).to_be_visible()
    assert WaitForecast.objects.get(ticket=ticket).place == 2

    send_reply(before, "Here I am.", by=bo_is_there)
    react(Event.objects.filter(ticket=before, verb="replied").latest("pk"))

    expect(page.chat.get_by_text("You are next")).to_be_visible()
    page.reload()  # who waits finds the conversation as they left it
    expect(page.chat.get_by_text("You are next")).to_be_visible()
    expect(page.chat.get_by_role("button", name="Continue by e-mail")).to_have_count(0)  # one way is enough
    page.chat.get_by_role("button", name="Go on by e-mail and keep your place").click()
    page.chat.get_by_role("button", name="Send the mail").click()
    expect(page.chat.get_by_text("On its way to mina@shopper.example.")).to_be_visible()
    expect(page.chat.get_by_role("dialog")).to_have_count(0)
    expect(page.chat.get_by_text("the answer reaches you by e-mail")).to_be_visible()
    expect(page.chat.get_by_role("button", name=re.compile("by e-mail"))).to_have_count(0)  # it was taken
    expect(page.chat.get_by_text("You are next")).to_be_visible()

    send_reply(ticket, "What may I do?", by=bo_is_there)

    expect(page.chat.get_by_text("What may I do?").last).to_be_visible()
    expect(page.chat.get_by_text("You are next")).to_have_count(0)


@pytest.mark.requirement("R113")
def test_a_shopper_is_warned_before_a_promise_slips(shopper, bo_is_there, screen):
    page = shopper()
    ticket = begin(page)
    desk = screen(bo_is_there)
    desk.goto(f"/desk/tickets/{ticket.pk}/")
    desk.get_by_role("button", name="More", exact=True).click()
    desk.get_by_role("menuitem", name="Promise an answer…").click()
    desk.get_by_role("button", name="In an hour").click()
    expect(desk.locator("#ticket-head").get_by_text("Promised:")).to_be_visible()
    expect(page.chat.get_by_text("You will hear back from us by").last).to_be_visible()

    watch_promises(timezone.now() + timedelta(minutes=50))

    expect(page.chat.get_by_text("It takes longer than we thought").last).to_be_visible()
    expect(desk.get_by_text("The customer was told that the answer comes by")).to_be_visible()
