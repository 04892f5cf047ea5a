"""Counts as the reader writes them: 12,480, 12.480, 12 480."""

from babel.numbers import format_decimal

from .reader import locale


def number(count: int) -> str:
    return format_decimal(count, locale=locale())
