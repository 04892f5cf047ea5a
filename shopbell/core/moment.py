"""Days and moments as the reader's language writes them; one clock for a language, wherever a time is read."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_datetime_format
from django.utils import timezone

from .reader import locale

SHORT = timedelta(minutes=5)  # minutes tell nothing of less


def exact(moment: datetime) -> str:
    """`moment` to the minute in the reader's zone, with the zone."""
    return exact_for(moment, timezone.get_current_timezone(), locale())


def exact_to_the_second(moment: datetime) -> str:
    """For what is over within a minute or two."""
    return exact_for(moment, timezone.get_current_timezone(), locale(), "medium")


def exact_within(time: timedelta | None) -> Callable[[datetime], str]:
    """Writes the moments of what takes `time`: to the second where it is short."""
    return exact_to_the_second if time is not None and time < SHORT else exact


@lru_cache(8192)
def exact_for(
    moment: datetime, zone: tzinfo, reader: Locale, hours: Literal["short", "medium"] = "short"
) -> str:
    local = moment.astimezone(zone)
    hour = format_time(local, hours, tzinfo=zone, locale=reader)
    return f"{_joined(format_date(local, 'medium', reader), hour, 'medium', reader)} {local.tzname()}"


def joined(date_words: str, hour: str) -> str:
    """Both as the reader's language puts them together: Mon, 9:30 AM. So are a weekday and its date."""
    return _joined(date_words, hour, "short", locale())


def _joined(date_words: str, hour: str, style: Literal["short", "medium"], reader: Locale) -> str:
    pattern = str(get_datetime_format(style, locale=reader)).replace("'", "")
    return pattern.replace("{0}", hour).replace("{1}", date_words)


def day(on: date) -> str:
    """4 May 2026, May 4, 2026."""
    return format_date(on, "long", locale=locale())


def day_of_week(on: date) -> str:
    """Monday, 4 May: with the weekday that people remember, and without the year."""
    return joined(format_date(on, "EEEE", locale=locale()), format_skeleton("MMMMd", on, locale=locale()))
