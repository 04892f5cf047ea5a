"""Versions of goals as people read them: what each promised, for which tickets, from when to when, and who saved it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.settings_history import SettingChange

from .goal_policy import GoalPolicy, GoalPolicyVersion
from .goal_text import text_of
from .goal_words import promised_by
from .voided_goals import VoidedGoals

PAGE = "settings-goals"
MODEL = GoalPolicy._meta.label_lower
SAME_SAVE = timedelta(minutes=1)  # the history notes a change in the transaction that writes the version


@dataclass(frozen=True)
class ToldVersion:
    version: GoalPolicyVersion
    promised: str
    tickets: str  # for which it held; its filter as it is typed, empty for words
    words: str  # instead of a filter
    until: datetime | None  # when another one of the policy began
    by: Agent | None  # who saved it, where a person did


def versions_found() -> QuerySet[GoalPolicyVersion]:
    """The last first, each with what was found of it as `found`, and when the next one of its policy began."""
    standing = VoidedGoals.objects.standing().select_related("agent")
    later = GoalPolicyVersion.objects.filter(policy=OuterRef("policy"), number__gt=OuterRef("number"))
    versions = GoalPolicyVersion.objects.select_related("policy").order_by("-effective_from", "-pk")
    versions = versions.annotate(until=Subquery(later.order_by("number").values("effective_from")[:1]))
    return versions.prefetch_related(Prefetch("voids", standing, to_attr="found"))


def told_of(versions: Sequence[GoalPolicyVersion]) -> list[ToldVersion]:
    """`versions` come from `versions_found`."""
    savers = _savers(versions)
    return [_told(version, savers.get(version.pk)) for version in versions]


def _told(version: GoalPolicyVersion, by: Agent | None) -> ToldVersion:
    tickets = text_of(GoalPolicy(conditions=version.conditions)) if version.conditions else ""
    if version.conditions is None:
        words = _("for which tickets was not kept then")
    else:
        words = (
            _("for every ticket") if not version.conditions else _("a filter that cannot be read any more")
        )
    promised = promised_by(version.targets)
    return ToldVersion(version, promised, tickets, "" if tickets else words, version.until, by)  # type: ignore[attr-defined]


def _savers(versions: Sequence[GoalPolicyVersion]) -> dict[int, Agent]:
    """Who saved each, by its key. What was saved on the command line or came with the desk was saved by nobody."""
    asked = Q(pk__in=[])
    for version in versions:
        asked |= Q(at__range=(version.effective_from, version.effective_from + SAME_SAVE))
    noted = SettingChange.objects.filter(asked, page=PAGE, model=MODEL).select_related("agent")
    changes = list(noted.order_by("pk"))
    found = {}
    for version in versions:
        change = next((each for each in changes if _is_of(each, version)), None)
        if change and change.agent:
            found[version.pk] = change.agent
    return found


def _is_of(change: SettingChange, version: GoalPolicyVersion) -> bool:
    """Of a deleted policy the name is left."""
    is_same = change.object_id == version.policy_id if version.policy_id else change.name == str(version)
    return is_same and version.effective_from <= change.at <= version.effective_from + SAME_SAVE
