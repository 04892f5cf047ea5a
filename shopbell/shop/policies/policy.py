"""A policy is one rule of an action: conditions that must all hold, and what follows when they do.

The rules of an action are asked in the order of their position; the first that holds decides, and where none does
the action is refused. A rule is never edited: a change is a new version with the day from which it counts, so that
what was decided can always be read as it was. What is changed in the `draft` of a policy becomes that version when the
policy is saved: the editor, the import and putting a change back all write it so.
"""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shopbell.core.errors import Refused

from .condition import check_conditions
from .draft import Draft
from .terms import check_terms
from .wording import refuse_unknown_names


class Outcome(models.TextChoices):
    ALLOW = "allow", _("Allowed")
    REFUSE = "refuse", _("Refused")
    ASK = "ask", _("Needs approval")
    REST = "rest", pgettext_lazy("policy", "Set aside")  # the rule is not asked


class Policy(models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    action = models.CharField(_("about"), max_length=40, db_index=True, help_text="whose rule it is")
    position = models.IntegerField(_("position"), default=0, help_text="asked in this order")
    title = models.CharField(_("title"), max_length=200)
    is_public = models.BooleanField(_("on the public page"), default=False)

    class Meta:
        ordering = ["action", "position", "id"]
        verbose_name = _("policy")
        verbose_name_plural = _("policies")

    def __str__(self) -> str:
        """The title; of the rules that every desk begins with in the reader's language."""
        return _t(self.title) if self.title else ""

    def clean(self) -> None:
        """Raises Refused when it is about nothing that the shop rules on."""
        from .area import area_named  # actions ask policies, and this asks which actions there are

        area_named(self.action)

    @transaction.atomic
    def save(self, *args, **kwargs) -> None:
        """Write the row, and what was changed in its draft as a new version. Raises Refused for what is no rule."""
        super().save(*args, **kwargs)
        getattr(self, "_prefetched_objects_cache", {}).pop("versions", None)
        draft = self.__dict__.pop("draft", None)
        newest = self.newest
        if draft is not None and (newest is None or draft != Draft.of(newest)):
            write_version(self, **draft.as_version(), note=draft.note, by=draft.by)
        if draft is not None:
            refuse_unknown_names(draft, is_public=self.is_public)

    @cached_property
    def draft(self) -> Draft:
        """What the newest version says, to be changed and saved."""
        newest = self.newest
        return Draft.of(newest) if newest else Draft()

    @property
    def newest(self) -> "PolicyVersion | None":
        if "versions" in getattr(self, "_prefetched_objects_cache", {}):
            return max(self.versions.all(), key=lambda each: each.number, default=None)
        return self.versions.order_by("-number").first() if self.pk else None

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


def check_draft(draft: Draft) -> None:
    """Raises Refused with what is wrong in it."""
    if draft.outcome not in Outcome.values:
        raise Refused(_t("Choose what follows: allowed, refused or needs approval."))
    begins = draft.effective_from or timezone.now()
    if draft.effective_until and draft.effective_until <= begins:
        raise Refused(_t("The policy would end before it begins."))
    if not any(sentence.strip() for sentence in draft.sentences.values()):
        raise Refused(_t("Write what the customer reads, in one language at least."))
    check_conditions(draft.conditions)
    check_terms(draft.terms)


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
    draft = Draft(outcome, conditions, terms or {}, sentences, agent_sentences or {}, is_waivable)
    draft.effective_from, draft.effective_until = effective_from, effective_until
    check_draft(draft)
    Policy.objects.select_for_update(no_key=True).get(pk=policy.pk)
    last = policy.newest
    return PolicyVersion.objects.create(
        policy=policy, number=(last.number if last else 0) + 1, outcome=outcome, conditions=conditions,
        sentences=sentences, terms=terms or {}, agent_sentences=agent_sentences or {}, is_waivable=is_waivable,
        effective_from=effective_from, effective_until=effective_until, note=note, agent=by,
    )  # fmt: skip
