"""What each customer has bought, summed up by the database itself whenever an order changes (migration 0004).

One row a customer and currency, and one with no currency that counts over all of them. A list of half a million
customers is sorted and filtered by these; the orders themselves would have to be read all, each time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db import connection, models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shopbell.accounts.permission import Permission

ALL = ""  # the currency of the row over all currencies


class Purchases(models.Model):
    is_derived: ClassVar[bool] = True  # the rows follow the orders: a merge of customers moves only those

    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="purchases")
    currency = models.CharField(max_length=3)
    orders = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(
        default=0, help_text="orders that were not cancelled, returned or refunded"
    )
    cents = models.BigIntegerField(default=0, help_text="what the kept ones come to; 0 over all currencies")
    last_placed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "currency"], name="purchases_once")]
        indexes = [
            models.Index(fields=["currency", "-cents", "-customer"], name="purchases_by_amount"),
            models.Index(fields=["currency", "orders"], name="purchases_by_count"),
            models.Index(fields=["currency", "last_placed_at"], name="purchases_by_last"),
        ]


BUYERS: dict[str, Any] = {
    "potential": _("Potential buyer"),
    "first": _("First-time buyer"),
    "returning": _("Returning buyer"),
}


@dataclass(frozen=True)
class Worth:
    """What the customer has bought so far, cancelled and returned orders apart."""

    count: int = 0
    sums: list[tuple[str, int]] = field(default_factory=list)  # currency, cents; the largest first

    @property
    def buyer(self) -> str:
        """potential, first or returning."""
        return "potential" if not self.count else "first" if self.count == 1 else "returning"


def worth_in(rows: Iterable[Purchases]) -> Worth:
    """The worth that the rows of one customer tell."""
    held = list(rows)
    sums = [(row.currency, row.cents) for row in held if row.currency != ALL and row.cents]
    kept = sum(row.kept for row in held if row.currency == ALL)
    return Worth(kept, sorted(sums, key=lambda each: (-each[1], each[0])))


def worth_of(customer, agent) -> tuple[Worth, int]:
    """The customer's worth, and how many orders there are in all; nothing without `order:read`."""
    rows = purchases_of([customer.pk], agent).get(customer.pk, [])
    return worth_in(rows), sum(row.orders for row in rows if row.currency == ALL)


# from one currency to the next, so that the index is touched once for each and not once for every customer
CURRENCIES = """
with recursive known as (
    (select currency from shop_purchases where currency > '' and orders > 0 order by currency limit 1)
    union all
    select (select currency from shop_purchases where currency > known.currency and orders > 0
             order by currency limit 1) from known where known.currency is not null
)
select currency from known where currency is not null
"""


def currencies() -> list[str]:
    """Every currency that anybody bought in, by its code."""
    with connection.cursor() as cursor:
        cursor.execute(CURRENCIES)
        return [code for (code,) in cursor.fetchall()]


def purchases_of(customer_ids: list[int], agent) -> dict[int, list[Purchases]]:
    """What each of them bought, by currency, the largest sum first, behind the row over all; nothing without
    `order:read`."""
    found: dict[int, list[Purchases]] = {}
    if not agent.may(Permission.ORDER_READ):
        return found
    rows = Purchases.objects.filter(customer__in=customer_ids, orders__gt=0)
    for row in sorted(rows, key=lambda row: (row.currency != ALL, -row.cents, row.currency)):
        found.setdefault(row.customer_id, []).append(row)
    return found


def count_words(count: int) -> str:
    """How many orders a merge of customers would move."""
    return ngettext("%(count)s order", "%(count)s orders", count) % {"count": count}
