"""How long the policies go on allowing what they allow: until which moment, and whether the order has to stay as it is.

The rules themselves are asked again, with the days that will have passed, or with the order in another state. So it is
true of any number of rules, and says nothing of what an agent may still decide.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

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
    for moment in sorted({each for each in _turns(preview.action, order, at) if each > at}):
        if not _is_allowed(preview, moment, days_since(order, moment)):
            return moment
    return None


def lasts_while_as_it_is(preview: Preview, at: datetime) -> bool:
    """Whether it is allowed of an order that has not left only as long as the order stays in its state."""
    if preview.order is None or not _is_by_the_rules(preview) or preview.status_before not in BEFORE_IT_LEFT:
        return False
    others = [each for each in (*BEFORE_IT_LEFT, *UNDER_WAY) if each != preview.status_before]
    return not any(_is_allowed(preview, at, _in_state(each)) for each in others)


def _is_by_the_rules(preview: Preview) -> bool:
    return preview.ruling.is_allowed and not preview.ruling.waived


def _is_allowed(preview: Preview, at: datetime, values: dict[str, Any]) -> bool:
    facts = replace(preview.facts, values={**preview.facts.values, **values})
    return decide(preview.action, facts, at).is_allowed


def _in_state(status: OrderStatus) -> dict[str, Any]:
    return {"order.status": str(status), "order.shipped": status in UNDER_WAY}


def _turns(action: str, order: Order, at: datetime) -> Iterator[datetime]:
    """When what the rules say could change: a day that they count is full, or a version begins or ends."""
    counted = moments_of(order)
    to_come = PolicyVersion.objects.filter(policy__action=action, effective_from__gt=at)
    for version in (*rules_at(action, at), *to_come):
        yield version.effective_from
        if version.effective_until:
            yield version.effective_until
        for condition in version.conditions:
            begin = counted.get(condition["field"])
            if begin is not None:
                yield from (begin + timedelta(days=condition["value"] + more) for more in (0, 1))
