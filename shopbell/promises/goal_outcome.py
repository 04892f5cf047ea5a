"""What became of the goals of tickets: a row for each clock that ended, and for each that still runs and is broken.

Reports count these rows. They are what `clock.fold` says of the ticket's events: written with the events, and written
anew where an event takes back another. Channel, team and reason are those of the ticket when the row was first written.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shopbell.accounts.team import Team
from shopbell.tickets.reason import ContactReason
from shopbell.tickets.ticket import Ticket

from .goal import Goal
from .goal_policy import GoalPolicyVersion


class Outcome(models.TextChoices):
    KEPT = "kept", pgettext_lazy("promise", "Kept")
    BROKEN = "broken", pgettext_lazy("promise", "Broken")
    VOID = "void", _("Not counted")


MISTAKE = "mistake"  # the goals that decided it were one (`voiding.py`)


class GoalOutcome(models.Model):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="goal_outcomes", db_index=False)
    goal = models.CharField(max_length=11, choices=Goal)
    number = models.PositiveIntegerField(help_text="of the ticket's clocks for this goal, from 1")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="empty: it is broken and still runs")
    outcome = models.CharField(max_length=6, choices=Outcome)
    because = models.CharField(
        max_length=10,
        blank=True,
        help_text="why it does not count: solved, spam, deleted, merged, split, mistake",
    )
    seconds = models.PositiveBigIntegerField(help_text="counted time until it ended, or was broken")
    policy_version = models.ForeignKey(
        GoalPolicyVersion, models.PROTECT, null=True, related_name="+", db_index=False
    )
    channel = models.CharField(max_length=20)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="+")
    reason = models.ForeignKey(ContactReason, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "goal", "number"], name="goal_outcome_once")]
        indexes = [
            models.Index(fields=["started_at", "id"], name="goal_outcome_by_start"),
            models.Index(fields=["due_at", "id"], name="goal_outcome_by_due"),
            models.Index(fields=["policy_version", "ticket"], name="goal_outcome_by_goals"),
            # few are broken, and a filter asks for just those
            models.Index(fields=["ticket"], name="goal_outcome_broken", condition=models.Q(outcome="broken")),
        ]
