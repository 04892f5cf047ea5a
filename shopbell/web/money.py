"""Money as the reader writes it, always with its currency: €129.00, 129,00 €, ¥1,290."""

from babel.numbers import format_currency

from shopbell.core.money import in_major
from shopbell.core.reader import locale


def money(cents: int, currency: str) -> str:
    """`cents` minor units of `currency` (ISO 4217)."""
    return format_currency(in_major(cents, currency), currency, locale=locale())
