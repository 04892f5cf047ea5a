"""How many digits a currency has behind its point. Amounts are whole minor units everywhere: cents, yen, fils.

Unicode's CLDR is the source, for reading a shop's file and for showing alike: two for the euro, none for the yen,
three for the dinars. A currency that it does not know has two.
"""

from decimal import Decimal

from babel.numbers import get_currency_precision


def digits_of(currency: str) -> int:
    return get_currency_precision(currency)


def in_major(cents: int, currency: str) -> Decimal:
    """1290 is 12.90 in euros, 1290 in yen, 1.290 in dinars."""
    return Decimal(cents).scaleb(-digits_of(currency))


def in_minor(amount: Decimal | int, currency: str) -> int | None:
    """The whole minor units of `amount`; None when it has more digits than the currency, or is no sum of this world."""
    major = Decimal(amount)
    if not major.is_finite() or major.adjusted() > 15:
        return None
    minor = major.scaleb(digits_of(currency))
    return int(minor) if minor == minor.to_integral_value() else None


def typed_in_minor(amount: Decimal, currency: str) -> int | None:
    """The same of what somebody typed. More digits are none of `currency` even as noughts: where a comma parts cents,
    1.000 is a thousand."""
    return in_minor(amount, currency) if -int(amount.as_tuple().exponent) <= digits_of(currency) else None
