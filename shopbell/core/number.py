"""Counts and shares as the reader writes them: 12,480, 12.480, 12 480; 81%, 81 %."""

from functools import lru_cache

from babel import Locale
from babel.numbers import format_decimal, format_percent

from .reader import locale

GROUPED = 1000  # smaller ones are written alike everywhere, and a table has hundreds of them


def number(count: int) -> str:
    return str(count) if 0 <= count < GROUPED else format_decimal(count, locale=locale())


def percent(hundredths: int) -> str:
    return _percent(hundredths, locale())


@lru_cache(4096)  # a table of shares has a hundred of them many times
def _percent(hundredths: int, reader: Locale) -> str:
    return format_percent(hundredths / 100, locale=reader)


def exact_percent(part: float) -> str:
    """A part of 1 in percent, with as many digits as it has."""
    return format_percent(part, locale=locale(), decimal_quantization=False)
