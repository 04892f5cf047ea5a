"""What Shopify's webhooks say: the resource as its REST API wrote it. https://shopify.dev/docs/api/webhooks

An order's webhook says nothing of payments and returns, so the order is fetched besides; what hangs on an order (a
refund, a parcel, a scan) only says that the order has changed.
"""

import json
from collections.abc import Iterator
from typing import Any

from ...feed.rows import AccountRow, LineRow, ShopOrderRow, ShopProductRow, VariantRow
from ...order import OrderStatus
from ..connector import read_item
from ..item import Broken, Changed, Item, guest_key
from ..money import minor
from . import carts
from .answers import address, address_or_none, moment
from .standing import Told, is_edited, standing

Node = dict[str, Any]
KEEPS = {"products": "products", "customers": "customers", "orders": "orders", "checkouts": carts.NOUN}
OF_ORDER = ("refunds", "fulfillments", "fulfillment_events", "order_transactions")
TOPICS = (
    "PRODUCTS_CREATE", "PRODUCTS_UPDATE", "PRODUCTS_DELETE", "CUSTOMERS_CREATE", "CUSTOMERS_UPDATE",
    "CUSTOMERS_DELETE", "ORDERS_CREATE", "ORDERS_UPDATED", "ORDERS_CANCELLED", "ORDERS_DELETE", "REFUNDS_CREATE",
    "FULFILLMENTS_CREATE", "FULFILLMENTS_UPDATE", "FULFILLMENT_EVENTS_CREATE", "ORDER_TRANSACTIONS_CREATE",
    "INVENTORY_LEVELS_UPDATE", "CHECKOUTS_CREATE", "CHECKOUTS_UPDATE", "CHECKOUTS_DELETE",
)  # fmt: skip


def told(topic: str, body: bytes, currency: str) -> list[Item | Broken | Changed]:
    """What the webhook `topic` (orders/updated) says; nothing for what the desk has no use for."""
    noun, _slash, what = topic.partition("/")
    return [said for node in _nodes(noun, json.loads(body)) for said in _told(noun, what, node, currency)]


def _nodes(noun: str, said: Any) -> list[Node]:
    """The resources of the body: bare as a webhook has them, or in the envelope of the REST API."""
    if isinstance(said, dict) and len(said) == 1:
        said = said.get(noun, said.get(noun.removesuffix("s"), said))
    return [said] if isinstance(said, dict) else [each for each in said if isinstance(each, dict)]


def _told(noun: str, what: str, node: Node, currency: str) -> Iterator[Item | Broken | Changed]:
    if noun in OF_ORDER and node.get("order_id"):
        yield Changed("orders", str(node["order_id"]))
    elif noun == "inventory_levels" and node.get("inventory_item_id"):
        yield Changed("inventory", str(node["inventory_item_id"]))
    elif noun in KEEPS and node.get("id"):
        key, ours = str(node["id"]), KEEPS[noun]
        if what == "delete":
            yield Changed(ours, key)  # the topic is not signed: whether it is gone, the shop itself says
            return
        if noun != "orders" or not node.get("fulfillment_status"):  # what was sent may be on its way back
            yield read_item(ours, key, lambda: READERS[noun](node, currency))
        if noun == "orders":
            yield Changed(noun, key)


def product(node: Node, currency: str) -> Item:
    key, names = str(node["id"]), [each["name"] for each in node.get("options") or []]
    picture = (node.get("image") or next(iter(node.get("images") or []), None) or {}).get("src")
    row = ShopProductRow(
        external_id=key, name=node["title"][:300], category=(node.get("product_type") or "")[:120],
        picture=address_or_none(picture),
        variants=[variant(each, names, node, currency) for each in node.get("variants") or []],
    )  # fmt: skip
    return Item("products", key, changed_at=moment(node.get("updated_at")), products=[row])


def variant(node: Node, names: list[str], whole: Node, currency: str) -> VariantRow:
    """Stock is counted where Shopify itself keeps it; a shop may sell on ("continue") when there is none."""
    is_counted = node.get("inventory_management") is not None
    stock = node.get("inventory_quantity") or 0
    values = [node.get(f"option{number}") for number in (1, 2, 3)]
    labels = [*names, *(f"Option {number}" for number in range(len(names) + 1, 4))]
    options = {label[:60]: value[:120] for label, value in zip(labels, values, strict=False) if value}
    is_sold = whole.get("status", "active") == "active"
    return VariantRow(
        external_id=str(node["id"]), sku=(node.get("sku") or "")[:80],
        options={} if "Default Title" in options.values() else options,
        price_cents=minor(node["price"], currency), currency=currency,
        stock=max(stock, 0) if is_counted else None,
        is_available=is_sold and (not is_counted or stock > 0 or node.get("inventory_policy") == "continue"),
    )  # fmt: skip


