"""The clocks of a ticket move with its events, in the transaction that writes them."""

import json
from datetime import timedelta

import pytest

from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.goal_policy import GoalPolicy
from shopbell.promises.models import TicketClocks
from shopbell.promises.rules import empty_rules
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.opening import open_with_message
from shopbell.tickets.spam import mark_spam, unmark_spam
from shopbell.tickets.status import set_status
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.undo import undo_event
from shopbell.tickets.unsending import unsend_reply
from tests.promises.clock_story import HOUR, answers, choose, due, outcomes, policy, ticket, writes

__all__ = ["policy", "ticket"]
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R108")]


def ended(ticket: Ticket) -> list[tuple[str, str, str]]:
    due(ticket)
    return [(row["goal"], row["outcome"], row["because"]) for row in outcomes(ticket)]


def test_the_first_reply_is_due_after_its_time_and_kept_by_an_answer(ticket, wall, ada):
    start = wall.now
    assert due(ticket) == {"first_reply": start + 4 * HOUR, "solve": start + 10 * HOUR}
    row = TicketClocks.objects.get()
    assert (row.goal, row.due_at, row.warn_at) == ("first_reply", start + 4 * HOUR, start + 3 * HOUR)

    wall.tick(hours=1)
    answers(ticket, ada)

    assert due(ticket) == {"solve": start + 10 * HOUR}
    assert [(row["outcome"], row["seconds"]) for row in outcomes(ticket)] == [("kept", 3600)]


def test_the_first_unanswered_message_starts_the_clock_not_the_last(ticket, wall, ada, mina):
    answers(ticket, ada)
    wall.tick(hours=1)
    writes(ticket, mina)
    first = wall.now
    wall.tick(hours=1)
    writes(ticket, mina)

    assert due(ticket)["next_reply"] == first + 2 * HOUR


def test_pending_and_on_hold_stop_the_clocks_until_the_customer_writes(ticket, wall, ada, mina):
    start = wall.now
    wall.tick(hours=1)
    set_status(ticket, "pending", by=ada)
    assert due(ticket) == {}
    wall.tick(hours=5)
    writes(ticket, mina)

    assert due(ticket) == {"first_reply": start + 9 * HOUR, "solve": start + 15 * HOUR}
    set_status(ticket, "on_hold", by=ada)
    assert due(ticket) == {}


def test_what_a_program_writes_starts_nothing_and_what_a_bot_writes_ends_nothing(ticket, wall, ada, mina):
    start = wall.now
    write_reply(ticket, "I am a bot.", by="Bell", channel="email")
    assert due(ticket)["first_reply"] == start + 4 * HOUR
    answers(ticket, ada)
    receive_message(ticket, "I am away.", customer=mina, channel="email", is_automatic=True)

    assert due(ticket) == {"solve": start + 10 * HOUR}


def test_an_answer_after_its_time_breaks_the_promise_for_good(ticket, wall, ada):
    wall.tick(hours=4)
    answers(ticket, ada)

    assert ended(ticket) == [("first_reply", "broken", "")]


def test_a_solved_ticket_waits_for_no_reply_and_goes_on_when_it_is_opened_again(ticket, wall, ada):
    start = wall.now
    wall.tick(hours=2)
    set_status(ticket, "solved", by=ada)
    assert due(ticket) == {}
    assert ended(ticket) == [("first_reply", "void", "solved"), ("solve", "kept", "")]
    wall.tick(hours=24)
    set_status(ticket, "open", by=ada)

    assert due(ticket) == {"solve": start + 34 * HOUR}
    assert ended(ticket) == [("first_reply", "void", "solved")]


def test_undoing_a_solution_goes_on_as_if_it_had_never_been(ticket, wall, ada):
    start = wall.now
    solved = set_status(ticket, "solved", by=ada)
    wall.tick(minutes=1)
    undo_event(solved, by=ada)

    assert due(ticket) == {"first_reply": start + 4 * HOUR, "solve": start + 10 * HOUR}
    assert ended(ticket) == []


