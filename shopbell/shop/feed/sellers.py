"""Who sells an order that is fed: a seller of a marketplace, made or brought in step; who stands, when none is told."""

from collections.abc import Sequence

from ..order import Order
from ..seller import Seller
from .rows import OrderRow


def name_sellers(
    orders: Sequence[Order], rows: Sequence[OrderRow], held: Sequence[Order], source: str
) -> None:
    """Give each of the `orders` its seller; told last, a seller's name and address count for all of theirs."""
    told = {row.seller.external_id: row.seller for row in rows if row.seller}
    sellers = {
        key: Seller.objects.update_or_create(
            source=source, external_id=key, defaults={"name": row.name, "email": row.email}
        )[0]
        for key, row in sorted(told.items())
    }
    standing = {each.external_id: each.seller_id for each in held}
    for order, row in zip(orders, rows, strict=True):
        if row.seller:
            order.seller = sellers[row.seller.external_id]
        elif "seller" not in row.model_fields_set:
            order.seller_id = standing.get(order.external_id)
