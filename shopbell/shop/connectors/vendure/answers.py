"""What Vendure answers, as items: products, customers and orders of its Admin API.

Vendure's own moment of an order's last change stays behind when its state, its refunds or its address change. So the
newest of all that an order shows is taken, its history with it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from shopbell.core.html import clean
from shopbell.core.money import digits_of
from shopbell.core.plain_text import plain_text

from ...feed.rows import (
    AccountRow,
    AddressParts,
    LineRow,
    MethodRow,
    PaymentRow,
    ScanRow,
    ShipmentRow,
    ShopOrderRow,
    ShopProductRow,
    VariantRow,
)
from ...order import OrderStatus
from ...payment import MethodKind, PaymentKind
from ...shipment import Step
from ..item import Item

Node = dict[str, Any]
STATES = {
    "PaymentAuthorized": OrderStatus.PENDING, "PaymentSettled": OrderStatus.PENDING, "Modifying": OrderStatus.PENDING,
    "ArrangingAdditionalPayment": OrderStatus.PENDING, "PartiallyShipped": OrderStatus.PROCESSED,
    "Shipped": OrderStatus.SHIPPED, "PartiallyDelivered": OrderStatus.SHIPPED, "Delivered": OrderStatus.DELIVERED,
    "Cancelled": OrderStatus.CANCELLED,
}  # fmt: skip
PAID = ("Authorized", "Settled")
STEPS = {
    "Pending": (Step.LABEL, "Packed"),
    "Shipped": (Step.PICKED_UP, "Handed to the carrier"),
    "Delivered": (Step.DELIVERED, "Delivered"),
}
KINDS = (
    ("paypal", MethodKind.PAYPAL),
    ("gift", MethodKind.GIFT_CARD),
    ("bank", MethodKind.BANK),
    ("transfer", MethodKind.BANK),
)


def cents(amount: int, currency: str, precision: int) -> int:
    """Vendure keeps so many digits of every currency, also of those that have fewer."""
    return round(amount * 10 ** (digits_of(currency) - precision))


def product(node: Node, precision: int) -> Item:
    moments = [moment(each["updatedAt"]) for each in (node, *node["variants"])]
    row = ShopProductRow(
        external_id=node["id"], name=node["name"][:300],
        description=plain_text(clean(node["description"] or ""))[:20_000],
        category=(node["collections"][0]["name"] if node["collections"] else "")[:120],
        picture=((node.get("featuredAsset") or {}).get("preview") or "")[:300],
        variants=[_variant(each, node, precision) for each in node["variants"]],
    )  # fmt: skip
    return Item("products", node["id"], changed_at=max(moments), products=[row])


def _variant(node: Node, of: Node, precision: int) -> VariantRow:
    currency, levels = node["currencyCode"], node["stockLevels"]
    there = sum(each["stockOnHand"] - each["stockAllocated"] for each in levels)
    return VariantRow(
        external_id=node["id"], sku=node["sku"][:80], options=_options(node), currency=currency,
        price_cents=cents(node["priceWithTax"], currency, precision),
        stock=max(there, 0) if node["trackInventory"] != "FALSE" else None,
        is_available=node["enabled"] and of["enabled"],
    )  # fmt: skip


def _options(node: Node) -> dict[str, str]:
    return {each["group"]["name"][:60]: each["name"][:120] for each in node["options"]}


def customer(node: Node) -> Item:
    places = sorted(node["addresses"] or [], key=lambda each: not each["defaultShippingAddress"])
    row = person(node)
    if places:
        row.city, row.country = (places[0]["city"] or "")[:120], places[0]["country"]["code"]
    return Item("customers", node["id"], changed_at=moment(node["updatedAt"]), accounts=[row])


def person(node: Node, *, is_aside: bool = False) -> AccountRow:
    """Without a proof of the address: Vendure calls a user verified also where the shop has switched that off."""
    return AccountRow(
        external_id=node["id"], email=node["emailAddress"][:320], phone=(node["phoneNumber"] or "")[:60],
        name=f"{node['firstName']} {node['lastName']}".strip()[:300], is_aside=is_aside,
    )  # fmt: skip


def order(node: Node, precision: int) -> Item:
    currency, key = node["currencyCode"], node["id"]
    # who is nobody's customer any more is known by the order alone
    buyer = (
        person(node["customer"], is_aside=True)
        if node["customer"]
        else AccountRow(external_id=f"order-{key}", is_aside=True)
    )
    paid = [each for each in node["payments"] or [] if each["state"] in PAID]
    buyer.payment_methods = [_method(name, buyer) for name in dict.fromkeys(each["method"] for each in paid)]
    row = ShopOrderRow(
        external_id=key, number=node["code"][:60], account=buyer.external_id, status=status_of(node, paid),
        currency=currency, total_cents=_total(node, paid, precision),
        discount_cents=cents(-sum(each["amountWithTax"] for each in node["discounts"]), currency, precision),
        shipping_cents=cents(node["shippingWithTax"], currency, precision),
        tax_cents=cents(node["totalWithTax"] - node["total"], currency, precision),
        address=_address(node["shippingAddress"] or {}), note=_note(node), placed_at=moment(node["orderPlacedAt"]),
        lines=[_line(each, currency, precision) for each in _kept_lines(node)],
        payments=list(_payments(paid, buyer, currency, precision)),
    )  # fmt: skip
    parcels = [_parcel(each, node) for each in node["fulfillments"] or [] if each["state"] != "Cancelled"]
    return Item("orders", key, changed_at=changed_at(node), accounts=[buyer], orders=[row], shipments=parcels)


def status_of(node: Node, paid: list[Node]) -> OrderStatus:
    status = STATES[node["state"]]
    total, back = sum(each["amount"] for each in paid), sum(each["total"] for each in refunds_of(paid))
    is_paid_back = 0 < total <= back
    return OrderStatus.REFUNDED if is_paid_back and status != OrderStatus.CANCELLED else status


def _total(node: Node, paid: list[Node], precision: int) -> int:
    """What was bought for: of a cancelled order Vendure tells nothing but what was paid."""
    of = sum(each["amount"] for each in paid) if node["state"] == "Cancelled" else node["totalWithTax"]
    return cents(of, node["currencyCode"], precision)


def refunds_of(paid: list[Node]) -> list[Node]:
    return [refund for each in paid for refund in each["refunds"] if refund["state"] != "Failed"]


def _kept_lines(node: Node) -> list[Node]:
    """Without those that were taken out; of a cancelled order nothing else is left."""
    return [each for each in node["lines"] if each["quantity"]] or node["lines"]


def _line(node: Node, currency: str, precision: int) -> LineRow:
    variant = node["productVariant"]
    return LineRow(
        external_id=node["id"], variant=variant["id"], name=variant["product"]["name"][:300], options=_options(variant),
        quantity=node["quantity"] or node["orderPlacedQuantity"] or 1,
        price_cents=cents(node["unitPriceWithTax"], currency, precision),
    )  # fmt: skip


def _method(name: str, buyer: AccountRow) -> MethodRow:
    kind = next((kind for word, kind in KINDS if word in name.lower()), MethodKind.CARD)
    return MethodRow(external_id=method_key(name, buyer), kind=kind, brand=name[:40])


def method_key(name: str, buyer: AccountRow) -> str:
    return f"{buyer.external_id}-{name}"[:80]


def _payments(paid: list[Node], buyer: AccountRow, currency: str, precision: int) -> Iterator[PaymentRow]:
    for each in paid:
        method = method_key(each["method"], buyer)
        yield PaymentRow(
            external_id=each["id"], method=method, at=moment(each["createdAt"]),
            amount_cents=cents(each["amount"], currency, precision),
        )  # fmt: skip
        for refund in refunds_of([each]):
            yield PaymentRow(
                external_id=f"refund-{refund['id']}", kind=PaymentKind.REFUND, method=method,
                at=moment(refund["createdAt"]), amount_cents=cents(refund["total"], currency, precision),
            )  # fmt: skip


def _parcel(node: Node, of: Node) -> ShipmentRow:
    scans = list(_scans(node, of))
    first = {each.step: each.at for each in reversed(scans)}
    return ShipmentRow(
        external_id=node["id"], order=of["id"], carrier=node["method"][:80],
        tracking_number=(node["trackingCode"] or "")[:80], lines=[each["orderLineId"] for each in node["lines"]],
        shipped_at=first.get(Step.PICKED_UP), delivered_at=first.get(Step.DELIVERED), scans=scans,
    )  # fmt: skip


def _scans(node: Node, of: Node) -> Iterator[ScanRow]:
    """The states that it went through, oldest first, at the moments that the order's history holds."""
    for entry in reversed(of["history"]["items"]):
        data = entry["data"]
        is_its = entry["type"] == "ORDER_FULFILLMENT_TRANSITION" and str(data["fulfillmentId"]) == node["id"]
        if is_its and data["to"] in STEPS:
            step, text = STEPS[data["to"]]
            yield ScanRow(at=moment(entry["createdAt"]), step=step, text=text)


def _address(node: Node) -> AddressParts:
    names = {
        "name": "fullName", "line1": "streetLine1", "line2": "streetLine2", "city": "city", "region": "province",
        "postcode": "postalCode", "country": "countryCode",
    }  # fmt: skip
    return AddressParts.model_validate({ours: node.get(theirs) or "" for ours, theirs in names.items()})


def _note(node: Node) -> str:
    notes = [each["data"]["note"] for each in node["history"]["items"] if each["type"] == "ORDER_NOTE"]
    return plain_text(clean(notes[0]))[:2000] if notes else ""


def changed_at(node: Node) -> datetime:
    """Of `questions.MOMENTS`."""
    payments = node["payments"] or []
    told = [
        node,
        *payments,
        *(node["fulfillments"] or []),
        *(each for paid in payments for each in paid["refunds"]),
        *node["newest"]["items"],
    ]
    return max(moment(each["updatedAt"]) for each in told)


def moment(word: str) -> datetime:
    return datetime.fromisoformat(word)
