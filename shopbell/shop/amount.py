"""Money in filters: whole units of whatever currency the shop sells in."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from shopbell.core.money import digits_of
from shopbell.tickets.filter.condition import Value
from shopbell.tickets.filter.measure import Compared, Number, taken_apart

from .purchases import currencies


@dataclass
class Amount(Number):
    """Whole units of money, of whatever currency a row is in."""

    def condition(self, column: str, values: Sequence[Value]) -> Q:
        found = Q(pk__in=[])
        for digits, codes in _by_digits(currencies()).items():
            scaled = [_scaled(str(value), digits) for value in values]
            found |= Q(currency__in=codes) & super().condition(column, scaled)
        return found


def _by_digits(codes: list[str]) -> dict[int, list[str]]:
    """Currencies by how many digits they have behind the point: 500 are 50,000 cents, and 500 yen."""
    found: dict[int, list[str]] = {}
    for code in codes:
        found.setdefault(digits_of(code), []).append(code)
    return found


def _scaled(value: str, digits: int) -> str:
    parts = taken_apart(value)
    first = str(int(parts.first) * 10**digits)
    return str(Compared(parts.operator, first, str(int(parts.last) * 10**digits) if parts.last else ""))
