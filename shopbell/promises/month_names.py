"""Days whose month is written as a word, "1 Dec", "24. Dezember 2026", "Dec 1, 2026", as they are in digits.

Months are known in English and in the reader's language, whole or short. Only a day that begins a line, or that ends a
stretch, is a day: what follows is a name, and stays as it was written.
"""

import re
from functools import cache

from babel import Locale
from babel.dates import get_month_names

ORDINAL, OF, YEAR = (
    r"(?:\.|st|nd|rd|th|er|º)?",
    r"(?:de\s+|of\s+|d['’])?",
    r"(?:,?\s+(?:de\s+)?(\d{4})(?![\d:.]))?",
)
BEGUN = r"((?:\d{4}-)?\d{1,2}-\d{1,2}(?:\s+\d{1,2}(?:[:.h]\d{2})?)?\s*(?:-|–|—)\s*)"


def in_digits(line: str, language: Locale) -> str:
    """`line` with its days as 2026-12-01, or 12-01 where no year is said."""
    named = _named(language)
    begun = re.sub(rf"^{named}", lambda found: _written(found, language), line, flags=re.IGNORECASE)
    return re.sub(
        rf"^{BEGUN}{named}",
        lambda found: found[1] + _written(found, language, behind=1) if _is_end(found) else found[0],
        begun,
        flags=re.IGNORECASE,
    )


def _is_end(found: re.Match[str]) -> bool:
    """ "12-01 – 23 Dec", but not the name in "2026-05-03 10-14 May fair"."""
    has_year = bool(found[4] or found[7])
    return has_year or (not found[1].startswith("20") and ":" not in found[1])


def _written(found: re.Match[str], language: Locale, *, behind: int = 0) -> str:
    day, month, year, other_month, other_day, other_year = found.groups()[behind:]
    digits = f"{_months(language)[_plain(month or other_month)]:02}-{int(day or other_day):02}"
    said = year or other_year
    return f"{said}-{digits}" if said else digits


@cache
def _named(language: Locale) -> str:
    names = "|".join(re.escape(each) for each in sorted(_months(language), key=len, reverse=True))
    month = rf"({names})\.?(?![^\W_])"
    return rf"(?:(\d{{1,2}}){ORDINAL}\s*{OF}{month}{YEAR}|{month}\s+(\d{{1,2}})(?:st|nd|rd|th)?(?![\d:.h-]){YEAR})"


@cache
def _months(language: Locale) -> dict[str, int]:
    """The number of each, by its names."""
    found: dict[str, int] = {}
    for spoken in (language, Locale("en"), Locale("en", "GB")):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in get_month_names(width, context, spoken).items():
                    found.setdefault(_plain(name), number)
    return found


def _plain(name: str) -> str:
    return name.casefold().rstrip(".")
