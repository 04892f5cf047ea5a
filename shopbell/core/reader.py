"""The reader of a page: which locale their numbers, dates, money and countries are written in."""

import re
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


def after_preposition(time: str) -> str:
    """A counted time of Babel's as it stands behind “up to”, “within”, “more than”.

    Babel knows the form that stands alone. In Arabic two of a unit end otherwise behind a preposition.
    """
    return TWO_OF_A_UNIT.sub("ين", time) if locale().language == "ar" else time


TWO_OF_A_UNIT = re.compile(r"(?<=\w{3})ان\b")  # some seconds, ثوان, are no two


def country_name(code: str) -> str:
    """The name of a country in the reader's language; what is no code of one as it is."""
    return locale().territories.get(code.upper(), code) if code else ""
