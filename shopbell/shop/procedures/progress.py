"""A procedure under way in a ticket: its steps as they were when it began, and a mark for each that was done.

Marks are rows, one a step: two agents who do the same step at once leave one mark, and the second hears of it. A
procedure that is changed in the settings does not change under the hands of who follows it.
"""

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.core.storable import storable
from shopbell.tickets.event import Event, Verb, record
from shopbell.tickets.ticket import Ticket, refuse_merged
from shopbell.tickets.undo import changed_since, reverses

from .procedure import Procedure
from .step import Step, steps_of

MOST = 10  # under way in one ticket
LONGEST_NOTE, LONGEST_VALUE = 1_000, 200


class Progress(models.Model):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="progresses")
    procedure = models.ForeignKey("shop.Procedure", models.SET_NULL, null=True, related_name="progresses")
    name = models.CharField(max_length=120)
    steps = models.JSONField()
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "procedure"],
                condition=models.Q(ended_at=None),
                name="procedure_once_under_way",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def written(self) -> list[Step]:
        return steps_of(self.steps)

    @property
    def values(self) -> dict[str, str]:
        """All that was found out so far, by what was asked."""
        found: dict[str, str] = {}
        for mark in self.marks.all():
            found |= mark.values
        return found


class MarkState(models.TextChoices):
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")


class StepMark(models.Model):
    progress = models.ForeignKey(Progress, models.CASCADE, related_name="marks")
    place = models.PositiveIntegerField(help_text="of the step, from 0")
    state = models.CharField(max_length=7, choices=MarkState, default=MarkState.DONE)
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    values = models.JSONField(default=dict, help_text="what was asked → what was found out")
    run = models.ForeignKey("shop.ActionRun", models.SET_NULL, null=True, related_name="+")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["progress", "place"], name="step_marked_once")]


@transaction.atomic
def start_procedure(ticket: Ticket, procedure: Procedure, *, by=None) -> tuple[Progress, Event | None]:
    """Begin `procedure` in `ticket`; one that is under way there is returned as it is, without an event.

    Raises Refused in a merged ticket, and where very many are under way.
    """
    ticket.lock()
    refuse_merged(ticket)
    under_way = list(Progress.objects.filter(ticket=ticket, ended_at=None))
    for progress in under_way:
        if progress.procedure_id == procedure.pk:
            return progress, None
    if len(under_way) >= MOST:
        raise Refused(_t("Finish or end a procedure of this ticket first."))
    progress = Progress.objects.create(
        ticket=ticket, procedure=procedure, name=procedure.name, steps=procedure.steps,
        agent=by if isinstance(by, Agent) else None,
    )  # fmt: skip
    return progress, record(ticket, Verb.PROCEDURE_STARTED, by=by, before=False, **_told(progress))


@transaction.atomic
def mark_step(
    progress: Progress, place: int, state: str = MarkState.DONE, *, by=None, note: str = "",
    values: dict[str, str] | None = None, run_id: int | None = None, **data: Any,
) -> Event | None:  # fmt: skip
    """Note that the step at `place` is done, or skipped, with what was found out; the last one ends the procedure.

    Twice leaves no trace (None). Raises Refused when somebody else marked it with other words, for a step that there is
    not, and when the procedure has ended.
    """
    progress = _locked(progress)
    step = _step(progress, place)
    note, values = storable(note).strip()[:LONGEST_NOTE], _values(step, values or {})
    marks = {mark.place: mark for mark in progress.marks.select_related("agent")}
    if known := marks.get(place):
        if known.state == state and (note or known.note, values or known.values) == (
            known.note,
            known.values,
        ):
            return None
        who = known.agent or "Shopbell"
        raise Refused(_t("%(who)s marked this step a moment ago. Look at it again.") % {"who": who})
    StepMark.objects.create(
        progress=progress, place=place, state=MarkState(state), note=note, values=values, run_id=run_id,
        agent=by if isinstance(by, Agent) else None,
    )  # fmt: skip
    verb = Verb.STEP_DONE if state == MarkState.DONE else Verb.STEP_SKIPPED
    event = record(progress.ticket, verb, by=by, before=False, **_told(progress, place), **data)
    if len(marks) + 1 == len(progress.steps):
        _end(progress)
        record(progress.ticket, Verb.PROCEDURE_FINISHED, by=by, cause=event, **_told(progress))
    return event


