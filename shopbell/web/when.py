"""Times as people say them: "5 min. ago", and the exact hour in the reader's zone on hover.

The words are Babel's, which are the browser's own (both are CLDR), so that `behaviours/times.ts` can
keep them fresh without a flicker. Change the rules in both.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta
from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup

from shopbell.core.moment import day as date_words
from shopbell.core.moment import exact, exact_for, joined
from shopbell.core.reader import locale

WEEK = 7 * 86_400
TIME = Markup('<time datetime="%s" title="%s" data-when="%s">%s</time>')
Style = Literal["narrow", "short", "long"]
UNITS = ((86_400, "days"), (3_600, "hours"), (60, "minutes"))


def when(moment: datetime | None, style: Style = "short", *, now: datetime | None = None) -> Markup:
    """`moment` as a <time> that stays fresh: "now", "5 min. ago", "in 3 hr.", and from a week on its date.

    `style` is "long" (5 minutes ago), "short" or "narrow" (5m ago). Nothing for None.
    """
    if moment is None:
        return Markup("")
    return TIME % (_iso(moment), exact(moment), style, _words(moment, style, now or timezone.now()))


def clock(moment: datetime) -> Markup:
    """The hour of `moment` in the reader's zone: 14:02."""
    return _clock(moment, timezone.get_current_timezone(), locale())


@lru_cache(8192)
def _clock(moment: datetime, zone: tzinfo, reader: Locale) -> Markup:
    words = format_time(moment.astimezone(zone), "short", locale=reader)
    return TIME % (_iso(moment), exact_for(moment, zone, reader), "clock", words)


def day(moment: datetime) -> str:
    """The day of `moment` in the reader's zone: Today, Yesterday, or its date."""
    local, today = timezone.localtime(moment).date(), timezone.localdate()
    if local == today:
        return _("Today")
    if local == today - timedelta(days=1):
        return _("Yesterday")
    return format_date(local, "long", locale=locale())


def on_day(moment: datetime) -> str:
    """The date of `moment` in the reader's zone, for the middle of a sentence: since 4 May 2026."""
    return date_words(timezone.localtime(moment).date())


def soon(moment: datetime) -> str:
    """A moment to come in the reader's zone, as short as is clear: 15:00 today, Fri, 09:00, later its date."""
    local, reader = timezone.localtime(moment), locale()
    hour = format_time(local, "short", locale=reader)
    days = (local.date() - timezone.localdate()).days
    if days == 0:
        return hour
    date = format_date(local, "EEE", locale=reader) if 0 < days < 7 else _date(moment, timezone.now())
    return joined(date, hour)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _words(moment: datetime, style: Style, now: datetime) -> str:
    seconds = (moment - now).total_seconds()
    if abs(seconds) < 60:
        return _("now")
    if abs(seconds) >= WEEK:
        return _date(moment, now)
    unit, name = next((unit, name) for unit, name in UNITS if abs(seconds) >= unit)
    return _span(name, int(abs(seconds) // unit) * (1 if seconds > 0 else -1), style, locale())


@lru_cache(2048)
def _span(unit: str, count: int, style: Style, reader: Locale) -> str:
    whole = timedelta(**{unit: count})
    return format_timedelta(whole, threshold=1, add_direction=True, format=style, locale=reader)


def _date(moment: datetime, now: datetime) -> str:
    local = timezone.localtime(moment)
    if local.year == timezone.localtime(now).year:
        from_skeleton = locale().datetime_skeletons.get("MMMd")
        if from_skeleton:
            return format_date(local.date(), str(from_skeleton), locale=locale())
    return format_date(local.date(), "medium", locale=locale())
