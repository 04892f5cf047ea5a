"""What a shopper was told, open or owed, stays true whatever becomes of its ticket and its customer."""

import pytest
from django.db import transaction

from shopbell.channels.reply import send_reply
from shopbell.customers.erasure import erase_customer
from shopbell.promises.models import Promise, TicketClocks
from shopbell.promises.promise import WAITED_FOR, make_promise
from shopbell.promises.promise_breaking import break_due
from shopbell.promises.promising import promise_by
from shopbell.promises.running import running_of
from shopbell.promises.watch import tell_due
from shopbell.tickets.merge import merge_tickets, unmerge_ticket
from shopbell.tickets.message import receive_message
from shopbell.tickets.split import split_ticket
from shopbell.tickets.ticket import Ticket
from tests.channels.email.conftest import work
from tests.promises.told_promise import HOUR, fate, tell_events
from tests.two_connections import Other

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R113")]
ENDS = ["merged_away", "unmerged", "replied", "solved"]


def make_owed(promise: Promise) -> None:
    break_due(promise.due_at)
    assert (fate(promise), promise.is_owed) == ("broken", True)


def stands_in(*tickets) -> list[Ticket]:
    """Those of the tickets of which somebody waits for what was told; their rows say just that."""
    for ticket in tickets:
        waited_for = Promise.objects.filter(WAITED_FOR, ticket=ticket).order_by("due_at").first()
        row = TicketClocks.objects.get(ticket=ticket)
        assert (row.told, row.told_at) == ((waited_for.kind, waited_for.due_at) if waited_for else ("", None))
    return [ticket for ticket in tickets if Promise.objects.filter(WAITED_FOR, ticket=ticket).exists()]


def test_what_is_owed_goes_along_with_a_merge_and_comes_back_and_is_told_of_once(
    waiting, wrong_size, bo, now
):
    owed = make_promise(wrong_size, now + HOUR)
    make_owed(owed)

    merge_tickets(waiting, wrong_size, by=bo, across_customers=True)
    tell_events(wrong_size, *ENDS)
    break_due(owed.due_at)
    assert stands_in(waiting, wrong_size) == [waiting]
    assert running_of([waiting.pk])[waiting.pk].state(owed.due_at) == "broken"

    unmerge_ticket(Ticket.objects.get(pk=wrong_size.pk), by=bo)
    for ticket in (waiting, wrong_size):
        tell_events(ticket, *ENDS)
    break_due(owed.due_at)
    assert stands_in(waiting, wrong_size) == [wrong_size]
    assert (fate(owed), owed.is_owed, owed.ended_at) == ("broken", True, None)
    assert [ticket.events.filter(verb="promise_owed").count() for ticket in (waiting, wrong_size)] == [0, 1]


def test_what_is_owed_stays_where_it_was_told_when_messages_are_split_off(waiting, mina, bo, now):
    more, _is_new = receive_message(waiting, "And the red one?", customer=mina, channel="email")
    make_owed(promise_by(waiting, now + HOUR, by=bo))

    new = split_ticket(more, and_later=True, by=bo)

    assert stands_in(waiting, new) == [waiting]


def test_an_answer_after_a_merge_ends_what_was_owed_and_what_was_open(waiting, wrong_size, bo, now):
    owed, still = make_promise(wrong_size, now + HOUR), make_promise(waiting, now + 2 * HOUR)
    make_owed(owed)
    merge_tickets(waiting, wrong_size, by=bo, across_customers=True)
    tell_events(wrong_size, *ENDS)

    send_reply(Ticket.objects.get(pk=waiting.pk), "It comes tomorrow.", by=bo, hold_seconds=0)
    tell_events(waiting, *ENDS)

    assert (fate(owed), fate(still), stands_in(waiting, wrong_size)) == ("broken", "kept", [])
    assert owed.ended_at == still.ended_at


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_owed", [False, True])
def test_of_two_tickets_that_are_merged_into_each_other_at_once_one_stands(
    late_parcel, wrong_size, bo, now, is_owed
):
    one, other = make_promise(late_parcel, now + 2 * HOUR), make_promise(wrong_size, now + 5 * HOUR)
    if is_owed:
        make_owed(one)
    merges = [
        Other(merge_tickets, *pair, by=bo, across_customers=True)
        for pair in ((late_parcel, wrong_size), (wrong_size, late_parcel))
    ]
    assert sum(isinstance(each.outcome(), Exception) for each in merges) == 1
    told = [Other(tell_events, ticket, *ENDS) for ticket in (late_parcel, wrong_size)]
    assert [each.outcome() for each in told] == [None, None]

    (kept,) = stands_in(late_parcel, wrong_size)
    assert Ticket.objects.get(pk=kept.pk).merged_into is None
    waited_for = Promise.objects.filter(WAITED_FOR, ticket=kept)
    assert set(waited_for) == ({one, other} if is_owed else {one})


@pytest.mark.django_db(transaction=True)
def test_a_promise_that_is_broken_while_its_ticket_is_merged_is_told_of_in_one_of_the_two(
    late_parcel, wrong_size, bo, now
):
    promise = make_promise(wrong_size, now + HOUR)
    with transaction.atomic():
        merge_tickets(late_parcel, wrong_size, by=bo, across_customers=True)
        Other(break_due, promise.due_at).outcome()
    tell_events(wrong_size, *ENDS)
    break_due(promise.due_at)

    assert stands_in(late_parcel, wrong_size) == [late_parcel]
    assert fate(promise) == "broken"
    assert late_parcel.events.filter(verb="promise_owed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_nobody_is_told_of_a_customer_who_is_erased(late_parcel, wrong_size, mina, ada, now):
    make_owed(make_promise(late_parcel, now + HOUR))
    make_promise(late_parcel, now + HOUR)
    other = make_promise(wrong_size, now + 3 * HOUR)

    erase_customer(mina, mina.name, by=ada)
    work()
    later = now + 2 * HOUR
    tell_due(later)
    break_due(later)

    assert set(Promise.objects.all()) == {other}
    assert not TicketClocks.objects.filter(ticket=late_parcel.pk).exists()
    assert stands_in(wrong_size) == [wrong_size]
