"""What became of a part of the service on each of the last ninety days, and for which share of them it was there.

A pure fold of incidents over the shop's days. Two that overlap count once; only an outage takes a part away, the others
colour their days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from shopbell.core.moment import day as day_words

from .incident import Kind

DAYS = 90
GRAVEST = list(Kind)


@dataclass(frozen=True)
class Span:
    """An incident in time; without an end it goes on."""

    kind: Kind
    start: datetime
    end: datetime | None


@dataclass(frozen=True)
class Day:
    date: date
    kind: Kind | None  # the gravest of the day
    seconds: int  # of the day in which something was wrong

    @property
    def date_words(self) -> str:
        return day_words(self.date)

    @property
    def time(self) -> timedelta:
        """To the minute: what began just now lasted one."""
        return timedelta(minutes=max(round(self.seconds / 60), 1))


def days_of(spans: Iterable[Span], now: datetime, zone: tzinfo, days: int = DAYS) -> list[Day]:
    """The last `days` days of `zone`, the oldest first; today until `now`."""
    spans = list(spans)
    today = now.astimezone(zone).date()
    return [_day(spans, today - timedelta(days=back), now, zone) for back in reversed(range(days))]


def uptime(spans: Iterable[Span], since: datetime, now: datetime) -> float:
    """Which share of the time from `since` until `now` was without an outage: 1 for all of it."""
    whole = (now - since).total_seconds()
    outages = [span for span in spans if span.kind == Kind.OUTAGE]
    return 1 - _covered(outages, since, now) / whole if whole > 0 else 1


def _day(spans: list[Span], day: date, now: datetime, zone: tzinfo) -> Day:
    begin = datetime.combine(day, time(), zone)
    end = min(datetime.combine(day + timedelta(days=1), time(), zone), now)
    touched = [each for each in spans if each.start < end and (each.end is None or each.end > begin)]
    kind = min((each.kind for each in touched), key=GRAVEST.index, default=None)
    return Day(day, kind, round(_covered(touched, begin, end)))


def _covered(spans: Iterable[Span], begin: datetime, end: datetime) -> float:
    """How many seconds between `begin` and `end` any of `spans` covers."""
    total, reached = 0.0, begin
    for start, stop in sorted((each.start, each.end or end) for each in spans):
        start, stop = max(start, reached), min(stop, end)
        if stop > start:
            # as instants: a day on which the clocks are changed is as long as it is
            total += stop.timestamp() - start.timestamp()
            reached = stop
    return total