def customer(node: Node, currency: str) -> Item:
    place = node.get("default_address") or {}
    row = person(node).model_copy(update={"address": address(_named(place))})
    row.city, row.country = (place.get("city") or "")[:120], (place.get("country_code") or "")[:2]
    return Item("customers", row.external_id, changed_at=moment(node.get("updated_at")), accounts=[row])


def person(node: Node) -> AccountRow:
    name = " ".join(part for part in (node.get("first_name"), node.get("last_name")) if part)
    return AccountRow(
        external_id=str(node["id"]), email=node.get("email") or "", email_verified=node.get("verified_email") is True,
        phone=node.get("phone") or "", name=name[:300],
    )  # fmt: skip


def order(node: Node, currency: str) -> Item:
    key, currency = str(node["id"]), node["currency"]
    buyer = buyer_of(node, key)
    told = told_of(node)
    pieces = standing(told, is_cancelled=bool(node.get("cancelled_at")))
    price = node.get("current_total_price") if is_edited(told, pieces) else None
    row = ShopOrderRow(
        external_id=key, number=str(node.get("name") or node.get("order_number") or key)[:60],
        account=buyer.external_id, status=status_of(node), currency=currency,
        total_cents=minor(price or node["total_price"], currency),
        discount_cents=minor(node.get("total_discounts"), currency),
        shipping_cents=sum(minor(each.get("price"), currency) for each in node.get("shipping_lines") or []),
        tax_cents=minor(node.get("total_tax"), currency), address=address(_named(node.get("shipping_address"))),
        note=(node.get("note") or "")[:2000], placed_at=moment(node.get("processed_at") or node["created_at"]),
        lines=lines_of(node, pieces, currency),
    )  # fmt: skip
    bought = [str(node["checkout_id"])] if node.get("checkout_id") else []
    changed_at = moment(node.get("updated_at"))
    return Item("orders", key, changed_at=changed_at, accounts=[buyer], orders=[row], bought=bought)


def told_of(node: Node) -> list[Told]:
    parcels = [each for each in node.get("fulfillments") or [] if each.get("status") != "cancelled"]
    sent = {one["id"] for each in parcels for one in each.get("line_items") or []}
    return [
        Told(each["quantity"], each.get("current_quantity", each["quantity"]), each["id"] in sent)
        for each in node.get("line_items") or []
    ]


def lines_of(node: Node, pieces: list[int], currency: str) -> list[LineRow] | None:
    """None when the webhook was told to leave them out: then they stay as they are."""
    if "line_items" not in node:
        return None
    return [line(each, n, currency) for each, n in zip(node["line_items"], pieces, strict=True) if n]


def buyer_of(node: Node, key: str) -> AccountRow:
    if node.get("customer"):
        return person(node["customer"]).model_copy(update={"is_aside": True})
    email = node.get("email") or ""
    name = (node.get("shipping_address") or {}).get("name") or ""
    return AccountRow(
        external_id=guest_key(email) if email else f"order-{key}", email=email, phone=node.get("phone") or "",
        name=name[:300], is_aside=True,
    )  # fmt: skip


def status_of(node: Node) -> OrderStatus:
    if node.get("cancelled_at"):
        return OrderStatus.CANCELLED
    if node.get("financial_status") == "refunded":
        return OrderStatus.REFUNDED
    parcels = [each for each in node.get("fulfillments") or [] if each.get("status") != "cancelled"]
    if node.get("fulfillment_status") == "fulfilled":
        is_there = parcels and all(each.get("shipment_status") == "delivered" for each in parcels)
        return OrderStatus.DELIVERED if is_there else OrderStatus.SHIPPED
    return OrderStatus.PROCESSED if node.get("fulfillment_status") else OrderStatus.PENDING


def line(node: Node, pieces: int, currency: str) -> LineRow:
    named = node.get("variant_title") or ""
    return LineRow(
        external_id=str(node["id"]), variant=str(node.get("variant_id") or ""),
        name=(node.get("title") or node["name"])[:300],
        options={"Variant": named[:120]} if named and named != "Default Title" else {},
        quantity=max(pieces, 1), price_cents=minor(node["price"], currency),
    )  # fmt: skip


def _named(place: Node | None) -> Node:
    """An address with the names that the GraphQL API has for its parts."""
    said = place or {}
    return said | {"provinceCode": said.get("province_code"), "countryCodeV2": said.get("country_code")}


def checkout(node: Node, currency: str) -> Item:
    return carts.told(node)


READERS = {"products": product, "customers": customer, "orders": order, "checkouts": checkout}
