"""What came of the call, and taking that back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.notifications.news import news_of
from shopbell.promises.models import Promise, TicketClocks
from shopbell.promises.promise import Kind, make_promise
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.deletion import delete_ticket, erase_ticket
from shopbell.tickets.filter.condition import Asker, Condition
from shopbell.tickets.filter.query import tickets_of
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.message import receive_message
from shopbell.tickets.status import solve_ticket
from shopbell.tickets.undo import undo_event
from shopbell.waiting.call_back import call_back_of
from shopbell.waiting.calling import call_again, note_missed, note_reached
from shopbell.waiting.models import CallBack, Survey

LATER = timedelta(hours=3)


@pytest.fixture
def called(ask, ticket):
    """A ticket whose shopper waits for a call."""
    ask()
    return ticket


def fates(ticket):
    calls = Promise.objects.filter(ticket=ticket, kind=Kind.CALL).order_by("pk")
    return [each.outcome for each in calls]


def test_who_was_reached_waits_no_more(called, bo):
    note_reached(called, by=bo)

    called.refresh_from_db()
    assert call_back_of(called.pk) is None
    assert called.first_replied_at and called.waiting_since is None
    assert fates(called) == ["kept"]


def test_a_call_meets_the_goal_of_an_answer_and_counts_not_when_it_is_taken_back(called, bo):
    before = TicketClocks.objects.filter(ticket=called).values_list("due_at", flat=True).first()

    event = note_reached(called, by=bo)
    met = TicketClocks.objects.filter(ticket=called).values_list("due_at", flat=True).first()
    undo_event(event, by=bo)
    again = TicketClocks.objects.filter(ticket=called).values_list("due_at", flat=True).first()

    assert met is None
    assert again == before


def test_reached_can_be_taken_back(called, bo):
    since = called.waiting_since

    undo_event(note_reached(called, by=bo), by=bo)

    called.refresh_from_db()
    assert call_back_of(called.pk).outcome == ""
    assert (called.first_replied_at, called.waiting_since) == (None, since)
    assert fates(called) == ["open"]


def test_who_was_not_reached_hears_so_and_the_promise_is_kept(called, waiting, bo):
    note_missed(called, by=bo)

    assert "could not reach you" in waiting.texts()[-1]
    assert (CallBack.objects.get().outcome, fates(called)) == ("missed", ["kept"])


def test_not_reached_can_be_taken_back(called, bo):
    undo_event(note_missed(called, by=bo), by=bo)

    assert call_back_of(called.pk) and fates(called) == ["open"]


def test_another_call_is_a_new_promise(called, waiting, bo):
    until = timezone.now() + LATER

    event = call_again(called, until, by=bo)

    assert call_back_of(called.pk).due_at == until
    assert fates(called) == ["kept", "open"]
    assert "We call again by" in waiting.texts()[-1]
    undo_event(event, by=bo)
    assert fates(called) == ["open", "void"]


def test_a_time_that_has_passed_is_refused_and_nothing_changes(called, bo):
    with pytest.raises(Refused, match="five minutes"):
        call_again(called, timezone.now() - LATER, by=bo)

    assert fates(called) == ["open"]


def test_nobody_is_called_twice(called, bo):
    note_reached(called, by=bo)

    with pytest.raises(Refused, match="any more"):
        note_reached(called, by=bo)


def test_an_undo_after_the_shopper_asked_anew_is_refused(called, bo, ask):
    event = note_missed(called, by=bo)
    ask()

    with pytest.raises(Refused, match="changed again"):
        undo_event(event, by=bo)


@pytest.mark.requirement("R11")
def test_the_head_shows_the_call_first_with_a_number_to_press(called, bo, desk):
    page = desk(bo).get(f"/desk/tickets/{called.pk}/").content.decode()

    assert 'href="tel:+442079460018"' in page and "+44 20 7946 0018" in page
    assert page.index('class="call"') < page.index('class="head-facts"')


def test_the_head_shows_it_also_when_its_time_is_over(called, bo, desk):
    Promise.objects.filter(ticket=called).update(outcome="broken")

    assert "tel:+44" in desk(bo).get(f"/desk/tickets/{called.pk}/").content.decode()


@pytest.mark.parametrize("outcome", ["reached", "missed"])
def test_an_agent_says_what_came_of_it_and_is_offered_the_way_back(called, bo, desk, outcome):
    answer = desk(bo).post(
        f"/desk/tickets/{called.pk}/called/", {"outcome": outcome}, headers={"HX-Request": "true"}
    )

    assert (answer.status_code, "tel:" in answer.content.decode()) == (200, False)
    assert "/undo/" in answer.headers["HX-Trigger"]
    assert CallBack.objects.get().outcome == outcome


@pytest.mark.parametrize(
    "given", [{}, {"outcome": "sung"}, {"outcome": "again"}, {"outcome": "again", "until": "x"}]
)
def test_what_makes_no_sense_is_refused(called, bo, desk, given):
    answer = desk(bo).post(f"/desk/tickets/{called.pk}/called/", given, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert call_back_of(called.pk)


def test_another_team_neither_sees_nor_ends_it(called, cy, desk):
    assert desk(cy).post(f"/desk/tickets/{called.pk}/called/", {"outcome": "reached"}).status_code == 404


def test_the_view_of_calls_has_the_one_that_is_due_first_on_top(called, late_parcel, bo, desk):
    CallBack.objects.create(ticket=late_parcel, number="+442079460019")
    due_at = Promise.objects.get(ticket=called, kind=Kind.CALL).due_at - timedelta(minutes=1)
    Promise.objects.create(ticket=late_parcel, kind=Kind.CALL, due_at=due_at, tell_at=due_at)

    page = desk(bo).get("/desk/views/calls/").content.decode()

    assert 0 < page.index(f"/desk/tickets/{late_parcel.pk}/") < page.index(f"/desk/tickets/{called.pk}/")


def test_erasing_the_ticket_leaves_nothing_of_the_number_or_the_answers(called, bo):
    Survey.objects.create(ticket=called, answers=[{"question": "Where?", "answer": "At home"}])

    delete_ticket(called, by=bo)
    erase_ticket(called)

    assert not CallBack.objects.exists() and not Survey.objects.exists()


def test_lists_are_asked_for_calls(called, late_parcel, bo):
    def found(field, value):
        return set(tickets_of([Condition(field, (value,))], Asker.of(bo)))

    assert found("callback", "open") == {called}
    assert found("callback", "none") == {late_parcel}
    assert found("calldue", "any") == {called}
    assert found("calldue", "none") == {late_parcel}
    note_missed(called, by=bo)
    assert found("callback", "missed") == {called}
    assert found("callback", "open") == set()


def test_after_a_solution_reached_is_taken_back_no_more(called, bo):
    event = note_reached(called, by=bo)
    solve_ticket(called, by=bo)

    with pytest.raises(Refused, match="changed again"):
        undo_event(event, by=bo)

    called.refresh_from_db()
    assert called.waiting_since is None and call_back_of(called.pk) is None


def test_who_was_answered_since_waits_for_no_answer_again(called, bo):
    promise = make_promise(called, timezone.now() + LATER)
    event = note_reached(called, by=bo)
    send_reply(called, "As I said: the small one.", by=bo)

    undo_event(event, by=bo)

    promise.refresh_from_db()
    assert promise.outcome == "kept" and fates(called) == ["open"]


def test_of_two_calls_that_a_merge_brought_together_both_end_and_come_back(called, late_parcel, bo):
    CallBack.objects.create(ticket=late_parcel, number="+442079460019")
    merge_tickets(called, late_parcel, by=bo, across_customers=True)

    event = note_reached(called, by=bo)
    assert not CallBack.objects.filter(ended_at=None).exists()

    undo_event(event, by=bo)
    assert CallBack.objects.filter(ended_at=None, outcome="").count() == 2


def test_only_the_last_promise_says_by_when_a_call_is_due(called, bo):
    now = timezone.now()
    Promise.objects.filter(ticket=called).update(outcome="broken", due_at=now - timedelta(days=2))
    make_promise(called, now + timedelta(days=3), kind=Kind.CALL)

    due = tickets_of([Condition("calldue", ("<2h",))], Asker.of(bo))
    assert list(due) == []

    Promise.objects.filter(ticket=called, outcome="open").update(outcome="kept")
    assert list(tickets_of([Condition("calldue", ("any",))], Asker.of(bo))) == []


def test_a_call_in_a_ticket_that_nobody_has_is_news_for_those_who_are_there(called, ada, bo):
    event = called.events.get(verb="call_asked")
    called.assignee = None
    called.save()
    event.refresh_from_db()

    assert bo.pk in news_of(event).agent_ids and ada.pk not in news_of(event).agent_ids


def so_far(desk, agent, ticket) -> str:
    """What the next agent reads first; empty where nothing is told."""
    page = desk(agent).get(f"/desk/tickets/{ticket.pk}/").content.decode()
    return page.partition('id="briefing"')[2].partition("</section>")[0]


@pytest.mark.requirement("R103")
def test_the_next_agent_reads_of_the_call_that_reached_and_of_every_question(desk, called, bo, ada):
    receive_message(called, "And is it in oak?", customer=called.customer, channel="chat")
    event = note_reached(called, by=bo)
    assign_ticket(called, ada, by=bo)

    told = so_far(desk, ada, called)
    assert "Bo Lind called and reached the customer." in told
    assert told.index("Which lamp suits me?") < told.index("And is it in oak?")
    assert so_far(desk, bo, called) == ""

    undo_event(event, by=bo)
    assert "reached the customer" not in so_far(desk, ada, called)


def test_a_call_that_reached_nobody_is_nothing_done(desk, called, bo, ada):
    note_missed(called, by=bo)
    send_reply(called, "I called you.", by=bo, hold_seconds=0)
    assign_ticket(called, ada, by=bo)

    told = so_far(desk, ada, called)
    assert "I called you." in told and "reached nobody" not in told
