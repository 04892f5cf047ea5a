"""How it is told: once, with few questions, to whoever may read it, and in the ways that their choices leave open."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell import reactions
from shopbell.accounts.availability import choose_availability, mark_seen
from shopbell.accounts.models import Team
from shopbell.live.looking import look
from shopbell.notifications.choices import Choices
from shopbell.notifications.decision import Why
from shopbell.notifications.kind import Kind, Way
from shopbell.notifications.models import Notification
from shopbell.tickets.assignment import assign_ticket, move_to_team
from shopbell.tickets.bulk import start_run
from shopbell.tickets.bulk_work import work_on
from shopbell.tickets.event import Event, Verb, record
from shopbell.tickets.follower import follow_ticket
from shopbell.tickets.merge import merge_tickets, unmerge_ticket
from shopbell.tickets.message import receive_message
from shopbell.tickets.note import write_note
from shopbell.tickets.shift import hand_over
from shopbell.tickets.ticket import Ticket, create_ticket
from shopbell.tickets.transfer import Words
from tests import cast

from .reacting import react, told

pytestmark = pytest.mark.django_db


def test_the_job_that_follows_from_an_event_tells(late_parcel, ada, bo):
    event = assign_ticket(late_parcel, bo, by=ada)

    reactions.react(late_parcel.pk, event.pk)

    assert told(bo) == [Kind.ASSIGNED]


def test_a_mail_that_concerns_nobody_yet_asks_two_questions(late_parcel, django_assert_num_queries):
    events = list(reactions.EVENTS.filter(ticket=late_parcel))

    with django_assert_num_queries(2):
        for event in events:
            reactions.notify.react(event)


def test_fifty_agents_are_told_with_as_few_questions_as_one(mina, subscribe):
    counts = []
    for size in (1, 50):
        team = Team.objects.create(name=f"Team of {size}")
        for number in range(size):
            subscribe(cast.agent(f"{team.pk}-{number} Agent", "Agent", team))
        event = move_to_team(create_ticket(customer=mina, channel="email"), team)
        with CaptureQueriesContext(connection) as asked:
            reactions.notify.react(reactions.EVENTS.get(pk=event.pk))
        rows = Notification.objects.filter(event=event)
        assert {row.console for row in rows} == {Why.SENT} and len(rows) == size
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_an_end_of_shift_is_told_once_however_many_tickets_it_hands_over(late_parcel, wrong_size, ada, bo):
    assign_ticket(late_parcel, bo, by=bo)
    hand_over(bo, {late_parcel.pk: Words("A"), wrong_size.pk: Words("B")}, by=bo, to=ada)
    react()

    row = Notification.objects.get(agent=ada, kind=Kind.TRANSFER)
    assert row.ticket is None and row.group.startswith("batch-")


def test_of_many_tickets_the_first_that_may_be_read_is_told(late_parcel, wrong_size, ada, bo, cy):
    assign_ticket(late_parcel, bo, by=bo)
    hand_over(bo, {late_parcel.pk: Words("A"), wrong_size.pk: Words("B")}, by=bo, to=cy)
    first = Event.objects.filter(verb=Verb.TRANSFERRED).order_by("pk")[0].ticket
    assign_ticket(first, ada, by=ada)
    react()

    row = Notification.objects.get(agent=cy, kind=Kind.TRANSFER)
    assert row.console == Why.SENT and row.event.ticket != first


def test_a_bulk_run_is_told_once_however_many_tickets_it_moves(mina, returns, advice, ada, cy):
    tickets = [create_ticket(customer=mina, channel="email", team=returns) for _ in range(30)]
    run = start_run(
        Ticket.objects.filter(pk__in=[each.pk for each in tickets]), "team", str(advice.pk), by=ada
    )
    while run.items.filter(state="waiting").exists():
        work_on(run.pk)
    react()

    row = Notification.objects.get(agent=cy)
    assert (row.kind, row.group, row.ticket) == (Kind.TEAM, f"run-{run.pk}-team", None)


def test_a_follower_who_may_not_read_the_ticket_any_more_is_told_nothing_and_the_ledger_knows_why(
    late_parcel, mina, advice, cy, ada
):
    move_to_team(late_parcel, advice, by=ada)
    follow_ticket(late_parcel, cy, by=cy)
    move_to_team(late_parcel, ada.teams.get(), by=ada)
    receive_message(late_parcel, "Hello?", customer=mina, channel="email")
    react()

    row = Notification.objects.get(agent=cy, kind=Kind.ANSWER)
    assert {row.console, row.sound, row.push, row.mail} == {Why.FORBIDDEN}
    assert not Notification.objects.shown_to(cy).exists()


def test_what_is_old_is_no_news(late_parcel, ada, bo):
    record(late_parcel, Verb.ASSIGNED, by=ada, to_id=bo.pk, at=timezone.now() - timedelta(days=3))
    react()

    assert told(bo) == []


def test_somebody_who_left_is_told_nothing(late_parcel, ada, bo):
    assign_ticket(late_parcel, bo, by=ada)
    bo.is_active = False
    bo.save()
    react()

    assert told(bo) == []


def decided(agent) -> Notification:
    react()
    return Notification.objects.filter(agent=agent).latest("pk")


def test_choices_availability_screens_and_looks_decide(late_parcel, ada, bo, subscribe):
    subscribe(bo)
    mark_seen(bo.pk, timezone.now())

    assign_ticket(late_parcel, bo, by=ada)
    assert decided(bo).whys == [
        (Way.CONSOLE, Why.SENT), (Way.SOUND, Why.SENT), (Way.PUSH, Why.SENT), (Way.MAIL, Why.WAITS)
    ]  # fmt: skip

    look("p", [(bo.pk, late_parcel.pk)], timezone.now())
    write_note(late_parcel, "@Bo", by=ada)
    assert (decided(bo).sound, decided(bo).push) == (Why.LOOKING, Why.LOOKING)

    choose_availability(bo, "busy")
    write_note(late_parcel, "@Bo again", by=ada)
    assert (decided(bo).sound, decided(bo).push, decided(bo).console) == (Why.BUSY, Why.BUSY, Why.SENT)

    Choices.objects.create(agent=bo, has_quiet_hours=True, working_days=[(timezone.now().weekday() + 3) % 7])
    write_note(late_parcel, "@Bo once more", by=ada)
    assert decided(bo).push == Why.QUIET and decided(bo).quiet_until > timezone.now()


def test_what_was_told_of_a_merged_ticket_goes_with_it_and_comes_back(late_parcel, wrong_size, ada, bo):
    assign_ticket(late_parcel, bo, by=ada)
    react()
    row = Notification.objects.get(agent=bo, kind=Kind.ASSIGNED)

    merge_tickets(wrong_size, late_parcel, by=ada, across_customers=True)
    row.refresh_from_db()
    assert row.ticket == wrong_size

    unmerge_ticket(late_parcel, by=ada)
    row.refresh_from_db()
    assert row.ticket == late_parcel
