"""Snooze, spam and delete for many tickets at once, and back exactly."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.core.errors import Forbidden, Refused
from shopbell.tickets import bulk_work
from shopbell.tickets.bulk import progress_of, start_run, undo_run
from shopbell.tickets.bulk_action import ACTIONS, preview_of
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import BulkRun, Snooze, Ticket
from shopbell.tickets.snooze import snooze_ticket, wake_ticket
from shopbell.tickets.spam import mark_spam
from shopbell.tickets.status import solve_ticket
from shopbell.tickets.ticket import create_ticket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def queue_of_reactions_is_short(monkeypatch):
    """No worker empties the queue here."""
    monkeypatch.setattr(bulk_work, "MOST_WAITING", 10_000)


@pytest.fixture
def four(mina, returns):
    return [
        create_ticket(customer=mina, channel="email", subject=f"Parcel {number}", team=returns)
        for number in range(4)
    ]


def tickets(some):
    return Ticket.objects.filter(pk__in=[ticket.pk for ticket in some])


def work(run):
    while BulkRun.objects.get(pk=run.pk).is_working:
        bulk_work.work_on(run.pk)
    run.refresh_from_db()
    return progress_of(run).counts


def done(some, action, value, agent):
    run = start_run(tickets(some), action, value, by=agent)
    return run, work(run)


def sleeping():
    return {snooze.ticket_id: snooze.until for snooze in Snooze.objects.order_by("pk")}


def test_many_are_snoozed_until_one_moment_and_woken_exactly_as_they_were(four, bo):
    friday = timezone.now() + timedelta(days=3)
    snooze_ticket(four[1], until=friday, by=bo)
    snooze_ticket(four[2], until=None, by=bo)
    solve_ticket(four[3], by=bo)
    before = sleeping()
    until = (timezone.now() + timedelta(days=1)).replace(second=0, microsecond=0)

    run, counts = done(four, "snooze", until.isoformat(), bo)

    assert (counts["done"], counts["refused"]) == (3, 1)
    assert sleeping() == {ticket.pk: until for ticket in four[:3]}
    undo_run(run, by=bo)
    assert work(run)["undone"] == 3
    assert sleeping() == before


def test_one_that_the_customer_woke_since_stays_awake_when_the_rest_goes_back(four, mina, bo):
    run, _ = done(four, "snooze", "writes", bo)
    receive_message(four[0], "Hello?", customer=mina, channel="email")
    snooze_ticket(four[1], until=timezone.now() + timedelta(days=2), by=bo)

    undo_run(run, by=bo)

    assert work(run)["left"] == 2
    assert list(sleeping()) == [four[1].pk]


def test_many_are_woken(four, bo):
    until = timezone.now() + timedelta(days=3)
    for ticket in four[:2]:
        snooze_ticket(ticket, until=until, by=bo)

    run, counts = done(four, "snooze", "now", bo)

    assert (counts["done"], counts["same"]) == (2, 2) and not sleeping()
    undo_run(run, by=bo)
    work(run)
    assert sleeping() == {ticket.pk: until for ticket in four[:2]}


def test_the_moments_that_are_offered_are_understood(bo):
    action = ACTIONS["snooze"]
    for choice in action.choices(bo):
        action.find(choice.value)
    for nonsense in ("", "tomorrow", "2026-13-01", "2026-11-30T09:00"):
        with pytest.raises(Refused):
            action.find(nonsense)


def test_the_preview_counts_what_sleeps_so_already_and_what_cannot(four, bo):
    snooze_ticket(four[0], until=None, by=bo)
    solve_ticket(four[1], by=bo)

    found = preview_of(tickets(four), ACTIONS["snooze"], "writes")

    assert found.changes == 2
    assert [count for count, _ in found.skipped] == [1, 1]


def test_many_are_spam_and_are_not_again(four, bo):
    mark_spam(four[0], by=bo)

    run, counts = done(four, "spam", "yes", bo)

    assert (counts["done"], counts["same"]) == (3, 1)
    assert tickets(four).filter(spam__isnull=False).count() == 4
    undo_run(run, by=bo)
    work(run)
    assert [ticket.pk for ticket in tickets(four).filter(spam__isnull=False)] == [four[0].pk]


def test_many_are_deleted_and_brought_back(four, ada):
    run, counts = done(four, "delete", "yes", ada)

    assert counts["done"] == 4 and not Ticket.objects.visible_to(ada).exists()
    undo_run(run, by=ada)
    assert work(run)["undone"] == 4
    assert Ticket.objects.visible_to(ada).count() == 4


def test_who_may_not_delete_deletes_none(four, bo):
    with pytest.raises(Forbidden):
        start_run(tickets(four), "delete", "yes", by=bo)


def test_waking_one_can_be_undone_from_its_toast(four, desk, bo):
    until = timezone.now() + timedelta(days=3)
    snooze_ticket(four[0], until=until, by=bo)
    event = wake_ticket(four[0], by=bo)

    assert desk(bo).post(f"/desk/events/{event.pk}/undo/").status_code == 204
    assert sleeping() == {four[0].pk: until}
