"""The reader of a page: which locale their numbers, dates, money and countries are written in.

The words of a page are in one of the desk's languages; the region is the one of the reader's browser, which asks for
`en-GB` where the page's address says `en`. So one reader meets one clock on every page, and an agent that of their own
profile.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

WITH_REGION = re.compile(r"([a-z]{2,3})(?:-[a-z]{4})?-(?:[a-z]{2}|\d{3})", re.IGNORECASE)
Asked = tuple[tuple[str, float], ...]  # languages, each with its weight, the dearest first
BROWSER: ContextVar[Asked] = ContextVar("languages of the browser", default=())


@contextmanager
def reading(accept_language: str) -> Iterator[None]:
    """Within it the reader's browser asks for `accept_language`, a header; empty where a profile says all."""
    before = BROWSER.set(parse_accept_lang_header(accept_language))
    try:
        yield
    finally:
        BROWSER.reset(before)


@lru_cache(4096)  # a stranger may name any language
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@lru_cache(4096)
def _regional(language: str, browser: Asked) -> Locale:
    """The first locale with a region that the browser asks for in this language; the language's own if it asks for
    none."""
    for asked, _weight in browser:
        named = WITH_REGION.fullmatch(asked)
        if named and named[1].lower() == language.partition("-")[0].lower():
            try:
                return Locale.parse(asked, sep="-")
            except (UnknownLocaleError, ValueError):
                continue
    return _locale(language)


def locale() -> Locale:
    """Babel's locale of the language this page is written in, and of its reader's region; English when Babel does not
    know it."""
    return locale_in(translation.get_language() or "en")


def locale_in(language: str) -> Locale:
    """What `locale` is on a page that is written in `language`."""
    asked = BROWSER.get()
    return _regional(language, asked) if asked else _locale(language)


def language_of_words(language: str) -> str:
    """The language in which the desk's own texts are found for who reads `language`: that of the desk where nobody has
    translated them, so that the dates and sums in them are in the same."""
    try:
        return translation.get_supported_language_variant(language)
    except (LookupError, ValueError):
        return settings.LANGUAGE_CODE


def kept_language(language: str = "") -> str:
    """`language`, else that of this page, as it is kept for what is written to its reader later: with the region of
    their browser where the desk writes in it, so that a mail says days and times as the page did."""
    language = language or translation.get_language() or ""
    reader = locale_in(language) if language else None
    regional = f"{reader.language}-{reader.territory}".lower() if reader and reader.territory else ""
    return regional if regional in dict(settings.LANGUAGES) else language


def locale_tag() -> str:
    """The same for a browser's own `Intl`, which else writes Arabic in other digits and years than we do."""
    reader = locale()
    region = f"-{reader.territory}" if reader.territory else ""
    return f"{reader.language}{region}{'-u-ca-gregory-nu-latn' if region and reader.language == 'ar' else ''}"


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


@lru_cache(64)
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


def language_name(code: str) -> str:
    """The name of a language in the reader's language; an unknown code as it is."""
    try:
        return Locale.parse(code, sep="-").get_display_name(locale()) or code if code else ""
    except (UnknownLocaleError, ValueError):
        return code
