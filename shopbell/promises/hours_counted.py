"""What was asked in each hour of each day, and who was in the store: counted by a job, a week at a time.

A page of a million tickets reads some thousand rows of it. The last week is counted anew every half hour, since
answers still come; older days once a day, for what became spam, was deleted, merged or given to another team since; and
all of them when hours are changed, which may then hold for others.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Count, F, Func, IntegerField, Q, Sum, TextField
from django.db.models.functions import (
    Cast,
    Coalesce,
    Extract,
    ExtractHour,
    ExtractIsoWeekDay,
    Greatest,
    Ln,
    Round,
    TruncDate,
    TruncHour,
)

from shopbell.accounts.team import Team
from shopbell.channels.chat.visited import Visited
from shopbell.core.lock import hold_until_commit
from shopbell.shop.order import Order
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket, TicketQuerySet

from .business_hours import BusinessHours
from .equal import STEPS, Waits
from .hours_period import A_DAY, Period, period_of
from .hours_questions import asked_of

AT_ONCE = 7  # days
FRESH = timedelta(days=8)  # counted each time
OLD = timedelta(hours=20)  # and such as are older once this has passed


class CountedDay(models.Model):
    """A day by the clock of some hours, of which all is counted."""

    hours = models.ForeignKey(BusinessHours, models.CASCADE, related_name="counted_days")
    date = models.DateField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hours", "date"], name="day_counted_once")]


class HourCount(models.Model):
    """One of its hours, for one team, or (without one) for all of them together and the tickets of none."""

    day = models.ForeignKey(CountedDay, models.CASCADE, related_name="counts")
    hour = models.PositiveSmallIntegerField()
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    asked = models.PositiveIntegerField(default=0)
    heard = models.PositiveIntegerField(default=0, help_text="that had an answer the same day")
    waits = models.JSONField(default=dict, help_text="for it: by step, how many and their sum (equal.py)")
    seen = models.PositiveIntegerField(default=0, help_text="in the store; of the whole shop alone")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "hour", "team"], nulls_distinct=False, name="hour_counted_once"
            )
        ]


@dataclass
class Counted:
    asked: int = 0
    heard: int = 0
    waits: Waits = field(default_factory=Waits)
    seen: int = 0


Place = tuple[date, int, int | None]  # day, hour, team
Counts = defaultdict[Place, Counted]


def count_hours(now: datetime, *, anew: bool = False) -> int:
    """Count what is due, or everything; returns how many days. Safe to run twice and in parallel."""
    count = 0
    for kept in BusinessHours.objects.all():
        period = period_of(kept, now)
        CountedDay.objects.filter(hours=kept).exclude(date__range=(period.first, period.last)).delete()
        due = set(period.days) if anew else _due(kept, period, now)
        for place in range(0, len(period.days), AT_ONCE):
            if portion := [day for day in period.days[place : place + AT_ONCE] if day in due]:
                count_days(kept, period, portion, now)
        count += len(due)
    return count


def counted_at(kept: BusinessHours) -> datetime | None:
    """When its last days were; None where nothing is counted yet."""
    return CountedDay.objects.filter(hours=kept).aggregate(at=models.Max("counted_at"))["at"]


def _due(kept: BusinessHours, period: Period, now: datetime) -> set[date]:
    counted = dict(CountedDay.objects.filter(hours=kept).values_list("date", "counted_at"))
    fresh = (now - FRESH).astimezone(period.zone).date()
    known = {day for day, at in counted.items() if day < fresh and at >= now - OLD}
    return set(period.days) - known


@transaction.atomic
def count_days(kept: BusinessHours, period: Period, days: Sequence[date], now: datetime) -> None:
    """Count some days of one week."""
    hold_until_commit(f"hours of {kept.pk}")
    found: Counts = defaultdict(Counted)
    _add_questions(found, kept, period, days, now)
    _add_seen(found, period, days)
    CountedDay.objects.filter(hours=kept, date__in=days).delete()
    rows = CountedDay.objects.bulk_create(CountedDay(hours=kept, date=day, counted_at=now) for day in days)
    of_day = {row.date: row for row in rows}
    HourCount.objects.bulk_create(
        (_row(of_day[day], hour, team, each) for (day, hour, team), each in found.items() if day in of_day),
        batch_size=500,
    )


def _row(day: CountedDay, hour: int, team: int | None, each: Counted) -> HourCount:
    waits = {str(step): (count, round(total, 1)) for step, (count, total) in each.waits.steps.items()}
    return HourCount(
        day=day, hour=hour, team_id=team, asked=each.asked, heard=each.heard, waits=waits, seen=each.seen
    )


def _add_questions(
    found: Counts, kept: BusinessHours, period: Period, days: Sequence[date], now: datetime
) -> None:
    rows = _of_days(asked_of(kept, Ticket.objects.all()), "created_at", period, days)
    for row in _counted(rows, period, now, "team_id", "date", "hour"):
        for team in {row["team_id"], None}:
            each = found[row["date"], row["hour"], team]
            each.asked += row["asked"]
            each.heard += row["heard"]
            if row["step"] is not None:
                each.waits.add(row["waited"] / row["asked"], row["asked"])


def questions_by_hour_of_week(
    kept: BusinessHours, tickets: TicketQuerySet, period: Period, now: datetime
) -> Any:
    """Those of `tickets` that were asked of whoever keeps these hours on days with the hours of the week, as `_counted`
    counts them by weekday (Monday is 1) and hour: a fraction of what there are of days and teams."""
    days = [day for day in period.days if day not in period.off]
    if not days:
        return []
    rows = _of_days(asked_of(kept, tickets), "created_at", period, days).exclude(date__in=period.off)
    rows = rows.annotate(weekday=ExtractIsoWeekDay("created_at", tzinfo=period.zone))
    return _counted(rows, period, now, "weekday", "hour")


def _counted(rows: Any, period: Period, now: datetime, *by: str) -> Any:
    """By these columns and the step of the wait; without a step is what was neither answered nor waits."""
    is_known = Q(first_replied_at__isnull=False) | Q(
        waiting_since__isnull=False, status__in=[Status.NEW, Status.OPEN]
    )
    seconds = Cast(Extract(Coalesce("first_replied_at", now) - F("created_at"), "epoch"), IntegerField())
    waited = models.Case(models.When(is_known, then=Greatest(seconds, 0)))
    heard_on = TruncDate("first_replied_at", tzinfo=period.zone)
    step = Cast(Round(Ln(F("wait") + 1.0) * STEPS), IntegerField())
    rows = rows.annotate(wait=waited, heard_on=heard_on).annotate(step=step)
    return rows.values(*by, "step").annotate(
        asked=Count("pk"), heard=Count("pk", filter=Q(heard_on=F("date"))), waited=Sum("wait")
    )


def _add_seen(found: Counts, period: Period, days: Sequence[date]) -> None:
    """Who ordered, and who looked at pages with their consent: one in an hour, however many pages."""
    hour = TruncHour("at", tzinfo=period.zone)
    looked = Count(Func("visitor", hour, function="row", output_field=TextField()), distinct=True)
    for table, column, count in ((Order, "placed_at", Count("pk")), (Visited, "at", looked)):
        rows = _of_days(table.objects.order_by(), column, period, days)
        for row in rows.values("date", "hour").annotate(count=count):
            found[row["date"], row["hour"], None].seen += row["count"]


def _of_days(rows: Any, column: str, period: Period, days: Collection[date]) -> Any:
    start, end = period.begin_of(min(days)), period.begin_of(max(days) + A_DAY)
    rows = rows.filter(**{f"{column}__gte": start, f"{column}__lt": end})
    return rows.annotate(
        date=TruncDate(column, tzinfo=period.zone), hour=ExtractHour(column, tzinfo=period.zone)
    )
