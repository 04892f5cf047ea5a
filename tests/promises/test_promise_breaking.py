"""What a shopper was told is broken at its time, once, and then the timeline, rules and agents know of it."""

import time
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.channels.reply import send_reply
from shopbell.promises import promise_breaking
from shopbell.promises.choosing import choose_due
from shopbell.promises.models import Promise, TicketClocks
from shopbell.promises.promise import Kind, make_promise
from shopbell.promises.promise_breaking import break_due
from shopbell.promises.running import running_of
from shopbell.promises.watch import Watch, look, tell_due, tend
from shopbell.tickets.event import Event
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.status import set_status
from shopbell.tickets.ticket import Ticket, create_ticket
from shopbell.tickets.unsending import unsend_reply
from tests.promises.told_promise import HOUR, fate, tell_events
from tests.two_connections import Other

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R110"), pytest.mark.requirement("R113")]


@pytest.fixture
def promised(late_parcel, now) -> Promise:
    return make_promise(late_parcel, now + 4 * HOUR)


def owed(*tickets) -> list[Event]:
    return list(Event.objects.filter(verb="promise_owed", ticket__in=tickets).order_by("pk"))


def test_it_is_told_once_when_its_time_has_passed_and_not_before(promised, late_parcel, now):
    break_due(promised.due_at - timedelta(microseconds=1))
    assert (fate(promised), owed(late_parcel)) == ("open", [])

    for _ in range(2):
        break_due(promised.due_at)

    (event,) = owed(late_parcel)
    assert (event.data, event.actor_kind) == ({"until": promised.due_at.isoformat()}, "desk")
    assert (fate(promised), promised.is_owed, promised.ended_at) == ("broken", True, None)


def test_a_call_is_told_of_as_a_call_beside_an_answer(promised, late_parcel, now):
    make_promise(late_parcel, now + 4 * HOUR, kind=Kind.CALL)

    break_due(now + 5 * HOUR)

    assert [event.data.get("kind", "answer") for event in owed(late_parcel)] == ["answer", "call"]


def test_it_is_told_of_while_the_ticket_is_pending(promised, late_parcel, bo, now):
    set_status(late_parcel, "pending", by=bo)

    break_due(now + 5 * HOUR)

    assert len(owed(late_parcel)) == 1


def test_who_was_answered_or_solved_meanwhile_is_late_nowhere(promised, late_parcel, wrong_size, bo, now):
    other = make_promise(wrong_size, now + 4 * HOUR)
    send_reply(late_parcel, "It comes tomorrow.", by=bo)
    set_status(wrong_size, "solved", by=bo)

    break_due(now + 5 * HOUR)

    assert (fate(promised), fate(other)) == ("kept", "void")
    assert owed(late_parcel, wrong_size) == []


def test_an_answer_at_the_very_moment_at_which_it_is_due_comes_too_late(promised, late_parcel, bo, now):
    send_reply(late_parcel, "It comes today.", by=bo)
    event = late_parcel.events.get(verb="replied")
    Promise.objects.update(due_at=event.created_at)

    tell_events(late_parcel, "replied")

    assert (fate(promised), promised.ended_at) == ("broken", event.created_at)


def test_the_word_of_a_rule_or_a_further_date_is_no_answer(promised, late_parcel, bo, now):
    send_reply(late_parcel, "We are on it.", by="Support")
    send_reply(late_parcel, "You hear from us.", by=bo, is_answer=False)

    break_due(now + 5 * HOUR)

    assert len(owed(late_parcel)) == 1


def test_it_is_broken_when_its_answer_is_taken_back_after_its_time(promised, late_parcel, bo, now):
    message = send_reply(late_parcel, "It comes tomorrow.", by=bo, hold_seconds=60)
    tell_events(late_parcel, "replied")
    unsend_reply(message, by=bo)
    tell_events(late_parcel, "unsent")

    break_due(now + 5 * HOUR)

    assert (fate(promised), len(owed(late_parcel))) == ("broken", 1)


def test_what_a_goal_tells_of_at_the_same_moment_is_told_once(late_parcel, now):
    choose_due(now)
    goal = running_of([late_parcel.pk])[late_parcel.pk]
    promise = make_promise(late_parcel, goal.due_at)  # as an acknowledgement says it

    later = goal.due_at + timedelta(seconds=1)
    tell_due(later)
    break_due(later)

    assert (fate(promise), owed(late_parcel)) == ("broken", [])
    assert late_parcel.events.filter(verb="promise_broken", data__goal=goal.what).exists()


