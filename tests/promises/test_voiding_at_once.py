"""Goals that are taken back, or counted again, in the very moment in which an answer is entered late for an earlier one:
whoever comes first, the table says of the outcome what was decided last."""

from datetime import timedelta

import pytest

from shopbell.promises.choosing import choose_due, look_again
from shopbell.promises.voiding import restore_goals, void_goals, work_on
from shopbell.tickets.message import write_reply
from shopbell.tickets.ticket import Ticket
from tests.promises.test_voiding import DAY, REASON, opened, outcomes
from tests.two_connections import held_up_by_us

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R108")]


@pytest.fixture
def ticket(policy, wrong, mina, wall) -> Ticket:
    """It was held to the wrong goals for ten seconds, and is not answered."""
    ticket = opened(mina, wall)
    wall.tick(seconds=10)
    policy.first_reply_seconds = DAY
    policy.save()
    look_again()
    choose_due(wall.now)
    return ticket


def enter_late(ticket: Ticket, agent) -> None:
    """An answer that was given while the wrong goals held."""
    at = ticket.created_at + timedelta(seconds=5)
    write_reply(Ticket.objects.get(pk=ticket.pk), "It comes.", by=agent, channel="phone", at=at)


def test_goals_that_are_taken_back_wait_for_an_answer_that_is_being_entered(ticket, wrong, bo, root):
    with held_up_by_us(void_goals, wrong, REASON, by=root) as others:
        enter_late(ticket, bo)
    work_on(others[0].outcome().pk)

    assert outcomes(ticket) == [("void", "mistake")]


def test_an_answer_waits_for_goals_that_are_being_taken_back_and_is_void(ticket, wrong, bo, root):
    with held_up_by_us(enter_late, ticket, bo) as others:
        void = void_goals(wrong, REASON, by=root)
        work_on(void.pk)
    assert others[0].outcome() is None

    assert outcomes(ticket) == [("void", "mistake")]
    assert void.done == 1


def test_goals_that_are_counted_again_wait_for_an_answer_that_is_void_by_them(ticket, wrong, bo, root):
    void = void_goals(wrong, REASON, by=root)
    work_on(void.pk)
    with held_up_by_us(restore_goals, void, by=root) as others:
        enter_late(ticket, bo)
    assert others[0].outcome() is None
    work_on(void.pk)

    assert outcomes(ticket) == [("kept", "")]
    assert void.done == 0


def test_an_answer_waits_for_goals_that_are_being_counted_again_and_counts(ticket, wrong, bo, root):
    void = void_goals(wrong, REASON, by=root)
    work_on(void.pk)
    with held_up_by_us(enter_late, ticket, bo) as others:
        restore_goals(void, by=root)
        work_on(void.pk)
    assert others[0].outcome() is None

    assert outcomes(ticket) == [("kept", "")]
