"""What a home-made shop tells, in the words of the feed: a product, a customer, or an order with all that is its."""

from collections.abc import Callable
from typing import Any

from pydantic import Field

from ...feed.rows import (
    AccountRow,
    CartLineRow,
    CartRow,
    Currency,
    Key,
    LevelRow,
    Moment,
    OrderRow,
    Row,
    ShipmentRow,
    ShopOrderRow,
    ShopProductRow,
)
from ..connector import read_item
from ..item import Broken, Item


class ToldProduct(ShopProductRow):
    changed_at: Moment | None = None
    levels: list[LevelRow] | None = Field(None, max_length=5000)


class ToldCustomer(AccountRow):
    changed_at: Moment | None = None


class ToldParcel(ShipmentRow):
    order: str = ""  # it stands in its order


class ToldOrder(OrderRow):
    customer_email: str = ""
    customer: AccountRow
    changed_at: Moment | None = None
    shipments: list[ToldParcel] | None = Field(None, max_length=100)


class ToldCart(Row):
    external_id: Key
    customer: AccountRow
    currency: Currency
    updated_at: Moment
    lines: list[CartLineRow] = Field(default_factory=list, max_length=500)


def product(told: Any) -> Item:
    row = ToldProduct.model_validate(told)
    return Item(
        "products", row.external_id, changed_at=row.changed_at, products=[row], levels=row.levels,
        levels_of=[each.external_id for each in row.variants],
    )  # fmt: skip


def customer(told: Any) -> Item:
    row = ToldCustomer.model_validate(told)
    return Item("customers", row.external_id, changed_at=row.changed_at, accounts=[row])


def order(told: Any) -> Item:
    row = ToldOrder.model_validate(told)
    buyer = row.customer.model_copy(update={"is_aside": True})
    bare = row.model_dump(exclude={"customer", "changed_at", "shipments"}, exclude_unset=True)
    wanted = ShopOrderRow.model_validate(bare | {"account": buyer.external_id})
    parcels = None
    if row.shipments is not None:
        parcels = [each.model_copy(update={"order": row.external_id}) for each in row.shipments]
    return Item(
        "orders",
        row.external_id,
        changed_at=row.changed_at,
        accounts=[buyer],
        orders=[wanted],
        shipments=parcels,
    )


def cart(told: Any) -> Item:
    """One without lines was emptied, or bought: then it is no more."""
    row = ToldCart.model_validate(told)
    buyer = row.customer.model_copy(update={"is_aside": True})
    bare = row.model_dump(exclude={"customer"}) | {"account": buyer.external_id}
    return Item(
        "carts", row.external_id, changed_at=row.updated_at, accounts=[buyer], carts=[CartRow.model_validate(bare)]
    )  # fmt: skip


READERS: dict[str, Callable[[Any], Item]] = {
    "products": product, "customers": customer, "orders": order, "carts": cart,
}  # fmt: skip


def read(noun: str, told: Any) -> Item | Broken:
    """What is told of one thing; one that cannot be read does not hold up the others."""
    key = str(told.get("external_id", ""))[:80] if isinstance(told, dict) else ""
    return read_item(noun, key, lambda: READERS[noun](told))
