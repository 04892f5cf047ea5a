"""How promises were kept, summed up by the day on which their clocks started, so that half a year is read from some
thousand rows however many outcomes there are.

A day is one of UTC. Triggers of the database note each day of which an outcome came, went or became another, in the
transaction that did it (migration 0013); a day that is noted is counted from its outcomes until a job has summed it up
anew. So what is told is always what a count of all would tell. Where weeks begin at another hour than days of UTC do,
the hours between are counted.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar

from django.db import connection, models, transaction

from shopbell.accounts.team import Team
from shopbell.core.lock import hold_until_commit

from .goal import Goal

A_DAY, HALF = timedelta(days=1), timedelta(hours=12)
KEPT = timedelta(weeks=28)  # more than the longest time that a page tells of
FRESH = timedelta(days=1)  # before today: outcomes of these days still come all the time


class SummedDay(models.Model):
    """A day of which all outcomes are summed up, as long as it was not touched since."""

    date = models.DateField(primary_key=True)
    summed_at = models.DateTimeField()


class DaySum(models.Model):
    date = models.DateField()
    goal = models.CharField(max_length=11, choices=Goal)
    channel = models.CharField(max_length=20)
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+", db_index=False)
    kept = models.PositiveIntegerField()
    broken = models.PositiveIntegerField()

    is_derived: ClassVar[bool] = True  # follows the outcomes

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["date", "goal", "channel", "team"], nulls_distinct=False, name="day_summed_once"
            )
        ]


class TouchedDay(models.Model):
    """A note that outcomes of a day became others. Rows are only added, so that nobody waits for anybody."""

    date = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["date"], name="touched_by_day")]


Row = tuple[str, str, int, int, int]  # goal, channel, number of the week, kept, broken


def weekly_sums(begins: Sequence[datetime], team_ids: Collection[int] | None) -> list[Row]:
    """What counts, by goal, channel and week, which lasts from one of `begins` to the next; with `team_ids` of those
    teams alone. One statement, so that nothing is counted twice or not at all while a job sums up."""
    days = [_nearest_day(begin) for begin in begins]
    edges = list(_edges(begins, days))
    said = {
        "days": days,
        "first": days[0],
        "end": days[-1],
        "last": days[-1] - A_DAY,
        "teams": None if team_ids is None else list(team_ids),
        **{
            name: [edge[place] for edge in edges]
            for place, name in enumerate(("lows", "highs", "weeks", "signs"))
        },
    }
    with connection.cursor() as cursor:
        cursor.execute(WEEKLY, said)
        return cursor.fetchall()


def _nearest_day(moment: datetime) -> date:
    return (moment.astimezone(UTC) + HALF).date()


def _edges(begins: Sequence[datetime], days: Sequence[date]) -> Iterable[tuple[datetime, datetime, int, int]]:
    """From when to when outcomes are counted with the days of one week and belong to the other beside it."""
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


def sum_up(now: datetime) -> int:
    """Sum up the days that were touched, the last first, each in a transaction of its own; returns how many.
    Safe to run twice and in parallel."""
    today = now.astimezone(UTC).date()
    first, last = today - KEPT, today - FRESH - A_DAY
    _forget_before(first)
    days = _due(first, last)
    for day in days:
        _sum_up_day(day, now)
    return len(days)


def _forget_before(first: date) -> None:
    for table in (SummedDay, DaySum, TouchedDay):
        table.objects.filter(date__lt=first).delete()


def _due(first: date, last: date) -> list[date]:
    touched = TouchedDay.objects.filter(date=models.OuterRef("date"))
    good = SummedDay.objects.filter(~models.Exists(touched), date__range=(first, last))
    known = set(good.values_list("date", flat=True))
    days = (last - A_DAY * back for back in range((last - first).days + 1))
    return [day for day in days if day not in known]


@transaction.atomic
def _sum_up_day(day: date, now: datetime) -> None:
    """The notes go first: what is written after they were read is noted anew."""
    hold_until_commit("sums of promises")
    TouchedDay.objects.filter(date=day).delete()
    DaySum.objects.filter(date=day).delete()
    with connection.cursor() as cursor:
        cursor.execute(SUM_UP, {"day": day, "low": _midnight(day), "high": _midnight(day + A_DAY)})
    SummedDay.objects.update_or_create(date=day, defaults={"summed_at": now})


@transaction.atomic
def forget_sums() -> int:
    """Have all days counted from their outcomes until they are summed up anew; returns how many there were."""
    hold_until_commit("sums of promises")
    count, _rows = SummedDay.objects.all().delete()
    DaySum.objects.all().delete()
    return count


def count_summed() -> int:
    return SummedDay.objects.count()


def differing_days() -> list[date]:
    """The days whose sums are not what a count says: none, unless somebody changed tables beside the desk."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERING)
        return [day for (day,) in cursor.fetchall()]


DAY_OF_START = "(o.started_at at time zone 'UTC')::date"
COUNTS = (
    "o.outcome <> 'void' and not exists (select 1 from tickets_deletion d where d.ticket_id = o.ticket_id)"
)
TALLY = "count(*) filter (where o.outcome = 'kept') as kept, count(*) filter (where o.outcome = 'broken') as broken"
GOOD = """
select s.date from promises_summedday s
 where not exists (select 1 from promises_touchedday t where t.date = s.date)
"""
SUM_UP = f"""
insert into promises_daysum (date, goal, channel, team_id, kept, broken)
select %(day)s, o.goal, o.channel, o.team_id, {TALLY}
  from promises_goaloutcome o
 where o.started_at >= %(low)s and o.started_at < %(high)s and {COUNTS}
 group by o.goal, o.channel, o.team_id
"""
WEEKLY = f"""
with good as materialized ({GOOD} and s.date >= %(first)s and s.date < %(end)s),
part (low, high, week, sign) as (
    select day at time zone 'UTC', (day + interval '1 day') at time zone 'UTC',
           width_bucket(day::date, %(days)s::date[]) - 1, 1
      from generate_series(%(first)s::timestamp, %(last)s::timestamp, interval '1 day') day
     where day::date not in (select date from good)
    union all
    select * from unnest(%(lows)s::timestamptz[], %(highs)s::timestamptz[], %(weeks)s::int[], %(signs)s::int[])),
one (goal, channel, week, kept, broken) as (
    select s.goal, s.channel, width_bucket(s.date, %(days)s::date[]) - 1, s.kept, s.broken
      from good join promises_daysum s using (date)
     where %(teams)s::bigint[] is null or s.team_id = any(%(teams)s)
    union all
    select o.goal, o.channel, part.week, part.sign * o.kept, part.sign * o.broken
      from part, lateral (
          select o.goal, o.channel, {TALLY} from promises_goaloutcome o
           where o.started_at >= part.low and o.started_at < part.high and {COUNTS}
             and (%(teams)s::bigint[] is null or o.team_id = any(%(teams)s))
           group by o.goal, o.channel) o)
select goal, channel, week, sum(kept)::bigint, sum(broken)::bigint from one
 group by goal, channel, week
having sum(kept) > 0 or sum(broken) > 0
"""
DIFFERING = f"""
with good as materialized ({GOOD}),
summed as (select date, goal, channel, team_id, kept, broken from promises_daysum join good using (date)),
counted as (
    select {DAY_OF_START} as date, o.goal, o.channel, o.team_id, {TALLY}
      from promises_goaloutcome o
     where {DAY_OF_START} in (select date from good) and {COUNTS}
     group by 1, 2, 3, 4)
select distinct date from (
    (table summed except table counted) union all (table counted except table summed)) differing
 order by date
"""
