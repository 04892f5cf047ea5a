"""Quiet hours: when an agent wants no sound, no push and no mail. Pure functions of a clock in the agent's own zone.

Quiet is every day that is no working day, and on working days the time from one hour to another, past midnight if
the first is the later one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True)
class QuietHours:
    """`begins` and `ends` alike: only days that are no working days are quiet. Monday is 0."""

    begins: time
    ends: time
    working_days: frozenset[int]
    zone: ZoneInfo

    def is_quiet(self, now: datetime) -> bool:
        local = now.astimezone(self.zone)
        if self.working_days and local.weekday() not in self.working_days:
            return True
        clock = local.time()
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends

    def until(self, now: datetime) -> datetime | None:
        """When the quiet time around `now` ends, in the agent's zone; None when it is not quiet."""
        if not self.is_quiet(now):
            return None
        return next(moment for moment in self._turns(now) if not self.is_quiet(moment))

    def _turns(self, now: datetime):
        """The moments after `now` at which it may become loud, soonest first; a week holds all there are."""
        today = now.astimezone(self.zone).date()
        for days in range(9):
            day = today + timedelta(days=days)
            for clock in sorted({time(0), self.ends}):
                # a clock that jumps ahead leaves some times out: by way of UTC they are those that follow
                moment = datetime.combine(day, clock, tzinfo=self.zone).astimezone(UTC).astimezone(self.zone)
                if moment > now:
                    yield moment


def zone_of(name: str) -> ZoneInfo:
    """The zone `name`; UTC for one that is unknown here."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
