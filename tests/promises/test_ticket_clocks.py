"""The row that lists read tells of what is due first: the goal's clock, or what the shopper was told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.channels.reply import send_reply
from shopbell.promises.choosing import begin_clocks, choose_due
from shopbell.promises.models import Promise, TicketClocks
from shopbell.promises.promise import VERBS, Kind, make_promise, react
from shopbell.promises.promise_watch import watch_promises
from shopbell.promises.running import Running, running_of
from shopbell.tickets.deletion import delete_ticket
from shopbell.tickets.event import Event
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.language import parse
from shopbell.tickets.filter.query import tickets_of
from shopbell.tickets.merge import merge_tickets, unmerge_ticket
from shopbell.tickets.spam import mark_spam
from shopbell.tickets.status import set_status
from shopbell.tickets.ticket import create_ticket
from shopbell.tickets.undo import undo_event
from shopbell.tickets.unsending import unsend_reply

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R110"), pytest.mark.requirement("R113")]
HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def waiting(late_parcel, now):
    """Its goal gives a day."""
    choose_due(now)
    late_parcel.refresh_from_db()
    return late_parcel


@pytest.fixture
def promised(waiting, now):
    return make_promise(waiting, now + 4 * HOUR)


def first(ticket) -> Running | None:
    return running_of([ticket.pk]).get(ticket.pk)


def what(ticket) -> str:
    found = first(ticket)
    return str(found.what) if found else ""


def react_to_all(*tickets) -> None:
    for ticket in tickets:
        for event in Event.objects.filter(ticket=ticket, verb__in=VERBS).order_by("pk"):
            react(event)


def make_due(promise, moment) -> None:
    """The promise was made so long ago that it is due at `moment`."""
    Promise.objects.filter(pk=promise.pk).update(due_at=moment, tell_at=moment, risk_at=moment - 2 * HOUR)


def subjects(agent, text: str, at) -> set[str]:
    asker = Asker(agent, at, timezone.get_current_timezone())
    return set(tickets_of(parse(text, asker), asker).values_list("subject", flat=True))


def test_what_was_told_comes_first_where_it_is_due_before_the_goal(waiting, now):
    goal = first(waiting)
    told = make_promise(waiting, now + 4 * HOUR)
    assert first(waiting) == Running(Kind.ANSWER, told.due_at, told.risk_at)

    make_promise(waiting, goal.due_at + HOUR)
    assert first(waiting) == goal

    make_promise(waiting, goal.due_at)  # as an acknowledgement says it
    assert first(waiting) == goal


def test_of_an_answer_and_a_call_the_sooner_comes_first(promised, waiting, now):
    make_promise(waiting, now + 2 * HOUR, kind=Kind.CALL)
    assert what(waiting) == "call"

    make_promise(waiting, now + 5 * HOUR, kind=Kind.CALL)
    assert what(waiting) == "answer"


@pytest.mark.parametrize("status", ["pending", "on_hold"])
def test_it_runs_while_the_clocks_of_the_goals_stand_still(promised, waiting, bo, status):
    set_status(waiting, status, by=bo)

    assert first(waiting) == Running(Kind.ANSWER, promised.due_at, promised.risk_at)


@pytest.mark.parametrize(
    "end", [lambda ticket, by: set_status(ticket, "solved", by=by), lambda *args: mark_spam(args[0], by=args[1]),
            lambda ticket, by: delete_ticket(ticket, by=by)],
)  # fmt: skip
def test_nothing_is_due_any_more_with_the_event_that_ends_it(promised, waiting, bo, end):
    end(waiting, bo)

    assert first(waiting) is None


def test_its_answer_ends_it_and_taken_back_it_goes_on(promised, waiting, bo):
    message = send_reply(waiting, "It comes tomorrow.", by=bo, hold_seconds=60)
    react_to_all(waiting)
    assert what(waiting) != "answer"

    unsend_reply(message, by=bo)
    react_to_all(waiting)
    assert first(waiting) == Running(Kind.ANSWER, promised.due_at, promised.risk_at)


def test_the_new_time_of_one_that_slips_is_the_one_that_counts(promised, waiting, now):
    watch_promises(now + 3.5 * HOUR)

    slipped = Promise.objects.get(follows=promised)
    assert first(waiting) == Running(Kind.ANSWER, slipped.due_at, slipped.risk_at)


def test_one_that_was_broken_is_late_until_somebody_answers(promised, waiting, bo, now):
    make_due(promised, now - HOUR)
    watch_promises(now)
    promised.refresh_from_db()
    assert promised.outcome == "broken"
    assert first(waiting).state(now) == "broken"
    assert subjects(bo, "promise:overdue", now) == {waiting.subject}

    message = send_reply(waiting, "It comes tomorrow.", by=bo, hold_seconds=60)
    react_to_all(waiting)
    assert what(waiting) != "answer"

    unsend_reply(message, by=bo)
    react_to_all(waiting)
    assert first(waiting).state(now) == "broken"
    promised.refresh_from_db()
    assert promised.outcome == "broken"


def test_one_that_was_broken_is_late_again_when_the_solution_is_undone(promised, waiting, bo, now):
    make_due(promised, now - HOUR)
    watch_promises(now)
    set_status(waiting, "solved", by=bo)
    react_to_all(waiting)
    assert first(waiting) is None
    assert not Promise.objects.filter(is_owed=True).exists()

    undo_event(waiting.events.get(verb="solved"), by=bo)
    react_to_all(waiting)

    assert first(waiting).state(now) == "broken"


def test_it_goes_along_with_a_merge_and_comes_back(promised, waiting, bo, now):
    other = create_ticket(customer=waiting.customer, channel="email", subject="Again", team=waiting.team)
    merge_tickets(other, waiting, by=bo)
    react_to_all(waiting, other)
    assert (first(waiting), what(other)) == (None, "answer")

    unmerge_ticket(waiting, by=bo)
    react_to_all(waiting, other)
    assert (what(waiting), what(other)) == ("answer", "")


def test_conditions_ask_for_it_as_for_a_goal(promised, waiting, bo, now):
    assert subjects(bo, "promise:risk", now) == set()
    assert subjects(bo, "due:<5h", now) == {waiting.subject}
    assert subjects(bo, "promise:risk", now + 3 * HOUR) == {waiting.subject}
    assert subjects(bo, "promise:overdue", now + 5 * HOUR) == {waiting.subject}


def test_clocks_that_begin_later_know_of_it(promised, waiting):
    TicketClocks.objects.all().delete()

    begin_clocks()

    assert what(waiting) == "answer"


def test_whatever_way_a_promise_goes_the_row_goes_with_it(promised, waiting):
    promised.delete()

    assert TicketClocks.objects.get(ticket=waiting).told == ""
    assert what(waiting) == "first_reply"
