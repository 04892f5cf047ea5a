"""Deciding: the first rule of an action whose conditions all hold says what follows."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from .condition import all_hold
from .fact import Facts
from .policy import Outcome, PolicyVersion
from .ruling import STATE, WRONG, Ruling
from .terms import Terms
from .wording import sentence_of

NO_RULE = "no-rule"


def rules_at(action: str, at: datetime) -> list[PolicyVersion]:
    """The rules of `action` as they count at `at`, in the order in which they are asked."""
    return _rules(PolicyVersion.objects.in_effect(at).filter(policy__action=action))


def all_rules_at(at: datetime) -> dict[str, list[PolicyVersion]]:
    """The rules of every action in one query; an action without a rule is missing."""
    return _by_action(PolicyVersion.objects.in_effect(at))


def public_rules_at(at: datetime) -> dict[str, list[PolicyVersion]]:
    """The same of the rules that shoppers read."""
    return _by_action(PolicyVersion.objects.in_effect(at).filter(policy__is_public=True))


def _by_action(versions: QuerySet[PolicyVersion]) -> dict[str, list[PolicyVersion]]:
    rules: dict[str, list[PolicyVersion]] = {}
    for version in _rules(versions):
        rules.setdefault(version.policy.action, []).append(version)
    return rules


def _rules(versions: QuerySet[PolicyVersion]) -> list[PolicyVersion]:
    newest = versions.order_by("policy_id", "-number").distinct("policy_id").values("pk")
    rows = PolicyVersion.objects.filter(pk__in=newest).exclude(outcome=Outcome.REST).select_related("policy")
    return list(rows.order_by("policy__position", "policy_id"))


def decide(
    action: str,
    facts: Facts,
    at: datetime,
    *,
    language: str = "en",
    rules: Sequence[PolicyVersion] | None = None,
    but: Collection[str] = (),
) -> Ruling:
    """What the shop says to `action` at `at`. `rules` are tried in place of the rows; `but` are passed over."""
    for version in rules_at(action, at) if rules is None else rules:
        if version.policy.slug not in but and all_hold(version.conditions, facts):
            return _ruling(version, facts, language)
    with translation.override(language):
        return Ruling(Outcome.REFUSE, NO_RULE, sentence=_("The shop has no rule that allows this."))


def first_by_what_is_known(
    rules: Sequence[PolicyVersion], facts: Facts, is_known: Callable[[str], bool]
) -> PolicyVersion | None:
    """The rule that decides where some facts are not said yet: a refusal that hangs on one of those is passed over,
    since what is said may still avoid it."""
    for version in rules:
        known = [each for each in version.conditions if is_known(each["field"])]
        is_partly_known = len(known) < len(version.conditions)
        if all_hold(known, facts) and not (is_partly_known and version.outcome == Outcome.REFUSE):
            return version
    return None


def choices(action: str, field: str, at: datetime) -> list[str]:
    """What may be said for `field` (a reason): what the rules of `action` refuse everything but."""
    for version in rules_at(action, at):
        for condition in version.conditions:
            if (
                condition["field"] == field
                and condition["op"] == "not_in"
                and version.outcome == Outcome.REFUSE
            ):
                return list(condition["value"])
    return []


def _ruling(version: PolicyVersion, facts: Facts, language: str) -> Ruling:
    is_of_state = any(each["field"] == "order.status" for each in version.conditions)
    return Ruling(
        outcome=Outcome(version.outcome),
        rule=version.policy.slug,
        version=version.number,
        version_id=version.pk,
        sentence=sentence_of(version, language, facts.values),
        agent_sentence=sentence_of(version, language, facts.values, for_agents=True),
        is_waivable=version.is_waivable and version.outcome == Outcome.REFUSE,
        status=STATE if is_of_state else WRONG,
        terms=Terms.model_validate(version.terms),
    )
