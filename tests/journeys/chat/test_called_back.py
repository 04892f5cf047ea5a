"""A call from end to end: asked for by who waits, offered at its time, let pass by one, made by the next."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.models import Promise
from shopbell.promises.promise import Kind
from shopbell.promises.rules import empty_rules
from shopbell.routing.looking import look
from shopbell.routing.models import Offer
from shopbell.tickets.message import receive_message
from shopbell.tickets.ticket import create_ticket
from shopbell.waiting.models import CallBack
from tests.channels.chat.conftest import be_there
from tests.journeys.axe import violations

from .shopping import begin


@pytest.fixture
def open_hours(shop_chat):
    always = {"week": [[[0, 1440]]] * 7, "zone": "Europe/London", "country": "GB"}
    return BusinessHours.objects.create(name="Always", is_default=True, rules=empty_rules() | always)


def asked_for(page):
    """The shopper chooses a later hour in the widget and is told it."""
    page.chat.get_by_role("button", name="Call me back").click()
    dialog = page.chat.get_by_role("dialog", name="Call me back")
    dialog.get_by_label("Phone number").fill("020 7946 0018")
    dialog.get_by_label("When").select_option(index=2)
    dialog.get_by_role("button", name="Ask for the call").click()
    expect(page.chat.get_by_text(re.compile("We call you at the number …018 between")).last).to_be_visible()
    expect(page.chat.get_by_role("button", name="We call you by")).to_be_visible()
    expect(page.chat.get_by_role("button", name="Call me back")).to_have_count(0)
    return CallBack.objects.get()


def its_time_comes(call):
    """As if it had been asked for so much earlier that its hour has just begun."""
    now = timezone.now()
    CallBack.objects.filter(pk=call.pk).update(from_at=now - timedelta(minutes=1))
    promised = Promise.objects.filter(ticket=call.ticket_id, kind=Kind.CALL)
    promised.update(due_at=now + timedelta(minutes=59), tell_at=now + timedelta(minutes=44))
    look()


@pytest.mark.requirement("R29", "R98", "R112")
def test_a_call_finds_the_next_agent_and_ends_the_wait(
    shopper, screen, shop_chat, open_hours, returns, theo, ada, bo
):
    be_there(ada)
    before = create_ticket(customer=theo, channel="chat", team=returns)
    receive_message(before, "Me first.", customer=theo, channel="chat")
    page = shopper()
    ticket = begin(page)
    call = asked_for(page)
    expect(page.chat.get_by_text("Your place in line: 2")).to_be_visible()  # as it was
    desks = {agent: screen(agent) for agent in (ada, bo)}
    for desk in desks.values():
        desk.goto("/desk/views/mine/")

    its_time_comes(call)
    asked = desks[ada].locator(".work-offer")  # whose chat it is
    expect(asked).to_contain_text("Call back")
    assert violations(desks[ada]) == []
    be_there(bo)
    Offer.objects.open().filter(ticket=ticket).update(until=timezone.now())  # its time is over
    look()
    expect(asked).to_have_count(0)
    desks[bo].locator(".work-offer", has_text="Call back").get_by_role("button", name="Accept").click()

    waits = desks[bo].get_by_role("region", name="Call back")
    expect(waits.get_by_role("link", name=re.compile("7946"))).to_have_attribute("href", "tel:+442079460018")
    waits.get_by_role("button", name="Reached", exact=True).click()

    expect(waits).to_have_count(0)
    expect(page.chat.get_by_text("Your place in line")).to_have_count(0)
    ticket.refresh_from_db()
    call.refresh_from_db()
    assert (call.outcome, call.agent, ticket.assignee) == ("reached", bo, bo)
    assert Promise.objects.get(ticket=ticket, kind=Kind.CALL).outcome == "kept"
