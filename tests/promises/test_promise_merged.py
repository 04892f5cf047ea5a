"""A promise goes along with a merge and a split, and comes back when they are undone, unless it was answered meanwhile."""

import pytest

from shopbell.channels.reply import send_reply
from shopbell.promises.models import TicketClocks
from shopbell.promises.promise import make_promise, promise_of
from shopbell.promises.promising import promise_by
from shopbell.tickets.merge import merge_tickets, unmerge_ticket
from shopbell.tickets.message import receive_message
from shopbell.tickets.split import split_ticket
from shopbell.tickets.ticket import Ticket
from tests.promises.told_promise import HOUR, fate, tell_events


@pytest.mark.django_db
def test_a_merged_ticket_takes_its_promise_along_and_the_sooner_counts(waiting, wrong_size, mina, now, bo):
    sooner = make_promise(wrong_size, now + 2 * HOUR)
    later = make_promise(waiting, now + 9 * HOUR)

    merge_tickets(waiting, wrong_size, by=bo, across_customers=True)
    tell_events(wrong_size, "merged_away")

    assert promise_of(waiting.pk) == sooner
    assert fate(later) == "void"


@pytest.fixture
def two_promised(waiting, wrong_size, now):
    """What was promised in the ticket that goes on, and in the one that is merged into it."""
    return lambda kept, gone: (
        make_promise(waiting, now + kept * HOUR),
        make_promise(wrong_size, now + gone * HOUR),
    )


def merged_and_taken_apart(waiting, wrong_size, bo, meanwhile=lambda: None) -> None:
    merge_tickets(waiting, wrong_size, by=bo, across_customers=True)
    tell_events(wrong_size, "merged_away")
    meanwhile()
    unmerge_ticket(Ticket.objects.get(pk=wrong_size.pk), by=bo)
    for ticket in (waiting, wrong_size):
        tell_events(ticket, "unmerged")
        tell_events(ticket, "unmerged")  # twice changes nothing


@pytest.mark.django_db
@pytest.mark.parametrize("kept, gone", [(9, 2), (2, 9)])
def test_what_a_merge_took_along_comes_back_when_it_is_undone(
    two_promised, waiting, wrong_size, bo, kept, gone
):
    own, theirs = two_promised(kept, gone)

    merged_and_taken_apart(waiting, wrong_size, bo)

    assert promise_of(waiting.pk) == own
    assert promise_of(wrong_size.pk) == theirs


@pytest.mark.django_db
def test_what_was_answered_while_it_was_merged_stays_answered(two_promised, waiting, wrong_size, bo):
    own, theirs = two_promised(9, 2)

    def answer() -> None:
        send_reply(Ticket.objects.get(pk=waiting.pk), "It comes.", by=bo)
        tell_events(waiting, "replied")

    merged_and_taken_apart(waiting, wrong_size, bo, answer)

    assert (fate(own), fate(theirs)) == ("void", "kept")


@pytest.mark.django_db
def test_what_was_promised_while_it_was_merged_stays_where_it_was(two_promised, waiting, wrong_size, bo, now):
    own, theirs = two_promised(9, 2)
    later: list = []

    merged_and_taken_apart(
        waiting, wrong_size, bo, lambda: later.append(make_promise(waiting, now + 30 * HOUR))
    )

    assert promise_of(waiting.pk) == later[0]
    assert promise_of(wrong_size.pk) is None


@pytest.mark.django_db
def test_what_is_split_off_with_a_promise_alone_was_not_answered(waiting, mina, bo, now):
    more, _is_new = receive_message(waiting, "And the red one?", customer=mina, channel="email")
    promise_by(waiting, now + 5 * HOUR, by=bo)

    new = split_ticket(more, and_later=True, by=bo)

    assert new.first_replied_at is None
    assert new.waiting_since
    assert "first_reply" in {each["goal"] for each in TicketClocks.objects.get(ticket=new).state["clocks"]}
