"""Money as the reader writes it, always with its currency: €129.00, 129,00 €, ¥1,290."""

from babel.numbers import format_currency

from shopbell.core.money import in_major
from shopbell.core.reader import locale


def money(cents: int, currency: str) -> str:
    """`cents` minor units of `currency` (ISO 4217)."""
    return format_currency(in_major(cents, currency), currency, locale=locale())


def signed_money(sign: str, cents: int, currency: str) -> str:
    """`cents` with `sign` in front: −€23.63. Where people read from right to left it keeps to its number's left."""
    written = money(cents, currency)
    if locale().text_direction == "ltr":
        return sign + written
    number = next(place for place, letter in enumerate(written) if letter.isdigit())
    return f"{written[:number]}\u200e{sign}{written[number:]}"
