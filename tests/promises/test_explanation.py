"""A deadline is explained by the steps that reckoned it, and can be asked of any moment of the past."""

from datetime import UTC, datetime, timedelta

import pytest

from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.choosing import choose_due, look_again
from shopbell.promises.explanation import deadline_at, explain
from shopbell.promises.goal_policy import GoalPolicy
from shopbell.promises.rules import empty_rules
from shopbell.promises.told import promises_of
from shopbell.promises.watch import tell_due
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.opening import open_with_message
from shopbell.tickets.status import set_status

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R108")]
HOUR = timedelta(hours=1)


@pytest.fixture
def ticket(wall, mina):
    """With four hours for a first reply, of days from nine to eleven."""
    GoalPolicy.objects.all().delete()
    GoalPolicy.objects.create(name="Calm", first_reply_seconds=4 * 3600)
    days = empty_rules() | {"week": [[[540, 660]]] * 7}
    BusinessHours.objects.create(name="Mornings", is_default=True, rules=days)
    opened = open_with_message(customer=mina, channel="email", text="Where is it?").ticket
    choose_due(wall.now)
    return opened


def test_every_step_says_what_happened_and_what_counted(ticket, wall, ada, mina):
    start = wall.now
    wall.tick(hours=1)
    set_status(ticket, "pending", by=ada)
    wall.tick(hours=22)
    receive_message(ticket, "Here is the number.", customer=mina, channel="email")
    wall.tick(hours=2)

    lines = explain(ticket, "first_reply")

    assert [line.sentence for line in lines] == [
        "The customer wrote: the clock starts.",
        "The goals “Calm” apply; the time of “Mornings” counts.",
        "The ticket waits for somebody else (pending or on hold): the clock stops.",
        "The ticket is open again: the clock goes on.",
        "So it stands now.",
    ]
    assert [line.passed for line in lines] == [timedelta(), timedelta(), HOUR, timedelta(), HOUR]
    assert [line.used for line in lines][2:] == [HOUR, HOUR, 2 * HOUR]
    assert [line.hours for line in lines] == ["", "", "Mornings", "", "Mornings"]
    assert lines[1].due_at == start + timedelta(days=1, hours=2)
    assert lines[-1].due_at == start + timedelta(days=2, hours=1)


def test_a_broken_promise_says_since_when(ticket, wall, ada):
    due_at = deadline_at(ticket, wall.now)[1]
    wall.tick(days=3)
    assert explain(ticket, "first_reply")[-1].at == due_at
    write_reply(ticket, "It comes.", by=ada, channel="email")

    broken, answered = explain(ticket, "first_reply")[-2:]
    assert (broken.sentence, broken.at) == ("Its time had passed: the promise is broken.", due_at)
    assert answered.sentence == "An agent answered: the clock ends."


def test_a_moment_of_the_past_is_reckoned_as_it_was(ticket, wall, ada):
    before = wall.now
    wall.tick(hours=1)
    write_reply(ticket, "It comes.", by=ada, channel="email")

    assert deadline_at(ticket, before) == ("first_reply", before + timedelta(days=1, hours=2))
    assert deadline_at(ticket, wall.now) is None


def test_what_never_ran_has_nothing_to_explain(ticket):
    assert explain(ticket, "next_reply") == []


def test_a_clock_that_starts_later_names_its_goals_and_hours_too(ticket, wall, ada, mina):
    write_reply(ticket, "It comes.", by=ada, channel="email")
    wall.tick(hours=1)
    receive_message(ticket, "When?", customer=mina, channel="email")

    assert [line.sentence for line in explain(ticket, "next_reply")] == [
        "The customer wrote: the clock starts.",
        "The goals “Calm” have no time for this.",
    ]


def test_a_goal_without_a_time_says_so_and_not_that_there_are_no_goals(ticket):
    sentences = [line.sentence for line in explain(ticket, "solve")]

    assert sentences == [
        "The ticket was created: the clock starts.",
        "The goals “Calm” have no time for this.",
    ]


