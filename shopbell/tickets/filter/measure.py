"""Values that are compared: numbers and moments, with >, >=, <, <= and first..last.

A moment is a day, a month or a year, `today`, `yesterday`, or an age: `7d`, `2h`, `30min`, `2w`, `1y`.
With a date `>` means after it; with an age it means longer ago. An age alone means no longer ago than that.
Of what is to come (`is_ahead`) the same words mean the time until then.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from babel.dates import format_date, format_skeleton, format_timedelta
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.core.reader import after_preposition, locale

from .condition import Asker, Suggestion, Value, Word, Words
from .kind import Kind, begun_words, fixed
from .misread import folded, misread

OPERATORS = (">=", "<=", ">", "<")
SHAPE = re.compile(r"(>=|<=|>|<|)(.*)", re.DOTALL)
UNITS = {"min": 60, "h": 3_600, "d": 86_400, "w": 604_800, "mo": 2_592_000, "y": 31_536_000}
SPELLINGS = {"m": "min", "minutes": "min", "hr": "h", "hours": "h", "days": "d", "weeks": "w", "months": "mo"}
AGE = re.compile(r"(\d{1,6})([a-z]+)")
DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
NEAR: dict[str, Words] = {"today": _("today"), "yesterday": _("yesterday")}
YEARS = range(1900, 2200)
MOST_COMPARED = 1_000_000_000
OLDEST = timedelta(days=36_500)


class Compared(NamedTuple):
    """A comparison taken apart: `operator` before `first`, or the range from `first` to `last`."""

    operator: str
    first: str
    last: str = ""

    def __str__(self) -> str:
        return f"{self.first}..{self.last}" if self.last else self.operator + self.first


def taken_apart(text: str) -> Compared:
    """`text` as a comparison; an open range (`5..`, `..9`) is one with an operator."""
    operator, rest = SHAPE.fullmatch(text.strip()).groups()  # type: ignore[union-attr]
    first, dots, last = rest.partition("..")
    if operator or not dots:
        return Compared(operator, rest)
    if not last:
        return Compared(">=", first)
    return Compared("", first, last) if first else Compared("<=", last)


def bounds(value: Value) -> tuple[int, int | None]:
    """From which whole number on a compared `value` is met, and up to which (None: without end)."""
    parts = taken_apart(str(value))
    first = min(int(parts.first), MOST_COMPARED)
    if parts.last:
        return first, min(int(parts.last), MOST_COMPARED)
    return {
        "": (first, first),
        ">": (first + 1, None),
        ">=": (first, None),
        "<": (0, first - 1),
        "<=": (0, first),
    }[parts.operator]


@dataclass
class Number(Kind):
    """A whole number."""

    operators = (*OPERATORS, "..")

    def read(self, word: Word, asker: Asker) -> Value:
        parts = taken_apart(word.text)
        first = _number(parts.first, word.text)
        if not parts.last:
            return f"{parts.operator}{first}"
        last = _number(parts.last, word.text)
        return f"{min(first, last)}..{max(first, last)}"

    def condition(self, column: str, values: Sequence[Value]) -> Q:
        names = {"": "", ">": "__gt", ">=": "__gte", "<": "__lt", "<=": "__lte"}
        found = Q(pk__in=[])
        for value in values:
            parts = taken_apart(str(value))
            if parts.last:
                found |= Q(**{f"{column}__gte": int(parts.first), f"{column}__lte": int(parts.last)})
            else:
                found |= Q(**{column + names[parts.operator]: int(parts.first)})
        return found


@dataclass
class Moment(Kind):
    """A date and hour, or how long ago it is. `alone` is the operator of an age without one.

    `is_ahead`: moments to come, and how long it is until then; what is past comes within any time.
    """

    words: dict[str, Words]
    examples: tuple[str, ...] = ("today", "yesterday", "<7d", "<30d", ">7d")
    alone: str = "<"
    is_ahead: bool = False
    operators = (*OPERATORS, "..")

    def read(self, word: Word, asker: Asker) -> Value:
        if key := fixed(self.words, word):
            return key
        parts = taken_apart(folded(word.text))
        first = _canonical(parts.first, word.text)
        if parts.last:
            return str(Compared("", first, _canonical(parts.last, word.text)))
        is_age = AGE.fullmatch(first)
        return str(Compared(parts.operator or (self.alone if is_age else ""), first))

    def label(self, value: Value, asker: Asker) -> str:
        if value in self.words:
            return str(self.words[str(value)])
        parts = taken_apart(str(value))
        if parts.last:
            return f"{_name(parts.first)} – {_name(parts.last)}"
        if AGE.fullmatch(parts.first):
            sentence = _t("over %(time)s ago") if parts.operator[0] == ">" else _t("within %(time)s")
            if self.alone == ">":
                sentence = _t("over %(time)s") if parts.operator[0] == ">" else _t("under %(time)s")
            elif self.is_ahead and parts.operator[0] == ">":
                sentence = _t("in over %(time)s")
            return sentence % {"time": after_preposition(_name(parts.first))}
        sentences = {
            ">": _t("after %(time)s"),
            ">=": _t("since %(time)s"),
            "<": _t("before %(time)s"),
            "<=": _t("until %(time)s"),
        }
        return sentences.get(parts.operator, "%(time)s") % {"time": _name(parts.first)}

    def suggest(self, begun: str, asker: Asker) -> list[Suggestion]:
        month = f"{asker.now.astimezone(asker.zone):%Y-%m}"
        offered = [*self.examples, month] if "today" in self.examples else list(self.examples)
        plain = [Suggestion(Word(each), self.label(each, asker)) for each in offered]
        wanted = folded(begun)
        return [
            each for each in plain if each.word.text.startswith(wanted) or wanted in folded(each.label)
        ] + begun_words(self.words, begun)

    def condition(self, column: str, values: Sequence[Value], asker: Asker) -> Q:
        """Whether `column` is within any of `values`; the words `none` and `any` ask whether there is one."""
        found = Q(pk__in=[])
        for value in values:
            if value in self.words:
                found |= Q(**{f"{column}__isnull": value == "none"})
            else:
                found |= _within(column, taken_apart(str(value)), asker, is_ahead=self.is_ahead)
        return found


def _number(part: str, typed: str) -> int:
    digits = part.strip().removeprefix("#")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 19):
        raise misread(_t("“%(word)s” is no number. Write it like 2001, >2000 or 2001..2009."), typed)
    return int(digits)


def _canonical(part: str, typed: str) -> str:
    """One spelling of a date or an age. Raises Misread."""
    if key := fixed(NEAR, Word(part)):
        return key
    if age := AGE.fullmatch(part):
        unit = SPELLINGS.get(age[2], age[2])
        unit = unit if unit in UNITS else SPELLINGS.get(f"{age[2]}s", "")
        if unit and int(age[1]) * UNITS[unit] <= OLDEST.total_seconds():
            return f"{int(age[1])}{unit}"
    if (day := DATE.fullmatch(part)) and part.isascii() and int(day[1]) in YEARS:
        try:
            date(int(day[1]), int(day[2] or 1), int(day[3] or 1))
        except ValueError:
            pass
        else:
            return "-".join([day[1], *(f"{int(each):02}" for each in day.groups()[1:] if each)])
    raise misread(
        _t("“%(word)s” is no date. Write it like 2026-01-31, 2026-01, today, >7d, <2h or 2026-01..2026-02."),
        typed,
        NEAR,
    )


def _days(part: str, asker: Asker) -> tuple[date, date]:
    """The first day of a date, month or year, and the first one behind it."""
    if part in NEAR:
        today = asker.now.astimezone(asker.zone).date()
        day = today if part == "today" else today - timedelta(days=1)
        return day, day + timedelta(days=1)
    numbers = [int(each) for each in part.split("-")]
    if len(numbers) == 3:
        day = date(*numbers)
        return day, day + timedelta(days=1)
    if len(numbers) == 2:
        year, month = numbers
        return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    return date(numbers[0], 1, 1), date(numbers[0] + 1, 1, 1)


def _span(part: str, asker: Asker, *, is_ahead: bool) -> tuple[datetime, datetime]:
    """From when until when `part` lasts; an age is one moment."""
    if age := AGE.fullmatch(part):
        away = timedelta(seconds=int(age[1]) * UNITS[age[2]])
        moment = asker.now + away if is_ahead else asker.now - away
        return moment, moment
    first, behind = _days(part, asker)
    return datetime.combine(first, time(), asker.zone), datetime.combine(behind, time(), asker.zone)


def _within(column: str, parts: Compared, asker: Asker, *, is_ahead: bool) -> Q:
    since, until = _span(parts.first, asker, is_ahead=is_ahead)
    if parts.last:
        last_since, last_until = _span(parts.last, asker, is_ahead=is_ahead)
        since, until = min(since, last_since), max(until, last_until)
        return Q(**{f"{column}__gte": since, f"{column}__lt": until})
    operator = parts.operator
    if AGE.fullmatch(parts.first):
        if not is_ahead:  # the older, the earlier
            operator = operator.translate(str.maketrans("<>", "><"))
        suffix = {">": "__gt", ">=": "__gte", "<": "__lt", "<=": "__lte"}[operator]
        return Q(**{column + suffix: since})
    return {
        "": Q(**{f"{column}__gte": since, f"{column}__lt": until}),
        ">": Q(**{f"{column}__gte": until}),
        ">=": Q(**{f"{column}__gte": since}),
        "<": Q(**{f"{column}__lt": since}),
        "<=": Q(**{f"{column}__lt": until}),
    }[operator]


def _name(part: str) -> str:
    """A date or an age as people say it, in the reader's language."""
    if part in NEAR:
        return str(NEAR[part])
    if age := AGE.fullmatch(part):
        names = {"min": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "y": "year"}
        whole = timedelta(seconds=int(age[1]) * UNITS[age[2]])
        granularity = names[age[2]]
        return format_timedelta(whole, granularity=granularity, threshold=10**9, locale=locale())  # type: ignore[arg-type]
    numbers = [int(each) for each in part.split("-")]
    if len(numbers) == 3:
        return format_date(date(*numbers), "medium", locale=locale())
    if len(numbers) == 2:
        return format_skeleton("yMMM", datetime(numbers[0], numbers[1], 1), locale=locale())
    return part
