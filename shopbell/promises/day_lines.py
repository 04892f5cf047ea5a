"""Days and stretches of time as people write them, a line each.

A day of its own: "2026-12-24 Christmas Eve", every year: "12-24 Christmas Eve". A stretch: "2026-08-03 Stocktaking",
"2026-08-03 12:00 – 18:00 Meeting" or 12-18, "2026-08-03 – 2026-08-14 Summer", by the clock of the shop. A season:
"12-01 – 12-23 Advent: Mon–Sat 8–20". Days may be written 24.12.2026, 24.12. and 24 Dec (`month_names.py`) too, clocks
9:00 AM – 5:00 PM.
"""

import re
from datetime import date, datetime, time, timedelta

from babel import Locale
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.reader import locale

from .hours_text import DASH as DASH_OR_WORD
from .hours_text import read_clock, read_week, write_week
from .month_names import in_digits

MOST_LINES = 100
DAY = r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4})"
YEARLY = r"(?:\d{1,2}-\d{1,2}|\d{1,2}\.\d{1,2}\.)"
MINUTES = r"(?:[:.h]\d{2})?\s*"
CLOCK = rf"(?:(?:0?[1-9]|1[0-2]){MINUTES}(?:AM|pm|a\.m\.|p\.m\.|ص|م)|\d{{1,2}}{MINUTES}(?:uhr|h)?)"
AM, AM_IN_GERMAN = "am", r"am(?!\s+[^\W\d])"  # "bis 11:00 am Messestand" is at the stand
DASH = r"\s*(?:-|–|—)\s*"
HOURS = re.compile(rf"\d{{1,2}}(?:[:.h]\d{{2}})?{DASH}\d{{1,2}}\b")
OWN_DAY = re.compile(rf"({DAY}|{YEARLY})(?:\s+(.*))?$")
STRETCHES = {
    am: re.compile(
        rf"({DAY})(?:\s+({clock}))?(?:{DASH}({DAY})?(?:\s*({clock}))?)?(?:\s+([^\W\d].*))?$", re.IGNORECASE
    )
    for am in (AM, AM_IN_GERMAN)
    for clock in [CLOCK.replace("AM", am)]
}
# the rest of a clock, or of a stretch, that was not understood
NO_NAME = re.compile(rf"(?:am)?(?:{DASH}|{DASH_OR_WORD}\d)|am$", re.IGNORECASE)
NO_NAME_BEHIND_A_CLOCK = re.compile(r"pm\b|[ap]\.m\.", re.IGNORECASE)
UNDATED = re.compile(rf"(^|{DASH})({YEARLY})(?![\d.:])")
SEASON = re.compile(rf"({YEARLY}){DASH}({YEARLY})\s*([^:]*):\s*(.+)$")

Said = dict[str, str]


