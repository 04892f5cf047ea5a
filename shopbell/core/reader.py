"""The reader of a page: which locale their numbers, dates, money and countries are written in."""

import re
import unicodedata
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


NO_COUNTRIES = {
    "EU",
    "EZ",
    "QO",
    "UN",
    "XA",
    "XB",
    "ZZ",
}  # unions, trials and the unknown, which CLDR names too


def countries() -> dict[str, str]:
    """Code (ISO 3166) and name of every country and territory in the reader's language, by name."""
    return _countries(locale())


@cache
def _countries(reader: Locale) -> dict[str, str]:
    names = {
        code: name
        for code, name in reader.territories.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
    }
    return dict(sorted(names.items(), key=lambda each: _order(each[1])))


def _order(name: str) -> str:
    """Åland beside Albania, and not behind Zimbabwe."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def country_name(code: str) -> str:
    """The name of a country in the reader's language; what is no code of one as it is."""
    return locale().territories.get(code.upper(), code) if code else ""
