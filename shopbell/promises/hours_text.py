"""Hours as people write them: "9:00–12:30, 13:00–18:00", "9 am to 5 pm", "22–2", "closed".

What is kept is minutes since midnight, [[540, 750], [780, 1080]]; beyond 1440 it is the next day.
"""

import re
from datetime import time
from itertools import pairwise

from babel import Locale
from babel.dates import format_time, get_day_names
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused

DAY_MINUTES = 1440
DASH = r"\s*(?:-|–|—|−|\bto\b|\bbis\b|\ba\b|\bà\b|\bjusqu'à\b|\bإلى\b)\s*"
TIME = r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.|ص|م|uhr|h)?"
HALVES = {"ص": "a", "م": "p"}
SPAN = re.compile(rf"{TIME}{DASH}{TIME}", re.IGNORECASE)
ONE_TIME = re.compile(TIME, re.IGNORECASE)
BETWEEN = re.compile(r"\s*[,;&]\s*|\s+(?:and|und|et|y|و)\s+")
ROUND_THE_CLOCK = re.compile(r"24\s*(h|hours?|stunden|heures|horas|ساعة)?|24/7", re.IGNORECASE)

Spans = list[list[int]]


def read_spans(text: str) -> Spans:
    """The hours of a day, in order and apart from each other. Raises Refused with what is not understood in them."""
    text = text.strip()
    if not text or text.casefold() in {"-", "–", "closed", _("closed").casefold()}:
        return []
    if ROUND_THE_CLOCK.fullmatch(text):
        return [[0, DAY_MINUTES]]
    spans = sorted(_read_span(each) for each in BETWEEN.split(text) if each)
    for before, after in pairwise(spans):
        if after[0] < before[1]:
            raise Refused(_("In “%(text)s” hours overlap.") % {"text": text})
    return spans


def _read_span(text: str) -> list[int]:
    found = SPAN.fullmatch(text.strip())
    if not found:
        raise Refused(
            _("“%(text)s” is not understood. Write hours like 9:00–12:30, 13:00–18:00.")
            % {"text": text.strip()}
        )
    start, end = _minutes(text, *found.group(1, 2, 3)), _minutes(text, *found.group(4, 5, 6))
    if start == end:
        raise Refused(_("“%(text)s” ends when it begins. Write 0–24 for all day.") % {"text": text.strip()})
    if start >= DAY_MINUTES:
        raise Refused(
            _("“%(text)s” begins after midnight. Write it on the next day.") % {"text": text.strip()}
        )
    return [start, end if end > start else end + DAY_MINUTES]


def _minutes(text: str, hour: str, minute: str | None, half: str | None) -> int:
    hours, minutes = int(hour), int(minute or 0)
    letter = HALVES.get(half or "", (half or "")[:1].casefold())
    if letter in {"a", "p"}:
        if not 1 <= hours <= 12:
            raise Refused(_("“%(text)s” has an hour that no clock shows.") % {"text": text.strip()})
        hours = hours % 12 + (12 if letter == "p" else 0)
    if minutes > 59 or hours * 60 + minutes > DAY_MINUTES:
        raise Refused(_("“%(text)s” has an hour that no clock shows.") % {"text": text.strip()})
    return hours * 60 + minutes


def read_clock(text: str) -> int:
    """Minutes since midnight of 9, 9:30, 9.30, 9 pm or 24. Raises Refused for an hour that no clock shows."""
    found = ONE_TIME.fullmatch(text.strip())
    if not found:
        raise Refused(_("“%(text)s” has an hour that no clock shows.") % {"text": text.strip()})
    return _minutes(text, *found.groups())


def write_spans(spans: Spans, reader: Locale | None = None) -> str:
    """As `read_spans` reads them: "9:00–12:30, 22:00–2:00", or by the clock of the `reader`: "9:00 AM–12:30 PM"."""
    return ", ".join(_write_span(start, end, reader) for start, end in spans)


def _write_span(start: int, end: int, reader: Locale | None) -> str:
    if [start, end] == [0, DAY_MINUTES]:
        return "0:00–24:00"  # which no clock of twelve hours can say
    return f"{_clock(start, reader)}–{_clock(end, reader)}"


def _clock(minutes: int, reader: Locale | None) -> str:
    if minutes > DAY_MINUTES:
        minutes -= DAY_MINUTES
    if reader and "h" in reader.time_formats["short"].pattern:
        return format_time(time(minutes // 60 % 24, minutes % 60), "short", locale=reader)
    return f"{minutes // 60}:{minutes % 60:02}"


def read_week(text: str, language: Locale) -> list[Spans]:
    """A week in one line, "Mon–Fri 9–18; Sat 10–14": days that it does not name are closed. Raises Refused."""
    week: list[Spans] = [[] for _day in range(7)]
    said: set[int] = set()
    for part in filter(None, (each.strip() for each in text.split(";"))):
        found = re.match(r"([^\d]*?)[\s:]*(\d.*|closed)?$", part)
        days = _days(found.group(1), language) if found else []
        if not days:
            raise Refused(
                _("“%(text)s” does not begin with days. Write it like Mon–Fri 9–18; Sat 10–14.")
                % {"text": part}
            )
        if twice := said.intersection(days) or {day for day in days if days.count(day) > 1}:
            name = get_day_names("wide", locale=language)[min(twice)]
            raise Refused(
                _("“%(text)s” names %(day)s twice. Write all its hours at one place: Mon 9–12, 13–18.")
                % {"text": text.strip(), "day": name}
            )
        said.update(days)
        for day in days:
            week[day] = read_spans(found.group(2) or "")  # type: ignore[union-attr]
    return week


def _days(text: str, language: Locale) -> list[int]:
    """Of "Mon–Fri, Sun" the numbers, Monday 0; empty when one of them is no day."""
    found: list[int] = []
    for part in filter(None, re.split(r"\s*,\s*", text.strip())):
        ends = [_day(each, language) for each in re.split(DASH, part.strip(), flags=re.IGNORECASE)]
        if None in ends or not 1 <= len(ends) <= 2:
            return []
        first, last = ends[0], ends[-1]
        assert first is not None
        assert last is not None
        found += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return found


def _day(word: str, language: Locale) -> int | None:
    word = word.strip(" .").casefold()
    for names in (get_day_names("wide", locale=language), get_day_names("wide", locale="en")):
        matching = [day for day, name in names.items() if len(word) >= 2 and name.casefold().startswith(word)]
        if len(matching) == 1:
            return matching[0]
    return None


def write_week(week: list[Spans], language: Locale, reader: Locale | None = None) -> str:
    """As `read_week` reads it, by the clock of the `reader`; days with the same hours stand together."""
    names = get_day_names("abbreviated", locale=language)
    parts, day = [], 0
    while day < 7:
        last = day
        while last < 6 and week[last + 1] == week[day]:
            last += 1
        if week[day]:
            days = names[day] if last == day else f"{names[day]}–{names[last]}"
            parts.append(f"{days} {write_spans(week[day], reader)}")
        day = last + 1
    return "; ".join(parts)
