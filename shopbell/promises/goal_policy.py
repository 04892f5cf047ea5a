"""Goals: how soon tickets of a kind are answered and solved. The first policy, by position, whose filter a ticket meets
is the one that applies to it.

What is saved becomes a version, and a ticket's events name the version that was chosen for it, so that each deadline
can be reckoned again as it was. For which tickets it holds is a part of it: that may be the mistake as well as the
time. A policy that is deleted leaves its versions behind.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.tickets.filter.condition import Filter, restored

from .again import ask_to_look_again
from .goal import Counts, Goal
from .goal_default import name_said

LONGEST_SECONDS = 366 * 86_400
SECONDS = [MinValueValidator(10), MaxValueValidator(LONGEST_SECONDS)]


def _target(label: Any) -> Any:
    return models.PositiveIntegerField(label, null=True, blank=True, validators=SECONDS)


class GoalPolicy(models.Model):
    name = models.CharField(_("name"), max_length=80, unique=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    is_on = models.BooleanField(_("in use"), default=True)
    conditions = models.JSONField(
        default=list, blank=True, help_text="tickets/filter/condition.py; none: every ticket"
    )
    first_reply_seconds = _target(_("first reply"))
    next_reply_seconds = _target(_("next reply"))
    solve_seconds = _target(_("solution"))
    counts = models.CharField(_("counted time"), max_length=6, choices=Counts, default=Counts.OPEN)
    warn_percent = models.PositiveSmallIntegerField(
        _("at risk from"),
        default=75,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
        help_text=_("How much of the time may pass, in percent, before a ticket is at risk."),
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("goals"), _("goals")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return name_said(self.name)

    def clean(self) -> None:
        """Raises ValidationError for a solution that would be due before the first reply."""
        if self.solve_seconds and (self.first_reply_seconds or 0) > self.solve_seconds:
            raise ValidationError(
                {
                    "solve": _t(
                        "A ticket is not solved before its first reply: let this take as long at least."
                    )
                }
            )

    @property
    def filter(self) -> Filter:
        return restored(self.conditions)

    @property
    def targets(self) -> dict[str, Any]:
        """What a version keeps of it: seconds by goal (None: no such goal), which time counts, when it is at risk."""
        return {
            **{str(goal): getattr(self, f"{goal}_seconds") for goal in Goal},
            "counts": str(self.counts),
            "warn_percent": self.warn_percent,
        }

    @transaction.atomic
    def save(self, *args, **kwargs) -> None:
        """Write the row, and what it promises as a version."""
        super().save(*args, **kwargs)
        _write_version(self, timezone.now())
        ask_to_look_again()

    @transaction.atomic
    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        ask_to_look_again()
        return super().delete(*args, **kwargs)


class GoalPolicyVersion(models.Model):
    policy = models.ForeignKey(GoalPolicy, models.SET_NULL, null=True, related_name="versions")
    name = models.CharField(max_length=80, help_text="of the policy, when this was written")
    number = models.PositiveIntegerField()
    targets = models.JSONField(help_text="GoalPolicy.targets")
    conditions = models.JSONField(
        null=True, help_text="GoalPolicy.conditions; empty: from before they were kept"
    )
    effective_from = models.DateTimeField()

    class Meta:
        ordering = ["policy", "number"]
        constraints = [models.UniqueConstraint(fields=["policy", "number"], name="goal_version_once")]

    def __str__(self) -> str:
        return name_said(self.name)


def _write_version(policy: GoalPolicy, now: datetime) -> None:
    """What this policy says from `now` on, unless the last version says the same. One that was a mistake counts nowhere
    (`voiding.py`), and so stays the last no longer."""
    GoalPolicy.objects.select_for_update().get(pk=policy.pk)  # two savers number their versions one by one
    said = {"targets": policy.targets, "conditions": policy.conditions}
    last = policy.versions.order_by("-number").first()
    if last is None or not _says(last, said) or last.voids.filter(restored_at=None).exists():
        number = last.number + 1 if last else 1
        policy.versions.create(name=policy.name, number=number, effective_from=now, **said)


def _says(version: GoalPolicyVersion, said: dict[str, Any]) -> bool:
    return all(getattr(version, name) == value for name, value in said.items())
