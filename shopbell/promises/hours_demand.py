"""When shoppers ask and when they are in the store, hour by hour of the week, of the last eight weeks.

A question is a ticket that its customer began, in the hour in which it began; spam, deleted and merged tickets ask
nothing, and days with other hours than those of the week (holidays, seasons, closures, openings) are left out. In the
store is who placed an order, and who looked at pages with their consent (`channels/chat/visited.py`): one in an hour,
however many pages.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, F, Func, IntegerField, Min, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import (
    Cast,
    Coalesce,
    Extract,
    ExtractHour,
    ExtractIsoWeekDay,
    TruncDate,
    TruncHour,
)

from shopbell.channels.chat.visited import Visited
from shopbell.shop.order import Order
from shopbell.tickets.first_message import FirstMessage
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket, TicketQuerySet

from .business_hours import BusinessHours, hours_for
from .hours import Hours
from .hours_advice import Block, Demand
from .rules import hours_by, with_holidays
from .week_hours import DAY, WEEK, passes

WEEKS = 8
A_CHANGE_OF_CLOCKS = timedelta(hours=1)  # makes a week as short


@dataclass(frozen=True)
class Period:
    """Whole days of the zone of some hours, until the midnight before `now`."""

    zone: ZoneInfo
    start: datetime
    end: datetime
    holidays: frozenset[date]


def period_of(kept: BusinessHours, now: datetime) -> Period:
    zone = ZoneInfo(kept.rules["zone"])
    last = now.astimezone(zone).date()
    first = last - timedelta(weeks=WEEKS)
    hours = hours_by(with_holidays(kept.rules, first))
    days = (first + timedelta(days=step) for step in range((last - first).days))
    off = frozenset(day for day in days if _is_special(day, hours, zone))
    start, end = (datetime.combine(day, datetime.min.time(), zone) for day in (first, last))
    return Period(zone, start.astimezone(UTC), end.astimezone(UTC), off)


def _is_special(day: date, hours: Hours, zone: ZoneInfo) -> bool:
    """Whether a day has other hours than those of the week: a holiday, in a season, or closed or open besides."""
    start, end = (
        datetime.combine(each, datetime.min.time(), zone) for each in (day, day + timedelta(days=1))
    )
    breaks = (*hours.closures, *hours.openings)
    return (
        day in hours.holidays
        or any(season.holds(day) for season in hours.seasons)
        or any(each.start < end and start < each.end for each in breaks)
    )


def demand_of(kept: BusinessHours, tickets: TicketQuerySet, now: datetime) -> Demand:
    """What was asked of whoever keeps these hours, among `tickets`."""
    period, is_theirs = period_of(kept, now), _is_of(kept)
    asked, same_day, waits = Counter[int](), Counter[int](), defaultdict[int, list[int]](list)
    first = period.end
    for row in _counted(_asked(tickets, period), period, now):
        if is_theirs(row["team_id"], row["arrival__inbox_id"], row["channel"]):
            hour = _hour(row)
            asked[hour] += row["count"]
            same_day[hour] += row["heard"]
            waits[hour] += row["waits"] or []
            first = min(first, row["first"])
    return _demand(period, first, asked, waits=dict(waits), same_day=_by_hour_of_week(same_day))


def asked_within(
    kept: BusinessHours, tickets: TicketQuerySet, block: Block, now: datetime
) -> QuerySet[Ticket]:
    """The tickets that `demand_of` counts in the hours of `block`."""
    period, is_theirs = period_of(kept, now), _is_of(kept)
    found = _asked(tickets, period)
    inboxes: defaultdict[tuple[int | None, str], set[int | None]] = defaultdict(set)
    for team, inbox, channel in found.values_list("team_id", "arrival__inbox_id", "channel").distinct():
        if is_theirs(team, inbox, channel):
            inboxes[team, channel].add(inbox)
    teams: defaultdict[tuple[str, frozenset[int | None]], set[int | None]] = defaultdict(set)
    for (team, channel), found_in in inboxes.items():
        teams[channel, frozenset(found_in)].add(team)
    own = Q(pk__in=[])
    for (channel, among), those in teams.items():  # together, since teams and inboxes may be hundreds
        own |= Q(channel=channel) & _among("team", those) & _among("arrival__inbox", among)
    within = {"day__in": [day + 1 for day in block.days], "hour__gte": block.start, "hour__lt": block.end}
    return _with_hour(found.filter(own), "created_at", period).filter(**within)


def _among(column: str, keys: Collection[int | None]) -> Q:
    """Whether it is one of `keys`, of which one may be None."""
    found = Q((f"{column}__in", [key for key in keys if key is not None]))
    return found | Q((f"{column}__isnull", True)) if None in keys else found


def in_store(kept: BusinessHours, now: datetime) -> Demand:
    """Who was in the store, of the whole shop."""
    period = period_of(kept, now)
    hour = TruncHour("at", tzinfo=period.zone)
    looked = Count(Func("visitor", hour, function="row", output_field=TextField()), distinct=True)
    seen, first = Counter[int](), period.end
    for table, column, count in ((Order, "placed_at", Count("pk")), (Visited, "at", looked)):
        rows = _with_hour(_within(table.objects.order_by(), column, period), column, period)
        for row in rows.values("day", "hour").annotate(count=count, first=Min(column)):
            seen[_hour(row)] += row["count"]
            first = min(first, row["first"])
    return _demand(period, first, seen)


def _demand(period: Period, first: datetime, counts: Counter[int], **more: Any) -> Demand:
    """Since the day of what came `first`: before it, this shop may not have been there."""
    day = first.astimezone(period.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    begin = max(period.start, day.astimezone(UTC))
    weeks = (period.end - begin + A_CHANGE_OF_CLOCKS).days // 7
    times = passes(period.zone, begin, period.end, period.holidays)
    return Demand(_by_hour_of_week(counts), times, weeks, **more)


def _asked(tickets: TicketQuerySet, period: Period) -> Any:
    began = FirstMessage.objects.filter(message__ticket=OuterRef("pk"))
    wanted = tickets.undeleted().standing().filter(~Exists(began), spam__isnull=True)
    return _within(wanted.order_by(), "created_at", period)


def _within(rows: Any, column: str, period: Period) -> Any:
    rows = rows.filter(**{f"{column}__gte": period.start, f"{column}__lt": period.end})
    date_there = TruncDate(column, tzinfo=period.zone)
    return rows.annotate(date=date_there).exclude(date__in=period.holidays) if period.holidays else rows


def _with_hour(rows: Any, column: str, period: Period) -> Any:
    day, hour = (part(column, tzinfo=period.zone) for part in (ExtractIsoWeekDay, ExtractHour))
    return rows.annotate(day=day, hour=hour)


def _counted(rows: Any, period: Period, now: datetime) -> Any:
    """Questions by whose hours may hold and the hour of the week, with what became of them."""
    is_answered = Q(first_replied_at__isnull=False)
    still_waits = Q(waiting_since__isnull=False, status__in=[Status.NEW, Status.OPEN])
    seconds = Cast(Extract(Coalesce("first_replied_at", now) - F("created_at"), "epoch"), IntegerField())
    asked_on, heard_on = (
        TruncDate(column, tzinfo=period.zone) for column in ("created_at", "first_replied_at")
    )
    by = ("team_id", "arrival__inbox_id", "channel", "day", "hour")
    rows = _with_hour(rows, "created_at", period).annotate(asked_on=asked_on, heard_on=heard_on)
    return rows.values(*by).annotate(
        count=Count("pk"),
        first=Min("created_at"),
        heard=Count("pk", filter=Q(heard_on=F("asked_on"))),
        waits=ArrayAgg(seconds, filter=is_answered | still_waits),
    )


def _is_of(kept: BusinessHours) -> Callable[[int | None, int | None, str], bool]:
    """Whether these hours hold for a team, an inbox and a channel."""

    @cache
    def ask(team: int | None, inbox: int | None, channel: str) -> bool:
        held = hours_for(team_id=team, inbox_id=inbox, channel=channel)
        return held is not None and held.pk == kept.pk

    return ask


def _hour(row: dict[str, Any]) -> int:
    return (row["day"] - 1) * DAY + row["hour"]


def _by_hour_of_week(counts: Counter[int]) -> tuple[int, ...]:
    return tuple(counts[hour] for hour in range(WEEK))
