"""What is odd about the place of a goal policy among the others: it never holds, or it takes tickets for nothing."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from shopbell.tickets.filter.condition import Condition, Filter, Value
from shopbell.tickets.filter.language_kind import codes_of

from .goal import Goal
from .goal_fault import readable
from .goal_policy import GoalPolicy

ONE_VALUE = {"channel", "inbox", "team", "priority", "language"}  # a ticket has one of each, at most


def warnings_of(policy: GoalPolicy) -> list[str]:
    """Sentences for who changes `policy`, which need not be saved; none for one that is off."""
    if not policy.is_on:
        return []
    others = readable(GoalPolicy.objects.exclude(pk=policy.pk).filter(is_on=True))
    return [*_never_holds(policy, others), *_takes_for_nothing(policy, others)]


def _never_holds(policy: GoalPolicy, others: Iterable[GoalPolicy]) -> list[str]:
    first = next((each for each in others if not each.conditions and _comes_before(each, policy)), None)
    said = _("“%(name)s” comes before it and is for every ticket, so that this one never holds. Move it up.")
    return [said % {"name": first}] if first else []


def _takes_for_nothing(policy: GoalPolicy, others: Iterable[GoalPolicy]) -> list[str]:
    if _promises(policy):
        return []
    later = [each for each in others if _comes_before(policy, each) and _promises(each)]
    taken = [str(each) for each in later if could_meet_both(policy.filter, each.filter)]
    said = _(
        "It promises nothing, and takes its tickets from what comes later: %(names)s. Write a time, or switch it off."
    )
    return [said % {"names": ", ".join(taken)}] if taken else []


def _promises(policy: GoalPolicy) -> bool:
    return any(getattr(policy, f"{goal}_seconds") for goal in Goal)


def _comes_before(one: GoalPolicy, other: GoalPolicy) -> bool:
    """By position, then by age; one that is not saved is the youngest."""
    return (one.position, one.pk or float("inf")) < (other.position, other.pk or float("inf"))


def could_meet_both(one: Filter, other: Filter) -> bool:
    """Whether a ticket could meet both, as far as their words say: a chat is no mail."""
    return not any(
        first.field == second.field
        and first.field in ONE_VALUE
        and not (first.is_not or second.is_not)
        and not _values(first) & _values(second)
        for first in one
        for second in other
    )


def _values(condition: Condition) -> frozenset[Value]:
    return codes_of(condition.values) if condition.field == "language" else frozenset(condition.values)
