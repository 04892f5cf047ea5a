"""Moments of the status page as shoppers read them: by the shop's clock, or their own where it is known."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time
from django.utils import timezone

from shopbell.core.reader import locale
from shopbell.promises.business_hours import shop_zone
from shopbell.promises.opening import zones


def moment_words(at: datetime, zone: str = "", now: datetime | None = None) -> str:
    """The hour of today, or weekday, day and hour; with the zone's name when it is the shop's and not the reader's."""
    known = zone in zones()
    there = at.astimezone(ZoneInfo(zone) if known else shop_zone())
    today = (now or timezone.now()).astimezone(there.tzinfo).date()
    time = format_time(there, "short", locale=locale())
    if not known:
        time = f"{time} {there.tzname()}"
    if there.date() == today:
        return time
    weekday = format_date(there, "EEE", locale=locale())
    return f"{weekday}, {format_skeleton('MMMd', there, locale=locale())}, {time}"
