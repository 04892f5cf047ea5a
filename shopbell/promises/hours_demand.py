"""When shoppers ask and when they are in the store, by the hour of the week, in the last eight weeks.

Days with other hours than those of the week (holidays, seasons, closures, openings) are left out, and so are such as
are not counted yet. In the store is who placed an order, and who looked at pages with their consent
(`channels/chat/visited.py`): one in an hour, however many pages.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Min, Sum, TextField
from django.db.models.functions import Cast

from shopbell.tickets.ticket import TicketQuerySet

from .business_hours import BusinessHours
from .equal import Waits
from .hours_advice import Block, Demand
from .hours_counted import CountedDay, HourCount, questions_by_hour_of_week
from .hours_period import Period, period_of
from .week_hours import DAY, WEEK, passes

Edition = tuple[int, int]  # of what is counted: the last key of a day, and how many there are
A_CHANGE_OF_CLOCKS = timedelta(hours=1)  # makes a week as short


def demand_of(kept: BusinessHours, team_ids: Collection[int] | None, now: datetime) -> Demand:
    """What was asked of whoever keeps these hours; with `team_ids` of those teams alone."""
    edition, period = _counted(kept, now)
    return _asked(kept.pk, edition, None if team_ids is None else frozenset(team_ids), period)


@lru_cache(maxsize=4)  # a megabyte or two each; it stays as it is until some day is counted again
def _asked(kept_id: int, _edition: Edition, team_ids: frozenset[int] | None, period: Period) -> Demand:
    rows = _of_teams(_rows(kept_id, period).filter(asked__gt=0), team_ids)
    asked, same_day, waits = Counter[int](), Counter[int](), {}
    texts = ArrayAgg(Cast("waits", TextField()))
    for row in _by_hour(rows, count=Sum("asked"), heard=Sum("heard"), texts=texts):
        hour = _hour(row)
        asked[hour], same_day[hour], waits[hour] = row["count"], row["heard"], row["texts"]
    return _demand(period, rows, asked, waits=_KeptWaits(waits), same_day=_by_hour_of_week(same_day))


def demand_among(kept: BusinessHours, tickets: TicketQuerySet, now: datetime) -> Demand:
    """The same of some tickets, such as those that meet a filter: counted when it is asked."""
    _, period = _counted(kept, now)
    asked, same_day, waits = Counter[int](), Counter[int](), defaultdict[int, Waits](Waits)
    for row in questions_by_hour_of_week(kept, tickets, period, now):
        hour = (row["weekday"] - 1) * DAY + row["hour"]
        asked[hour] += row["asked"]
        same_day[hour] += row["heard"]
        if row["step"] is not None:
            waits[hour].add(row["waited"] / row["asked"], row["asked"])
    every = _rows(kept.pk, period).filter(asked__gt=0)
    return _demand(period, every, asked, waits=waits, same_day=_by_hour_of_week(same_day))


def asked_in(kept: BusinessHours, team_ids: Collection[int] | None, block: Block, now: datetime) -> int:
    """How much of that was asked in the hours of `block`."""
    _, period = _counted(kept, now)
    rows = _of_teams(_rows(kept.pk, period), team_ids)
    days = {"day__date__iso_week_day__in": [day + 1 for day in block.days]}
    rows = rows.filter(**days, hour__gte=block.start, hour__lt=block.end)
    return rows.aggregate(asked=Sum("asked"))["asked"] or 0


def in_store(kept: BusinessHours, now: datetime) -> Demand:
    """Who was in the store, of the whole shop."""
    _, period = _counted(kept, now)
    rows = _rows(kept.pk, period).filter(team=None, seen__gt=0)
    seen = Counter({_hour(row): row["count"] for row in _by_hour(rows, count=Sum("seen"))})
    return _demand(period, rows, seen)


def _counted(kept: BusinessHours, now: datetime) -> tuple[Edition, Period]:
    """The days of which all is counted; whenever one is, it has a row with a new key."""
    days = dict(CountedDay.objects.filter(hours=kept).values_list("pk", "date"))
    return (max(days, default=0), len(days)), period_of(kept, now).only(days.values())


def _rows(kept_id: int, period: Period) -> Any:
    days = CountedDay.objects.filter(hours=kept_id, date__gte=period.first, date__lt=period.last)
    return HourCount.objects.filter(day__in=days.exclude(date__in=period.off).values("pk"))


def _of_teams(rows: Any, team_ids: Collection[int] | None) -> Any:
    return rows.filter(team=None) if team_ids is None else rows.filter(team__in=team_ids)


def _by_hour(rows: Any, **sums: Any) -> Any:
    return rows.values("day__date__iso_week_day", "hour").annotate(**sums)


def _demand(period: Period, rows: Any, counts: Counter[int], **more: Any) -> Demand:
    """Since the day of what came first: before it, this shop may not have been there."""
    first: date = rows.aggregate(first=Min("day__date"))["first"] or period.last
    begin = period.begin_of(first)
    weeks = (period.end - begin + A_CHANGE_OF_CLOCKS).days // 7
    times = passes(period.zone, begin, period.end, period.off)
    return Demand(_by_hour_of_week(counts), times, weeks, **more)


def _hour(row: dict[str, Any]) -> int:
    return (row["day__date__iso_week_day"] - 1) * DAY + row["hour"]


def _by_hour_of_week(counts: Counter[int]) -> tuple[int, ...]:
    return tuple(counts[hour] for hour in range(WEEK))


class _KeptWaits(Mapping[int, Waits]):
    """The waits of each hour of the week. Most are never asked for, so each is read when it is."""

    def __init__(self, texts: dict[int, list[str]]) -> None:
        self.texts = texts
        self.known: dict[int, Waits] = {}

    def __getitem__(self, hour: int) -> Waits:
        if hour not in self.known:
            self.known[hour] = _together(self.texts[hour])
        return self.known[hour]

    def __iter__(self) -> Iterator[int]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)


def _together(texts: list[str]) -> Waits:
    counts: defaultdict[str, int] = defaultdict(int)
    totals: defaultdict[str, float] = defaultdict(float)
    for text in texts:
        for step, (count, total) in json.loads(text).items():
            counts[step] += count
            totals[step] += total
    return Waits({int(step): (count, totals[step]) for step, count in counts.items()})
