"""Sums by day of what reports count, so that half a year is read from some thousand rows, however many tickets it had.

A day is one of UTC. Triggers of the database note each day of which a row came, went or became another, in the
transaction that did it (migrations 0013 and 0021); a day that is noted is counted from its rows until a job has summed
it up anew. So what is told is what a count of all would tell. Where weeks begin at another hour than days of UTC do,
the hours between are counted.

Of days that are not summed up the newest are counted, and no more than so many, lest a page take the longer the more
there is to do. Older ones stand as they were summed up last, or not at all, and the reader is told how many they are.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from django.db import connection, models, transaction

from shopbell.core.lock import hold_until_commit

from . import summing_sql

A_DAY, HALF = timedelta(days=1), timedelta(hours=12)
KEPT = timedelta(weeks=28)  # more than the longest time that a page tells of
FRESH = timedelta(days=1)  # before today: rows of these days still come all the time
MOST_COUNTED = 35  # days: all of the shortest time that a page tells of, and what a night's changes touch


class Summed(models.Model):
    """A day of which all is summed up, as long as it was not touched since."""

    date = models.DateField(primary_key=True)
    summed_at = models.DateTimeField()

    class Meta:
        abstract = True


class Touched(models.Model):
    """A note that rows of a day became others. Notes are only added, so that nobody waits for anybody."""

    date = models.DateField()

    class Meta:
        abstract = True


class DayOf(models.Model):
    """So many on one day; what they are of, and the columns that count, its tables say."""

    date = models.DateField()

    is_derived: ClassVar[bool] = True  # follows the rows

    class Meta:
        abstract = True


class Weekly(NamedTuple):
    rows: list[tuple[Any, ...]]  # what they are of, the number of the week, the counts
    left: int  # days that are not summed up and were not counted either


@dataclass(frozen=True)
class Sums:
    """What is summed up of which rows: by `of`, and by team, how many have each of `outcomes`, which are columns of
    the sums. `moment` says on which day a row counts."""

    rows: type[models.Model]
    moment: str
    of: tuple[str, ...]
    outcomes: tuple[str, ...]
    sums: type[DayOf]
    summed: type[Summed]
    touched: type[Touched]

    @cached_property
    def said(self) -> summing_sql.Statements:
        tables = {name: getattr(self, name)._meta.db_table for name in ("rows", "sums", "summed", "touched")}
        return summing_sql.statements(tables, self.moment, self.of, self.outcomes)

    def weekly(
        self, begins: Sequence[datetime], team_ids: Collection[int] | None, *, every_day: bool = False
    ) -> Weekly:
        """What counts, week by week, each from one of `begins` to the next; with `team_ids` of those teams alone. With
        `every_day` all that is not summed up is counted, however long that takes.

        One statement, so that nothing is counted twice or not at all while a job sums up.
        """
        days = [_nearest_day(begin) for begin in begins]
        edges = list(_edges(begins, days))
        names = ("lows", "highs", "weeks", "signs")
        said: dict[str, Any] = {name: [edge[place] for edge in edges] for place, name in enumerate(names)}
        said |= {"days": days, "first": days[0], "last": days[-1] - A_DAY}
        said["most"] = None if every_day else MOST_COUNTED
        said["teams"] = None if team_ids is None else list(team_ids)
        found = _asked(self.said.weekly, said)
        week = len(self.of)
        return Weekly([row[:-1] for row in found if row[week] is not None], found[0][-1])

    def sum_up(self, now: datetime) -> int:
        """Sum up the days that were touched, the last first, each in a transaction of its own; returns how many.
        Safe to run twice and in parallel, and to go on with where it was interrupted. Days without a row are done
        at once: they are most of a young desk's."""
        today = now.astimezone(UTC).date()
        first, last = today - KEPT, today - FRESH - A_DAY
        self._forget_before(first)
        days = self._due(first, last)
        empty = self._sum_up_empty(days, now) if days else set()
        for day in days:
            if day not in empty:
                self._sum_up_day(day, now)
        return len(days)

    def _forget_before(self, first: date) -> None:
        for table in (self.summed, self.sums, self.touched):
            table._default_manager.filter(date__lt=first).delete()

    def _due(self, first: date, last: date) -> list[date]:
        touched = self.touched._default_manager.filter(date=models.OuterRef("date"))
        good = self.summed._default_manager.filter(~models.Exists(touched), date__range=(first, last))
        known = set(good.values_list("date", flat=True))
        days = (last - A_DAY * back for back in range((last - first).days + 1))
        return [day for day in days if day not in known]

    @transaction.atomic
    def _sum_up_empty(self, days: list[date], now: datetime) -> set[date]:
        """Those of `days` that have no row, no note and no sum; who writes a row meanwhile leaves a note with it."""
        self._hold()
        return {day for (day,) in _asked(self.said.sum_up_empty, {"days": days, "now": now})}

    @transaction.atomic
    def _sum_up_day(self, day: date, now: datetime) -> None:
        """The notes go first: what is written after they were read is noted anew."""
        self._hold()
        self.touched._default_manager.filter(date=day).delete()
        self.sums._default_manager.filter(date=day).delete()
        _asked(self.said.sum_up, {"day": day, "low": _midnight(day), "high": _midnight(day + A_DAY)})
        self.summed._default_manager.update_or_create(date=day, defaults={"summed_at": now})

    @transaction.atomic
    def forget(self) -> int:
        """Have all days summed up anew, as if none had been; returns how many had."""
        self._hold()
        count, _rows = self.summed._default_manager.all().delete()
        self.sums._default_manager.all().delete()
        return count

    def _hold(self) -> None:
        hold_until_commit(f"sums of {self.rows._meta.db_table}")

    def count(self) -> int:
        """How many days are summed up."""
        return self.summed._default_manager.count()

    def differing_days(self) -> list[date]:
        """The days whose sums are not what a count says: none, unless somebody changed tables beside the desk."""
        return [day for (day,) in _asked(self.said.differing, {})]


def _asked(statement: str, said: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, said)
        return cursor.fetchall() if cursor.description else []


def _nearest_day(moment: datetime) -> date:
    return (moment.astimezone(UTC) + HALF).date()


def _edges(begins: Sequence[datetime], days: Sequence[date]) -> Iterable[tuple[datetime, datetime, int, int]]:
    """From when to when rows are counted with the days of one week and belong to the other beside it."""
    last = len(begins) - 1
    for place, (begin, day) in enumerate(zip(begins, days, strict=True)):
        midnight = _midnight(day)
        if begin == midnight:
            continue
        low, high = sorted((begin, midnight))
        after, before = (1, -1) if begin < midnight else (-1, 1)
        if place < last:
            yield low, high, place, after
        if place:
            yield low, high, place - 1, before


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
