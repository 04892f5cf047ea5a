"""Agents hear that what a shopper was told comes near, before the shopper hears that it slips."""

import pytest

from shopbell.channels.inbox import set_inbox
from shopbell.channels.reply import send_reply
from shopbell.promises.models import TicketClocks
from shopbell.promises.promise import Kind, Promise, make_promise
from shopbell.promises.promise_warning import warn_of_promises
from shopbell.promises.tasks import keep_promises
from shopbell.tickets.event import Event
from shopbell.tickets.models import Message, Ticket
from shopbell.tickets.status import reopen_ticket, set_status
from tests.promises.told_promise import HOUR

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R113")]


@pytest.fixture
def waiting(late_parcel, care) -> Ticket:
    set_inbox(late_parcel, care)
    return late_parcel


@pytest.fixture
def promised(waiting, now) -> Promise:
    TicketClocks.objects.filter(ticket=waiting).delete()
    return make_promise(waiting, now + 8 * HOUR)


def warnings(ticket: Ticket) -> list[Event]:
    return list(ticket.events.filter(verb="promise_near").order_by("pk"))


def test_agents_hear_once_when_half_of_the_time_has_passed(promised, waiting, now):
    warn_of_promises(now + 3.9 * HOUR)
    assert warnings(waiting) == []

    warn_of_promises(now + 4.1 * HOUR)
    warn_of_promises(now + 5 * HOUR)

    (event,) = warnings(waiting)
    assert event.moment("until") == promised.due_at and event.actor_kind == "desk"
    assert not Message.objects.filter(ticket=waiting, rule="Support").exists()


def test_where_both_are_due_at_once_agents_hear_before_the_shopper(promised, waiting, now):
    Promise.objects.update(warn_at=now, tell_at=now)

    keep_promises(0)

    verbs = waiting.events.filter(verb__in=["promise_near", "promise_slipped"]).order_by("pk")
    assert [each.verb for each in verbs] == ["promise_near", "promise_slipped"]


def test_an_answer_that_was_written_is_not_warned_of(promised, waiting, bo, now):
    send_reply(waiting, "It is found.", by=bo)

    warn_of_promises(now + 5 * HOUR)

    assert warnings(waiting) == []


def test_while_the_customer_is_asked_something_nobody_is_warned_and_then_they_are(promised, waiting, bo, now):
    set_status(waiting, "pending", by=bo)
    warn_of_promises(now + 4.1 * HOUR)
    assert warnings(waiting) == []

    reopen_ticket(waiting, by=bo)
    warn_of_promises(now + 5.5 * HOUR)

    assert len(warnings(waiting)) == 1


@pytest.mark.parametrize(("warns_after", "is_told_apart"), [(5, False), (7, True)])
def test_what_a_goal_warns_of_in_time_is_told_once(promised, waiting, now, warns_after, is_told_apart):
    running = {"goal": "first_reply", "due_at": promised.due_at, "warn_at": now + warns_after * HOUR}
    TicketClocks.objects.create(ticket=waiting, state={}, event_id=0, **running)

    warn_of_promises(now + 4.1 * HOUR)

    assert bool(warnings(waiting)) is is_told_apart


def test_a_goal_that_was_late_before_the_promise_warns_of_nothing_and_the_promise_does(
    promised, waiting, now
):
    late = {"goal": "first_reply", "due_at": now - 43 * HOUR, "warn_at": now - 45 * HOUR, "is_broken": True}
    TicketClocks.objects.create(ticket=waiting, state={}, event_id=0, **late)

    warn_of_promises(now + 4.1 * HOUR)

    assert len(warnings(waiting)) == 1


def test_a_call_is_warned_of_as_a_call(waiting, now):
    make_promise(waiting, now + 8 * HOUR, kind=Kind.CALL)

    warn_of_promises(now + 4.1 * HOUR)

    assert [event.data["kind"] for event in warnings(waiting)] == ["call"]


def test_one_that_fails_keeps_no_other_from_it(promised, wrong_size, waiting, now, monkeypatch):
    other = make_promise(wrong_size, now + 9 * HOUR)
    TicketClocks.objects.filter(ticket=wrong_size).delete()
    monkeypatch.setattr("shopbell.promises.promise_looking.settle", failing_for(promised.pk))
    warn_of_promises(now + 5 * HOUR)

    assert (warnings(waiting), len(warnings(other.ticket))) == ([], 1)


def failing_for(promise_id: int):
    def settle(promise, ticket) -> None:
        if promise.pk == promise_id:
            raise ValueError("unreadable")

    return settle
