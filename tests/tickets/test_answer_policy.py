"""Who answers a ticket that nobody has, has it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shopbell.channels.reply import send_reply
from shopbell.tickets.answer_policy import AnswerPolicy
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.message import write_reply
from shopbell.tickets.unsending import unsend_reply


def assignee(ticket):
    ticket.refresh_from_db()
    return ticket.assignee


def test_who_answers_a_ticket_that_nobody_has_becomes_its_assignee(late_parcel, ada):
    write_reply(late_parcel, "It is on its way.", by=ada, channel="email")

    assert assignee(late_parcel) == ada
    taken = late_parcel.events.get(verb="assigned")
    assert (taken.agent, taken.cause.verb) == (ada, "replied")


def test_a_ticket_that_somebody_has_stays_theirs(late_parcel, ada, bo):
    assign_ticket(late_parcel, bo, by=ada)
    write_reply(late_parcel, "It is on its way.", by=ada, channel="email")

    assert assignee(late_parcel) == bo


def test_a_bot_takes_nothing_on(late_parcel):
    write_reply(late_parcel, "A person will answer.", by="Greeting", channel="email")

    assert assignee(late_parcel) is None


def test_the_house_may_want_it_otherwise(late_parcel, ada, root, desk):
    page = reverse("settings-answers")
    assert 'name="takes_on"' in desk(root).get(page).content.decode()
    assert desk(root).post(page, {}).status_code == 302
    assert not AnswerPolicy.current().takes_on

    write_reply(late_parcel, "It is on its way.", by=ada, channel="email")
    assert assignee(late_parcel) is None


@pytest.mark.parametrize("is_moved", [False, True])
def test_an_answer_that_is_taken_back_gives_the_ticket_back_too(late_parcel, ada, bo, is_moved, care):
    reply = send_reply(late_parcel, "Oops.", by=ada)
    if is_moved:
        assign_ticket(late_parcel, bo, by=ada)
    reply.held_until = timezone.now() + timedelta(minutes=1)
    reply.save()

    unsend_reply(reply, by=ada)
    assert assignee(late_parcel) == (bo if is_moved else None)
