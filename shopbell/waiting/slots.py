"""When a shopper can be called: whole slots within the hours in which somebody answers."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shopbell.promises.hours import Openness

LENGTH = timedelta(hours=1)
STEP = timedelta(minutes=30)  # slots begin at full and half hours
LEAD = timedelta(minutes=30)  # from now until the first begins
AHEAD = timedelta(days=7)
MOST = 30


@dataclass(frozen=True)
class Slot:
    """The call comes between these two moments."""

    start: datetime
    end: datetime


def slots(hours: Openness, now: datetime) -> list[Slot]:
    """The next slots that are open from their beginning to their end, one after the other."""
    found: list[Slot] = []
    for opens, closes in hours.open_between(now + LEAD, now + AHEAD):
        start = _rounded(opens)
        while start + LENGTH <= closes:
            found.append(Slot(start, start + LENGTH))
            if len(found) == MOST:
                return found
            start += LENGTH
    return found


def _rounded(at: datetime) -> datetime:
    """`at`, or the next full or half hour."""
    since = at - datetime(1970, 1, 1, tzinfo=UTC)
    return at + (-since % STEP)