def _lines(text: str) -> list[str]:
    lines = [in_digits(line.strip(), locale()) for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise Refused(_("Up to %(count)s lines, please.") % {"count": MOST_LINES})
    return lines


def _not_understood(line: str, like: str) -> Refused:
    return Refused(
        _("“%(line)s” is not understood. Write it like “%(like)s”.") % {"line": line, "like": like}
    )


def _date(text: str) -> date:
    if "." in text:
        day, month, year = text.split(".")
        return date(int(year), int(month), int(day))
    return date(*map(int, text.split("-")))


def _yearly(text: str) -> str:
    """As "12-24". The year is any with a 29th of February."""
    first, second = (int(each) for each in text.strip(".").replace(".", "-").split("-"))
    month, day = (second, first) if "." in text else (first, second)
    return date(2024, month, day).isoformat()[5:]


def read_days(text: str) -> list[Said]:
    """Days of the shop's own. Raises Refused with the line that is none."""
    found = []
    for line in _lines(text):
        match = OWN_DAY.match(line)
        try:
            is_yearly = bool(match and re.fullmatch(YEARLY, match.group(1)))
            said = match and (_yearly(match.group(1)) if is_yearly else _date(match.group(1)).isoformat())
        except ValueError:
            said = None
        if not match or not said:
            raise _not_understood(line, "2026-12-24 " + _("Christmas Eve"))
        if HOURS.match(match.group(2) or ""):
            raise Refused(_("“%(line)s” names hours, but such a day is closed whole.") % {"line": line})
        found.append({"day": said, "name": (match.group(2) or "").strip()})
    return found


def write_days(days: list[Said]) -> str:
    return "\n".join(f"{each['day']} {each['name']}".strip() for each in days)


def read_stretches(text: str) -> list[Said]:
    """Closures or openings. Raises Refused with the line that is none."""
    return [_stretch(line) for line in _lines(text)]


def _stretch(line: str) -> Said:
    found = _read_stretch(line)
    if found is None:
        dated = _with_years(line, timezone.localdate())
        if dated and _read_stretch(dated):
            told = {"line": line, "like": dated}
            raise Refused(_("“%(line)s” has no year, and it comes once. Write “%(like)s”.") % told)
        raise _not_understood(line, "2026-08-03 12:00 – 18:00 " + _("Stocktaking"))
    start, end, name = found
    if end <= start:
        raise Refused(_("“%(line)s” ends before it begins.") % {"line": line})
    return {"start": start.isoformat("T", "minutes"), "end": end.isoformat("T", "minutes"), "name": name}


def _read_stretch(line: str) -> tuple[datetime, datetime, str] | None:
    """When it begins and ends, and its name; None for a line that is not understood."""
    match = STRETCHES[AM_IN_GERMAN if (get_language() or "").startswith("de") else AM].match(line)
    name = ((match and match.group(5)) or "").strip()
    if not match or NO_NAME.match(name) or (match.group(2) and NO_NAME_BEHIND_A_CLOCK.match(name)):
        return None
    try:
        return *_ends(*(each and each.strip() for each in match.group(1, 2, 3, 4))), name
    except (ValueError, OverflowError):
        return None


def _with_years(line: str, today: date) -> str | None:
    """`line` with the years in which its days come next; None where one of them never comes then."""
    since = today

    def dated(found: re.Match[str]) -> str:
        nonlocal since
        this_year = date.fromisoformat(f"{since.year}-{_yearly(found[2])}")
        since = this_year if this_year >= since else this_year.replace(year=since.year + 1)
        return found[1] + since.isoformat()

    try:
        return UNDATED.sub(dated, line)
    except ValueError:
        return None


def _ends(
    first: str, from_clock: str | None, last: str | None, until_clock: str | None
) -> tuple[datetime, datetime]:
    start, last_day = _date(first), _date(last or first)
    if not from_clock and not last and (until_clock or "").isdecimal():
        raise ValueError("the hour of no day, or the day of no month")
    if from_clock and from_clock.isdecimal() and not (until_clock or last):
        raise ValueError("an hour without an end")
    begins = datetime.combine(start, time()) + (_since_midnight(from_clock) if from_clock else timedelta())
    if not until_clock:
        return begins, datetime.combine(last_day, time()) + timedelta(days=1)
    return begins, datetime.combine(last_day, time()) + _since_midnight(until_clock)


def _since_midnight(clock: str) -> timedelta:
    return timedelta(minutes=read_clock(clock))


def write_stretches(stretches: list[Said]) -> str:
    lines = []
    for each in stretches:
        start, end = (datetime.fromisoformat(each[name]) for name in ("start", "end"))
        shown = [start.date().isoformat()]
        if start.time() != time():
            shown.append(f"{start:%H:%M}")
        if end.time() == time():
            last = end.date() - timedelta(days=1)
            shown += (
                ["–", last.isoformat()]
                if last != start.date()
                else (["–", "24:00"] if len(shown) > 1 else [])
            )
        elif end.date() == start.date():
            shown += [*([f"{start:%H:%M}"] if len(shown) == 1 else []), "–", f"{end:%H:%M}"]
        else:
            shown += ["–", end.date().isoformat(), f"{end:%H:%M}"]
        lines.append(" ".join([*shown, each["name"]]).strip())
    return "\n".join(lines)


def read_seasons(text: str, language: Locale) -> list[dict]:
    """Parts of every year with other hours. Raises Refused with the line that is none."""
    found = []
    for line in _lines(text):
        match = SEASON.match(line)
        try:
            ends = match and (_yearly(match.group(1)), _yearly(match.group(2)))
        except ValueError:
            ends = None
        if not match or not ends:
            raise _not_understood(
                line, "12-01 – 12-23 " + _("Advent") + ": " + write_week([[[480, 1200]]] * 6 + [[]], language)
            )
        if match.group(4).strip().casefold() in {"closed", _("closed").casefold()}:
            raise Refused(
                _("“%(line)s” has no hours. What is closed whole stands under “%(where)s”, with its year.")
                % {"line": line, "where": _("Closed besides")}
            )
        week = read_week(match.group(4), language)
        found.append({"name": match.group(3).strip(), "first": ends[0], "last": ends[1], "week": week})
    return found


def write_seasons(seasons: list[dict], language: Locale, reader: Locale | None = None) -> str:
    return "\n".join(
        f"{each['first']} – {each['last']} {each['name']}".strip()
        + f": {write_week(each['week'], language, reader)}"
        for each in seasons
    )
