"""The days of which demand is told: the last eight whole weeks by the clock of some hours, and which were usual."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .business_hours import BusinessHours
from .hours import Hours
from .rules import hours_by, with_holidays

WEEKS = 8
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Whole days of the zone of some hours, from `first` until the one before `last`."""

    zone: ZoneInfo
    first: date
    last: date
    off: frozenset[date]  # with other hours than those of the week

    @property
    def days(self) -> list[date]:
        return [self.first + A_DAY * step for step in range((self.last - self.first).days)]

    @property
    def start(self) -> datetime:
        return self.begin_of(self.first)

    @property
    def end(self) -> datetime:
        return self.begin_of(self.last)

    def begin_of(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def only(self, known: Iterable[date]) -> "Period":
        """The same, of which no other days are asked about than those."""
        return Period(self.zone, self.first, self.last, self.off | (set(self.days) - set(known)))


def period_of(kept: BusinessHours, now: datetime) -> Period:
    """The eight weeks before the last midnight."""
    zone = ZoneInfo(kept.rules["zone"])
    last = now.astimezone(zone).date()
    first = last - timedelta(weeks=WEEKS)
    hours = hours_by(with_holidays(kept.rules, first))
    days = Period(zone, first, last, frozenset()).days
    return Period(zone, first, last, frozenset(day for day in days if _is_special(day, hours, zone)))


def _is_special(day: date, hours: Hours, zone: ZoneInfo) -> bool:
    """Whether a day has other hours than those of the week: a holiday, in a season, or closed or open besides."""
    start, end = (datetime.combine(each, time(), zone) for each in (day, day + A_DAY))
    breaks = (*hours.closures, *hours.openings)
    return (
        day in hours.holidays
        or any(season.holds(day) for season in hours.seasons)
        or any(each.start < end and start < each.end for each in breaks)
    )
