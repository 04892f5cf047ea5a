"""A bulk run: one change to many tickets, with the tickets frozen when it starts.

Each ticket is an item of the run. Jobs work on them in portions (`bulk_work.py`); whatever happens to a worker, an
item and what was done to its ticket are written in one transaction, so each is done once. What the run did can be
taken back for ten minutes; a ticket that was changed again since is left as it is, and counted.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection, models, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from shopbell.accounts.agent import Agent
from shopbell.core.bus import publish
from shopbell.core.errors import Refused

from .bulk_action import ACTIONS, action_of
from .ticket import TicketQuerySet
from .undo import UNDO_TIME

WORK = "tickets.work_on_bulk"


class Question(NamedTuple):
    """What a run leaves open: the address of a dialog that asks it, and of how many tickets."""

    address: str
    tickets: int


# what its agent is asked once a run is over: called with the run. A floor above adds its own (`apps.py`)
ASKS_AFTER: list[Callable[["BulkRun"], Question | None]] = []
CONFIRM_ABOVE = 20
KEPT = timedelta(days=30)


class RunState(models.TextChoices):
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    UNDOING = "undoing"
    UNDONE = "undone"


class ItemState(models.TextChoices):
    WAITING = "waiting"
    DONE = "done"
    SAME = "same"  # it was so already
    REFUSED = "refused"  # with the sentence why
    UNDONE = "undone"
    LEFT = "left"  # not undone: changed again since


class BulkRun(models.Model):
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bulk_runs")
    request_id = models.UUIDField(unique=True, default=uuid.uuid4, help_text="a second click starts nothing")
    action = models.CharField(max_length=40)
    value = models.CharField(max_length=200)
    choice = models.CharField(max_length=300, help_text="the value in the agent's words")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.RUNNING)
    total = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["agent", "created_at"], name="bulk_by_agent")]

    def __str__(self) -> str:
        known = ACTIONS.get(self.action)
        return f"{known.label if known else self.action}: {self.choice}"

    @property
    def is_working(self) -> bool:
        return self.state in (RunState.RUNNING, RunState.UNDOING)

    @property
    def undo_until(self) -> datetime | None:
        """Until when it can be taken back; None when it cannot."""
        if self.state not in (RunState.DONE, RunState.CANCELLED) or self.finished_at is None:
            return None
        return self.finished_at + UNDO_TIME if timezone.now() < self.finished_at + UNDO_TIME else None


class BulkItem(models.Model):
    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="items")
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=ItemState, default=ItemState.WAITING)
    # events go only with their ticket, and so does this row: nothing has to be looked up when one goes
    event = models.ForeignKey(
        "tickets.Event", models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    sentence = models.CharField(max_length=300, blank=True, help_text="why it was refused or left")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "ticket"], name="once_in_a_run")]
        indexes = [models.Index(fields=["run", "state", "ticket"], name="bulk_item_by_state")]


@transaction.atomic
def start_run(
    tickets: TicketQuerySet, action: str, value: str, *, by: Agent, request_id: uuid.UUID | None = None
) -> BulkRun:
    """Do `action` with `value` to all `tickets` that are there now; the same `request_id` again starts nothing.

    Raises Refused when there is none, and for a value that does not exist.
    """
    request_id = request_id or uuid.uuid4()
    found = action_of(action)
    by.require(found.permission)
    thing = found.find(value)
    labels = {choice.value: choice.label for choice in found.choices(by)}
    run, is_new = BulkRun.objects.get_or_create(
        request_id=request_id,
        agent=by,
        defaults={
            "action": action,
            "value": value,
            "choice": (labels.get(value) or found.named(thing))[:300],
        },
    )
    if not is_new:
        return run
    run.total = _freeze(run, tickets)
    if not run.total:
        raise Refused(_("There is no ticket to change any more. Select again."))
    run.save(update_fields=["total"])
    enqueue(run)
    return run


def _freeze(run: BulkRun, tickets: TicketQuerySet) -> int:
    """Write down which tickets; the database does it alone, so that their number costs no memory here."""
    try:
        chosen, params = tickets.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into tickets_bulkitem (run_id, ticket_id, state, sentence)"
            f" select %s, chosen.id, %s, '' from ({chosen}) chosen (id) order by chosen.id",  # noqa: S608 (Django's)
            [run.pk, ItemState.WAITING, *params],
        )
        return cursor.rowcount


@transaction.atomic
def cancel_run(run: BulkRun, *, by: Agent) -> None:
    """Stop after the ticket that is being changed; what was done stays done. Nothing when it has ended."""
    if _locked(run, by).state != RunState.RUNNING:
        return
    run.state, run.finished_at = RunState.CANCELLED, timezone.now()
    run.save(update_fields=["state", "finished_at"])
    publish(f"agent-{run.agent_id}")


@transaction.atomic
def undo_run(run: BulkRun, *, by: Agent) -> None:
    """Take back what the run did, ticket by ticket; twice changes nothing.

    Raises Refused while it runs, and ten minutes after its end.
    """
    _locked(run, by)
    if run.state in (RunState.UNDOING, RunState.UNDONE):
        return
    if run.state == RunState.RUNNING:
        raise Refused(_("Cancel it first: it is still running."))
    if run.undo_until is None:
        raise Refused(_("It is too late to undo this. Change it by hand."))
    run.state, run.dismissed_at = RunState.UNDOING, None
    run.save(update_fields=["state", "dismissed_at"])
    enqueue(run)
    publish(f"agent-{run.agent_id}")


def dismiss_run(run: BulkRun, *, by: Agent) -> None:
    """Show it no longer; it goes on where it is at work."""
    BulkRun.objects.filter(pk=run.pk, agent=by, dismissed_at=None).update(dismissed_at=timezone.now())


def _locked(run: BulkRun, by: Agent) -> BulkRun:
    run.refresh_from_db(from_queryset=BulkRun.objects.select_for_update(of=("self",)).filter(agent=by))
    return run


def enqueue(run: BulkRun) -> None:
    """Have a portion worked on. One job at a time for the whole desk: several runs take turns, and people go first."""
    jobs.configure_task(WORK, lock="bulk", priority=-10).defer(run_id=run.pk)


@dataclass(frozen=True)
class Progress:
    run: BulkRun
    counts: dict[str, int]
    sentences: Sequence[tuple[str, int]]  # why tickets were refused or left, and how many
    question: Question | None = None

    @property
    def worked(self) -> int:
        if self.run.state in (RunState.UNDOING, RunState.UNDONE):
            return self.counts["undone"] + self.counts["left"]
        return self.run.total - self.counts["waiting"]

    @property
    def of(self) -> int:
        if self.run.state in (RunState.UNDOING, RunState.UNDONE):
            return self.worked + self.counts["done"]
        return self.run.total


def progress_of(run: BulkRun) -> Progress:
    """How far `run` is, counted from its items."""
    counted = dict(run.items.order_by().values_list("state").annotate(count=Count("pk")))
    told = run.items.exclude(sentence="").order_by().values_list("sentence").annotate(count=Count("pk"))
    return Progress(
        run,
        {state: counted.get(state, 0) for state in ItemState.values},
        list(told.order_by("-count")[:10]),
        question_after(run),
    )


def question_after(run: BulkRun) -> Question | None:
    """The first question that there is about what `run` did, as long as the run is shown and stands."""
    if run.state not in (RunState.DONE, RunState.CANCELLED) or run.dismissed_at:
        return None
    return next((question for ask in ASKS_AFTER if (question := ask(run))), None)


def runs_of(agent: Agent, now: datetime) -> list[BulkRun]:
    """What an agent's screen shows: at work, or ended a moment ago, and not put away."""
    shown = Q(finished_at=None) | Q(finished_at__gt=now - UNDO_TIME) | Q(state=RunState.UNDOING)
    recent = BulkRun.objects.filter(shown, agent=agent, dismissed_at=None, created_at__gt=now - KEPT)
    return list(recent.order_by("-created_at")[:5])


def sweep_runs(now: datetime) -> int:
    """Forget runs that nobody can undo any more."""
    old = BulkRun.objects.filter(created_at__lt=now - KEPT, finished_at__isnull=False)
    return old.delete()[0]
