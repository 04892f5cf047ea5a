"""A condition of a policy: a fact, a comparison, a value.

A fact that nobody knows (None) fulfils no comparison of size; it *is not* whatever is asked.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused

from .fact import FACTS, LIST, NUMBER, TEXT, YES_NO, Fact, Facts

Holds = Callable[[Any, Any], bool]


def _sized(compare: Holds) -> Holds:
    return lambda fact, value: fact is not None and compare(fact, value)


OPERATORS: dict[str, Holds] = {
    "is": lambda fact, value: fact == value,
    "is_not": lambda fact, value: fact != value,
    "in": lambda fact, value: fact in value,
    "not_in": lambda fact, value: fact not in value,
    "more": _sized(lambda fact, value: fact > value),
    "at_least": _sized(lambda fact, value: fact >= value),
    "less": _sized(lambda fact, value: fact < value),
    "at_most": _sized(lambda fact, value: fact <= value),
    "has": lambda fact, value: value in (fact or []),
    "has_not": lambda fact, value: value not in (fact or []),
    "has_other_than": lambda fact, value: any(each not in value for each in fact or []),
}
SIZES = {"more", "at_least", "less", "at_most"}
LISTED = {"in", "not_in", "has_other_than"}
OFFERED = {  # which comparisons a kind of fact can be put to
    YES_NO: ("is",),
    TEXT: ("is", "is_not", "in", "not_in"),
    NUMBER: ("is", "is_not", "more", "at_least", "less", "at_most"),
    LIST: ("has", "has_not", "has_other_than"),
}
MOST = 10**12  # that a number can be: a sum beyond it cannot be written as money


def all_hold(conditions: list[dict[str, Any]], facts: Facts) -> bool:
    """Whether all hold: those about the lines together, of one line."""
    of_line = [each for each in conditions if FACTS[each["field"]].is_of_line]
    of_rest = [each for each in conditions if not FACTS[each["field"]].is_of_line]
    if not all(_holds(each, facts.values) for each in of_rest):
        return False
    return not of_line or any(all(_holds(each, line) for each in of_line) for line in facts.lines)


def _holds(condition: dict[str, Any], values: dict[str, Any]) -> bool:
    return OPERATORS[condition["op"]](values.get(condition["field"]), condition["value"])


def check_conditions(conditions: list[dict[str, Any]]) -> None:
    """Raises Refused with the first that asks for an unknown fact, in an unknown way, or for no value of its kind."""
    for each in conditions:
        if not isinstance(each, dict):
            raise Refused(_("A condition has a fact, a comparison and a value."))
        name, op = str(each.get("field")), str(each.get("op"))
        if name not in FACTS:
            raise Refused(_("A policy cannot ask for “%(name)s”.") % {"name": name})
        fact = FACTS[name]
        if op not in OFFERED[fact.kind] or "value" not in each:
            raise Refused(_("“%(name)s” is compared in a way that is not known.") % {"name": fact.label})
        if each["value"] == []:
            raise Refused(_("Choose what “%(name)s” is compared with.") % {"name": fact.label})
        if not (_fits(fact, op, each["value"]) and _is_offered(fact, each["value"])):
            raise Refused(
                _("“%(name)s” is compared with a value that it cannot have.") % {"name": fact.label}
            )


def _is_offered(fact: Fact, value: Any) -> bool:
    """Whether it is one, or some, of what such a list can hold: a segment that was deleted is not."""
    if fact.kind != LIST:
        return True
    names = {name for name, _label in fact.choices}
    return names.issuperset(value) if isinstance(value, list) else value in names


def _fits(fact: Fact, op: str, value: Any) -> bool:
    if op in LISTED:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    if fact.kind == YES_NO:
        return isinstance(value, bool)
    if fact.kind == NUMBER:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MOST
    return isinstance(value, str)
