"""Changing many tickets at once: frozen at the start, each once, each with the rights of now, and back again."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.core.errors import Forbidden, Refused
from shopbell.tickets import bulk_work
from shopbell.tickets.bulk import (
    KEPT,
    WORK,
    cancel_run,
    dismiss_run,
    progress_of,
    runs_of,
    start_run,
    sweep_runs,
    undo_run,
)
from shopbell.tickets.bulk_action import ACTIONS, BulkAction, preview_of
from shopbell.tickets.models import BulkItem, BulkRun, ContactReason, Event, Tag, Ticket
from shopbell.tickets.status import set_status, solve_ticket
from shopbell.tickets.tag import tag_ticket
from shopbell.tickets.ticket import create_ticket, prioritize_ticket


@pytest.fixture(autouse=True)
def queue_of_reactions_is_short(monkeypatch):
    """No worker empties the queue here."""
    monkeypatch.setattr(bulk_work, "MOST_WAITING", 10_000)


@pytest.fixture
def six(mina, returns):
    return [
        create_ticket(customer=mina, channel="email", subject=f"Parcel {number}", team=returns)
        for number in range(6)
    ]


def tickets(*some):
    return Ticket.objects.filter(pk__in=[ticket.pk for ticket in some])


def work(run):
    """What the jobs do, one after the other, until none is left for the run."""
    while BulkRun.objects.get(pk=run.pk).is_working:
        bulk_work.work_on(run.pk)
    run.refresh_from_db()
    return progress_of(run).counts


@pytest.mark.django_db(transaction=True)
def test_every_ticket_gets_the_change_by_its_own_verb_and_names_the_run(six, bo):
    solve_ticket(six[0])
    run = start_run(tickets(*six), "status", "solved", by=bo)

    counts = work(run)

    assert (run.state, run.total, str(run)) == ("done", 6, "Status: Solved")
    assert (counts["done"], counts["same"], counts["waiting"]) == (5, 1, 0)
    assert set(Ticket.objects.values_list("status", flat=True)) == {"solved"}
    events = Event.objects.filter(verb="solved", agent=bo)
    assert events.count() == 5 and {event.data["bulk_run"] for event in events} == {run.pk}
    reactions = ProcrastinateJob.objects.filter(task_name="shopbell.reactions.react")
    assert {event.pk for event in events} <= {job.args["first_event_id"] for job in reactions}


def test_each_action_of_the_registry_changes_and_is_taken_back(six, bo, advice):
    tag, on = Tag.objects.create(name="vip"), Tag.objects.create(name="old")
    tag_ticket(six[0], on)
    values = {
        "status": "pending",
        "assign": str(bo.pk),
        "team": str(advice.pk),
        "tag": str(tag.pk),
        "untag": str(on.pk),
        "priority": "4",
        "reason": str(ContactReason.objects.first().pk),
    }
    assert set(values) <= set(ACTIONS)
    before = list(
        Ticket.objects.order_by("pk").values("status", "assignee", "team", "priority", "reason", "tags")
    )
    bo.role.permissions.append("ticket:read_all")  # so that another team's are seen as well
    bo.role.save()

    for action, value in values.items():
        run = start_run(tickets(six[0]), action, value, by=bo)
        assert work(run)["done"] == 1, action
        undo_run(run, by=bo)
        assert work(run)["undone"] == 1, action

    assert (
        list(Ticket.objects.order_by("pk").values("status", "assignee", "team", "priority", "reason", "tags"))
        == before
    )


def test_a_view_is_frozen_when_the_run_starts(six, bo, mina, returns):
    run = start_run(Ticket.objects.visible_to(bo), "priority", "4", by=bo)
    late = create_ticket(customer=mina, channel="email", subject="Later", team=returns)

    work(run)

    late.refresh_from_db()
    assert (run.total, late.priority) == (6, 2)


def test_a_second_click_starts_nothing(six, bo):
    click = uuid.uuid4()

    first = start_run(tickets(*six), "priority", "4", by=bo, request_id=click)
    second = start_run(tickets(*six), "priority", "4", by=bo, request_id=click)

    assert first == second and BulkItem.objects.count() == 6
    assert ProcrastinateJob.objects.filter(task_name=WORK).count() == 1


def test_nothing_selected_and_no_such_value_are_refused(six, bo):
    with pytest.raises(Refused, match="no ticket to change"):
        start_run(Ticket.objects.none(), "priority", "4", by=bo)
    with pytest.raises(Refused, match="Choose a priority"):
        start_run(tickets(*six), "priority", "9", by=bo)
    with pytest.raises(Refused, match="cannot be done to many"):
        start_run(tickets(*six), "explode", "1", by=bo)
    assert not BulkItem.objects.exists()


def test_the_preview_counts_what_changes_and_says_why_the_rest_does_not(six, bo):
    set_status(six[0], "pending")
    set_status(six[1], "closed")

    found = preview_of(tickets(*six), ACTIONS["status"], "pending")

    assert (found.total, found.changes) == (6, 4)
    assert found.skipped == [(1, "It is so already."), (1, "This ticket is closed. Reopen it first.")]
    assert work(start_run(tickets(*six), "status", "pending", by=bo))["done"] == found.changes


def test_the_preview_of_a_tag_counts_each_ticket_once(six, bo):
    vip, other = Tag.objects.create(name="vip"), Tag.objects.create(name="other")
    tag_ticket(six[0], vip)
    tag_ticket(six[0], other)

    assert preview_of(tickets(*six), ACTIONS["tag"], str(vip.pk)).changes == 5
    assert preview_of(tickets(*six), ACTIONS["untag"], str(vip.pk)).changes == 1


def test_what_a_verb_refuses_is_counted_with_its_sentence(six, bo):
    set_status(six[2], "closed")
    run = start_run(tickets(*six), "status", "on_hold", by=bo)

    counts = work(run)

    assert (counts["done"], counts["refused"]) == (5, 1)
    assert progress_of(run).sentences == [("This ticket is closed. Reopen it first.", 1)]


def test_a_ticket_that_left_the_agent_s_sight_is_not_touched(six, bo, advice):
    run = start_run(tickets(*six), "priority", "4", by=bo)
    Ticket.objects.filter(pk=six[0].pk).update(team=advice)

    counts = work(run)

    assert (counts["done"], counts["refused"]) == (5, 1)
    assert progress_of(run).sentences == [("You may not see this ticket any more.", 1)]
    six[0].refresh_from_db()
    assert six[0].priority == 2


def test_a_right_that_is_taken_away_ends_the_run_ticket_by_ticket(six, bo, monkeypatch):
    monkeypatch.setattr(bulk_work, "CHUNK", 2)
    run = start_run(tickets(*six), "priority", "4", by=bo)
    bulk_work.work_on(run.pk, seconds=0)
    bo.role.permissions.remove("ticket:update")
    bo.role.save()

    counts = work(run)

    assert (counts["done"], counts["refused"]) == (2, 4)
    assert progress_of(run).sentences == [("Your role does not allow this. Ask an admin.", 4)]


def test_an_agent_without_the_right_starts_nothing(six, bo):
    bo.role.permissions.remove("ticket:update")

    with pytest.raises(Forbidden):
        start_run(tickets(*six), "priority", "4", by=bo)


def test_a_fault_in_one_ticket_does_not_stop_the_others(six, bo, monkeypatch):
    def perform(ticket, thing, *, by):
        if ticket == six[0]:
            raise ZeroDivisionError
        return prioritize_ticket(ticket, thing, by=by)

    monkeypatch.setitem(ACTIONS, "priority", BulkAction(**{**vars(ACTIONS["priority"]), "perform": perform}))

    counts = work(start_run(tickets(*six), "priority", "4", by=bo))

    assert (counts["done"], counts["refused"]) == (5, 1)


def test_cancelling_leaves_the_rest_untouched_and_what_was_done_can_be_undone(six, bo, monkeypatch):
    monkeypatch.setattr(bulk_work, "CHUNK", 2)
    run = start_run(tickets(*six), "priority", "4", by=bo)
    bulk_work.work_on(run.pk, seconds=0)

    cancel_run(run, by=bo)
    cancel_run(run, by=bo)
    counts = work(run)

    assert (run.state, counts["done"], counts["waiting"]) == ("cancelled", 2, 4)
    undo_run(run, by=bo)
    assert work(run)["undone"] == 2
    assert set(Ticket.objects.values_list("priority", flat=True)) == {2}


def test_undoing_leaves_what_was_changed_again_since(six, bo, ada):
    run = start_run(tickets(*six), "priority", "4", by=bo)
    work(run)
    prioritize_ticket(six[3], 1, by=ada)

    undo_run(run, by=bo)
    undo_run(run, by=bo)
    counts = work(run)

    assert (run.state, counts["undone"], counts["left"]) == ("undone", 5, 1)
    assert progress_of(run).sentences == [("This was changed again since, so it is left as it is now.", 1)]
    assert dict(Ticket.objects.values_list("pk", "priority"))[six[3].pk] == 1


def test_undo_has_its_time_and_its_owner(six, bo, ada):
    run = start_run(tickets(*six), "priority", "4", by=bo)
    with pytest.raises(Refused, match="Cancel it first"):
        undo_run(run, by=bo)
    work(run)
    with pytest.raises(BulkRun.DoesNotExist):
        undo_run(run, by=ada)

    BulkRun.objects.update(finished_at=timezone.now() - timedelta(minutes=11))
    run.refresh_from_db()
    assert run.undo_until is None
    with pytest.raises(Refused, match="too late"):
        undo_run(run, by=bo)


def test_a_run_waits_while_reactions_wait(six, bo, monkeypatch):
    monkeypatch.setattr(bulk_work, "MOST_WAITING", 3)
    monkeypatch.setattr(bulk_work, "CHUNK", 2)
    run = start_run(tickets(*six), "priority", "4", by=bo)

    bulk_work.work_on(run.pk, seconds=0.05)

    assert progress_of(run).counts["done"] == 2  # the tickets' own reactions wait already
    assert ProcrastinateJob.objects.filter(task_name=WORK, status="todo").count() == 2


def test_ended_runs_are_put_away_by_hand_by_time_and_forgotten(six, bo, ada):
    run = start_run(tickets(*six), "priority", "4", by=bo)
    work(run)
    now = timezone.now()
    assert runs_of(bo, now) == [run] and runs_of(ada, now) == []
    assert runs_of(bo, now + timedelta(minutes=11)) == []

    dismiss_run(run, by=bo)

    assert runs_of(bo, now) == []
    sweep_runs(now)
    assert BulkRun.objects.exists()
    sweep_runs(now + KEPT)
    assert not BulkRun.objects.exists()
