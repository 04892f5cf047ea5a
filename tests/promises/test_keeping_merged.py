"""The clocks of tickets that are merged and split: the earliest wait counts, and is reckoned once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shopbell.promises import history
from shopbell.tickets.merge import merge_tickets, unmerge_ticket
from shopbell.tickets.message import receive_message
from shopbell.tickets.opening import open_with_message
from shopbell.tickets.split import split_ticket
from shopbell.tickets.ticket import Ticket
from tests.promises.clock_story import HOUR, choose, due, policy, ticket

__all__ = ["policy", "ticket"]
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R108")]


def test_a_merged_ticket_has_waited_since_the_earlier_of_the_two(ticket, wall, ada, mina, policy):
    start = wall.now
    wall.tick(hours=1)
    kept = open_with_message(customer=mina, channel="email", text="Hello?").ticket
    choose(kept, policy)
    assert due(kept)["first_reply"] == start + 5 * HOUR

    merge_tickets(kept, ticket, by=ada)

    assert (due(kept)["first_reply"], due(ticket)) == (start + 4 * HOUR, {})
    unmerge_ticket(ticket, by=ada)
    assert due(kept)["first_reply"] == start + 5 * HOUR
    assert due(ticket)["first_reply"] == start + 4 * HOUR


def test_what_is_split_off_has_waited_since_its_first_message(ticket, wall, ada, mina, policy):
    start = wall.now
    wall.tick(hours=1)
    message, _ = receive_message(ticket, "Another matter", customer=mina, channel="email")
    new = split_ticket(message, by=ada)
    choose(new, policy)

    assert due(new)["first_reply"] == start + 5 * HOUR
    assert due(ticket)["first_reply"] == start + 4 * HOUR


def test_what_was_split_off_and_merged_back_again_and_again_is_reckoned_once_each(ticket, mina, ada):
    history._stood_at.cache_clear()

    def questions() -> int:
        message = receive_message(ticket, "And?", customer=mina, channel="email")[0]
        other = split_ticket(message, by=ada)
        history._stood_at.cache_clear()  # as in a process that has just been started
        with CaptureQueriesContext(connection) as queries:
            merge_tickets(Ticket.objects.get(pk=ticket.pk), Ticket.objects.get(pk=other.pk), by=ada)
        due(ticket)
        asked = [each["sql"] for each in queries if 'from "tickets_event"' in each["sql"].lower()]
        return sum("verb" in each for each in asked)

    counts = [questions() for _ in range(6)]

    assert counts[5] - counts[4] <= counts[1] - counts[0] + 2


def test_merging_one_more_asks_nothing_again_of_those_merged_before(ticket, mina, ada):
    def questions() -> int:
        other = open_with_message(customer=mina, channel="email", text="Where?").ticket
        with CaptureQueriesContext(connection) as queries:
            merge_tickets(Ticket.objects.get(pk=ticket.pk), other, by=ada)
        return len(queries)

    counts = [questions() for _ in range(5)]

    assert counts[4] <= counts[1]
