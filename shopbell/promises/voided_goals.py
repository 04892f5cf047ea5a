"""Goals that were a mistake: what a version of them decided counts nowhere, as long as such a row stands.

The row says who found so, when and why; each ticket that the version decided anything in has an event that says it too,
from which its clocks are reckoned (`fold.py`). Who writes these events, and takes them back, is `voiding.py`.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.db.models import Count, Q
from django.utils import timezone

from shopbell.tickets.event import Event, Verb, record
from shopbell.tickets.ticket import Ticket

from .goal_outcome import MISTAKE, GoalOutcome, Outcome
from .goal_policy import GoalPolicyVersion

LONGEST_REASON = 300
KEEP_AS_THEY_ARE = "select from promises_goalpolicyversion where id = any(%s) order by id for key share"


class VoidedGoalsQuerySet(models.QuerySet["VoidedGoals"]):
    def standing(self):
        return self.filter(restored_at=None)


class VoidedGoals(models.Model):
    version = models.ForeignKey(GoalPolicyVersion, models.PROTECT, related_name="voids")
    reason = models.CharField(max_length=LONGEST_REASON)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    voided_at = models.DateTimeField(default=timezone.now)
    restored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    restored_at = models.DateTimeField(null=True, help_text="set: it was taken back, and all counts again")
    count = models.PositiveIntegerField(default=0, help_text="tickets, as far as they are known")
    failed = models.PositiveIntegerField(default=0, help_text="tickets that could not be written to")
    finished_at = models.DateTimeField(null=True, help_text="empty: its tickets are being written to")

    objects = VoidedGoalsQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(restored_at=None), name="goals_are_void_once"
            )
        ]

    @property
    def is_working(self) -> bool:
        return self.finished_at is None

    @property
    def done(self) -> int:
        """How many tickets were written to; of one that is taken back, how many are left."""
        return self.tickets.count()

    @property
    def said(self) -> dict[str, Any]:
        """What the events in the timelines say of it."""
        return {"policy": self.version.name, "policy_version": self.version_id}


class VoidedTicket(models.Model):
    """A ticket that was written to, with the event that takes it back."""

    void = models.ForeignKey(VoidedGoals, models.CASCADE, related_name="tickets")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["void", "ticket"], name="ticket_is_voided_once")]


def void_in(ticket: Ticket, void: VoidedGoals) -> None:
    """Nothing that `void` takes back counts in this locked ticket, which was not told of it so far."""
    event = record(ticket, Verb.GOALS_VOIDED, by=void.agent, reason=void.reason, **void.said)
    VoidedTicket.objects.create(void=void, ticket=ticket, event=event)


def void_late(ticket: Ticket, version_ids: Iterable[int]) -> None:
    """The same for what these versions decide after their tickets were written to: an answer that is entered late.

    They are kept as they are (`keep_as_they_are`): whoever restores one has a job that finds the ticket.
    """
    voids = VoidedGoals.objects.standing().filter(version__in=set(version_ids)).order_by("pk")
    for void in voids.select_related("version", "agent"):
        if not void.tickets.filter(ticket=ticket).exists():
            void_in(ticket, void)


def keep_as_they_are(version_ids: Iterable[int]) -> None:
    """Nobody takes back or restores what these versions decide until the transaction ends.

    So whoever writes down that one decided something asks afterwards whether it is void, and either sees that it is, or
    is done before its tickets are looked for. Many may do this at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(KEEP_AS_THEY_ARE, [sorted(set(version_ids))])


def standing_voids() -> list[VoidedGoals]:
    """The last first."""
    return list(VoidedGoals.objects.standing().select_related("version", "agent"))


def decided_by(version: GoalPolicyVersion) -> dict[str, int]:
    """In how many tickets the version decided what counts now, and how many promises were kept and broken by it."""
    found = GoalOutcome.objects.filter(policy_version=version).exclude(outcome=Outcome.VOID)
    return found.aggregate(
        tickets=Count("ticket", distinct=True),
        kept=Count("pk", filter=Q(outcome=Outcome.KEPT)),
        broken=Count("pk", filter=Q(outcome=Outcome.BROKEN)),
    )


def tickets_behind(version_id: int) -> models.QuerySet[Ticket]:
    """The tickets that were told that these goals were a mistake; of goals that count, those in which they decided
    what does (`decided_by`)."""
    told = VoidedTicket.objects.filter(void__version=version_id, void__restored_at=None)
    if VoidedGoals.objects.standing().filter(version=version_id).exists():
        return Ticket.objects.filter(pk__in=told.values("ticket"))
    decided = GoalOutcome.objects.filter(policy_version=version_id).exclude(outcome=Outcome.VOID)
    return Ticket.objects.filter(pk__in=decided.values("ticket"))


def reasons_of(rows: Iterable[GoalOutcome]) -> dict[int, str]:
    """Why those of `rows` do not count whose goals were a mistake, by their keys."""
    mistaken = {row.pk: row.policy_version_id for row in rows if row.because == MISTAKE}
    found = VoidedGoals.objects.filter(version__in=set(mistaken.values())) if mistaken else []
    by_version = {each.version_id: each.reason for each in sorted(found, key=lambda each: each.pk)}
    return {pk: by_version.get(version or 0, "") for pk, version in mistaken.items()}
