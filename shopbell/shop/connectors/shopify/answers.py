"""What Shopify answers, as items: products, customers and orders of its GraphQL API."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

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
from ..item import Item, guest_key
from ..money import minor
from .questions import number_of
from .standing import Told, is_edited, standing

Node = dict[str, Any]
PAID = {"SALE": PaymentKind.PAYMENT, "CAPTURE": PaymentKind.PAYMENT, "REFUND": PaymentKind.REFUND}
RETURN_OPEN = ("RETURN_REQUESTED", "IN_PROGRESS", "INSPECTION_COMPLETE")  # the last: here, and not closed
GATEWAYS = {
    "paypal": MethodKind.PAYPAL,
    "gift_card": MethodKind.GIFT_CARD,
    "bank_deposit": MethodKind.BANK,
    "bank deposit": MethodKind.BANK,
}
STEPS = {
    "label_purchased": Step.LABEL, "label_printed": Step.LABEL, "ready_for_pickup": Step.OUT,
    "confirmed": Step.LABEL, "carrier_picked_up": Step.PICKED_UP, "in_transit": Step.ON_THE_WAY,
    "out_for_delivery": Step.OUT, "attempted_delivery": Step.PROBLEM, "delayed": Step.PROBLEM,
    "delivered": Step.DELIVERED, "failure": Step.PROBLEM,
}  # fmt: skip
SCAN_WORDS = 200


def product(node: Node, currency: str) -> Item:
    key = str(node["legacyResourceId"])
    media = ((node.get("featuredMedia") or {}).get("preview") or {}).get("image") or {}
    row = ShopProductRow(
        external_id=key, name=node["title"][:300], description=(node.get("description") or "")[:20_000],
        category=(node.get("productType") or "")[:120], picture=address_or_none(media.get("url")),
        page=address_or_none(node.get("onlineStoreUrl")),
        variants=[variant(each, currency, node.get("status")) for each in node["variants"]["nodes"]],
    )  # fmt: skip
    return Item("products", key, changed_at=moment(node["updatedAt"]), products=[row])


def variant(node: Node, currency: str, status: str | None) -> VariantRow:
    is_tracked = (node.get("inventoryItem") or {}).get("tracked", False)
    return VariantRow(
        external_id=str(node["legacyResourceId"]), sku=(node.get("sku") or "")[:80],
        options=options_of(node["selectedOptions"]),
        price_cents=minor(node["price"], currency), currency=currency,
        stock=max(node["inventoryQuantity"] or 0, 0) if is_tracked else None,
        is_available=bool(node["availableForSale"]) and status in (None, "ACTIVE"),
    )  # fmt: skip


def options_of(told: list[Node], title: str | None = None) -> dict[str, str]:
    """By name; of a variant that is deleted the title alone is left. What has no options is called Default Title."""
    options = {each["name"][:60]: each["value"][:120] for each in told} or (
        {"Variant": title[:120]} if title else {}
    )
    return {} if "Default Title" in options.values() else options


def customer(node: Node) -> Item:
    key = str(node["legacyResourceId"])
    row = person(node).model_copy(update={"address": address(node.get("defaultAddress"))})
    place = node.get("defaultAddress") or {}
    row.city, row.country = (place.get("city") or "")[:120], (place.get("countryCodeV2") or "")[:2]
    return Item("customers", key, changed_at=moment(node["updatedAt"]), accounts=[row])


def person(node: Node) -> AccountRow:
    email = (node.get("defaultEmailAddress") or {}).get("emailAddress") or ""
    return AccountRow(
        external_id=str(node["legacyResourceId"]),
        email=email,
        email_verified=node.get("verifiedEmail") is True,
        phone=(node.get("defaultPhoneNumber") or {}).get("phoneNumber") or "",
        name=(node.get("displayName") or "")[:300],
        language=(node.get("locale") or "")[:12],
    )


def order(node: Node) -> Item:
    key, currency = str(node["legacyResourceId"]), node["currencyCode"]
    buyer = buyer_of(node, key)
    buyer.payment_methods = list(methods_of(node, buyer.external_id))
    told = told_of(node)
    pieces = standing(told, is_cancelled=bool(node.get("cancelledAt")))
    row = ShopOrderRow(
        external_id=key, number=node["name"][:60], account=buyer.external_id, status=status_of(node),
        currency=currency,
        total_cents=total(node, "currentTotalPriceSet" if is_edited(told, pieces) else "totalPriceSet"),
        discount_cents=total(node, "totalDiscountsSet"), shipping_cents=total(node, "totalShippingPriceSet"),
        tax_cents=total(node, "totalTaxSet"), address=address(node.get("shippingAddress")),
        note=(node.get("note") or "")[:2000], placed_at=moment(node.get("processedAt") or node["createdAt"]),
        lines=[
            line(each, count) for each, count in zip(node["lineItems"]["nodes"], pieces, strict=True) if count
        ],
        payments=list(payments_of(node, buyer.external_id)),
    )  # fmt: skip
    parcels = [shipment(each, key) for each in node["fulfillments"] if each.get("status") != "CANCELLED"]
    changed_at = moment(node["updatedAt"])
    return Item(
        "orders", key, changed_at=changed_at, accounts=[buyer], orders=[row], shipments=parcels,
        has_no_return=node.get("returnStatus") == "NO_RETURN",
    )  # fmt: skip


def buyer_of(node: Node, key: str) -> AccountRow:
    """The customer of an order, said aside; somebody without an account is known by the address, else by the order."""
    if node.get("customer"):
        return person(node["customer"]).model_copy(update={"is_aside": True})
    email = node.get("email") or ""
    name = (node.get("shippingAddress") or {}).get("name") or ""
    return AccountRow(
        external_id=guest_key(email) if email else f"order-{key}", email=email, phone=node.get("phone") or "",
        name=name[:300], is_aside=True,
    )  # fmt: skip


def status_of(node: Node) -> OrderStatus:
    if node.get("cancelledAt"):
        return OrderStatus.CANCELLED
    if node.get("returnStatus") in RETURN_OPEN:
        return OrderStatus.RETURN_REQUESTED
    if node.get("displayFinancialStatus") == "REFUNDED":
        return OrderStatus.REFUNDED
    if node.get("returnStatus") == "RETURNED":
        return OrderStatus.RETURNED
    parcels = [each for each in node["fulfillments"] if each.get("status") != "CANCELLED"]
    if node.get("displayFulfillmentStatus") == "FULFILLED":
        is_there = parcels and all(each.get("displayStatus") == "DELIVERED" for each in parcels)
        return OrderStatus.DELIVERED if is_there else OrderStatus.SHIPPED
    if node.get("displayFulfillmentStatus") in (None, "UNFULFILLED", "ON_HOLD", "SCHEDULED"):
        return OrderStatus.PENDING
    return OrderStatus.PROCESSED


def told_of(node: Node) -> list[Told]:
    parcels = [each for each in node["fulfillments"] if each.get("status") != "CANCELLED"]
    sent = {one["lineItem"]["id"] for each in parcels for one in each["fulfillmentLineItems"]["nodes"]}
    lines = node["lineItems"]["nodes"]
    return [Told(each["quantity"], each["currentQuantity"], each["id"] in sent) for each in lines]


def line(node: Node, pieces: int) -> LineRow:
    price = node["originalUnitPriceSet"]["shopMoney"]
    bought = node.get("variant") or {}  # None when the shop has deleted it since
    return LineRow(
        external_id=number_of(node["id"]), variant=str(bought.get("legacyResourceId") or ""),
        name=(node.get("title") or node["name"])[:300],
        options=options_of(bought.get("selectedOptions") or [], node.get("variantTitle")),
        quantity=max(pieces, 1), price_cents=minor(price["amount"], price["currencyCode"]),
    )  # fmt: skip


def payments_of(node: Node, account: str) -> Iterator[PaymentRow]:
    for each in node["transactions"]:
        if each["status"] == "SUCCESS" and each["kind"] in PAID:
            money = each["amountSet"]["shopMoney"]
            method = method_of(each, account)
            yield PaymentRow(
                external_id=number_of(each["id"]), kind=PAID[each["kind"]],
                method=method.external_id if method else "",
                amount_cents=minor(money["amount"], money["currencyCode"]), at=moment(each.get("processedAt")),
            )  # fmt: skip


def methods_of(node: Node, account: str) -> Iterator[MethodRow]:
    """What the order was paid with, each once; the shop has no list of a customer's own."""
    found = {}
    for each in node["transactions"]:
        method = method_of(each, account)
        if method:
            found[method.external_id] = method
    yield from found.values()


