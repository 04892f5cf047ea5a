"""Whoever keeps watch tells of each promise once that it is at risk, and once that it is broken."""

import time
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.promises import clock_state
from shopbell.promises.choosing import PORTION, choose_due, look_again
from shopbell.promises.clock_state import state_of
from shopbell.promises.goal_policy import GoalPolicy
from shopbell.promises.models import GoalOutcome, TicketClocks
from shopbell.promises.watch import Watch, look, tell_due, tend
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.opening import open_with_message
from shopbell.tickets.spam import mark_spam, unmark_spam
from tests.two_connections import Other

pytestmark = pytest.mark.requirement("R108")
TOLD = [Verb.PROMISE_AT_RISK, Verb.PROMISE_BROKEN]


@pytest.fixture
def ticket(wall, mina):
    GoalPolicy.objects.all().delete()
    GoalPolicy.objects.create(name="Hour", first_reply_seconds=3600, counts="always")
    opened = open_with_message(customer=mina, channel="email", text="Where is it?").ticket
    choose_due(wall.now)
    return opened


def told(ticket) -> list[str]:
    tell_due(timezone.now())
    return list(ticket.events.filter(verb__in=TOLD).order_by("pk").values_list("verb", flat=True))


@pytest.mark.django_db
def test_it_is_told_once_that_a_promise_is_at_risk_and_once_that_it_is_broken(ticket, wall):
    wall.tick(minutes=44)
    assert told(ticket) == []
    wall.tick(minutes=1)
    assert told(ticket) == told(ticket) == ["promise_at_risk"]
    assert not TicketClocks.objects.get().is_broken
    wall.tick(minutes=15)
    assert told(ticket) == told(ticket) == TOLD

    row = TicketClocks.objects.get()
    assert (row.is_broken, row.tell_at) == (True, None)
    outcome = GoalOutcome.objects.get()
    assert (outcome.outcome, outcome.seconds, outcome.ended_at) == ("broken", 3600, None)


@pytest.mark.django_db
def test_of_what_is_broken_already_nobody_is_told_that_it_was_at_risk(ticket, wall):
    wall.tick(hours=2)

    assert told(ticket) == ["promise_broken"]


@pytest.mark.django_db
def test_of_an_answered_ticket_and_of_spam_nobody_is_told(ticket, wall, ada):
    mark_spam(ticket, by=ada)
    wall.tick(hours=2)
    assert told(ticket) == []
    unmark_spam(ticket, by=ada)
    write_reply(ticket, "It comes.", by=ada, channel="email")

    assert told(ticket) == []
    assert GoalOutcome.objects.get().outcome == "broken"


@pytest.mark.django_db
def test_what_was_told_of_a_wait_that_had_ended_is_not_taken_for_the_next(ticket, wall, mina, ada):
    policy = GoalPolicy.objects.get()
    policy.next_reply_seconds = 3600
    policy.save()
    look_again()
    choose_due(wall.now)
    write_reply(ticket, "It comes.", by=ada, channel="email")
    for _ in range(2):
        wall.tick(minutes=20)
        receive_message(ticket, "And?", customer=mina, channel="email")
    wall.tick(minutes=41)
    assert told(ticket) == ["promise_broken"]  # of the first of them

    write_reply(ticket, "Soon.", by=ada, channel="email", at=wall.now - timedelta(minutes=50))
    wall.tick(minutes=30)

    assert told(ticket) == ["promise_broken"] * 2


@pytest.mark.django_db
def test_the_watch_sleeps_no_longer_than_until_the_next_moment(ticket, wall):
    assert look(wall.now) == 0.5
    TicketClocks.objects.update(tell_at=wall.now + timedelta(seconds=0.2))

    assert 0.1 < look(wall.now) <= 0.2


@pytest.mark.django_db(transaction=True)
def test_a_breach_is_known_within_a_second_though_somebody_holds_another_ticket(mina):
    GoalPolicy.objects.all().delete()
    GoalPolicy.objects.create(name="Now", first_reply_seconds=1, counts="always", warn_percent=50)
    held, free = (open_with_message(customer=mina, channel="email", text="?").ticket for _ in range(2))
    watch = Watch()
    watch.start()
    try:
        with transaction.atomic():
            held.lock()
            event = _wait_for(Verb.PROMISE_BROKEN)
        assert event.ticket_id == free.pk
        due_at = event.moment("due_at")
        assert timedelta() <= event.created_at - due_at < timedelta(seconds=1)
        assert _wait_for(Verb.PROMISE_BROKEN, ticket=held)
    finally:
        watch.stop()
        connections.close_all()


def _wait_for(verb: Verb, **which) -> Event:
    for _ in range(100):
        if event := Event.objects.filter(verb=verb, **which).first():
            return event
        time.sleep(0.05)
    raise AssertionError(f"no {verb}")


