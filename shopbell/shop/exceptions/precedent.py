"""Precedents: how often the same was asked for this year, and how often it was granted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from .exception import DENIED, GRANTED, PolicyException


@dataclass(frozen=True)
class Precedents:
    """`granted` of `asked`. What was taken back, or is not answered yet, counts in neither."""

    granted: int
    asked: int
    same_reason: bool = False
    same_product: bool = False


def precedents_of(rule: str, *, reason_id: int | None, products: Collection[int], at: datetime) -> Precedents:
    """Of exceptions to `rule` since the year began: those with this reason for one of these products if there are
    any, else those with this reason, else all."""
    year = timezone.localtime(at).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    rows = PolicyException.objects.filter(rule=rule, asked_at__gte=year, asked_at__lte=at)
    same_reason, same_product = Q(reason=reason_id), Q(products__in=list(products))
    closest = [(same_reason & same_product, True, True), (same_reason, True, False)] if reason_id else []
    for condition, is_reason, is_product in [*closest, (Q(), False, False)]:
        if is_product and not products:
            continue
        found = rows.filter(condition).aggregate(
            granted=Count("pk", filter=GRANTED, distinct=True),
            denied=Count("pk", filter=DENIED, distinct=True),
        )
        if asked := found["granted"] + found["denied"]:
            return Precedents(found["granted"], asked, is_reason, is_product)
    return Precedents(0, 0)
