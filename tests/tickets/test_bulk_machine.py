"""Anything in any order, with a worker that may die at any ticket: each change once, undone exactly or left.

The model beside the desk is a dictionary of priorities. A worker that dies loses its open transaction, as a killed
process does (`tests/faults/test_bulk_kill.py` kills real ones).
"""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from shopbell.core.errors import Refused
from shopbell.tickets import bulk_work
from shopbell.tickets.bulk import cancel_run, progress_of, start_run, undo_run
from shopbell.tickets.models import BulkItem, BulkRun, Event, Ticket
from shopbell.tickets.ticket import create_ticket, prioritize_ticket

TICKETS = 5


class Killed(BaseException):
    """Nothing of ours catches it."""


class BulkMachine(RuleBasedStateMachine):
    people: dict = {}

    @initialize()
    def begin(self):
        self.sandbox = transaction.atomic()
        self.sandbox.__enter__()
        self.bo, mina = self.people["bo"], self.people["mina"]
        self.tickets = [
            create_ticket(customer=mina, channel="email", subject=str(number), team=self.people["returns"])
            for number in range(TICKETS)
        ]
        self.run = None

    def teardown(self):
        if hasattr(self, "sandbox"):
            transaction.set_rollback(True)
            self.sandbox.__exit__(None, None, None)

    def fresh(self):
        return BulkRun.objects.get(pk=self.run.pk)

    @precondition(lambda self: self.run is None or not self.fresh().is_working)
    @rule(priority=st.integers(1, 4), some=st.sets(st.integers(0, TICKETS - 1), min_size=1))
    def start(self, priority, some):
        chosen = Ticket.objects.filter(pk__in=[self.tickets[index].pk for index in some])
        self.before = dict(Ticket.objects.values_list("pk", "priority"))
        self.run = start_run(chosen, "priority", str(priority), by=self.bo)
        self.touched: set[int] = set()
        self.later: set[int] = set()

    @precondition(lambda self: self.run is not None)
    @rule(dies_after=st.integers(0, TICKETS))
    def work(self, dies_after):
        """A portion of one chunk, whose worker dies while it works on a ticket."""
        real, left = bulk_work._work_on_item, [dies_after]

        def work_on_item(*args):
            real(*args)
            left[0] -= 1
            if left[0] < 0:
                raise Killed

        bulk_work._work_on_item = work_on_item
        try:
            bulk_work.work_on(self.run.pk, seconds=0)
        except Killed:
            pass
        finally:
            bulk_work._work_on_item = real

    @rule(index=st.integers(0, TICKETS - 1), priority=st.integers(1, 4))
    def somebody_changes_one(self, index, priority):
        if prioritize_ticket(self.tickets[index], priority, by=self.people["ada"]) and self.run:
            item = self.run.items.filter(ticket=self.tickets[index]).first()
            if item and item.state == "done":
                self.touched.add(self.tickets[index].pk)
            elif item and item.state == "undone":
                self.later.add(self.tickets[index].pk)
            elif item and item.state == "waiting":
                self.before[self.tickets[index].pk] = priority

    @precondition(lambda self: self.run is not None)
    @rule()
    def cancel(self):
        cancel_run(self.run, by=self.bo)

    @precondition(lambda self: self.run is not None)
    @rule()
    def undo(self):
        try:
            undo_run(self.run, by=self.bo)
        except Refused:
            assert self.fresh().state == "running"

    @invariant()
    def every_item_that_is_done_has_its_one_event(self):
        if not self.run:
            return
        for item in self.run.items.all():
            events = Event.objects.filter(ticket=item.ticket_id, data__bulk_run=self.run.pk)
            changes = events.exclude(data__has_key="undoes")
            assert changes.count() == (item.event_id is not None)
            assert events.filter(data__has_key="undoes").count() == (item.state == "undone")
            assert item.event_id is not None or item.state in ("waiting", "same", "refused")

    @invariant()
    def each_ticket_is_as_its_item_says(self):
        if not self.run:
            return
        now = dict(Ticket.objects.values_list("pk", "priority"))
        for item in BulkItem.objects.filter(run=self.run):
            if item.state == "done" and item.ticket_id not in self.touched:
                assert now[item.ticket_id] == int(self.run.value)
            if item.state == "left":
                assert item.ticket_id in self.touched
            if item.state == "undone":
                assert item.ticket_id not in self.touched
                if item.ticket_id not in self.later:
                    assert now[item.ticket_id] == self.before[item.ticket_id]

    @invariant()
    def nothing_is_lost_from_the_count(self):
        if self.run:
            assert sum(progress_of(self.run).counts.values()) == self.run.total


@pytest.mark.requirement("R88")
def test_whatever_happens_each_ticket_is_changed_once_and_undone_exactly_or_left(
    bo, ada, mina, returns, monkeypatch
):
    monkeypatch.setattr(bulk_work, "MOST_WAITING", 10_000)
    BulkMachine.people = {"bo": bo, "ada": ada, "mina": mina, "returns": returns}

    run_state_machine_as_test(
        BulkMachine,
        settings=settings(
            max_examples=25, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
