"""Hundredths as the reader's language writes them: 81%, 81 %."""

from functools import lru_cache

from babel import Locale
from babel.numbers import format_percent

from shopbell.core.reader import locale


def percent(hundredths: int) -> str:
    return _percent(hundredths, locale())


@lru_cache(4096)  # a table of shares has a hundred of them many times
def _percent(hundredths: int, reader: Locale) -> str:
    return format_percent(hundredths / 100, locale=reader)
