"""Whether somebody answers now, and when that changes, in a sentence for shoppers in their own zone and language."""

import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock_time
from functools import cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.channels.chat.manned import manned_of
from shopbell.channels.inbox import Inbox
from shopbell.core.moment import day_of_week
from shopbell.core.reader import locale

from .business_hours import BusinessHours, hours_for, hours_of_inboxes
from .hours import NeverOpen, Openness

zones = cache(zoneinfo.available_timezones)  # looks through some six hundred files


@dataclass(frozen=True)
class Clock:
    """By whose clock a reader is told: their own, else the shop's, which is named then."""

    zone: str
    is_named: bool = False


def clock_for(zone: str, shops: str) -> Clock:
    """The clock of a reader in `zone`; of one that nobody knows, the shop's."""
    return Clock(zone) if zone in zones() else Clock(shops, is_named=True)


def opening_of(inbox: Inbox, zone: str, *, is_manned: bool = False) -> str:
    """How an inbox stands now, for a reader in `zone`; of a zone that nobody knows, in the shop's own.

    Empty when no hours are kept. Whoever reads that it is manned reads of no hours that say otherwise.
    """
    kept = hours_for(team_id=inbox.team_id, inbox_id=inbox.pk, channel=inbox.channel)
    return _manned_by(kept, zone) if is_manned else _opening_by(kept, zone)


def opening_of_phone(zone: str) -> str:
    """The same of the main phone, which keeps the hours of its channel, else the default ones."""
    return _opening_by(hours_for(team_id=None, inbox_id=None, channel="phone"), zone)


def _opening_by(kept: BusinessHours | None, zone: str) -> str:
    if kept is None:
        return ""
    return opening(kept.hours_now, timezone.now(), clock_for(zone, kept.rules["zone"]))


def openings_at_doors(inboxes: Sequence[Inbox], zone: str) -> dict[Inbox, str]:
    """The same of each for a page that leads there, in as many questions for many as for one."""
    manned = manned_of(inboxes)
    return {
        inbox: _live_opening_by(kept, zone, is_manned=inbox in manned)
        if inbox.channel == "chat"
        else _opening_by(kept, zone)
        for inbox, kept in hours_of_inboxes(inboxes).items()
    }


def _manned_by(kept: BusinessHours | None, zone: str) -> str:
    if kept and not kept.hours_now.is_open(timezone.now()):
        return _("We are still here, outside our hours")
    return _opening_by(kept, zone)


def _live_opening_by(kept: BusinessHours | None, zone: str, *, is_manned: bool) -> str:
    """Of what is open only while somebody is there: within its hours it may be that nobody is."""
    if is_manned:
        return _manned_by(kept, zone)
    if kept is None or kept.hours_now.is_open(timezone.now()):
        return _("Nobody is here right now")
    return _opening_by(kept, zone)


def opening(hours: Openness, at: datetime, clock: Clock) -> str:
    """How it stands at a moment, by the reader's clock."""
    closes = hours.next_closed(at)
    if closes is None:
        return _("Open round the clock")
    if closes > at:
        return _open_until(closes, at, clock)
    try:
        return _opens_again(hours.next_open(at), at, clock)
    except NeverOpen:
        return _("Closed until further notice")


def _open_until(closes: datetime, at: datetime, clock: Clock) -> str:
    if _there(closes, clock).time() == clock_time():  # midnight belongs to the day that ends with it
        return _until_midnight(closes - timedelta(minutes=1), at, clock)
    time, days = _clock(closes, clock), _days_away(closes, at, clock)
    if days == 0 or closes - at < timedelta(hours=12):
        return _("Open until %(time)s") % {"time": time}
    return _("Open until %(day)s, %(time)s") % {"day": _day(closes, at, clock), "time": time}


def _until_midnight(closes: datetime, at: datetime, clock: Clock) -> str:
    if _days_away(closes, at, clock) == 0:
        return _("Open until midnight")
    return _("Open until midnight on %(day)s") % {"day": _day(closes, at, clock)}


def _opens_again(opens: datetime, at: datetime, clock: Clock) -> str:
    time, days = _clock(opens, clock), _days_away(opens, at, clock)
    if days == 0:
        return _("Opens again today at %(time)s") % {"time": time}
    if days == 1:
        return _("Opens again tomorrow at %(time)s") % {"time": time}
    return _("Opens again on %(day)s at %(time)s") % {"day": _day(opens, at, clock), "time": time}


def _days_away(then: datetime, at: datetime, clock: Clock) -> int:
    return (_there(then, clock).date() - _there(at, clock).date()).days


def _day(then: datetime, at: datetime, clock: Clock) -> str:
    """The weekday within the coming week, later the date too."""
    there = _there(then, clock)
    if _days_away(then, at, clock) < 7:
        return format_date(there, "EEEE", locale=locale())
    return day_of_week(there)


def _clock(then: datetime, clock: Clock) -> str:
    there = _there(then, clock)
    time = format_time(there, "short", locale=locale())
    return f"{time} {there.tzname()}" if clock.is_named else time


def _there(moment: datetime, clock: Clock) -> datetime:
    return moment.astimezone(ZoneInfo(clock.zone))
