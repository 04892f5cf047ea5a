"""Spam by its score: held without a word to anybody, let in by one click, and a lesson each time."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.channels.email.models import SpamLesson, SpamPolicy
from shopbell.channels.email.sending.acknowledge import react
from shopbell.channels.models import Delivery
from shopbell.notifications.models import Choices, Notification
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Spam, Ticket
from shopbell.tickets.spam import mark_spam, unmark_spam
from shopbell.tickets.status import Status, set_status
from shopbell.tickets.undo import undo_event
from tests.channels.email.spam.pitches import FRAGMENT, WORDS, pitch, ticket_of, work

from ..conftest import mail


@pytest.fixture
def keen(ada):
    """Ada wants to hear of every new ticket."""
    Choices.objects.create(agent=ada, kinds={"new": {"ways": ["console"], "tone": ""}})
    return ada


def test_spam_is_held_and_nobody_hears_of_it(care, keen):
    ticket = ticket_of(pitch())
    work()

    assert Spam.objects.filter(ticket=ticket, agent=None).exists()
    assert ticket not in Ticket.objects.in_queue()
    assert not Delivery.objects.exists() and not Notification.objects.exists()
    marked = ticket.events.get(verb="marked_spam")
    assert (marked.rule, marked.data["held"]) == ("Spam filter", True)
    assert not SpamLesson.objects.exists()  # what the filter thinks teaches it nothing


def test_a_question_is_not(care, keen):
    ticket = ticket_of(mail("Where is my parcel?"))
    work()

    assert ticket in Ticket.objects.in_queue()
    assert Delivery.objects.filter(purpose="acknowledgement").count() == 1
    assert Notification.objects.get().event.verb == "created"


@pytest.mark.requirement("R24")
def test_not_spam_sends_what_was_held_back_once_and_teaches(care, keen, bo):
    ticket = ticket_of(pitch())
    work()

    for verb in (unmark_spam, mark_spam, unmark_spam):
        verb(ticket, by=bo)
        work()
    seconds_pass()

    assert ticket in Ticket.objects.in_queue()
    assert Delivery.objects.filter(purpose="acknowledgement").count() == 1
    assert Notification.objects.filter(kind="new").count() == 1
    assert SpamLesson.objects.get().is_spam is False
    assert ticket_of(pitch(2, text=WORDS + " Second letter.")) in Ticket.objects.in_queue()


def seconds_pass() -> None:
    """The jobs that wait for their moment come due."""
    ProcrastinateJob.objects.filter(status="todo").update(scheduled_at=None)
    work()


def test_not_spam_can_be_undone_before_anything_leaves(care, bo):
    ticket = ticket_of(pitch())
    react(done := unmark_spam(ticket, by=bo))
    assert not Delivery.objects.exists()

    undo_event(done, by=bo)
    seconds_pass()
    assert not Delivery.objects.exists()

    unmark_spam(ticket, by=bo)
    seconds_pass()
    assert Delivery.objects.get().purpose == "acknowledgement"


def test_a_sender_who_was_held_by_mistake_and_writes_again_is_thanked(care):
    ticket = ticket_of(pitch())
    receive_message(
        ticket, "Did you get my mail about the lamp I ordered?", customer=ticket.customer, channel="email"
    )
    work()

    assert ticket in Ticket.objects.in_queue()
    assert Delivery.objects.filter(purpose="acknowledgement").count() == 1


def test_spam_that_follows_spam_stays_with_it(care):
    ticket = ticket_of(pitch())
    again = pitch(2, references="<1@seo.example>", in_reply_to="<1@seo.example>")

    assert ticket_of(again) == ticket
    assert ticket not in Ticket.objects.in_queue()


def test_a_mail_marked_by_mistake_long_after_it_came_is_not_acknowledged(care, bo):
    ticket = ticket_of(mail("Where is my parcel?"))
    mark_spam(ticket, by=bo)
    unmark_spam(ticket, by=bo)
    react(ticket.events.get(verb="unmarked_spam"))

    assert not Delivery.objects.exists() and not ticket.events.filter(verb="not_acknowledged").exists()


def test_what_was_held_and_is_solved_by_now_is_not_acknowledged(care, bo):
    ticket = ticket_of(pitch())
    unmark_spam(ticket, by=bo)
    set_status(ticket, Status.SOLVED, by=bo)
    react(ticket.events.get(verb="unmarked_spam"))

    assert not Delivery.objects.exists()


def test_a_ticket_marked_by_hand_is_not_announced_as_new_again(care, keen, bo):
    ticket = ticket_of(mail("Where is my parcel?"))
    work()
    mark_spam(ticket, by=bo)
    unmark_spam(ticket, by=bo)
    work()

    assert Notification.objects.filter(kind="new").count() == 1


# --- what people see --------------------------------------------------------------------------------------


def test_the_ticket_says_why_and_lets_it_in_by_one_click(care, desk, bo):
    ticket = ticket_of(pitch(auto_submitted="no", reply_to="other@elsewhere.example"))

    page = desk(bo).get(f"/desk/tickets/{ticket.pk}/").content.decode()

    assert "The spam filter held this back." in page
    assert "backlinks" in page and "Answers would go to another domain" in page
    page = desk(bo).post(f"/desk/tickets/{ticket.pk}/no-spam/", **FRAGMENT)
    assert ticket in Ticket.objects.in_queue()
    assert "held this back" not in desk(bo).get(f"/desk/tickets/{ticket.pk}/").content.decode()


def test_the_settings_switch_it_off_and_say_what_it_learned(care, desk, root, bo):
    ticket_of(pitch())
    browser = desk(root)
    page = browser.get("/desk/settings/spam/").content.decode()
    assert "1 mail was held in the last 30 days." in page

    browser.post("/desk/settings/spam/", {"strictness": "careful"})

    assert not SpamPolicy.current().is_on
    assert ticket_of(pitch(2)) in Ticket.objects.in_queue()


def test_no_strictness_but_those_that_there_are(desk, root):
    assert desk(root).post("/desk/settings/spam/", {"is_on": "on", "strictness": "wild"}).status_code == 422
