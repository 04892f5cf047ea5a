"""“You will hear back by …”: made, kept, put off in time, and never said twice."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.channels.email.sending.acknowledge import acknowledge
from shopbell.channels.email.sending.wording import acknowledgement_text, tells_promise
from shopbell.channels.inbox import set_inbox
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.promises.choosing import choose_due
from shopbell.promises.clock_state import state_of
from shopbell.promises.models import GoalPolicy, Promise, TicketClocks
from shopbell.promises.promise import VERBS, make_promise, promise_of
from shopbell.promises.promise_watch import watch_promises
from shopbell.promises.promising import promise_by
from shopbell.promises.wait_forecast import note_outcome
from shopbell.promises.waiting_line import waiting_in
from shopbell.tickets.deletion import delete_ticket, restore_ticket
from shopbell.tickets.message import receive_message
from shopbell.tickets.spam import mark_spam, unmark_spam
from shopbell.tickets.status import solve_ticket
from shopbell.tickets.ticket import Ticket, create_ticket
from shopbell.tickets.undo import undo_event
from shopbell.tickets.unsending import unsend_reply
from tests.promises.told_promise import HOUR, fate, tell_events


@pytest.fixture
def asked(theo, shop_chat, care):
    """What Theo asked by the form of the chat's inbox, and its ticket."""
    ticket = create_ticket(customer=theo, channel="form", team=shop_chat.team)
    set_inbox(ticket, shop_chat, typed_address="theo@shopper.example")
    message, _is_new = receive_message(ticket, "It is too small.", customer=theo, channel="form")
    return message


@pytest.mark.django_db
@pytest.mark.requirement("R113")
def test_an_answer_in_time_keeps_it(promised, bo):
    send_reply(promised.ticket, "It comes tomorrow.", by=bo)
    tell_events(promised.ticket, "replied")

    assert fate(promised) == "kept"
    assert promise_of(promised.ticket_id) is None


@pytest.mark.django_db
def test_an_answer_that_comes_too_late_breaks_it(promised, bo, now):
    Promise.objects.update(due_at=now - HOUR)

    send_reply(promised.ticket, "It comes tomorrow.", by=bo)
    tell_events(promised.ticket, "replied")

    assert fate(promised) == "broken"


@pytest.mark.django_db
def test_the_word_of_a_rule_keeps_nothing(promised):
    send_reply(promised.ticket, "We are on it.", by="Support")
    tell_events(promised.ticket, "replied")

    assert fate(promised) == "open"


@pytest.mark.django_db
def test_solving_ends_it_without_judgement(promised, bo):
    solve_ticket(promised.ticket, by=bo)
    tell_events(promised.ticket, "solved")

    assert fate(promised) == "void"


def undo_last(ticket, verb, by) -> None:
    undo_event(ticket.events.filter(verb=verb).order_by("-pk").first(), by=by)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("end", "undo"),
    [
        (solve_ticket, lambda ticket, bo: undo_last(ticket, "solved", bo)),
        (mark_spam, lambda ticket, bo: unmark_spam(ticket, by=bo)),
        (delete_ticket, lambda ticket, bo: restore_ticket(ticket, by=bo)),
    ],
)
def test_what_ended_it_by_mistake_and_was_undone_leaves_it_open(promised, bo, now, end, undo):
    end(promised.ticket, by=bo)
    tell_events(promised.ticket, *VERBS)
    assert fate(promised) == "void"

    undo(Ticket.objects.get(pk=promised.ticket_id), bo)
    tell_events(promised.ticket, *VERBS)

    assert fate(promised) == "open"
    assert watch_promises(now + 7 * HOUR) == 1
    assert fate(promised) == "slipped"


@pytest.mark.django_db
def test_what_was_promised_anew_meanwhile_stays_the_only_one(promised, waiting, bo, now):
    mark_spam(waiting, by=bo)
    tell_events(waiting, *VERBS)
    later = make_promise(waiting, now + 20 * HOUR)
    unmark_spam(waiting, by=bo)
    tell_events(waiting, "unmarked_spam")

    assert (fate(promised), fate(later)) == ("void", "open")


@pytest.mark.django_db
def test_an_answer_that_is_taken_back_leaves_it_open(promised, bo):
    reply = send_reply(promised.ticket, "Oh no", by=bo, hold_seconds=60)
    tell_events(promised.ticket, "replied")
    unsend_reply(reply, by=bo)
    tell_events(promised.ticket, "unsent")

    assert fate(promised) == "open"


@pytest.mark.django_db
def test_a_new_promise_takes_the_place_of_the_old(promised, waiting, now):
    later = make_promise(waiting, now + 20 * HOUR)

    assert (fate(promised), fate(later)) == ("void", "open")


@pytest.mark.django_db
@pytest.mark.parametrize("after", [-HOUR, timedelta(minutes=1), timedelta(days=400)])
def test_no_moment_is_promised_that_is_past_too_soon_or_too_far(waiting, now, after):
    with pytest.raises(Refused, match="Pick a time"):
        make_promise(waiting, now + after)


@pytest.mark.django_db
def test_nothing_is_promised_to_who_waits_for_nothing(waiting, now, bo):
    solve_ticket(waiting, by=bo)

    with pytest.raises(Refused, match="Only who waits"):
        make_promise(waiting, now + HOUR)


