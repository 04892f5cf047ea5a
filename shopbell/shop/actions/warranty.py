"""The warranty of a line: how long its product is answered for, else how long the shop's own rule says.

Whether that time runs still is counted from the day on which the last parcel arrived, else from that of the order.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, datetime
from functools import cached_property
from typing import Any

from ..order import Order, OrderLine
from ..policies.condition import all_hold
from ..policies.decide import rules_at
from ..policies.fact import FACTS, Facts
from ..policies.policy import Outcome, PolicyVersion
from ..policies.terms import Terms
from .facts import scene_facts
from .scene import Scene

WARRANTY = "warranty"  # what the shop's own rules are about (`policies/area.py`)


@dataclass
class Warranty:
    """What is answered for in a scene; the shop's rules are read once, and only where a product says nothing."""

    scene: Scene

    def facts(self, line: OrderLine, known: dict[str, Any]) -> dict[str, Any]:
        """Of `line`, of which `known` is known; nothing is where neither the product nor the shop says how long."""
        months = line.variant.product.warranty_months if line.variant else None
        months = self._months_of_shop(known) if months is None else months
        if months is None:
            return {}
        told: dict[str, Any] = {"line.warranty_months": months}
        if self._begins is not None:
            told["line.is_in_warranty"] = self.scene.at < months_after(self._begins, months)
        return told

    def _months_of_shop(self, known: dict[str, Any]) -> int | None:
        facts = Facts(self._values, [known])
        rule = next((each for each in self._rules if all_hold(each.conditions, facts)), None)
        if rule is None or rule.outcome == Outcome.REFUSE:
            return None
        return Terms.model_validate(rule.terms).warranty_months

    @cached_property
    def _begins(self) -> datetime | None:
        return begins(self.scene.bought)

    @cached_property
    def _rules(self) -> list[PolicyVersion]:
        return rules_at(WARRANTY, self.scene.at)

    @cached_property
    def _values(self) -> dict[str, Any]:
        fields = [each["field"] for rule in self._rules for each in rule.conditions]
        return {} if all(FACTS[name].is_of_line for name in fields) else scene_facts(self.scene)


def begins(order: Order) -> datetime | None:
    """When the last parcel arrived, else when it was ordered."""
    arrived = [each.delivered_at for each in order.shipments.all() if each.delivered_at]
    return max(arrived, default=order.placed_at)


def ends(order: Order, line: OrderLine) -> datetime | None:
    """Until when the product of `line` is answered for; None where the product itself does not say."""
    months = line.variant.product.warranty_months if line.variant else None
    start = begins(order)
    return None if months is None or start is None else months_after(start, months)


def months_after(moment: datetime, months: int) -> datetime:
    """The same day and hour so many months later; the last day of a month that has no such day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    if year > MAXYEAR:
        return datetime.max.replace(tzinfo=moment.tzinfo)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
