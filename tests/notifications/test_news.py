"""Who is told of what: through the verbs of the desk and the reactions that follow from them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.channels.delivery import State, finish
from shopbell.channels.email.models import SideConversation
from shopbell.channels.models import Delivery
from shopbell.customers.block import block_customer
from shopbell.notifications.choices import Choices
from shopbell.notifications.kind import Kind
from shopbell.notifications.models import Notification
from shopbell.notifications.sentence import sentence
from shopbell.tickets.assignment import assign_ticket, move_to_team
from shopbell.tickets.checklist import add_task, change_task
from shopbell.tickets.event import Verb, record
from shopbell.tickets.follower import follow_ticket
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.note import write_note
from shopbell.tickets.snooze import snooze_ticket, wake_due_tickets, wake_ticket
from shopbell.tickets.spam import mark_spam
from shopbell.tickets.status import set_status
from shopbell.tickets.take_over import take_over_ticket
from shopbell.tickets.ticket import create_ticket
from shopbell.tickets.transfer import Words, transfer_ticket
from shopbell.tickets.whisper import whisper

from .reacting import react, told

pytestmark = pytest.mark.django_db


def test_a_call_by_name_is_told_once_and_as_nothing_else(late_parcel, ada, bo):
    follow_ticket(late_parcel, ada, by=ada)

    write_note(late_parcel, "@Ada please look", by=bo)
    react()

    assert told(ada) == [Kind.MENTION] and told(bo) == []


def test_who_gets_a_ticket_is_not_told_of_what_came_before(late_parcel, mina, ada, bo):
    assign_ticket(late_parcel, ada, by=ada)
    receive_message(late_parcel, "Hello?", customer=mina, channel="email")
    assign_ticket(late_parcel, bo, by=ada)
    follow_ticket(late_parcel, bo, by=bo)
    react()

    assert told(ada) == [Kind.ANSWER] and told(bo) == [Kind.ASSIGNED]


def test_a_whisper_is_told_at_once_and_as_nothing_else(wrong_size, ada, bo):
    whisper(wrong_size, "Offer a free return.", by=ada)
    react()

    notification = Notification.objects.filter(agent=bo).latest("pk")
    assert [kind for kind in told(bo) if kind != Kind.ANSWER] == [Kind.MENTION] and told(ada) == []
    assert sentence(notification) == "Ada Moreau whispered to you"


def test_who_loses_a_ticket_to_a_lead_is_told(wrong_size, ada, bo):
    take_over_ticket(wrong_size, by=ada)
    react()

    assert [kind for kind in told(bo) if kind != Kind.ANSWER] == [Kind.MENTION] and told(ada) == []


def test_who_is_given_a_ticket_is_told_and_who_takes_one_is_not(late_parcel, ada, bo):
    assign_ticket(late_parcel, bo, by=ada)
    react()
    assign_ticket(late_parcel, ada, by=ada)
    react()

    assert told(bo) == [Kind.ASSIGNED] and told(ada) == []


def test_what_a_customer_writes_is_told_to_the_assignee_and_the_followers(wrong_size, theo, ada, bo):
    Notification.objects.all().delete()
    follow_ticket(wrong_size, ada, by=ada)

    receive_message(wrong_size, "Hello?", customer=theo, channel="chat")
    react()

    assert told(ada)[-1:] == [Kind.ANSWER] and told(bo)[-1:] == [Kind.ANSWER]
    assert Notification.objects.filter(agent=ada, kind=Kind.ANSWER).latest("pk").ticket == wrong_size


def test_what_is_spam_is_no_news(wrong_size, theo, ada, bo):
    block_customer(theo, by=ada)
    mark_spam(wrong_size, by=ada)
    receive_message(wrong_size, "Buy now!", customer=theo, channel="chat")
    react()

    assert told(bo) == []


def test_a_transfer_is_told_as_one_thing(late_parcel, ada, bo):
    transfer_ticket(late_parcel, Words("Lost at the carrier."), by=ada, agent=bo)
    react()

    assert told(bo) == [Kind.TRANSFER]


def test_a_transfer_to_a_team_is_told_to_its_members(late_parcel, ada, advice, cy):
    transfer_ticket(late_parcel, Words("She wants advice."), by=ada, team=advice)
    react()

    assert told(cy) == [Kind.TRANSFER]


def test_a_move_is_told_to_the_team(late_parcel, ada, advice, cy):
    move_to_team(late_parcel, advice, by=ada)
    react()

    assert told(cy) == [Kind.TEAM] and told(ada) == []


def test_a_new_ticket_is_told_to_those_of_its_team_who_asked_for_it(mina, returns, advice, ada, bo, cy):
    for agent in (bo, cy):
        Choices.objects.create(agent=agent, kinds={"new": {"ways": ["console"], "tone": ""}})
    create_ticket(customer=mina, channel="email", team=returns)
    react()

    assert (told(bo), told(ada), told(cy)) == ([Kind.NEW], [], [])


def test_a_ticket_that_comes_back_from_its_snooze_is_told_and_one_woken_by_hand_is_not(late_parcel, ada, bo):
    for wake in (
        lambda: wake_ticket(late_parcel, by=ada),
        lambda: wake_due_tickets(timezone.now() + timedelta(days=2)),
    ):
        snooze_ticket(late_parcel, until=timezone.now() + timedelta(days=1), by=bo)
        wake()
    react()

    assert told(bo) == [Kind.BACK]


def test_a_reply_that_could_not_be_delivered_is_told_to_its_author(late_parcel, ada, bo):
    message, _ = write_reply(late_parcel, "Sorry!", by=bo, channel="email")
    delivery = Delivery.objects.create(
        message=message, channel="email", recipient="mina@shopper.example", state=State.SENDING
    )
    finish(delivery, State.FAILED, error="550")
    react()

    assert told(bo) == [Kind.UNSENT]


def test_an_answer_of_a_carrier_is_told_to_who_asked(late_parcel, ada, bo):
    side = SideConversation.objects.create(
        ticket=late_parcel, subject="Parcel", recipients=["a@b.example"], agent=bo
    )
    record(late_parcel, Verb.SIDE_ANSWERED, side_id=side.pk, subject="Parcel")
    react()

    assert told(bo) == [Kind.SIDE] and told(ada) == []


def test_a_task_is_told_when_it_is_given_and_not_when_its_words_change(late_parcel, ada, bo):
    task = add_task(late_parcel, "Call Mina", assignee=bo, by=ada)
    change_task(task, text="Call Mina today", assignee=bo, due_on=None, by=ada)
    react()

    assert told(bo) == [Kind.TASK]


def test_followers_hear_what_colleagues_do(late_parcel, ada, bo):
    follow_ticket(late_parcel, ada, by=ada)

    write_reply(late_parcel, "It is on its way.", by=bo, channel="email")
    set_status(late_parcel, "solved", by=bo)
    react()

    assert told(ada) == [Kind.FOLLOWED, Kind.FOLLOWED] and told(bo) == []


@pytest.mark.requirement("R110")
def test_a_promise_at_risk_is_told_to_who_has_the_ticket_and_a_broken_one_to_its_leads_too(
    wrong_size, ada, bo, cy
):
    record(wrong_size, Verb.PROMISE_AT_RISK, goal="next_reply")
    react()
    assert (told(bo), told(ada), told(cy)) == ([Kind.ANSWER, Kind.RISK], [], [])
    assert sentence(Notification.objects.get(kind=Kind.RISK)) == "The next reply is due soon"

    record(wrong_size, Verb.PROMISE_BROKEN, goal="solve")
    react()
    assert (told(bo)[2:], told(ada), told(cy)) == ([Kind.BROKEN], [Kind.BROKEN], [])
    assert sentence(Notification.objects.get(agent=ada)) == "The solution is late"


@pytest.mark.requirement("R113")
def test_what_a_customer_was_told_comes_near_for_who_has_the_ticket_or_else_its_leads(
    wrong_size, late_parcel, ada, bo, cy
):
    record(wrong_size, Verb.PROMISE_NEAR)
    record(late_parcel, Verb.PROMISE_NEAR, kind="call")
    react()

    assert (told(bo)[-1:], told(ada), told(cy)) == ([Kind.RISK], [Kind.RISK], [])
    assert sentence(Notification.objects.get(agent=bo, kind=Kind.RISK)) == "The promised answer is due soon"
    assert sentence(Notification.objects.get(agent=ada)) == "The promised call is due soon"


@pytest.mark.requirement("R113")
def test_what_a_customer_was_told_is_late_for_who_has_the_ticket_and_its_leads(wrong_size, ada, bo, cy):
    record(wrong_size, Verb.PROMISE_OWED)
    record(wrong_size, Verb.PROMISE_OWED, kind="call")
    react()

    assert (told(bo)[-2:], told(ada), told(cy)) == ([Kind.BROKEN] * 2, [Kind.BROKEN] * 2, [])
    said = [sentence(each) for each in Notification.objects.filter(agent=ada).order_by("pk")]
    assert said == ["The promised answer is late", "The promised call is late"]


def test_a_broken_promise_of_a_ticket_that_nobody_has_is_told_to_the_leads_alone(late_parcel, ada, bo):
    record(late_parcel, Verb.PROMISE_BROKEN, goal="first_reply")
    react()

    assert (told(ada), told(bo)) == ([Kind.BROKEN], [])
