"""Whom the desk has erased stays erased although a shop system goes on telling of them: it must keep its books as well.

Their accounts there belong to nobody, as their orders do. Who orders anew after that is somebody new.
"""

from collections.abc import Collection, Iterable, Sequence

from shopbell.customers.customer import Customer

from ..order import Order
from ..shipment import Shipment
from .accounts import ShopAccount, erased_key, holders_of
from .rows import ShopOrderRow


def erased_among(customer_ids: Iterable[int]) -> dict[int, Customer]:
    """Those of whom nothing may be known."""
    return Customer.objects.filter(erased_at__isnull=False).in_bulk(list(set(customer_ids)))


def are_erased(accounts: Collection[str], source: str) -> set[str]:
    """Those of `accounts` that are an erased customer's: the shop's name for one may be the person's own."""
    holders = holders_of(accounts, source) if accounts else {}
    return {key for key, holder in holders.items() if holder.erased_at}


def let_back(rows: Sequence[ShopOrderRow], *, source: str) -> None:
    """Have whoever has ordered since they were erased be met anew, by that order."""
    holders = holders_of([row.account for row in rows], source)
    erased = {key: holder.erased_at for key, holder in holders.items() if holder.erased_at}
    if not erased:
        return
    keys = [row.external_id for row in rows]
    known = set(
        Order.objects.filter(source=source, external_id__in=keys).values_list("external_id", flat=True)
    )
    back = {
        row.account
        for row in rows
        if row.external_id not in known
        and row.placed_at
        and (erased_at := erased.get(row.account))
        and row.placed_at > erased_at
    }
    ShopAccount.objects.filter(source=source, external_id__in=[erased_key(key) for key in back]).delete()


def keep_nobodys(wanted: Sequence[Order], known: Iterable[Order]) -> None:
    """Leave the orders of the erased with nobody, without what leads back to a person."""
    standing = {each.external_id: each.customer_id for each in known}
    erased = erased_among([*standing.values(), *(each.customer_id for each in wanted)])
    for each in wanted:
        owner = standing.get(each.external_id, each.customer_id)
        if owner in erased:
            country = each.address.get("country")
            each.customer, each.note = erased[owner], ""
            each.address = {"country": country} if country else {}


def without_traces(shipments: Sequence[Shipment]) -> list[bool]:
    """Take the tracking number from the parcels of nobody; returns of which parcels scans may be kept."""
    erased = erased_among(each.order.customer_id for each in shipments)
    for each in shipments:
        if each.order.customer_id in erased:
            each.tracking_number = ""
    return [each.order.customer_id not in erased for each in shipments]
