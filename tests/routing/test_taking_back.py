"""Work at risk is taken back from who is not there, and goes to the next."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.accounts.availability import choose_availability
from shopbell.routing.looking import LOOK, LOOK_AGAIN, look, look_each_minute
from shopbell.routing.taking_back import absent_with_work, take_back
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.event import Verb, record
from shopbell.tickets.models import Ticket
from tests.channels.chat.conftest import be_there
from tests.routing.arriving import tell_all, ticket_of

pytestmark = pytest.mark.django_db


def test_work_at_risk_is_taken_back_from_who_is_away_and_goes_to_the_next(
    mina, returns, routed, bo_is_there, ada
):
    routed("direct")
    chat, mail = ticket_of(mina, returns, "chat"), ticket_of(mina, returns)
    for ticket in (chat, mail):
        assign_ticket(ticket, bo_is_there, by=bo_is_there)
    Ticket.objects.update(waiting_since=timezone.now() - timedelta(minutes=1))
    assert take_back(timezone.now()) == 0  # he is there

    be_there(ada)
    choose_availability(bo_is_there, "away")
    assert take_back(timezone.now()) == 1
    assert take_back(timezone.now()) == 0
    tell_all(chat)

    mail.refresh_from_db()
    assert (chat.assignee, mail.assignee) == (ada, bo_is_there)  # a mail is in no hurry
    taken = chat.events.get(verb="unassigned")
    assert taken.data["is_away"] and taken.rule == "routing"


def test_the_chat_of_who_went_away_is_taken_back_however_much_waits_for_others_and_for_them(
    mina, returns, routed, bo_is_there, ada_is_there, monkeypatch
):
    monkeypatch.setattr("shopbell.routing.taking_back.MOST_AT_ONCE", 2)
    routed("direct")
    mails = [ticket_of(mina, returns) for _ in range(6)]
    for mail in mails:
        assign_ticket(mail, bo_is_there if mail in mails[:3] else ada_is_there, by=ada_is_there)
    Ticket.objects.update(waiting_since=timezone.now() - timedelta(days=3))
    chat = ticket_of(mina, returns, "chat")
    assign_ticket(chat, bo_is_there, by=bo_is_there)
    Ticket.objects.filter(pk=chat.pk).update(waiting_since=timezone.now() - timedelta(minutes=1))
    choose_availability(bo_is_there, "away")

    assert take_back(timezone.now()) == 2

    chat.refresh_from_db()
    assert chat.assignee is None
    assert take_back(timezone.now()) == 2
    assert set(Ticket.objects.filter(assignee=None)) == {chat, *mails[:3]}


def test_who_has_no_screen_is_found_however_much_waits_for_others(
    mina, returns, routed, bo, ada_is_there, monkeypatch
):
    monkeypatch.setattr("shopbell.routing.taking_back.MOST_AT_ONCE", 2)
    routed("direct")
    for agent in (ada_is_there, ada_is_there, ada_is_there, bo):
        assign_ticket(ticket_of(mina, returns, "chat"), agent, by=agent)
    Ticket.objects.update(waiting_since=timezone.now() - timedelta(minutes=5))

    assert absent_with_work(timezone.now()) == [bo.pk]


def test_a_promise_that_comes_to_be_at_risk_is_looked_at_at_once_where_the_team_is_routed(
    late_parcel, routed, bo
):
    assign_ticket(late_parcel, bo, by=bo)
    record(late_parcel, Verb.PROMISE_AT_RISK, goal="first_reply")
    tell_all(late_parcel)
    assert not ProcrastinateJob.objects.filter(task_name=LOOK).exists()

    routed("pull")
    tell_all(late_parcel)
    assert ProcrastinateJob.objects.filter(task_name=LOOK).exists()


def test_whose_screens_are_closed_keeps_their_work_until_they_are_still_closed_a_little_later(
    mina, returns, routed, bo
):
    routed("direct")
    chat = ticket_of(mina, returns, "chat")
    assign_ticket(chat, bo, by=bo)
    Ticket.objects.update(waiting_since=timezone.now() - timedelta(minutes=1))

    look_each_minute(timezone.now())
    chat.refresh_from_db()
    assert chat.assignee == bo
    again = ProcrastinateJob.objects.get(task_name=LOOK_AGAIN)

    be_there(bo)
    look(absent=again.args["absent"])
    chat.refresh_from_db()
    assert chat.assignee == bo
    bo.availability.refresh_from_db()
    bo.availability.seen_at = None
    bo.availability.save()
    look(absent=again.args["absent"])
    chat.refresh_from_db()
    assert chat.assignee is None
