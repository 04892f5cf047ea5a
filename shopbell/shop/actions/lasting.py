"""How long the policies go on allowing what they allow: until which moment, and whether the order has to stay as it is.

The rules themselves are asked again, with the days that will have passed, or with the order in another state. So it is
true of any number of rules, and says nothing of what an agent may still decide.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from ..order import Order, OrderStatus
from ..policies.decide import decide, rules_at
from ..policies.policy import PolicyVersion
from .facts import BEFORE_IT_LEFT, UNDER_WAY, days_since, moments_of
from .preview import Preview


def allowed_until(preview: Preview, at: datetime) -> datetime | None:
    """When the rules first turn down what they allow at `at`, if nothing but time passes; None when they never do."""
    order = preview.order
    if order is None or not _is_by_the_rules(preview):
        return None
    versions = [*rules_at(preview.action, at), *_to_come(preview.action, at)]
    edges = sorted({each for each in _edges(versions) if each > at})
    known: dict[int, list[PolicyVersion]] = {}  # the rules, by how many of the edges are behind
    for moment in sorted({each for each in (*edges, *_full_days(versions, order)) if each > at}):
        place = bisect_right(edges, moment)
        if place not in known:
            known[place] = rules_at(preview.action, moment)
        if not _is_allowed(preview, moment, days_since(order, moment), known[place]):
            return moment
    return None


def lasts_while_as_it_is(preview: Preview, at: datetime) -> bool:
    """Whether it is allowed of an order that has not left only as long as the order stays in its state."""
    if preview.order is None or not _is_by_the_rules(preview) or preview.status_before not in BEFORE_IT_LEFT:
        return False
    rules = rules_at(preview.action, at)
    others = [each for each in (*BEFORE_IT_LEFT, *UNDER_WAY) if each != preview.status_before]
    return not any(_is_allowed(preview, at, _in_state(each), rules) for each in others)


def _is_by_the_rules(preview: Preview) -> bool:
    return preview.ruling.is_allowed and not preview.ruling.waived


def _is_allowed(
    preview: Preview, at: datetime, values: dict[str, Any], rules: Sequence[PolicyVersion]
) -> bool:
    facts = replace(preview.facts, values={**preview.facts.values, **values})
    return decide(preview.action, facts, at, rules=rules).is_allowed


def _in_state(status: OrderStatus) -> dict[str, Any]:
    return {"order.status": str(status), "order.shipped": status in UNDER_WAY}


def _to_come(action: str, at: datetime) -> QuerySet[PolicyVersion]:
    return PolicyVersion.objects.filter(policy__action=action, effective_from__gt=at)


def _edges(versions: Iterable[PolicyVersion]) -> Iterator[datetime]:
    """When a version begins or ends."""
    for version in versions:
        yield version.effective_from
        if version.effective_until:
            yield version.effective_until


def _full_days(versions: Iterable[PolicyVersion], order: Order) -> Iterator[datetime]:
    """When a number of days that a rule counts is full; one that no calendar reaches is never."""
    counted = moments_of(order)
    for condition in (each for version in versions for each in version.conditions):
        begin = counted.get(condition["field"])
        if begin is None:
            continue
        with suppress(OverflowError):
            yield begin + timedelta(days=condition["value"])
            yield begin + timedelta(days=condition["value"] + 1)
