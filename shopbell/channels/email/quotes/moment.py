"""The moment that a mail program wrote above what it quotes, in whatever language: "Mittwoch, 3. Juni 2026 um 14:05".

Names of months come from the locales that Babel knows. Which of two numbers is the day is not always said; whoever
asks knows when the moment must lie before, and the reading nearest to that wins.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache

from babel import Locale

LANGUAGES = (
    "en de fr es it pt nl pl cs sk sv da nb fi ru uk hu tr el ro hr sl sr bg lt lv et ca eu gl vi id ms th he ar fa hi "
    "ja zh ko"
).split()
LONGEST = 200
HOUR = re.compile(r"(?<![\d./-])(\d{1,2})\s?(?:[:.hH]|時|点|點|시)\s?(\d{2})(?:[:.](\d{2}))?(?!\d)")
HOUR_ALONE = re.compile(r"(?<!\d)(\d{1,2})\s?(?:(?=[ap]\.?m\b)|時|点|點|시)", re.IGNORECASE)
LATE = re.compile(r"\bp\.?\s?m\b|下午|晚上|午後|오후|\bم(?:ساءً?)?(?!\w)|\bμ\.?μ", re.IGNORECASE)
EARLY = re.compile(r"\ba\.?\s?m\b|上午|凌晨|午前|오전|\bص(?:باحًا)?(?!\w)|\bπ\.?μ", re.IGNORECASE)
ZONE = re.compile(r"(?:UTC|GMT|(?<=\s))\s?([+-])(\d{1,2}):?(\d{2})?(?!\d)", re.IGNORECASE)
UTC_ALONE = re.compile(r"\b(?:UTC|GMT|Z)\b")
ISO = re.compile(r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)")
NUMBERS = re.compile(r"(?<!\d)(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d{2})(?!\d)")
WORD = re.compile(r"[^\s\d.,،;:()<>\[\]/_-]+")
NUMBER = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
SOON = timedelta(days=1)  # clocks go wrong, and zones are not always said


def moment_in(text: str, *, before: datetime, zone: tzinfo = UTC) -> datetime | None:
    """The moment that `text` names, in `zone` unless it says another; None when it is none, or lies after `before`."""
    text = _plain(text[:LONGEST])
    hour = HOUR.search(text) or HOUR_ALONE.search(text)
    clock = _clock(text, hour)
    rest = text[: hour.start()] + " " + text[hour.end() :] if hour else text
    zone, rest = _zone(text, zone), ZONE.sub(" ", rest)
    readings = [at for day in _days(rest) if (at := _moment(*day, *clock, zone)) and at < before + SOON]
    return min(readings, key=lambda at: abs(before - at)) if readings else None


def _plain(text: str) -> str:
    """With the digits of any script as ours, and without the spaces that nobody sees."""
    digits = (str(unicodedata.digit(each, each)) if not each.isascii() else each for each in text)
    return "".join(digits).replace("\u202f", " ").replace("\u00a0", " ").replace("\u200e", "")


def _clock(text: str, hour: re.Match[str] | None) -> tuple[int, int, int]:
    if hour is None:
        return 0, 0, 0
    found = [int(each or 0) for each in hour.groups()]
    of_day, minute, second = [*found, 0, 0][:3]
    if LATE.search(text) and of_day < 12:
        of_day += 12
    elif EARLY.search(text) and of_day == 12:
        of_day = 0
    return of_day, minute, second


def _zone(text: str, usual: tzinfo) -> tzinfo:
    match = ZONE.search(text)
    if match:
        away = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return timezone(-away if match[1] == "-" else away) if away < timedelta(hours=24) else usual
    return UTC if UTC_ALONE.search(text) else usual


def _days(text: str) -> list[tuple[int, int, int]]:
    """Year, month and day, in each way that it may be read."""
    if match := ISO.search(text):
        return [(int(match[1]), int(match[2]), int(match[3]))]
    if match := NUMBERS.search(text):
        one, other, year = (int(each) for each in match.groups())
        year += 2000 if year < 100 else 0
        return [(year, other, one), (year, one, other)]
    year_match = YEAR.search(text)
    if year_match is None:
        return []
    months = [_months()[word] for each in WORD.findall(text) if (word := _key(each)) in _months()]
    rest = text[: year_match.start()] + " " + text[year_match.end() :]
    days = [int(each) for each in NUMBER.findall(rest)]
    return [(int(year_match[1]), month, day) for month in months[:3] for day in days[:2]]


@cache
def _months() -> dict[str, int]:
    """The names of months, long and short, to their numbers; a name that means two months means none."""
    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for form in Locale.parse(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in form.get(width, {}).items():
                    found.setdefault(_key(name), set()).add(number)
    return {
        name: next(iter(numbers)) for name, numbers in found.items() if len(numbers) == 1 and len(name) > 1
    }


def _key(name: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", name.casefold()) if each.isalpha())


def _moment(
    year: int, month: int, day: int, hour: int, minute: int, second: int, zone: tzinfo
) -> datetime | None:
    try:
        at = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
        return at.astimezone(UTC) if 1990 <= year <= 2100 else None
    except (ValueError, OverflowError):
        return None
