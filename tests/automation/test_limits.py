"""Loops end: whatever rules do to each other, a ticket comes to rest, and the trace says what was not done."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.automation import run
from shopbell.automation.models import RuleRun, Schedule, Trigger, Webhook, WebhookCall
from shopbell.automation.occasion import OCCASIONS
from shopbell.automation.run import DEEPEST, MOST_AN_HOUR, sweep_runs
from shopbell.automation.sweep import run_schedules
from shopbell.tickets.message import Message, receive_message
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Priority, Ticket, create_ticket

pytestmark = pytest.mark.django_db


def outcomes(name):
    return list(RuleRun.objects.filter(rule=name).order_by("pk").values_list("outcome", flat=True))


def test_a_rule_is_not_woken_by_what_it_did_itself(trigger, settle, late_parcel):
    trigger("Urgent", "opened prioritized", {"priority": 4})

    settle(late_parcel)

    assert outcomes("Urgent") == ["done", "itself"]


def test_two_rules_that_undo_each_other_end(trigger, settle, late_parcel):
    trigger("Up", "opened prioritized", {"priority": 4}, "-priority:urgent")
    trigger("Down", "prioritized", {"priority": 1}, "priority:urgent")

    settle(late_parcel)

    assert (outcomes("Up"), outcomes("Down")) == (["done", "itself"], ["done"])
    assert late_parcel.priority == Priority.LOW


def test_a_chain_has_so_many_links_at_most(trigger, settle, late_parcel):
    names = [each.name.lower() for each in Priority]
    for link in range(
        DEEPEST + 2, 0, -1
    ):  # each comes before the one that wakes it, so that an event of its own does
        trigger(str(link), "prioritized", {"priority": 1 + link % 4}, f"priority:{names[(link - 1) % 4]}")
    trigger("0", "opened", {"priority": 1})

    settle(late_parcel)

    assert RuleRun.objects.filter(outcome="depth").exists()
    assert max(len(run.chain) for run in RuleRun.objects.filter(outcome="done")) == DEEPEST - 1


def test_a_rule_acts_on_a_ticket_so_often_an_hour(trigger, settle, late_parcel, mina):
    trigger("Note", "received", {"note": "Look"})
    for _time in range(MOST_AN_HOUR + 2):
        receive_message(late_parcel, "Hello?", customer=mina, channel="email")
    settle(late_parcel)
    assert outcomes("Note").count("done") == MOST_AN_HOUR
    assert outcomes("Note")[-1] == "budget"

    RuleRun.objects.update(at=timezone.now() - timedelta(hours=2))
    receive_message(late_parcel, "Hello?", customer=mina, channel="email")
    settle(late_parcel)
    assert outcomes("Note").count("done") == MOST_AN_HOUR + 1


def test_a_program_that_answers_each_call_with_a_new_ticket_is_called_so_often_an_hour(
    trigger, settle, mina, bo, theo, monkeypatch
):
    """Each of these tickets is new, and none of them was made by a rule: the ticket's own budget would never end it."""
    monkeypatch.setattr(run, "MOST_OF_ONE", 3)
    hook = Webhook.objects.create(name="Warehouse", address="https://warehouse.example/", secret="secret")
    trigger("Tell", "opened", {"webhook": hook.pk, "note": "Told"})
    trigger("Mark", "opened", {"priority": 4})

    for customer in (mina,) * 5 + (theo,):
        settle(create_ticket(customer=customer, channel="email", subject="Stock", by=bo))

    assert outcomes("Tell") == ["done"] * 3 + ["customer"] * 2 + ["done"]
    assert WebhookCall.objects.count() == 4
    assert outcomes("Mark").count("done") == 6
    assert Message.objects.filter(text="Told").count() == 6  # what else it does is done without the call

    RuleRun.objects.update(at=timezone.now() - timedelta(hours=2))
    settle(create_ticket(customer=mina, channel="email", subject="Stock", by=bo))
    assert outcomes("Tell")[-1] == "done"


def test_a_schedule_that_has_called_so_often_for_a_customer_comes_again(mina, bo, monkeypatch):
    monkeypatch.setattr(run, "MOST_OF_ONE", 3)
    hook = Webhook.objects.create(name="Warehouse", address="https://warehouse.example/", secret="secret")
    steps = [{"do": "webhook", "to": hook.pk}, {"do": "priority", "to": 4}]
    schedule = Schedule(name="Tell", is_on=True, since="opened", after_hours=1, steps=steps)
    schedule.keep("channel:email")
    schedule.save()
    for _ticket in range(5):
        create_ticket(customer=mina, channel="email", subject="Stock", by=bo)

    now = timezone.now() + timedelta(hours=1, minutes=5)
    assert run_schedules(now) == 3
    assert Ticket.objects.filter(priority=4).count() == WebhookCall.objects.count() == 3
    assert run_schedules(now + timedelta(minutes=1)) == 0
    assert run_schedules(now + timedelta(hours=2)) == 2
    assert Ticket.objects.filter(priority=4).count() == WebhookCall.objects.count() == 5


STEPS = st.one_of(
    st.tuples(st.just("priority"), st.sampled_from([each.value for each in Priority])),
    st.tuples(st.just("status"), st.sampled_from(["open", "pending", "on_hold", "solved"])),
    st.tuples(st.just("note"), st.just("Look")),
)
RULES = st.lists(
    st.tuples(
        st.lists(
            st.sampled_from(["opened", "noted", "prioritized", "pended", "held", "solved", "reopened"]),
            min_size=1,
        ),
        st.sampled_from(["", "priority:urgent", "-priority:low", "status:pending", "-status:solved"]),
        st.lists(STEPS, min_size=1, max_size=2, unique_by=lambda step: step[0]),
    ),
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rules=RULES)
def test_whatever_the_rules_are_a_ticket_comes_to_rest(rules, trigger, settle, late_parcel):
    Trigger.objects.all().delete()
    RuleRun.objects.all().delete()
    late_parcel.events.exclude(verb__in=["created", "received"]).delete()
    for number, (occasions, text, steps) in enumerate(rules):
        trigger(str(number), " ".join(occasions), dict(steps), text)

    settle(late_parcel)

    done = RuleRun.objects.filter(outcome="done")
    assert all(len(run.chain) < DEEPEST and run.trigger.key not in run.chain for run in done)
    assert late_parcel.status in Status


def test_every_occasion_has_its_own_words():
    assert len({str(each.label) for each in OCCASIONS.values()}) == len(OCCASIONS)


def test_what_was_done_long_ago_is_forgotten(trigger, settle, late_parcel):
    trigger("Urgent", "opened", {"priority": 4})
    settle(late_parcel)

    assert sweep_runs(timezone.now()) == 0
    assert sweep_runs(timezone.now() + timedelta(days=91)) == 1
