"""A policy is one rule of an action: conditions that must all hold, and what follows when they do.

The rules of an action are asked in the order of their position; the first that holds decides, and where none does
the action is refused. A rule is never edited: a change is a new version with the day from which it counts, so that
what was decided can always be read as it was.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.core.errors import Refused

from .condition import check_conditions
from .terms import check_terms


class Outcome(models.TextChoices):
    ALLOW = "allow", _("Allowed")
    REFUSE = "refuse", _("Refused")
    ASK = "ask", _("Needs approval")


class Policy(models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    action = models.CharField(max_length=40, db_index=True, help_text="whose rule it is")
    position = models.IntegerField(default=0, help_text="asked in this order")
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["action", "position", "id"]

    def __str__(self) -> str:
        return self.title

    def version_at(self, at: datetime) -> "PolicyVersion | None":
        """The version that counts at `at`: the newest of those in effect."""
        return self.versions.in_effect(at).order_by("-number").first()


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    def in_effect(self, at: datetime):
        return self.filter(Q(effective_until=None) | Q(effective_until__gt=at), effective_from__lte=at)


class PolicyVersion(models.Model):
    policy = models.ForeignKey(Policy, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    effective_from = models.DateTimeField(default=timezone.now)
    effective_until = models.DateTimeField(null=True, blank=True)
    conditions = models.JSONField(default=list, help_text="field, op, value; all must hold")
    outcome = models.CharField(max_length=6, choices=Outcome)
    terms = models.JSONField(default=dict, help_text="fees, days, deadlines, instructions")
    sentences = models.JSONField(default=dict, help_text="language → what the customer reads")
    agent_sentences = models.JSONField(default=dict, help_text="language → what the agent reads besides")
    is_waivable = models.BooleanField(default=False, help_text="an exception may be made of it")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.TextField(blank=True, help_text="why it was changed")
    created_at = models.DateTimeField(default=timezone.now)

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        ordering = ["policy", "number"]
        constraints = [models.UniqueConstraint(fields=["policy", "number"], name="policy_version_once")]

    def __str__(self) -> str:
        return f"{self.policy.slug} v{self.number}"


@transaction.atomic
def write_version(
    policy: Policy,
    *,
    outcome: str,
    conditions: list[dict[str, Any]],
    sentences: dict[str, str],
    terms: dict[str, Any] | None = None,
    agent_sentences: dict[str, str] | None = None,
    is_waivable: bool = False,
    effective_from: datetime | None = None,
    effective_until: datetime | None = None,
    note: str = "",
    by=None,
) -> PolicyVersion:
    """A new version of `policy`, in effect from `effective_from` (now). Raises Refused with what is wrong in it."""
    effective_from = effective_from or timezone.now()
    if outcome not in Outcome.values:
        raise Refused(_t("Choose what follows: allowed, refused or needs approval."))
    if effective_until and effective_until <= effective_from:
        raise Refused(_t("The policy would end before it begins."))
    if not any(sentence.strip() for sentence in sentences.values()):
        raise Refused(_t("Write what the customer reads, in one language at least."))
    check_conditions(conditions)
    check_terms(terms or {})
    last = policy.versions.select_for_update().order_by("-number").first()
    return PolicyVersion.objects.create(
        policy=policy, number=(last.number if last else 0) + 1, outcome=outcome, conditions=conditions,
        sentences=sentences, terms=terms or {}, agent_sentences=agent_sentences or {}, is_waivable=is_waivable,
        effective_from=effective_from, effective_until=effective_until, note=note, agent=by,
    )  # fmt: skip