@pytest.mark.requirement("R109")
def test_what_was_broken_is_told_by_the_goals_that_it_was_broken_by(ticket, wall):
    calm = GoalPolicy.objects.get()
    GoalPolicy.objects.update(position=1)
    wrong = GoalPolicy.objects.create(name="Far too quick", first_reply_seconds=60)
    look_again()
    choose_due(wall.now)
    wall.tick(days=1)
    tell_due(wall.now)
    wrong.delete()
    look_again()
    choose_due(wall.now)

    ticket.clocks.refresh_from_db()
    assert ticket.clocks.policy_version.policy == calm
    told = promises_of([ticket.pk])[ticket.pk][0]
    assert (told.goal, told.policy) == ("first_reply", "Far too quick")


def test_the_deadline_of_every_past_moment_is_known_over_a_change_of_clock_of_hours_and_of_goals(wall, mina):
    """Worked out by hand: on Sunday, the 29th of March 2026, the hour from two to three does not exist in Berlin."""
    wall.now = datetime(2026, 3, 27, 6, tzinfo=UTC)
    GoalPolicy.objects.all().delete()
    policy = GoalPolicy.objects.create(name="Calm", first_reply_seconds=10 * 3600)
    nights = empty_rules() | {"zone": "Europe/Berlin", "week": [[[60, 300]]] * 7}
    hours = BusinessHours.objects.create(name="Nights", is_default=True, rules=nights)
    ticket = open_with_message(customer=mina, channel="email", text="Where is it?").ticket
    choose_due(wall.now)
    shown = {wall.tick(hours=1): datetime(2026, 3, 30, 2, tzinfo=UTC)}  # 4 hours, 3 on Sunday, 3 on Monday
    assert deadline_at(ticket, wall.now)[1] == shown[wall.now]

    wall.now = datetime(2026, 3, 28, 12, tzinfo=UTC)
    hours.rules = nights | {"week": [[[60, 180]]] * 7}
    hours.save()
    look_again(), choose_due(wall.now)
    shown[wall.tick(hours=1)] = datetime(2026, 4, 1, tzinfo=UTC)  # 6 are left: one on Sunday, 2, 2 and one
    assert deadline_at(ticket, wall.now)[1] == shown[wall.now]

    wall.now = datetime(2026, 3, 29, 12, tzinfo=UTC)
    policy.first_reply_seconds = 7 * 3600
    policy.save()
    look_again(), choose_due(wall.now)
    shown[wall.tick(hours=1)] = datetime(2026, 3, 30, 1, tzinfo=UTC)  # 5 of 7 are gone
    assert deadline_at(ticket, wall.now)[1] == shown[wall.now]

    wall.now = datetime(2026, 4, 20, tzinfo=UTC)
    hours.delete(), policy.delete()
    assert {moment: deadline_at(ticket, moment)[1] for moment in shown} == shown


def test_hours_that_are_saved_again_and_again_are_one_step(ticket, wall):
    hours = BusinessHours.objects.get(name="Mornings")
    for hour in range(3):
        wall.tick(minutes=10)
        hours.rules = hours.rules | {"week": [[[540, 661 + hour]]] * 7}
        hours.save()
        look_again()
        choose_due(wall.now)

    *_started, changed, now = explain(ticket, "first_reply")

    assert changed.sentence == "The hours “Mornings” changed 3 times."
    assert changed.passed == changed.used == timedelta(minutes=30) and len(_started) == 2
    assert now.sentence == "So it stands now."


def test_nothing_is_told_of_goals_that_were_chosen_after_a_clock_ended(ticket, wall, ada):
    wall.tick(minutes=5)
    write_reply(ticket, "It comes.", by=ada, channel="email")
    GoalPolicy.objects.get().delete()
    GoalPolicy.objects.create(name="Other", first_reply_seconds=60)
    wall.tick(minutes=5)
    look_again()
    choose_due(wall.now)

    assert explain(ticket, "first_reply")[-1].sentence == "An agent answered: the clock ends."