@transaction.atomic
def reopen_step(progress: Progress, place: int, *, by=None, **data: Any) -> Event | None:
    """It is to be done after all: what was noted goes, and the procedure goes on. Open, it leaves no trace (None)."""
    progress = _locked(progress, even_ended=True)
    deleted, _rows = StepMark.objects.filter(progress=progress, place=place).delete()
    if not deleted:
        return None
    if progress.ended_at:
        others = Progress.objects.filter(ticket=progress.ticket, procedure=progress.procedure, ended_at=None)
        if progress.procedure and others.exists():
            raise Refused(_t("This procedure was begun again since. Go on in that one."))
        progress.ended_at = None
        progress.save(update_fields=["ended_at"])
    return record(progress.ticket, Verb.STEP_REOPENED, by=by, **_told(progress, place), **data)


@transaction.atomic
def end_procedure(progress: Progress, *, by=None, **data: Any) -> None:
    """Follow it no further; what was done stays. Ended already, it leaves no trace."""
    progress = _locked(progress, even_ended=True)
    if progress.ended_at is None:
        _end(progress)
        record(progress.ticket, Verb.PROCEDURE_ENDED, by=by, **_told(progress), **data)


@reverses(Verb.PROCEDURE_STARTED, permission=Permission.TICKET_UPDATE, same="progress")
def _never_started(ticket: Ticket, event: Event, *, by) -> None:
    progress = Progress.objects.filter(ticket=ticket, pk=event.data["progress"], ended_at=None).first()
    if progress is None or progress.marks.exists():
        raise changed_since()
    end_procedure(progress, by=by, undoes=event.pk)
    progress.delete()


@reverses(
    Verb.STEP_DONE, Verb.STEP_SKIPPED, permission=Permission.TICKET_UPDATE,
    also_disturbed_by=(Verb.STEP_REOPENED,), same="step_key",
)  # fmt: skip
def _open_again(ticket: Ticket, event: Event, *, by) -> None:
    progress = Progress.objects.filter(ticket=ticket, pk=event.data["progress"]).first()
    if progress is None or reopen_step(progress, event.data["place"], by=by, undoes=event.pk) is None:
        raise changed_since()


def _end(progress: Progress) -> None:
    progress.ended_at = timezone.now()
    progress.save(update_fields=["ended_at"])


def _locked(progress: Progress, *, even_ended: bool = False) -> Progress:
    """As it is now, its ticket held. Raises Refused when it has ended or is gone."""
    progress.ticket.lock()
    fresh = Progress.objects.select_related("ticket", "procedure").filter(pk=progress.pk).first()
    if fresh is None or (fresh.ended_at and not even_ended):
        raise Refused(_t("This procedure has ended a moment ago."))
    return fresh


def _step(progress: Progress, place: int) -> Step:
    steps = progress.written
    if not 0 <= place < len(steps):
        raise Refused(_t("There is no such step."))
    return steps[place]


def _values(step: Step, given: dict[str, str]) -> dict[str, str]:
    found = {name: storable(given.get(name, "")).strip()[:LONGEST_VALUE] for name in step.asks}
    return {name: value for name, value in found.items() if value}


def _told(progress: Progress, place: int | None = None) -> dict[str, Any]:
    told: dict[str, Any] = {"procedure": progress.name, "progress": progress.pk}
    if place is not None:
        told |= {"step": progress.written[place].title, "place": place, "step_key": f"{progress.pk}-{place}"}
    return told
