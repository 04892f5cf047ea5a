"""When shoppers write and agents answer: busy late mornings and evenings, quiet nights, fewer on Sundays."""

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Paris")
BY_HOUR = [2, 1, 1, 1, 1, 2, 5, 12, 24, 40, 52, 50, 44, 42, 40, 38, 36, 38, 40, 44, 46, 36, 20, 8]
BY_DAY = [1.25, 1.1, 1.0, 1.0, 0.95, 0.8, 0.7]  # Monday first
OPENS, CLOSES = 8, 20
CHATS_UNTIL = 22
HIGHEST = max(BY_HOUR) * max(BY_DAY)


def is_likely(moment: datetime, chance: random.Random) -> bool:
    """Whether somebody would write at this moment rather than not: to be asked until it says yes."""
    local = moment.astimezone(ZONE)
    return chance.random() * HIGHEST < BY_HOUR[local.hour] * BY_DAY[local.weekday()]


def a_moment(start: datetime, end: datetime, chance: random.Random) -> datetime:
    """A moment between the two that follows the pattern of the day, as far as the stretch allows."""
    for _ in range(12):
        moment = start + (end - start) * chance.random()
        if is_likely(moment, chance):
            break
    return moment


def is_manned(moment: datetime) -> bool:
    """Whether the chat has somebody then."""
    return OPENS <= moment.astimezone(ZONE).hour < CHATS_UNTIL


def at_work(moment: datetime, chance: random.Random) -> datetime:
    """`moment`, or the next morning when the office is shut; Sundays are free."""
    local = moment.astimezone(ZONE)
    if local.hour >= CLOSES or local.weekday() == 6 or local.hour < OPENS:
        days = 1 if local.hour >= CLOSES or local.weekday() == 6 else 0
        if (local + timedelta(days=days)).weekday() == 6:
            days += 1
        local = (local + timedelta(days=days)).replace(hour=OPENS, minute=0, second=0)
        local += timedelta(minutes=chance.triangular(2, 200, 40))
    return local.astimezone(moment.tzinfo)


def pause(channel: str, who: str, chance: random.Random, *, is_first: bool = False) -> timedelta:
    """How long it takes until the next turn: seconds in a chat, hours by e-mail."""
    if channel == "chat":
        middle = {"a": 48 if is_first else 40, "c": 55, "n": 20}.get(who, 30)
        return timedelta(seconds=min(900, chance.lognormvariate(0, 0.7) * middle + 4))
    middle = {"a": 150 if is_first else 100, "c": 210, "n": 6}.get(who, 5)
    return timedelta(minutes=min(60 * 50, chance.lognormvariate(0, 0.95) * middle + 2))
