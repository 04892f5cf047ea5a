"""What becomes of a call that was asked for: it slips, moves, ends with its ticket and comes back with it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from shopbell.promises import promise
from shopbell.promises.promise_watch import watch_promises
from shopbell.tickets.deletion import delete_ticket
from shopbell.tickets.event import Event
from shopbell.tickets.merge import merge_tickets, unmerge_ticket
from shopbell.tickets.spam import mark_spam, unmark_spam
from shopbell.tickets.status import Status, set_status, solve_ticket
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.undo import undo_event
from shopbell.waiting import call_back
from shopbell.waiting.call_back import call_back_of
from shopbell.waiting.models import CallBack
from tests.waiting.asked import call_promises, times


def test_a_call_that_will_slip_is_put_off_in_words_of_its_own(ask, waiting, ticket):
    ask()
    promise = call_promises(ticket).get()

    watch_promises(promise.tell_at + timedelta(seconds=1))

    assert [each.outcome for each in call_promises(ticket)] == ["slipped", "open"]
    assert "we would call you by" in waiting.texts()[-1]


def test_a_call_goes_along_with_a_merge_and_comes_back(ask, ticket, late_parcel, ada):
    ask()

    merge_tickets(late_parcel, ticket, by=ada, across_customers=True)
    assert call_back_of(late_parcel.pk)

    unmerge_ticket(ticket, by=ada)
    assert call_back_of(late_parcel.pk) is None and call_back_of(ticket.pk)


def react_to_all(ticket):
    """What the job of the reactions does, in its order; it may do so more than once."""
    for event in Event.objects.filter(ticket=ticket).select_related("ticket").order_by("pk"):
        for floor in (promise, call_back):
            if event.verb in floor.VERBS:
                floor.react(event)


def tomorrow(shopper):
    """A slot that is a day away."""
    offered = [parse_datetime(each["at"]) for each in times(shopper) if each["at"] != "now"]
    return next(at for at in offered if at >= timezone.now() + timedelta(days=1)).isoformat()


def test_a_call_for_tomorrow_is_apologised_for_only_at_the_end_of_its_slot(ask, waiting, ticket):
    ask(when=tomorrow(waiting))
    promise, said = call_promises(ticket).get(), len(waiting.texts())
    start = CallBack.objects.get(ticket=ticket).from_at

    assert promise.tell_at == promise.due_at - timedelta(minutes=15)
    assert watch_promises(start - timedelta(minutes=1)) == 0 and len(waiting.texts()) == said

    watch_promises(promise.tell_at)
    assert call_promises(ticket).last().due_at <= promise.due_at + timedelta(hours=1)


def test_a_slot_that_was_read_for_half_an_hour_is_still_taken(ask, waiting, ticket, monkeypatch):
    first = times(waiting)[1]["at"]
    late = parse_datetime(first) - timedelta(minutes=1)
    monkeypatch.setattr("shopbell.waiting.asking.timezone.now", lambda: late)

    assert ask(when=first).status_code == 200
    assert CallBack.objects.get(ticket=ticket).from_at == parse_datetime(first)


def test_the_same_again_is_taken_though_its_time_has_come(ask, waiting, ticket, monkeypatch):
    first = times(waiting)[1]["at"]
    ask(when=first)
    monkeypatch.setattr("shopbell.waiting.asking.timezone.now", lambda: parse_datetime(first))

    assert ask(when=first).status_code == 200
    assert call_promises(ticket).count() == 1


@pytest.mark.parametrize("end", [solve_ticket, mark_spam, delete_ticket])
def test_a_call_is_called_off_with_its_ticket(ask, ticket, bo, end):
    ask()

    end(ticket, by=bo)
    react_to_all(ticket)
    react_to_all(ticket)

    assert CallBack.objects.get().outcome == "off" and call_back_of(ticket.pk) is None
    assert call_promises(ticket).get().outcome == "void"


@pytest.mark.parametrize("is_late", [False, True])
def test_a_status_taken_back_brings_the_call_back(ask, ticket, bo, is_late):
    ask()
    if is_late:
        call_promises(ticket).update(outcome="broken")

    solved = solve_ticket(ticket, by=bo)
    react_to_all(ticket)
    assert call_back_of(ticket.pk) is None
    undo_event(solved, by=bo)
    react_to_all(ticket)

    assert call_back_of(ticket.pk)
    assert call_promises(ticket).get().outcome == ("broken" if is_late else "open")


def test_no_spam_after_all_brings_the_call_back(ask, ticket, bo):
    ask()
    mark_spam(ticket, by=bo)
    react_to_all(ticket)
    assert call_back_of(ticket.pk) is None

    unmark_spam(ticket, by=bo)
    react_to_all(ticket)

    assert call_back_of(ticket.pk) and call_promises(ticket).get().outcome == "open"


def test_who_writes_again_after_a_solution_can_ask_again(ask, waiting, ticket, bo):
    ask()
    solve_ticket(ticket, by=bo)
    react_to_all(ticket)
    waiting.send("It is dark again.")

    assert ask().status_code == 200

    again = Ticket.objects.get(chats=waiting.chat)
    assert call_back_of(again.pk) and call_promises(again).last().outcome == "open"


def test_a_call_whose_time_has_passed_is_promised_anew(ask, ticket):
    ask()
    call_promises(ticket).update(outcome="broken")

    ask()

    assert [each.outcome for each in call_promises(ticket)] == ["broken", "open"]


def test_calls_in_solved_tickets_keep_nobody_from_asking(ask, shop_chat, returns, mina):
    for _ in range(3):
        other = Ticket.objects.create(customer=mina, team=returns, channel="chat", status="solved")
        CallBack.objects.create(ticket=other, number="+442079460018")

    assert ask().status_code == 200


def test_a_call_that_is_due_while_the_ticket_is_pending_is_put_off_in_words(ask, waiting, ticket, bo):
    ask()
    set_status(ticket, Status.PENDING, by=bo)

    watch_promises(call_promises(ticket).get().tell_at)

    assert "we would call you by" in waiting.texts()[-1]
