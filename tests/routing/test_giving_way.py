"""Whoever waits live comes before what waits beside: a chat and a call displace the offer of a mail, an assistant who
was asked for by name is waited for, and who let a chat pass is asked again before its shopper is left alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.promises.promise import Kind, make_promise
from shopbell.routing.answering import accept_offer, decline_offer
from shopbell.routing.assigning import Miss, find_agent, route_ticket
from shopbell.routing.assignment_reason import lines_of
from shopbell.routing.looking import look
from shopbell.routing.models import Offer, Wish
from shopbell.routing.need import Requirements
from shopbell.routing.queue import route_waiting
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.models import Ticket
from shopbell.tickets.ticket import create_ticket
from shopbell.waiting.models import CallBack
from tests.routing.arriving import ticket_of
from tests.routing.test_fallback import said_by_routing
from tests.routing.waiting_live import asked_about

pytestmark = pytest.mark.django_db


HX = {"HX-Request": "true"}


def waits_for_long(ticket):
    Ticket.objects.filter(pk=ticket.pk).update(waiting_since=timezone.now() - timedelta(minutes=2))


@pytest.mark.requirement("R98", "R104")
def test_a_chat_displaces_the_offer_of_a_mail_which_keeps_its_place(mail_offered, mina, returns, bo):
    chat = ticket_of(mina, returns, "chat")

    assert route_ticket(chat.pk).agent == bo

    mail_offered.refresh_from_db()
    assert mail_offered.answer == "withdrawn"
    accept_offer(asked_about(chat), by=bo)
    look()
    assert asked_about(mail_offered.ticket).agent == bo  # it was no pass: nothing has to rest


@pytest.mark.requirement("R98", "R112")
def test_so_does_a_call_that_is_due(mail_offered, mina, returns, bo):
    call = create_ticket(customer=mina, channel="form", subject="My lamp", team=returns, by=mina)
    start = timezone.now() - timedelta(minutes=1)
    CallBack.objects.create(ticket=call, number="+442079460018", from_at=start)
    make_promise(call, start + timedelta(hours=1), kind=Kind.CALL, from_at=start)

    look()

    assert asked_about(call).agent == bo
    assert asked_about(mail_offered.ticket) is None
    chat = ticket_of(mina, returns, "chat")
    assert route_ticket(chat.pk) is None  # a call is as live as a chat
    assert asked_about(call).agent == bo


def test_so_does_a_call_of_a_ticket_that_is_theirs(mail_offered, mina, returns, bo):
    call = create_ticket(customer=mina, channel="form", subject="My lamp", team=returns, by=mina)
    assign_ticket(call, bo, by=bo)
    CallBack.objects.create(ticket=call, number="+442079460018", from_at=timezone.now())

    look()

    assert asked_about(call).agent == bo
    assert asked_about(mail_offered.ticket) is None


def test_a_mail_displaces_nothing_and_neither_does_a_chat_another_or_one_at_rest(
    mail_offered, mina, returns, bo
):
    resting = ticket_of(mina, returns, "chat")
    Ticket.objects.filter(pk=resting.pk).update(waiting_since=None)
    assert route_ticket(resting.pk) is None
    assert route_ticket(ticket_of(mina, returns).pk) is None
    assert asked_about(mail_offered.ticket) == mail_offered

    first, second = (ticket_of(mina, returns, "chat") for _ in range(2))
    assert route_ticket(first.pk).agent == bo
    assert route_ticket(second.pk) is None
    assert asked_about(first).agent == bo


def test_who_is_asked_about_nothing_takes_the_chat_before_who_is(mail_offered, mina, returns, ada_is_there):
    chat = ticket_of(mina, returns, "chat")

    assert route_ticket(chat.pk).agent == ada_is_there
    assert asked_about(mail_offered.ticket) == mail_offered


@pytest.mark.requirement("R100")
def test_whom_the_shopper_asked_for_is_there_and_gets_the_chat_though_asked_about_a_mail(
    mail_offered, mina, returns, bo, ada_is_there
):
    chat = ticket_of(mina, returns, "chat")
    Wish.objects.create(ticket=chat, agent=bo)

    assert route_ticket(chat.pk).agent == bo


@pytest.mark.requirement("R100")
def test_while_they_are_asked_about_another_customer_nobody_else_gets_it_before_it_is_at_risk(
    wished, mina, returns, bo, ada_is_there
):
    assert find_agent(wished.pk, timezone.now(), Requirements()) is Miss.KEPT
    behind = ticket_of(mina, returns, "chat")
    route_waiting([returns.pk])
    assert asked_about(wished) is None
    assert asked_about(behind).agent == ada_is_there  # it holds up nothing behind it
    decline_offer(asked_about(behind), by=ada_is_there)

    waits_for_long(wished)
    route_waiting([returns.pk])

    assert asked_about(wished).agent == ada_is_there


@pytest.mark.requirement("R100")
def test_what_waits_for_the_same_agent_is_tried_once_in_a_look_except_what_waits_for_them_no_more(
    mail_offered, wished, mina, returns, bo, ada_is_there, monkeypatch
):
    tried = []
    monkeypatch.setattr("shopbell.routing.queue.MOST_AT_ONCE", 3)
    monkeypatch.setattr(
        "shopbell.routing.queue.find_agent", lambda pk, *more: tried.append(pk) or find_agent(pk, *more)
    )
    waiting = [ticket_of(mina, returns, "chat") for _ in range(7)]
    for ticket in waiting:
        Wish.objects.create(ticket=ticket, agent=bo)
    passed = ticket_of(mina, returns, "chat")
    Wish.objects.create(ticket=passed, agent=bo)
    ended = timezone.now()
    Offer.objects.create(ticket=passed, agent=bo, until=ended, answered_at=ended, answer="declined")

    route_waiting([returns.pk])

    assert asked_about(passed).agent == ada_is_there
    assert tried == [wished.pk, passed.pk, mail_offered.ticket_id]
    waits_for_long(late := waiting[3])
    decline_offer(asked_about(passed), by=ada_is_there)
    route_waiting([returns.pk])
    assert asked_about(late).agent == ada_is_there


@pytest.mark.requirement("R100", "R101")
def test_when_a_colleague_helps_then_the_shopper_is_told_and_the_reasons_say_so(wished, desk, ada_is_there):
    waits_for_long(wished)
    offer = route_ticket(wished.pk)
    accept_offer(Offer.objects.select_related("ticket", "agent").get(pk=offer.pk), by=ada_is_there)

    assert said_by_routing(wished) == [
        "Bo cannot take your chat right now. Ada helps you and can read all that was written before."
    ]
    why = desk(ada_is_there).get(f"/desk/tickets/{wished.pk}/routing/").content.decode()
    assert "asked for Bo" in why and "who could not take it just then" in why

    parts = [part | {"data": {"agent": 0}} for part in offer.parts if part["code"] == "instead_of_busy"]
    [line] = lines_of(parts, "Mina")  # Bo's account is gone
    assert line.text == "Mina asked for somebody who could not take it just then, and who has left since"
