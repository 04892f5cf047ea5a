"""Money as the reader writes it, always with its currency: €129.00, 129,00 €, ¥1,290."""

from decimal import Decimal

from babel.numbers import format_currency

from .reader import locale


def money(cents: int, currency: str) -> str:
    """`cents` hundredths of `currency` (ISO 4217), for currencies without coins as well."""
    return format_currency(Decimal(cents) / 100, currency, locale=locale())
