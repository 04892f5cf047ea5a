"""Schedules: what the desk does by itself as time passes, once on each ticket, and never to what lay there before."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from shopbell.automation import run as runs
from shopbell.automation.models import RuleRun, Schedule
from shopbell.automation.sweep import run_schedules
from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.promise import make_promise, react
from shopbell.promises.promise_breaking import break_due
from shopbell.promises.rules import empty_rules
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.models import Event
from shopbell.tickets.status import set_status, solve_ticket
from shopbell.tickets.ticket import Priority, Ticket

pytestmark = pytest.mark.django_db


HOUR = timedelta(hours=1)


def in_hours(hours):
    return timezone.now() + hours * HOUR


def test_a_ticket_that_waits_for_its_customer_is_followed_up_once(schedule, late_parcel, bo, thanks):
    schedule(steps=[{"do": "answer", "to": thanks.pk}])
    set_status(late_parcel, "pending", by=bo)

    assert [run_schedules(in_hours(hours)) for hours in (71, 73, 74, 200)] == [0, 1, 0, 0]

    assert late_parcel.messages.get(rule="Follow up").text == "Hello Mina."
    late_parcel.refresh_from_db()
    assert late_parcel.status == "pending"


def test_its_time_begins_anew_when_it_becomes_pending_again(schedule, late_parcel, bo):
    schedule()
    set_status(late_parcel, "pending", by=bo)
    assert run_schedules(in_hours(73)) == 1

    set_status(late_parcel, "open", by=bo)
    set_status(late_parcel, "pending", by=bo)
    Ticket.objects.filter(pk=late_parcel.pk).update(priority=Priority.NORMAL)

    assert run_schedules(in_hours(74)) == 1


def test_a_customer_who_wrote_is_not_told_that_they_are_silent(schedule, late_parcel, mina, bo):
    schedule()
    set_status(late_parcel, "pending", by=bo)
    receive_message(late_parcel, "Here I am.", customer=mina, channel="email")

    assert run_schedules(in_hours(73)) == 0


def test_what_came_due_before_it_was_switched_on_is_left_alone(schedule, late_parcel, bo):
    set_status(late_parcel, "pending", by=bo)
    Event.objects.filter(verb="pended").update(created_at=timezone.now() - 100 * HOUR)
    made = schedule()

    assert run_schedules(timezone.now()) == 0

    made.is_on = False
    made.save()
    made.is_on, made.after_hours = True, 101
    made.save()
    assert run_schedules(in_hours(2)) == 1


@pytest.mark.parametrize(
    "since, act",
    [
        ("held", lambda ticket, bo: set_status(ticket, "on_hold", by=bo)),
        ("solved", lambda ticket, bo: solve_ticket(ticket, by=bo)),
        ("replied", lambda ticket, bo: write_reply(ticket, "Tomorrow.", by=bo, channel="email")),
        ("received", lambda ticket, bo: None),
        ("opened", lambda ticket, bo: None),
    ],
)
def test_hours_are_counted_from_what_the_shop_chose(schedule, late_parcel, bo, since, act):
    schedule(since, 5)
    act(late_parcel, bo)

    assert (run_schedules(in_hours(4)), run_schedules(in_hours(6))) == (0, 1)


@pytest.mark.parametrize("since", ["held", "solved", "replied", "pended"])
def test_another_ticket_is_left_alone(schedule, late_parcel, since):
    schedule(since, 5)

    assert run_schedules(in_hours(6)) == 0


def test_an_automatic_answer_does_not_put_the_time_off(schedule, late_parcel, bo, thanks):
    schedule("replied", 5, steps=[{"do": "answer", "to": thanks.pk}])
    write_reply(late_parcel, "Tomorrow.", by=bo, channel="email")

    assert [run_schedules(in_hours(hours)) for hours in (6, 12, 24)] == [1, 0, 0]


def test_conditions_are_asked_when_its_time_has_come(schedule, late_parcel, wrong_size):
    schedule("opened", 5, "channel:chat")

    assert run_schedules(in_hours(6)) == 1

    assert RuleRun.objects.get().ticket == wrong_size


def test_it_waits_until_the_desk_is_open(schedule, late_parcel):
    rules = empty_rules() | {"zone": "UTC", "week": [[[540, 1020]]] * 7}
    BusinessHours.objects.create(name="Care", is_default=True, rules=rules)
    schedule("opened", 1, hours="open")
    late_parcel.created_at = datetime(2030, 5, 6, 20, tzinfo=UTC)
    late_parcel.save()

    assert run_schedules(datetime(2030, 5, 6, 22, tzinfo=UTC)) == 0
    assert run_schedules(datetime(2030, 5, 7, 9, tzinfo=UTC)) == 1


def test_by_the_clock_it_acts_on_its_days_at_its_hour_once(schedule, late_parcel, wrong_size):
    rules = empty_rules() | {"zone": "Europe/Berlin"}
    BusinessHours.objects.create(name="Care", is_default=True, rules=rules)
    schedule("clock", text="channel:email", days=[0], at=time(9))
    monday = datetime(2030, 5, 6, tzinfo=UTC)  # nine in Berlin is seven in UTC

    hours = [6.9, 7.1, 7.2, 10, 24 + 7.1]
    assert [run_schedules(monday + hour * HOUR) for hour in hours] == [0, 1, 0, 0, 0]
    Ticket.objects.filter(pk=late_parcel.pk).update(priority=Priority.NORMAL)
    assert run_schedules(monday + timedelta(days=7, hours=7.1)) == 1


def test_after_a_long_standstill_the_hour_has_passed(schedule, late_parcel):
    schedule("clock", text="channel:email", days=[0], at=time(9))

    assert run_schedules(datetime(2030, 5, 6, 12, tzinfo=UTC)) == 0


def test_a_ticket_that_fails_keeps_no_other_waiting(schedule, late_parcel, wrong_size, monkeypatch):
    schedule("opened", 1)
    perform = runs.perform_steps

    def fail_once(ticket, *args, by):
        return 1 / 0 if ticket.pk == wrong_size.pk else perform(ticket, *args, by=by)

    with monkeypatch.context() as failing:
        failing.setattr(runs, "perform_steps", fail_once)
        assert run_schedules(in_hours(2)) == 1

    assert run_schedules(in_hours(2)) == 1


def test_what_came_due_weeks_ago_is_over(schedule, late_parcel, bo):
    schedule()
    set_status(late_parcel, "pending", by=bo)

    assert run_schedules(in_hours(72 + 15 * 24)) == 0
    assert run_schedules(in_hours(72 + 13 * 24)) == 1


@pytest.mark.parametrize(
    "change", [{"conditions": []}, {"after_hours": 24}, {"words": []}, {"since": "opened"}]
)
def test_a_change_of_whom_it_is_about_leaves_alone_what_came_due_before(schedule, late_parcel, bo, change):
    narrow = {"conditions": {"text": "channel:chat"}, "words": {"words": ["Sunday"]}}
    begun = (
        {"since": "held"} if "since" in change else {"after_hours": 200} if "after_hours" in change else {}
    )
    made = schedule(**begun, **narrow.get(next(iter(change)), {}))
    set_status(late_parcel, "pending", by=bo)
    long_ago = timezone.now() - 100 * HOUR
    Event.objects.filter(verb="pended").update(created_at=long_ago)
    Ticket.objects.update(created_at=long_ago)
    Schedule.objects.update(switched_on_at=timezone.now() - 1_000 * HOUR)
    assert run_schedules(timezone.now()) == 0

    made.refresh_from_db()
    for name, value in change.items():
        setattr(made, name, value)
    made.save()

    assert run_schedules(timezone.now()) == 0
    Schedule.objects.update(switched_on_at=timezone.now() - 1_000 * HOUR)
    assert run_schedules(timezone.now()) == 1  # as it would have been


def test_other_steps_or_another_name_forget_nothing_that_waits(schedule, late_parcel, bo):
    made = schedule("pended", 72, "channel:email")
    set_status(late_parcel, "pending", by=bo)
    Event.objects.filter(verb="pended").update(created_at=timezone.now() - 100 * HOUR)
    Schedule.objects.update(switched_on_at=timezone.now() - 1_000 * HOUR)
    made.refresh_from_db()
    made.name, made.steps = "Another", [{"do": "priority", "to": 3}]
    made.keep(made.text)
    made.save()

    assert run_schedules(timezone.now()) == 1


def test_by_the_clock_it_never_acts_on_all_tickets_however_it_was_written(schedule, late_parcel):
    schedule("clock", text="", days=[0], at=time(9))

    assert run_schedules(datetime(2030, 5, 6, 9, 1, tzinfo=UTC)) == 0


def test_a_schedule_that_cannot_be_asked_stops_none_of_the_others(schedule, late_parcel, monkeypatch):
    broken = schedule("opened", 1)
    other = Schedule.objects.create(
        name="Other", is_on=True, since="opened", after_hours=1, steps=[{"do": "priority", "to": 4}]
    )
    due = Schedule.due
    monkeypatch.setattr(Schedule, "due", lambda self, now: 1 / 0 if self.pk == broken.pk else due(self, now))

    assert run_schedules(in_hours(2)) == 1
    assert RuleRun.objects.get().schedule == other


def test_hours_without_measure_are_asked_as_a_year(schedule, late_parcel):
    made = schedule("opened", 2_147_483_647)

    assert run_schedules(in_hours(2)) == 0
    assert made.whose_time_came(in_hours(400 * 24), in_hours(-1)).get() == late_parcel


@pytest.mark.requirement("R113")
@pytest.mark.parametrize("text", ["promise:overdue", "due:<1h"])
def test_a_schedule_asks_for_what_a_customer_was_told_until_they_are_answered(
    schedule, late_parcel, bo, text
):
    schedule(text=text)
    make_promise(late_parcel, in_hours(100))
    set_status(late_parcel, "pending", by=bo)
    assert run_schedules(in_hours(73)) == 0

    break_due(in_hours(101))
    assert run_schedules(in_hours(101)) == 1

    set_status(late_parcel, "open", by=bo)
    write_reply(late_parcel, "It comes tomorrow.", by=bo, channel="email")
    react(late_parcel.events.get(verb="replied"))
    set_status(late_parcel, "pending", by=bo)
    assert run_schedules(in_hours(200)) == 0
