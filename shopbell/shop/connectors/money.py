"""Money as shop systems write it ("12.90") in minor units."""

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.money import digits_of


def minor(amount: str | int | float | Decimal | None, currency: str) -> int:
    """ "12.90" is 1290 in euros, "5000.0" is 5000 in yen; nothing is nought. Raises Refused for what is no sum.

    Shops that divide (a tax out of a price, a total by its pieces) write more digits than the currency has; those are
    rounded, half to the even, as they round them themselves.
    """
    try:
        exact = Decimal(str(amount if amount not in (None, "") else 0))
    except InvalidOperation:
        raise _no_sum(amount) from None
    if not exact.is_finite() or exact.adjusted() > 15:
        raise _no_sum(amount)
    return int(exact.scaleb(digits_of(currency)).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def _no_sum(amount: object) -> Refused:
    return Refused(_("“%(amount)s” is not an amount of money.") % {"amount": str(amount)[:20]})
