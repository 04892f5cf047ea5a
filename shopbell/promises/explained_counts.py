"""How often customers had to explain again in some weeks: by how the ticket had changed hands, by team, by channel."""

from collections import Counter
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet

from shopbell.accounts.team import Team

from .explained_again import Cause, ExplainedAgain, Way
from .kept import WEEK, midnight_of, monday_of


class Line(NamedTuple):
    """One group: how often by cause, and what an address says to mean it."""

    value: Any
    label: str
    by_cause: dict[str, int]
    total: int


class Again(NamedTuple):
    by_way: list[Line]
    by_team: list[Line]
    by_channel: list[Line]
    by_cause: dict[str, int]
    total: int


def since(weeks: int, now: datetime) -> datetime:
    return midnight_of(monday_of(now) - WEEK * (weeks - 1))


def again_of(rows: QuerySet[ExplainedAgain], weeks: int, now: datetime) -> Again:
    """The last `weeks` weeks, this one included, in one question."""
    counted = (
        rows.filter(at__gte=since(weeks, now))
        .order_by()
        .values_list("way", "team", "channel", "cause")
        .annotate(Count("pk"))
    )
    groups: list[dict[Any, Counter[str]]] = [{}, {}, {}]
    together: Counter[str] = Counter()
    for *values, cause, count in counted:
        together[cause] += count
        for group, value in zip(groups, values, strict=True):
            group.setdefault(value, Counter())[cause] += count
    teams = {team.pk: str(team) for team in Team.objects.filter(pk__in=[pk for pk in groups[1] if pk])}
    by_way = [_line(way.value, str(way.label), groups[0][way]) for way in Way if way in groups[0]]
    return Again(
        by_way,
        _lines({pk: (pk or 0, teams.get(pk, "")) for pk in groups[1]}, groups[1]),
        _lines({kind: (kind, kind) for kind in groups[2]}, groups[2]),
        _counts(together),
        together.total(),
    )


def meant(rows: QuerySet[ExplainedAgain], wish: dict[str, str], weeks: int, now: datetime):
    """Those of `rows` that one figure is about: as many as it says."""
    found = rows.filter(at__gte=since(weeks, now))
    for name in ("way", "channel", "cause"):
        if said := wish.get(name):
            found = found.filter(**{name: said})
    if team := wish.get("team"):
        found = found.filter(team=int(team) or None)
    return found


def _lines(names: dict[Any, tuple[Any, str]], group: dict[Any, Counter[str]]) -> list[Line]:
    lines = [_line(*names[key], counts) for key, counts in group.items()]
    return sorted(lines, key=lambda line: (-line.total, line.label))


def _line(value: Any, label: str, counts: Counter[str]) -> Line:
    return Line(value, label, _counts(counts), counts.total())


def _counts(counts: Counter[str]) -> dict[str, int]:
    return {cause.value: counts[cause] for cause in Cause}
