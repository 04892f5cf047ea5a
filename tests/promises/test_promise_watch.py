"""Who looks after promises goes by what happened, though the reactions to it have not run yet."""

import pytest
from django.db import transaction

from shopbell.channels.reply import send_reply
from shopbell.promises import promise_looking, promise_watch
from shopbell.promises.models import Promise
from shopbell.promises.promise import make_promise, react
from shopbell.promises.promise_watch import watch_promises
from shopbell.tickets.deletion import delete_ticket
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.message import Message, receive_message
from shopbell.tickets.spam import mark_spam
from shopbell.tickets.status import solve_ticket
from shopbell.tickets.ticket import create_ticket
from shopbell.tickets.unsending import unsend_reply
from tests.promises.told_promise import HOUR, fate
from tests.two_connections import Other

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R113")]


@pytest.fixture
def promised(late_parcel, now):
    return make_promise(late_parcel, now + 8 * HOUR)


def notices(ticket):
    return Message.objects.filter(ticket=ticket, rule="Support")


def test_who_was_answered_reads_no_apology(promised, bo, now):
    send_reply(promised.ticket, "It comes tomorrow.", by=bo)

    watch_promises(now + 7 * HOUR)

    assert fate(promised) == "kept"
    assert not notices(promised.ticket).exists()


def test_an_answer_in_time_keeps_it_though_the_time_has_passed_since(promised, bo, now):
    send_reply(promised.ticket, "It comes tomorrow.", by=bo)

    watch_promises(now + 9 * HOUR)

    assert fate(promised) == "kept"


def test_an_answer_that_was_taken_back_is_none(promised, bo, now):
    unsend_reply(send_reply(promised.ticket, "Oh no", by=bo, hold_seconds=60), by=bo)

    watch_promises(now + 7 * HOUR)

    assert fate(promised) == "slipped"


@pytest.mark.parametrize("end", [mark_spam, delete_ticket, solve_ticket])
def test_nobody_is_written_to_in_a_ticket_that_is_over(promised, bo, now, end):
    end(promised.ticket, by=bo)

    watch_promises(now + 7 * HOUR)

    assert fate(promised) == "void"
    assert not notices(promised.ticket).exists()


def test_a_merged_ticket_waits_for_its_promise_to_be_taken_along(promised, wrong_size, bo, now):
    send_reply(wrong_size, "Which one?", by=bo)
    merge_tickets(wrong_size, promised.ticket, by=bo, across_customers=True)
    watch_promises(now + 7 * HOUR)
    assert fate(promised) == "open"

    react(promised.ticket.events.get(verb="merged_away"))
    watch_promises(now + 9 * HOUR)

    assert promised.ticket_id != fate(promised) != "kept"  # by an answer from before it came
    assert promised.ticket == wrong_size


def test_one_that_fails_keeps_no_other_from_being_told_of(promised, mina, theo, wrong_size, now, monkeypatch):
    other = make_promise(wrong_size, now + 8 * HOUR)

    def send(ticket, *args, **more):
        if ticket == promised.ticket:
            raise ValueError("a channel that breaks")
        return send_reply(ticket, *args, **more)

    monkeypatch.setattr(promise_watch, "send_reply", send)

    watch_promises(now + 7 * HOUR)

    assert (fate(promised), fate(other)) == ("open", "slipped")


def test_after_a_flood_everybody_is_told_before_their_time(mina, now):
    """As after a night whose mails were all promised an answer by the same hour."""
    tickets = [create_ticket(customer=mina, channel="email", subject=str(n), by=mina) for n in range(60)]
    made = [make_promise(ticket, now + HOUR) for ticket in tickets]

    assert watch_promises(made[-1].tell_at) == 60

    assert {fate(each) for each in made} == {"slipped"}


def test_where_there_is_no_time_for_all_whose_promise_breaks_first_is_told(
    promised, wrong_size, now, monkeypatch
):
    """Not whose was to be told of first: there is more time for a promise that was made for long."""
    sooner = make_promise(wrong_size, now + 4 * HOUR)
    Promise.objects.filter(pk=promised.pk).update(tell_at=now)
    clock = iter([0.0, 0.0, 60.0])
    monkeypatch.setattr(promise_looking, "monotonic", lambda: next(clock))

    watch_promises(now + 3.5 * HOUR)

    assert (fate(sooner), fate(promised)) == ("slipped", "open")


@pytest.mark.django_db(transaction=True)
def test_who_is_being_answered_this_moment_is_not_told_of_a_delay(late_parcel, mina, bo, now):
    receive_message(late_parcel, "And?", customer=mina, channel="email")
    promise = make_promise(late_parcel, now + 8 * HOUR)
    with transaction.atomic():
        send_reply(late_parcel, "It comes tomorrow.", by=bo)
        assert Other(watch_promises, now + 7 * HOUR).outcome() == 0
    assert watch_promises(now + 7 * HOUR) == 1

    assert fate(promise) == "kept"
    assert not notices(late_parcel).exists()
    late_parcel.refresh_from_db()
    assert late_parcel.waiting_since is None
    assert Promise.objects.count() == 1
