"""Tasks: what is to be done in a ticket, item by item, by whom and until when. A checklist is a list of them made once.

Tasks are ordered by `position`, which only counts within their ticket.
"""

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused
from shopbell.core.length import uncut
from shopbell.core.storable import storable

from .event import Event, Verb, record
from .ticket import Ticket, one_line

MAX_CHARACTERS = 300
MOST = 100  # in one ticket


class Task(models.Model):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="tasks")
    text = models.CharField(max_length=MAX_CHARACTERS)
    position = models.PositiveIntegerField(default=0)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="tasks")
    due_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def is_overdue(self) -> bool:
        return self.due_on is not None and not self.is_done and self.due_on < timezone.localdate()


class ChecklistQuerySet(models.QuerySet["Checklist"]):
    def usable_by(self, agent):
        """Checklists for everybody and those of the agent's teams."""
        return self.filter(Q(team=None) | Q(team__in=agent.team_ids))


class Checklist(models.Model):
    """A list of tasks that an agent or a macro puts into a ticket."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    tasks = ArrayField(models.CharField(max_length=MAX_CHARACTERS), default=list)
    team = models.ForeignKey(
        "accounts.Team", models.CASCADE, null=True, blank=True, verbose_name=_("only for the team")
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name", "id"]

    def __str__(self) -> str:
        return self.name


@transaction.atomic
def add_task(
    ticket: Ticket, text: str, *, assignee: Agent | None = None, due_on: date | None = None, by=None
) -> Task:
    """Put a task at the end of the ticket's. Raises Refused when it is empty, or the ticket has very many."""
    ticket.lock()
    task = _append(ticket, [text], assignee=assignee, due_on=due_on)[0]
    record(
        ticket, Verb.TASK_ADDED, by=by, task=task.text, task_id=task.pk,
        to_id=assignee.pk if assignee else None,
    )  # fmt: skip
    return task


@transaction.atomic
def apply_checklist(
    ticket: Ticket, checklist: Checklist, *, by=None, cause: Event | None = None
) -> list[Task]:
    """Put the tasks of `checklist` into the ticket; those that wait there with the same words are not doubled."""
    ticket.lock()
    open_texts = set(ticket.tasks.filter(done_at=None).values_list("text", flat=True))
    fresh = [text for text in checklist.tasks if text not in open_texts]
    if not fresh:
        return []
    tasks = _append(ticket, fresh)
    record(ticket, Verb.CHECKLIST_APPLIED, by=by, cause=cause, checklist=checklist.name, count=len(tasks))
    return tasks


def _append(ticket: Ticket, texts: list[str], **fields) -> list[Task]:
    texts = [uncut(one_line(storable(text)), MAX_CHARACTERS) for text in texts]
    if not all(texts):
        raise Refused(_t("Write what is to be done."))
    if ticket.tasks.count() + len(texts) > MOST:
        raise Refused(
            _t("A ticket holds up to %(count)s tasks. Remove some that are done.") % {"count": MOST}
        )
    last = ticket.tasks.aggregate(last=Max("position"))["last"] or 0
    return Task.objects.bulk_create(
        Task(ticket=ticket, text=text, position=last + place, **fields) for place, text in enumerate(texts, 1)
    )


@transaction.atomic
def finish_task(task: Task, *, by=None) -> None:
    """Tick it off; twice leaves no trace."""
    task = _locked(task)
    if task.is_done:
        return
    task.done_at, task.done_by = timezone.now(), by if isinstance(by, Agent) else None
    task.save(update_fields=["done_at", "done_by"])
    record(task.ticket, Verb.TASK_DONE, by=by, task=task.text, task_id=task.pk)


@transaction.atomic
def reopen_task(task: Task, *, by=None) -> None:
    """It is not done after all."""
    task = _locked(task)
    if not task.is_done:
        return
    task.done_at = task.done_by = None
    task.save(update_fields=["done_at", "done_by"])
    record(task.ticket, Verb.TASK_REOPENED, by=by, task=task.text, task_id=task.pk)


@transaction.atomic
def change_task(task: Task, *, text: str, assignee: Agent | None, due_on: date | None, by=None) -> None:
    """Say anew what is to be done, by whom, until when; the same leaves no trace. Raises Refused as a new one."""
    task = _locked(task)
    text = uncut(one_line(storable(text)), MAX_CHARACTERS)
    if not text:
        raise Refused(_t("Write what is to be done."))
    if (task.text, task.assignee_id, task.due_on) == (text, assignee.pk if assignee else None, due_on):
        return
    is_given = assignee is not None and assignee.pk != task.assignee_id
    task.text, task.assignee, task.due_on = text, assignee, due_on
    task.save(update_fields=["text", "assignee", "due_on"])
    record(
        task.ticket,
        Verb.TASK_CHANGED,
        by=by,
        task=text,
        task_id=task.pk,
        to=str(assignee) if assignee else "",
        to_id=assignee.pk if assignee and is_given else None,
    )


@transaction.atomic
def move_task(task: Task, by_places: int, *, by=None) -> None:
    """Move it up (below 0) or down within its ticket, at most to an end. The order is no event: it says nothing."""
    task = _locked(task)
    tasks = list(task.ticket.tasks.all())
    at = tasks.index(task)
    tasks.insert(max(0, at + by_places), tasks.pop(at))
    for place, each in enumerate(tasks, 1):
        each.position = place
    Task.objects.bulk_update(tasks, ["position"])


@transaction.atomic
def remove_task(task: Task, *, by=None) -> None:
    """Take it off the ticket; the timeline keeps its words."""
    ticket = task.ticket
    ticket.lock()
    if Task.objects.filter(pk=task.pk).delete()[0]:
        record(ticket, Verb.TASK_REMOVED, by=by, task=task.text)


def _locked(task: Task) -> Task:
    """The task as it is now, its ticket held. Raises Refused when somebody removed it meanwhile."""
    task.ticket.lock()
    fresh = Task.objects.select_related("ticket").filter(pk=task.pk).first()
    if fresh is None:
        raise Refused(_t("This task was removed a moment ago."))
    return fresh