def test_where_the_clock_of_the_goal_stands_still_it_is_told_of_what_was_said(late_parcel, bo, now):
    choose_due(now)
    goal = running_of([late_parcel.pk])[late_parcel.pk]
    make_promise(late_parcel, goal.due_at)
    late_parcel.refresh_from_db()
    set_status(late_parcel, "pending", by=bo)

    break_due(goal.due_at + timedelta(seconds=1))

    assert len(owed(late_parcel)) == 1


def test_in_a_merged_ticket_it_waits_to_be_taken_along(promised, wrong_size, bo, now):
    merge_tickets(wrong_size, promised.ticket, by=bo, across_customers=True)
    assert break_due(now + 5 * HOUR) == 0

    tell_events(promised.ticket, "merged_away")
    break_due(now + 5 * HOUR)

    assert [event.ticket for event in owed(promised.ticket, wrong_size)] == [wrong_size]


def test_the_minute_does_it_too_should_nobody_keep_watch(promised, late_parcel, now):
    tend(now + 5 * HOUR)

    assert len(owed(late_parcel)) == 1


def test_the_watch_sleeps_no_longer_than_until_one_is_broken(promised, now):
    TicketClocks.objects.all().delete()
    moment = timezone.now()
    Promise.objects.update(due_at=moment + timedelta(seconds=0.2), tell_at=moment)

    assert 0 < look(moment) <= 0.2


@pytest.mark.django_db(transaction=True)
def test_it_is_known_within_a_second_though_somebody_holds_another_ticket(late_parcel, wrong_size, now):
    soon = timezone.now() + timedelta(seconds=1)
    for ticket in (late_parcel, wrong_size):
        make_promise(ticket, now + HOUR)
    Promise.objects.update(due_at=soon, tell_at=now)
    watch = Watch()
    watch.start()
    try:
        with transaction.atomic():
            Ticket.objects.get(pk=late_parcel.pk).lock()
            event = _wait_for(wrong_size)
        assert timedelta() <= event.created_at - soon < timedelta(seconds=1)
        assert _wait_for(late_parcel)
    finally:
        watch.stop()
        connections.close_all()


def _wait_for(ticket) -> Event:
    for _ in range(100):
        if found := owed(ticket):
            return found[0]
        time.sleep(0.05)
    raise AssertionError("nobody is told")


@pytest.fixture
def many(mina, now) -> list[Ticket]:
    """Nine whose promises are broken at the same moment."""
    tickets = [create_ticket(customer=mina, channel="email", subject=str(n), by=mina) for n in range(9)]
    for ticket in tickets:
        make_promise(ticket, now + 4 * HOUR)
    return tickets


def test_many_are_told_of_in_as_many_statements_as_one(many, now):
    Promise.objects.exclude(ticket=many[0]).update(due_at=now + 6 * HOUR)
    with CaptureQueriesContext(connection) as of_one:
        break_due(now + 5 * HOUR)
    with CaptureQueriesContext(connection) as of_eight:
        break_due(now + 7 * HOUR)

    assert len(owed(*many)) == 9
    assert len(of_eight) == len(of_one)


@pytest.mark.django_db(transaction=True)
def test_two_who_keep_watch_tell_of_each_once(many, now):
    with transaction.atomic():
        break_due(now + 5 * HOUR)
        assert Other(break_due, now + 5 * HOUR).outcome() == 9
    break_due(now + 5 * HOUR)

    assert [event.ticket for event in owed(*many)] == many


def test_who_is_killed_in_the_middle_of_many_has_told_of_none_and_the_next_of_all(many, now, monkeypatch):
    def die(*_args):
        raise SystemExit

    with monkeypatch.context() as killed, pytest.raises(SystemExit):
        killed.setattr(promise_breaking, "_tell", die)
        break_due(now + 5 * HOUR)
    assert owed(*many) == [] and Promise.objects.filter(outcome="open").count() == 9

    break_due(now + 5 * HOUR)
    assert [event.ticket for event in owed(*many)] == many


def test_one_that_fails_among_many_keeps_no_other_from_being_told_of(many, bo, now, monkeypatch):
    send_reply(many[4], "It comes tomorrow.", by=bo)

    def fail(*_args):
        raise ValueError("unreadable")

    monkeypatch.setattr(promise_breaking, "settle", fail)
    break_due(now + 5 * HOUR)

    assert [event.ticket for event in owed(*many)] == many[:4] + many[5:]
    assert break_due(now + 5 * HOUR) == 0  # it is not the first again at once