def test_a_reply_that_is_taken_back_was_no_answer(ticket, wall, ada):
    start = wall.now
    message = answers(ticket, ada, held_until=wall.now + timedelta(seconds=30))
    set_status(ticket, "pending", by=ada)
    assert ended(ticket) == [("first_reply", "kept", "")]
    unsend_reply(message, by=ada)

    assert due(ticket) == {"first_reply": start + 4 * HOUR, "solve": start + 10 * HOUR}
    assert ended(ticket) == []


def test_spam_counts_nowhere_and_when_it_was_none_its_customer_has_waited(ticket, wall, ada):
    start = wall.now
    wall.tick(hours=5)
    mark_spam(ticket, by=ada)
    assert (due(ticket), ended(ticket)) == ({}, [("first_reply", "void", "spam")])
    unmark_spam(ticket, by=ada)

    assert due(ticket)["solve"] == start + 10 * HOUR
    assert ended(ticket) == [("first_reply", "broken", "")]


def test_another_policy_keeps_the_time_used_and_breaks_nothing_by_being_chosen(ticket, wall):
    start = wall.now
    wall.tick(hours=1)
    choose(ticket, GoalPolicy.objects.create(name="Three", first_reply_seconds=3 * 3600, counts="always"))
    assert due(ticket) == {"first_reply": start + 3 * HOUR}
    choose(ticket, GoalPolicy.objects.create(name="Quick", first_reply_seconds=60, counts="always"))

    assert due(ticket) == {"first_reply": start + HOUR + timedelta(minutes=1)}


def test_closed_hours_do_not_count_and_changed_hours_count_from_the_change(ticket, wall, policy):
    start = wall.now  # nine
    hours = BusinessHours.objects.create(name="Care", rules=empty_rules() | {"week": [[[540, 660]]] * 7})
    policy.counts = "open"
    policy.save()
    choose(ticket, policy, hours)
    assert due(ticket)["first_reply"] == start + timedelta(days=1, hours=2)
    wall.tick(hours=3)
    hours.rules["week"] = [[[0, 1440]]] * 7
    hours.save()
    choose(ticket, policy, hours)

    assert due(ticket)["first_reply"] == start + 5 * HOUR


def test_goals_that_are_younger_than_a_ticket_find_it_in_time(wall, mina):
    ticket = open_with_message(customer=mina, channel="email", text="Hm").ticket
    wall.tick(hours=30)
    choose(ticket, GoalPolicy.objects.create(name="New", first_reply_seconds=3600, counts="always"))

    assert due(ticket) == {"first_reply": wall.now + HOUR}


def test_what_was_answered_before_the_goals_were_chosen_is_held_to_them(wall, mina, ada, policy):
    ticket = open_with_message(customer=mina, channel="email", text="Hm").ticket
    wall.tick(hours=1)
    answers(ticket, ada)
    choose(ticket, policy)

    assert ended(ticket) == [("first_reply", "kept", "")]


def test_who_writes_without_end_costs_no_more_with_each_message(ticket, mina, ada, wall):
    def size() -> int:
        return len(json.dumps(TicketClocks.objects.get(ticket=ticket).state))

    for _ in range(40):
        wall.tick(seconds=1)
        writes(ticket, mina)
    first, after_40 = due(ticket)["first_reply"], size()
    for _ in range(40):
        wall.tick(seconds=1)
        writes(ticket, mina)

    assert abs(size() - after_40) < 10
    assert due(ticket)["first_reply"] == first
    answers(ticket, ada, at=wall.now - timedelta(seconds=5))  # five that came after it wait on
    assert due(ticket)["next_reply"] == wall.now - timedelta(seconds=4) + 2 * HOUR
    answers(ticket, ada)
    assert "next_reply" not in due(ticket)
