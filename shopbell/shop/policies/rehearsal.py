"""Trying a rule out before it counts: which past orders, and actions that were asked for, it would treat differently.

A rehearsal only reads, and writes down what it found. Jobs work on it in portions (`rehearsal_work.py`), from the
newest back, so many and no more; one that is cancelled keeps what it found so far.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app as jobs

from ..actions.run import ActionRun
from ..order import Order
from .draft import Draft
from .policy import Policy, check_draft

WORK = "shop.work_on_rehearsal"
MOST = 5_000  # orders, and as many actions that were asked for
KEPT = timedelta(days=7)


class RehearsalState(models.TextChoices):
    RUNNING = "running", _("Under way")
    DONE = "done", _("Finished")
    CANCELLED = "cancelled", _("Stopped")


class Rehearsal(models.Model):
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="rehearsals")
    policy = models.ForeignKey(
        Policy, models.CASCADE, null=True, related_name="rehearsals", help_text="null: a new one"
    )
    action = models.CharField(max_length=40, help_text="what it is about")
    title = models.CharField(max_length=200)
    is_public = models.BooleanField(default=False)
    draft = models.JSONField(help_text="what is tried out")
    state = models.CharField(max_length=9, choices=RehearsalState, default=RehearsalState.RUNNING)
    runs = models.PositiveIntegerField(default=0, help_text="how many it looks at")
    orders = models.PositiveIntegerField(default=0)
    runs_seen = models.PositiveIntegerField(default=0)
    orders_seen = models.PositiveIntegerField(default=0)
    last_run = models.BigIntegerField(
        null=True, help_text="the last that was looked at; those below are to come"
    )
    last_order = models.BigIntegerField(null=True)
    different_runs = models.PositiveIntegerField(default=0)
    different_orders = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_working(self) -> bool:
        return self.state == RehearsalState.RUNNING

    @property
    def said(self) -> Draft:
        return Draft.from_json(self.draft)

    @property
    def is_written(self) -> bool:
        """Whether its policy says just what is tried out."""
        policy = self.policy
        if policy is None or (str(policy), policy.is_public) != (self.title, self.is_public):
            return False
        return policy.draft == self.said

    @property
    def total(self) -> int:
        return self.runs + self.orders

    @property
    def seen(self) -> int:
        return self.runs_seen + self.orders_seen

    @property
    def different(self) -> int:
        return self.different_runs + self.different_orders


class Difference(models.Model):
    """One order, or one action that was asked for, which would be treated differently."""

    rehearsal = models.ForeignKey(Rehearsal, models.CASCADE, related_name="differences")
    order = models.ForeignKey(Order, models.CASCADE, null=True, related_name="+")
    run = models.ForeignKey(ActionRun, models.CASCADE, null=True, related_name="+")
    before = models.JSONField(help_text="outcome, rule, sentence, terms")
    after = models.JSONField()

    class Meta:
        ordering = ["id"]


@transaction.atomic
def start_rehearsal(
    action: str,
    draft: Draft,
    *,
    by: Any,
    policy: Policy | None = None,
    title: str = "",
    is_public: bool = False,
) -> Rehearsal:
    """Try `draft` out, in place of what `policy` says now or as a new rule. Raises Refused for one that is none."""
    check_draft(draft)
    rehearsal = Rehearsal.objects.create(
        agent=by, policy=policy, action=action, title=title or str(policy or ""), is_public=is_public,
        draft=draft.as_json(), runs=runs_of(action)[:MOST].count(), orders=Order.objects.all()[:MOST].count(),
    )  # fmt: skip
    enqueue(rehearsal)
    return rehearsal


def runs_of(action: str) -> models.QuerySet[ActionRun]:
    """The actions that were asked for and of which is known what the rules asked."""
    return ActionRun.objects.filter(action=action).exclude(facts={})


@transaction.atomic
def cancel_rehearsal(rehearsal: Rehearsal) -> None:
    """Stop it; what it found stays. Nothing when it has ended."""
    running = Rehearsal.objects.filter(pk=rehearsal.pk, state=RehearsalState.RUNNING)
    running.update(state=RehearsalState.CANCELLED, finished_at=timezone.now())


def enqueue(rehearsal: Rehearsal) -> None:
    """Have a portion worked on: one rehearsal at a time for the whole desk, and people go first."""
    jobs.configure_task(WORK, lock="policy-rehearsal", priority=-10).defer(rehearsal_id=rehearsal.pk)


def sweep_rehearsals(now: datetime) -> int:
    """Forget rehearsals that nobody looks at any more."""
    return Rehearsal.objects.filter(created_at__lt=now - KEPT).delete()[0]
