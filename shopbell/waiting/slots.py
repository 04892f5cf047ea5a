"""When a shopper can be called: whole slots within the hours in which somebody answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from shopbell.promises.hours import Openness

DAY = timedelta(days=1)
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


def slots(
    hours: Openness, now: datetime, has_room: Callable[[Slot], object] = lambda slot: True
) -> list[Slot]:
    """The next slots that are open from their beginning to their end and have room, one after the other.

    They are counted from when it opens, so that the same ones are offered however late it is.
    """
    found: list[Slot] = []
    yesterday = datetime.combine(now.astimezone(UTC).date(), time(), UTC) - DAY
    for opens, closes in hours.open_between(yesterday, now + AHEAD):
        start = _rounded(opens)
        while start + LENGTH <= closes:
            slot = Slot(start, start + LENGTH)
            if start >= now + LEAD and has_room(slot):
                found.append(slot)
            if len(found) == MOST:
                return found
            start += LENGTH
    return found


def is_possible(slot: Slot, hours: Openness, now: datetime) -> bool:
    """Whether somebody calls then, however long the shopper has looked at what was offered."""
    is_whole = slot.end - slot.start == LENGTH and _rounded(slot.start) == slot.start
    return is_whole and now < slot.start <= now + AHEAD and hours.within(slot.start, slot.end) == LENGTH


def _rounded(at: datetime) -> datetime:
    """`at`, or the next full or half hour."""
    since = at - datetime(1970, 1, 1, tzinfo=UTC)
    return at + (-since % STEP)
