"""Goals that were a mistake stay so whatever comes after: they come into force no more, and decide nothing late."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.core.errors import Refused
from shopbell.promises import voiding
from shopbell.promises.choosing import choose_due, look_again
from shopbell.promises.goal_policy import GoalPolicy
from shopbell.promises.kept import record_for
from shopbell.promises.models import GoalOutcome, TicketClocks
from shopbell.promises.voided_goals import VoidedGoals
from shopbell.promises.voiding import restore_goals, void_goals, work_on
from shopbell.tickets.message import write_reply
from shopbell.tickets.ticket import Ticket
from tests.promises.test_voiding import DAY, REASON, answered, opened, outcomes, void

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R108")]
CHATS = [{"field": "channel", "values": ["chat"]}]


def put_right(policy: GoalPolicy, now) -> None:
    policy.first_reply_seconds = DAY
    policy.save()
    look_again()
    choose_due(now)


def test_goals_that_are_switched_on_again_are_others_than_those_taken_back(
    policy, wrong, mina, bo, root, wall
):
    waiting = opened(mina, wall)
    policy.is_on = False
    policy.save()
    void(wrong, root)
    policy.is_on = True
    policy.save()
    policy.save()
    look_again()
    choose_due(wall.now)

    now = policy.versions.last()
    assert [each.number for each in policy.versions.all()] == [1, 2]
    assert TicketClocks.objects.get(ticket=waiting).policy_version == now
    ticket = opened(mina, wall)
    wall.tick(minutes=40)
    answered(ticket, bo)
    row = GoalOutcome.objects.get(ticket=ticket)
    assert (row.outcome, row.policy_version) == ("broken", now)


def test_an_answer_that_is_entered_late_counts_not_under_goals_that_were_a_mistake(
    policy, wrong, mina, bo, root, wall
):
    ticket = opened(mina, wall)
    began = wall.now
    wall.tick(seconds=10)
    put_right(policy, wall.now)
    wall.tick(minutes=5)
    done = void(wrong, root)
    assert done.done == 0

    write_reply(ticket, "It comes.", by=bo, channel="email", at=began + timedelta(seconds=5))

    assert outcomes(ticket) == [("void", "mistake")]
    assert record_for(root, None, 13, wall.now).total.count == 0
    assert done.done == 1
    restore_goals(done, by=root)
    work_on(done.pk)
    assert outcomes(ticket) == [("kept", "")]


def test_a_ticket_is_told_once_whoever_comes_first(policy, wrong, mina, bo, root, wall):
    ticket = opened(mina, wall)
    wall.tick(seconds=10)
    put_right(policy, wall.now)
    done = void_goals(wrong, REASON, by=root)

    write_reply(ticket, "It comes.", by=bo, channel="email", at=ticket.created_at + timedelta(seconds=5))
    work_on(done.pk)

    assert outcomes(ticket) == [("void", "mistake")]
    assert ticket.events.filter(verb="goals_voided").count() == done.done == 1


def test_nothing_is_taken_back_again_while_it_is_being_counted_again(policy, wrong, mina, bo, root, wall):
    ticket = opened(mina, wall)
    wall.tick(minutes=40)
    answered(ticket, bo)
    put_right(policy, wall.now)
    first = void(wrong, root)
    restore_goals(first, by=root)

    with pytest.raises(Refused, match="being counted again"):
        void_goals(wrong, REASON, by=root)

    work_on(first.pk)
    assert void(wrong, root).done == 1
    assert outcomes(ticket) == [("void", "mistake")]
    jobs = ProcrastinateJob.objects.filter(task_name=voiding.WORK)
    assert {job.lock for job in jobs} == {f"{voiding.WORK}-{wrong.pk}"}


def test_what_nobody_took_back_cannot_be_counted_again(policy, wrong, root, wall):
    wall.now = datetime.now(UTC)
    client = Client()
    client.force_login(root)

    assert client.post(f"/desk/settings/goals/versions/{wrong.pk}/restore/").status_code == 404
    assert not VoidedGoals.objects.exists()


def test_goals_for_the_wrong_tickets_are_taken_back_as_well(policy, wrong, mina, bo, root, wall):
    ticket = opened(mina, wall)
    policy.conditions = CHATS
    policy.save()
    policy.save()
    look_again()
    choose_due(wall.now)

    assert [each.conditions for each in policy.versions.all()] == [[], CHATS]
    assert void(wrong, root).done == 0
    wall.tick(minutes=40)
    answered(Ticket.objects.get(pk=ticket.pk), bo)
    assert record_for(root, None, 13, wall.now).total.count == 0
