"""Triggers: what the desk does by itself when something happens to a ticket that meets conditions."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell import reactions
from shopbell.automation import run as runs
from shopbell.automation.models import RuleRun
from shopbell.automation.reacting import react
from shopbell.channels.delivery import Delivery
from shopbell.core.errors import Refused
from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.rules import empty_rules
from shopbell.tickets.deletion import delete_ticket
from shopbell.tickets.event import Verb
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Event
from shopbell.tickets.spam import mark_spam
from shopbell.tickets.tag import tag_ticket, untag_ticket
from shopbell.tickets.ticket import Priority, Ticket, prioritize_ticket
from tests.channels.chat.conftest import be_there
from tests.channels.chat.shopper import Shopper

pytestmark = pytest.mark.django_db


def test_a_ticket_that_meets_the_conditions_gets_what_the_trigger_does(trigger, settle, late_parcel, vip):
    trigger("Mail first", "opened", {"priority": 3, "tag": vip.pk}, "channel:email")

    settle(late_parcel)

    assert late_parcel.priority == Priority.HIGH
    assert list(late_parcel.tags.all()) == [vip]
    event = late_parcel.events.get(verb=Verb.PRIORITIZED)
    assert (event.rule, event.cause.verb) == ("Mail first", Verb.CREATED)


@pytest.mark.parametrize(
    "text, more",
    [("channel:chat", {}), ("", {"is_on": False}), ("", {"words": ["broken"]}), ("is:spam", {})],
)
def test_any_other_ticket_is_left_alone(trigger, settle, late_parcel, text, more):
    trigger("Urgent", "opened", {"priority": 4}, text, **more)

    assert settle(late_parcel).priority == Priority.NORMAL
    assert not RuleRun.objects.exists()


def test_another_occasion_wakes_nothing(trigger, settle, late_parcel):
    trigger("Urgent", "solved", {"priority": 4})

    assert settle(late_parcel).priority == Priority.NORMAL


def test_the_customer_s_words_are_looked_for_however_they_are_written(trigger, settle, late_parcel, mina):
    trigger("Angry customer first", "received", {"priority": 3}, words=["never again", "Unverschämt"])
    settle(late_parcel)
    assert late_parcel.priority == Priority.NORMAL

    receive_message(late_parcel, "This is UNVERSCHAMT!", customer=mina, channel="email")

    assert settle(late_parcel).priority == Priority.HIGH


def test_a_rule_may_act_only_while_nobody_answers(trigger, settle, late_parcel, wrong_size):
    trigger("Weekend", "opened", {"priority": 1}, hours="closed")
    assert settle(late_parcel).priority == Priority.NORMAL  # without hours the desk counts as open

    BusinessHours.objects.create(name="Never", is_default=True, rules=empty_rules() | {"week": [[]] * 7})
    assert settle(wrong_size).priority == Priority.LOW


def test_each_trigger_sees_what_those_before_it_did(trigger, settle, late_parcel, vip):
    trigger("First", "opened", {"tag": vip.pk})
    trigger("Second", "opened", {"priority": 4}, "tag:vip")
    trigger("Third", "opened", {"status": "pending"}, "-tag:vip")

    settle(late_parcel)

    assert (late_parcel.priority, late_parcel.status) == (Priority.URGENT, "new")


def test_the_same_event_twice_does_nothing_twice(trigger, late_parcel, thanks):
    trigger("Thank", "received", {"answer": thanks.pk})
    event = late_parcel.events.get(verb=Verb.RECEIVED)

    react(event)
    react(event)

    assert late_parcel.messages.filter(rule="Thank").count() == 1


def test_a_run_that_breaks_off_leaves_nothing_and_is_made_whole_afterwards(
    trigger, late_parcel, vip, monkeypatch
):
    trigger("Both", "opened", {"priority": 4, "tag": vip.pk})
    event = late_parcel.events.get(verb=Verb.CREATED)
    with monkeypatch.context() as killed:
        killed.setattr(runs, "perform_steps", lambda *args, **more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            react(event)
    assert not RuleRun.objects.exists()

    react(event)

    late_parcel.refresh_from_db()
    assert late_parcel.priority == Priority.URGENT
    assert RuleRun.objects.get().outcome == "done"


def test_a_trigger_that_fails_keeps_no_other_from_its_work_and_is_tried_again(
    trigger, late_parcel, vip, monkeypatch
):
    trigger("Broken", "opened", {"priority": 4})
    trigger("Sound", "opened", {"tag": vip.pk})
    event, perform = late_parcel.events.get(verb=Verb.CREATED), runs.perform_steps
    with monkeypatch.context() as failing:
        failing.setattr(
            runs, "perform_steps", lambda *args, by: 1 / 0 if by == "Broken" else perform(*args, by=by)
        )
        with pytest.raises(ZeroDivisionError):
            react(event)
    assert list(late_parcel.tags.all()) == [vip]

    react(event)

    assert list(RuleRun.objects.order_by("pk").values_list("rule", "outcome")) == [
        ("Sound", "done"),
        ("Broken", "done"),
    ]


def test_a_step_that_is_refused_takes_the_others_back_and_says_why(
    trigger, settle, late_parcel, vip, monkeypatch
):
    def refuse(*args, **more):
        raise Refused("No.")

    trigger("Both", "opened", {"tag": vip.pk, "note": "@Cy Adeyemi please look"})
    monkeypatch.setattr("shopbell.automation.rule_step.mention_agents", refuse)

    settle(late_parcel)

    assert not late_parcel.tags.exists()
    assert (RuleRun.objects.get().outcome, RuleRun.objects.get().why) == ("refused", "No.")


def test_a_note_calls_whom_it_names(trigger, settle, late_parcel, ada):
    trigger("Tell Ada", "opened", {"note": "@Ada Moreau please look"})

    settle(late_parcel)

    note = late_parcel.messages.get(kind="note")
    assert (note.rule, note.mentions.get().agent) == ("Tell Ada", ada)


@pytest.mark.requirement("R16")
def test_an_answer_is_in_the_customer_s_language_and_leaves_them_waiting(
    trigger, settle, late_parcel, thanks
):
    late_parcel.language = "de"
    late_parcel.save()
    waits_since = late_parcel.waiting_since
    trigger("Weekend", "received", {"answer": thanks.pk})

    settle(late_parcel)

    assert late_parcel.messages.get(rule="Weekend").text == "Guten Tag Mina."
    assert Delivery.objects.get().recipient == "mina@shopper.example"
    assert (late_parcel.waiting_since, late_parcel.first_replied_at) == (waits_since, None)


def test_an_address_gets_only_so_much_automatic_mail(trigger, settle, late_parcel, mina, thanks, settings):
    settings.AUTOMATIC_HOUR = 1
    trigger("Thank", "received", {"answer": thanks.pk})
    for _time in range(3):
        receive_message(late_parcel, "Hello?", customer=mina, channel="email")

    settle(late_parcel)

    assert late_parcel.messages.filter(rule="Thank").count() == 2
    assert RuleRun.objects.filter(outcome="refused", why__contains="automatic mail").count() == 2


def test_what_a_program_sends_in_the_customer_s_absence_wakes_nothing(trigger, settle, late_parcel, mina):
    trigger("Urgent", "received", {"priority": 4})
    settled = settle(late_parcel)
    prioritize_ticket(settled, 2)

    receive_message(late_parcel, "I am away.", customer=mina, channel="email", is_automatic=True)

    assert settle(late_parcel).priority == Priority.NORMAL


def test_spam_and_deleted_tickets_are_left_alone(trigger, settle, late_parcel, wrong_size, ada):
    trigger("Urgent", "opened", {"priority": 4})
    mark_spam(late_parcel, by=ada)
    delete_ticket(wrong_size, by=ada)

    assert settle(late_parcel).priority == settle(wrong_size).priority == Priority.NORMAL


def test_what_lies_long_back_wakes_nothing(trigger, settle, late_parcel):
    trigger("Urgent", "opened", {"priority": 4})
    Event.objects.update(created_at=timezone.now() - timedelta(days=2))

    assert settle(late_parcel).priority == Priority.NORMAL


def test_a_rule_has_no_agent_s_authority():
    from shopbell.tickets.macro_action import steps_of

    assert steps_of([{"do": "order", "to": "refund_order amount_cents=5.00 reason=Late"}], "rule") == []
    assert steps_of([{"do": "assign", "to": "me"}], "rule") == []


def test_a_step_whose_target_is_gone_is_left_out(trigger, settle, late_parcel, vip):
    trigger("Both", "opened", {"tag": vip.pk, "priority": 4})
    vip.delete()

    assert settle(late_parcel).priority == Priority.URGENT


def test_the_reactions_run_triggers(trigger, late_parcel):
    trigger("Urgent", "opened", {"priority": 4})

    reactions.react(late_parcel.pk, late_parcel.events.earliest("pk").pk)

    late_parcel.refresh_from_db()
    assert late_parcel.priority == Priority.URGENT


def test_for_what_no_trigger_listens_to_there_is_no_job(trigger, late_parcel, vip, bo):
    last = ProcrastinateJob.objects.latest("id").id
    prioritize_ticket(late_parcel, 3, by=bo)
    assert not ProcrastinateJob.objects.filter(id__gt=last).exists()

    made = trigger("Tag", "tagged", {"priority": 4})
    Event.objects.update(xid=0)  # as if they were of other transactions
    tag_ticket(late_parcel, vip, by=bo)
    assert ProcrastinateJob.objects.filter(id__gt=last).count() == 1

    made.delete()
    Event.objects.update(xid=0)
    untag_ticket(late_parcel, vip, by=bo)
    assert ProcrastinateJob.objects.filter(id__gt=last).count() == 1


def test_a_rule_answers_in_a_chat_in_the_customer_s_language(trigger, settle, thanks, shop_chat, bo):
    be_there(bo)
    trigger("Thank", "opened", {"answer": thanks.pk})
    Shopper(shop_chat).start("Hello")

    ticket = settle(Ticket.objects.get(channel="chat"))

    assert ticket.messages.get(rule="Thank").text.startswith("Hello")


@pytest.mark.parametrize("text", ["Yours, {{ agent.first_name }}", "About {{ order.number }}"])
def test_a_macro_that_came_to_name_what_no_rule_can_fill_in_is_not_sent(
    trigger, settle, late_parcel, thanks, text
):
    trigger("Thank", "opened", {"answer": thanks.pk})
    thanks.text = text
    thanks.save()

    settle(late_parcel)

    assert not late_parcel.messages.filter(rule="Thank").exists()
    assert RuleRun.objects.get().outcome == "refused"
