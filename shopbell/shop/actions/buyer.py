"""What policies may ask of a customer: what they bought and kept, in sums the database keeps, and their segments."""

from dataclasses import dataclass, field
from typing import Any

from shopbell.customers.customer import Customer
from shopbell.segments.segment import segments_of

from ..purchases import ALL, Purchases, Worth, worth_in


@dataclass(frozen=True)
class Buyer:
    customer: Customer
    rows: list[Purchases]
    segments: list[str] | None = None  # None: nobody asks
    worth: Worth = field(default_factory=Worth)

    def facts(self, currency: str = "") -> dict[str, Any]:
        """Sums in `currency`; where there is no order to name one, in that in which they bought most."""
        sums = dict(self.worth.sums)
        currency = currency or next(iter(sums), "")
        placed = sum(row.orders for row in self.rows if row.currency == ALL)
        return {
            "customer.orders": placed,
            "customer.is_known": placed > 0,
            "customer.country": self.customer.country,
            "customer.kept_orders": self.worth.count,
            "customer.buyer": self.worth.buyer,
            "customer.spent": sums.get(currency, 0),
            "customer.currency": currency,
        } | ({} if self.segments is None else {"customer.segments": self.segments})


def buyer_of(customer: Customer, *, with_segments: bool = True) -> Buyer:
    """`with_segments` asks each segment of the desk: not for a list of offers, unless a rule asks for one; always for
    an action, of which the run keeps them, so that a rule which asks for one later can be rehearsed with it."""
    rows = list(Purchases.objects.filter(customer=customer, orders__gt=0))
    segments = [str(each.pk) for each in segments_of([customer.pk])[customer.pk]] if with_segments else None
    return Buyer(customer, rows, segments, worth_in(rows))
