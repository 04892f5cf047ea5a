"""How often each choice was taken and where readers leave: numbers by day, and nothing of who they are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.http import HttpRequest
from django.utils import timezone

from ..crawler import is_crawler
from .guide import Guide, GuideCount
from .tree import Tree

DAYS = 90
BEGUN = 0  # stands for the choice to begin


@dataclass(frozen=True)
class Traffic:
    """In the last `DAYS` days: how many came to each step, left at it, and took each choice."""

    arrived: dict[int, int]
    left: dict[int, int]
    taken: dict[int, int]


def is_counted(request: HttpRequest) -> bool:
    """Whether somebody reads this for the first time: no machine, no agent, no page that their browser has already."""
    headers = request.headers
    return (
        request.method == "GET"
        and not request.user.is_authenticated
        and not headers.get("If-None-Match")
        and "prefetch" not in headers.get("Sec-Purpose", "")
        and not is_crawler(request)
    )


def count(guide: Guide, choice: int) -> None:
    row = GuideCount.objects.filter(guide=guide, day=timezone.localdate(), choice=choice)
    if row.update(count=F("count") + 1):
        return
    try:
        with transaction.atomic():
            GuideCount.objects.create(guide=guide, day=timezone.localdate(), choice=choice, count=1)
    except IntegrityError:  # another reader was the first of the day
        row.update(count=F("count") + 1)


def taken_of(guides: Iterable[Guide]) -> dict[int, dict[int, int]]:
    """How often each choice of each guide (by its key) was taken in the last days, in one query."""
    since = timezone.localdate() - timedelta(days=DAYS)
    rows = GuideCount.objects.filter(guide__in=guides, day__gt=since).values_list("guide_id", "choice")
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for guide_id, choice, count in rows.annotate(sum=Sum("count")).order_by():
        found[guide_id][choice] = count
    return found


def traffic(tree: Tree, taken: dict[int, int]) -> Traffic:
    """What `taken` (of `taken_of`) says of each step of the tree."""
    arrived = {step.id: 0 for step in tree.steps}
    if tree.first:
        arrived[tree.first.id] = taken.get(BEGUN, 0)
    for choice in (choice for step in tree.steps if not step.is_ending for choice in step.choices):
        if choice.to in arrived:
            arrived[choice.to] += taken.get(choice.id, 0)
    left = {
        step.id: max(0, arrived[step.id] - sum(taken.get(choice.id, 0) for choice in step.choices))
        for step in tree.steps
        if not step.is_ending
    }
    return Traffic(arrived, left, taken)
