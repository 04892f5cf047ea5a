"""The reader of a page: which locale their numbers, dates and money are written in."""

from functools import cache

from babel import Locale, UnknownLocaleError
from django.utils import translation


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def locale() -> Locale:
    """Babel's locale of the language this page is written in; English when Babel does not know it."""
    return _locale(translation.get_language() or "en")