def method_of(transaction: Node, account: str) -> MethodRow | None:
    card = transaction.get("paymentDetails") or {}
    if card.get("number"):
        brand, last_four = (card.get("company") or "").lower()[:40], card["number"][-4:]
        key = f"{account}-{brand[:20]}-{last_four}"
        return MethodRow(external_id=key, kind=MethodKind.CARD, brand=brand, last_four=last_four)
    gateway = (transaction.get("gateway") or "").lower()
    kind = GATEWAYS.get(gateway)
    return MethodRow(external_id=f"{account}-{kind.value}", kind=kind) if kind else None


def shipment(node: Node, order_key: str) -> ShipmentRow:
    tracking = next(iter(node.get("trackingInfo") or []), None) or {}
    expected = moment(node.get("estimatedDeliveryAt"))
    return ShipmentRow(
        external_id=str(node["legacyResourceId"]), order=order_key, carrier=(tracking.get("company") or "")[:80],
        tracking_number=(tracking.get("number") or "")[:80],
        warehouse=((node.get("location") or {}).get("name") or "")[:80],
        lines=[number_of(each["lineItem"]["id"]) for each in node["fulfillmentLineItems"]["nodes"]],
        shipped_at=moment(node["createdAt"]), expected_on=expected.date() if expected else None,
        delivered_at=moment(node.get("deliveredAt")), scans=[scan(each) for each in node["events"]["nodes"]],
    )  # fmt: skip


def scan(node: Node) -> ScanRow:
    word = node["status"].lower()
    place = ", ".join(part for part in (node.get("city"), node.get("country")) if part)
    text = (node.get("message") or word.replace("_", " ").capitalize())[:SCAN_WORDS]
    return ScanRow(
        at=datetime.fromisoformat(node["happenedAt"]),
        step=STEPS.get(word, Step.ON_THE_WAY),
        place=place[:120],
        text=text,
    )


def total(node: Node, name: str) -> int:
    money = (node.get(name) or {}).get("shopMoney") or {}
    return minor(money.get("amount"), money.get("currencyCode") or node["currencyCode"])


def address(node: Node | None) -> AddressParts:
    place = node or {}
    return AddressParts(
        name=(place.get("name") or "")[:200], line1=(place.get("address1") or "")[:200],
        line2=(place.get("address2") or "")[:200], city=(place.get("city") or "")[:120],
        region=(place.get("provinceCode") or place.get("province") or "")[:120],
        postcode=(place.get("zip") or "")[:20],
        country=(place.get("countryCodeV2") or place.get("country") or "")[:60],
    )  # fmt: skip


def address_or_none(text: str | None) -> str:
    return text if text and text.startswith(("https://", "http://")) and len(text) <= 300 else ""


def moment(text: str | None) -> datetime | None:
    """A moment with its zone; one without is in UTC."""
    if not text:
        return None
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