@pytest.mark.django_db
def test_a_ticket_whose_clocks_cannot_be_read_keeps_no_other_from_being_told_of(ticket, mina, wall):
    other = open_with_message(customer=mina, channel="email", text="And mine?").ticket
    choose_due(wall.now)
    TicketClocks.objects.filter(ticket=ticket).update(state={"clocks": "?"})
    wall.tick(hours=2)

    assert told(other) == ["promise_broken"]
    assert told(ticket) == []
    assert tell_due(timezone.now()) == 0  # it is not the first again at once


@pytest.fixture
def many(wall, mina, ticket) -> list:
    """Nine that are broken at the same moment."""
    more = [open_with_message(customer=mina, channel="email", text="?").ticket for _ in range(8)]
    choose_due(wall.now)
    wall.tick(hours=2)
    return [ticket, *more]


@pytest.mark.django_db
def test_one_that_cannot_be_read_among_many_keeps_no_other_from_being_told_of(many, wall):
    TicketClocks.objects.filter(ticket=many[4]).update(state={"clocks": "?"})

    assert [told(ticket) for ticket in many] == [["promise_broken"] if i != 4 else [] for i in range(9)]
    assert GoalOutcome.objects.filter(outcome="broken").count() == 8
    assert not TicketClocks.objects.filter(tell_at__lte=wall.now).exists()


@pytest.mark.django_db
def test_many_are_told_of_in_as_many_statements_as_one(many, wall):
    TicketClocks.objects.exclude(ticket=many[0]).update(tell_at=wall.now + timedelta(hours=1))
    with CaptureQueriesContext(connection) as of_one:
        tell_due(wall.now)
    with CaptureQueriesContext(connection) as of_eight:
        tell_due(wall.now + timedelta(hours=1))

    assert Event.objects.filter(verb=Verb.PROMISE_BROKEN).count() == 9
    assert len(of_eight) == len(of_one)


@pytest.mark.django_db
def test_the_clocks_of_each_are_read_once_to_tell_of_it_and_to_go_on(many, wall, monkeypatch):
    read = []

    def note(found):
        read.append(found)
        return state_of(found)

    monkeypatch.setattr(clock_state, "state_of", note)
    tell_due(wall.now)

    assert Event.objects.filter(verb=Verb.PROMISE_BROKEN).count() == len(read) == 9


@pytest.mark.django_db(transaction=True)
def test_two_who_keep_watch_tell_of_each_once(many, wall):
    with transaction.atomic():
        tell_due(wall.now)
        other = Other(tell_due, wall.now)
        other.outcome()
    tell_due(wall.now)

    assert [told(ticket) for ticket in many] == [["promise_broken"]] * 9


@pytest.mark.django_db
def test_who_is_killed_in_the_middle_of_many_has_told_of_none_and_the_next_of_all(many, monkeypatch):
    def die(*_args):
        raise SystemExit

    with monkeypatch.context() as killed, pytest.raises(SystemExit):
        killed.setattr("shopbell.promises.keeping._note", die)
        tell_due(timezone.now())
    assert not Event.objects.filter(verb=Verb.PROMISE_BROKEN).exists()

    assert [told(ticket) for ticket in many] == [["promise_broken"]] * 9


@pytest.mark.django_db
def test_a_ticket_for_which_choosing_fails_keeps_no_other_without_goals(ticket, mina, wall):
    bad, good = (open_with_message(customer=mina, channel="email", text="?").ticket for _ in range(2))
    TicketClocks.objects.filter(ticket=bad).update(state={"clocks": "?"})

    choose_due(wall.now)

    assert TicketClocks.objects.get(ticket=good).policy_version
    assert choose_due(wall.now) == 0


@pytest.mark.django_db
def test_what_fails_of_the_timetable_keeps_nobody_from_being_warned(ticket, wall, monkeypatch):
    def fail(*_args):
        raise ValueError("a policy that cannot be read")

    monkeypatch.setattr("shopbell.promises.watch.begin_clocks", fail)
    monkeypatch.setattr("shopbell.promises.watch.choose_due", fail)
    wall.tick(hours=2)

    tend(timezone.now())

    assert ticket.events.filter(verb=Verb.PROMISE_BROKEN).exists()


@pytest.mark.django_db(transaction=True)
def test_what_a_verb_holds_is_not_looked_at_a_hundred_times_a_second(ticket, wall):
    wall.tick(hours=2)
    with transaction.atomic():
        ticket.lock()
        assert Other(look, wall.now).outcome() >= 0.2


@pytest.mark.django_db
def test_clocks_begin_a_portion_after_the_other_while_there_are_full_ones(monkeypatch):
    portions = [PORTION, PORTION, 3, PORTION]
    monkeypatch.setattr("shopbell.promises.watch.begin_clocks", lambda: portions.pop(0))

    tend(timezone.now())

    assert portions == [PORTION]