@pytest.mark.django_db
@pytest.mark.requirement("R113")
def test_an_agent_promises_and_the_shopper_reads_it_by_their_own_clock(waiting, bo, desk):
    desk(bo).post(f"/desk/tickets/{waiting.pk}/promise/", {"until": "2027-01-15T15:00:00+00:00"})

    reply = waiting.messages.get(agent=bo)
    said = reply.text.replace("\u202f", " ")
    assert said == "Hello,\n\nYou will hear back from us by Friday, January 15, 4:00 PM."
    assert promise_of(waiting.pk).message == reply
    tell_events(waiting, "replied")
    assert promise_of(waiting.pk) is not None  # a date is no answer
    page = desk(bo).get(f"/desk/tickets/{waiting.pk}/").content.decode()
    assert "Promised:" in page


@pytest.mark.django_db
@pytest.mark.requirement("R113")
def test_the_acknowledgement_says_by_when_the_answer_comes(asked, care):
    """By the goal that every desk begins with: within a day, round the clock."""
    assert acknowledge(asked) is not None

    due = promise_of(asked.ticket_id).due_at
    assert due == TicketClocks.objects.get(ticket=asked.ticket_id).due_at
    assert abs(due - asked.created_at - 24 * HOUR) < timedelta(seconds=5)
    assert "You will hear back from us by " in acknowledgement_text(asked.ticket, care)


@pytest.mark.django_db
def test_goals_that_were_chosen_are_not_looked_for_again(asked):
    choose_due(timezone.now())

    with CaptureQueriesContext(connection) as queries:
        assert acknowledge(asked) is not None

    assert promise_of(asked.ticket_id)
    assert not any("promises_goalpolicy" in each["sql"] for each in queries)


@pytest.mark.django_db
def test_without_a_goal_nothing_is_promised(asked, care):
    GoalPolicy.objects.all().delete()

    assert acknowledge(asked) is not None

    assert promise_of(asked.ticket_id) is None
    assert "You will hear back" not in acknowledgement_text(asked.ticket, care)


@pytest.mark.django_db
def test_a_goal_that_is_more_than_a_year_away_keeps_no_acknowledgement_back(asked):
    policy = GoalPolicy.objects.get(name="Everything else")
    policy.first_reply_seconds = 400 * 24 * 3600
    policy.save()

    assert acknowledge(asked) is not None

    assert promise_of(asked.ticket_id) is None


@pytest.mark.django_db
def test_a_shops_own_words_promise_only_what_they_say(waiting, care, now):
    care.settings = {**care.settings, "acknowledgement": "Got it."}
    assert not tells_promise(waiting, care)

    care.settings["acknowledgement"] = "Got it. {promise}"
    assert tells_promise(waiting, care)
    make_promise(waiting, now + HOUR)
    assert acknowledgement_text(waiting, care).startswith("Got it. You will hear back from us by ")


@pytest.mark.django_db
def test_two_open_promises_of_one_ticket_cannot_be(promised, now):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.create(ticket=promised.ticket, due_at=now, tell_at=now)


@pytest.mark.django_db
def test_who_promises_what_needs_no_second_agent(waiting, bo, now):
    promise_by(waiting, now + 5 * HOUR, by=bo)

    assert waiting.events.filter(verb="promised", agent=bo).count() == 1


@pytest.mark.django_db
@pytest.mark.requirement("R108")
def test_a_date_is_no_answer_to_any_figure(waiting, bo, now):
    """The clock of the first reply runs on, the shopper still waits, and the real answer is judged."""
    choose_due(now)
    since, due = waiting.waiting_since, TicketClocks.objects.get(ticket=waiting).due_at

    promise_by(waiting, now + 5 * HOUR, by=bo)

    waiting.refresh_from_db()
    assert (waiting.waiting_since, waiting.first_replied_at) == (since, None)
    clocks = TicketClocks.objects.get(ticket=waiting)
    [clock] = [each for each in state_of(clocks.state).shown if each.goal == "first_reply"]
    assert clock.due_at == due
    send_reply(waiting, "It comes tomorrow.", by=bo, hold_seconds=0)
    waiting.refresh_from_db()
    assert waiting.first_replied_at
    assert waiting.goal_outcomes.get(goal="first_reply").outcome == "kept"


@pytest.mark.django_db
@pytest.mark.requirement("R112")
def test_who_is_promised_an_answer_keeps_their_place_in_the_line(wrong_size, shop_chat, bo, now):
    set_inbox(wrong_size, shop_chat)
    promise_by(wrong_size, now + 4 * HOUR, by=bo)

    assert wrong_size in waiting_in(wrong_size.team_id)
    wrong_size.wait_forecasts.create(
        place=1, low_minutes=1, high_minutes=2, middle_seconds=60, spread=1, is_queued=False, is_first=True
    )
    for event in wrong_size.events.filter(verb="replied"):
        note_outcome(event)
    assert wrong_size.wait_forecasts.get().answered_at is None


@pytest.mark.django_db
def test_an_answer_taken_back_leaves_who_was_told_of_a_delay_waiting(promised, waiting, bo, now):
    since = waiting.waiting_since
    watch_promises(now + 7 * HOUR)
    promise_by(waiting, now + 9 * HOUR, by=bo)

    unsend_reply(send_reply(waiting, "Oh no", by=bo, hold_seconds=60), by=bo)

    waiting.refresh_from_db()
    assert (waiting.waiting_since, waiting.first_replied_at) == (since, None)


@pytest.mark.django_db
def test_a_double_click_promises_once(waiting, bo, desk):
    page = desk(bo).get(f"/desk/tickets/{waiting.pk}/promise/").content.decode()
    client_id = re.search(r'name="client_id" value="([^"]+)"', page)[1]
    for _ in range(2):
        until = {"until": "2027-01-15T15:00:00+00:00", "client_id": client_id}
        assert desk(bo).post(f"/desk/tickets/{waiting.pk}/promise/", until).status_code < 400

    assert waiting.messages.filter(agent=bo).count() == 1
    assert Promise.objects.filter(ticket=waiting).count() == 1
