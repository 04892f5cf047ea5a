"""Whether somebody answers now, and when that changes, in a sentence for shoppers in their own zone and language."""

import zoneinfo
from datetime import datetime, timedelta
from datetime import time as clock_time
from functools import cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.channels.inbox import Inbox
from shopbell.core.moment import day_of_week
from shopbell.core.reader import locale

from .business_hours import hours_for
from .hours import NeverOpen, Openness

zones = cache(zoneinfo.available_timezones)  # looks through some six hundred files


def opening_of(inbox: Inbox, zone: str, *, is_manned: bool = False) -> str:
    """How an inbox stands now, for a reader in `zone`; of a zone that nobody knows, in the shop's own.

    Empty when no hours are kept. Whoever reads that it is manned reads of no hours that say otherwise.
    """
    kept = hours_for(team_id=inbox.team_id, inbox_id=inbox.pk, channel=inbox.channel)
    if kept is None:
        return ""
    now = timezone.now()
    if is_manned and not kept.hours_now.is_open(now):
        return _("We are still here, outside our hours")
    return opening(kept.hours_now, now, zone if zone in zones() else kept.rules["zone"])


def live_opening_of(inbox: Inbox, zone: str, *, is_manned: bool) -> str:
    """The same of what is open only while somebody is there: within its hours it may be that nobody is."""
    if is_manned:
        return opening_of(inbox, zone, is_manned=True)
    kept = hours_for(team_id=inbox.team_id, inbox_id=inbox.pk, channel=inbox.channel)
    if kept is None or kept.hours_now.is_open(timezone.now()):
        return _("Nobody is here right now")
    return opening_of(inbox, zone)


def opening(hours: Openness, at: datetime, zone: str) -> str:
    """How it stands at a moment; `zone` is the reader's."""
    closes = hours.next_closed(at)
    if closes is None:
        return _("Open round the clock")
    if closes > at:
        return _open_until(closes, at, zone)
    try:
        return _opens_again(hours.next_open(at), at, zone)
    except NeverOpen:
        return _("Closed until further notice")


def _open_until(closes: datetime, at: datetime, zone: str) -> str:
    if _there(closes, zone).time() == clock_time():  # midnight belongs to the day that ends with it
        return _until_midnight(closes - timedelta(minutes=1), at, zone)
    time, days = _clock(closes, zone), _days_away(closes, at, zone)
    if days == 0 or closes - at < timedelta(hours=12):
        return _("Open until %(time)s") % {"time": time}
    return _("Open until %(day)s, %(time)s") % {"day": _day(closes, at, zone), "time": time}


def _until_midnight(closes: datetime, at: datetime, zone: str) -> str:
    if _days_away(closes, at, zone) == 0:
        return _("Open until midnight")
    return _("Open until midnight on %(day)s") % {"day": _day(closes, at, zone)}


def _opens_again(opens: datetime, at: datetime, zone: str) -> str:
    time, days = _clock(opens, zone), _days_away(opens, at, zone)
    if days == 0:
        return _("Opens again today at %(time)s") % {"time": time}
    if days == 1:
        return _("Opens again tomorrow at %(time)s") % {"time": time}
    return _("Opens again on %(day)s at %(time)s") % {"day": _day(opens, at, zone), "time": time}


def _days_away(then: datetime, at: datetime, zone: str) -> int:
    return (_there(then, zone).date() - _there(at, zone).date()).days


def _day(then: datetime, at: datetime, zone: str) -> str:
    """The weekday within the coming week, later the date too."""
    there = _there(then, zone)
    if _days_away(then, at, zone) < 7:
        return format_date(there, "EEEE", locale=locale())
    return day_of_week(there)


def _clock(then: datetime, zone: str) -> str:
    return format_time(_there(then, zone), "short", locale=locale())


def _there(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))
