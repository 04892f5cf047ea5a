"""What WooCommerce answers, and sends by webhook, as items: products, customers and orders are of one shape in both."""

from datetime import UTC, datetime
from typing import Any

from ...feed.rows import (
    AccountRow,
    AddressParts,
    CartLineRow,
    CartRow,
    LineRow,
    MethodRow,
    PaymentRow,
    ShopOrderRow,
    ShopProductRow,
    VariantRow,
)
from ...order import OrderStatus
from ...payment import MethodKind, PaymentKind
from ..item import Item, guest_key
from ..money import minor

Node = dict[str, Any]
STATUSES = {  # completed is the last that a shop without parcels says: the goods are with the customer
    "pending": OrderStatus.PENDING, "on-hold": OrderStatus.PENDING, "processing": OrderStatus.PENDING,
    "completed": OrderStatus.DELIVERED, "cancelled": OrderStatus.CANCELLED, "failed": OrderStatus.CANCELLED,
    "trash": OrderStatus.CANCELLED, "refunded": OrderStatus.REFUNDED,
}  # fmt: skip
DRAFTS = ("checkout-draft", "auto-draft")  # a checkout that nobody has finished
METHODS = {"paypal": MethodKind.PAYPAL, "ppcp": MethodKind.PAYPAL, "bacs": MethodKind.BANK, "stripe": MethodKind.CARD,
           "woocommerce_payments": MethodKind.CARD}  # fmt: skip


def product(node: Node, variations: list[Node], currency: str) -> Item:
    key = str(node["id"])
    pictures = node.get("images") or []
    row = ShopProductRow(
        external_id=key, name=node["name"][:300],
        category=", ".join(each["name"] for each in node.get("categories") or [])[:120],
        picture=address_or_none((pictures[0] if pictures else {}).get("src")),
        page=address_or_none(node.get("permalink")),
        variants=[variant(each, node, currency) for each in variations or [node]],
    )  # fmt: skip
    return Item("products", key, changed_at=moment_of(node), products=[row])


def variant(node: Node, whole: Node, currency: str) -> VariantRow:
    """A variation, or the product itself where it has none. Stock may be counted for the product as a whole."""
    counted = whole if node.get("manage_stock") == "parent" else node
    pieces = counted.get("stock_quantity") if counted.get("manage_stock") else None
    options = {
        each["name"][:60]: each["option"][:120] for each in node.get("attributes") or [] if each.get("option")
    }
    is_sold = whole.get("status") == "publish" and node.get("status", "publish") == "publish"
    return VariantRow(
        external_id=str(node["id"]), sku=(node.get("sku") or "")[:80], options=options,
        price_cents=minor(node.get("price"), currency), currency=currency,
        stock=max(int(pieces), 0) if pieces is not None else None,
        is_available=is_sold and node.get("stock_status") != "outofstock",
    )  # fmt: skip


def customer(node: Node) -> Item:
    key, place = str(node["id"]), node.get("billing") or {}
    row = AccountRow(
        external_id=key, email=node.get("email") or "", name=name_of(node) or name_of(place),
        phone=place.get("phone") or "", city=(place.get("city") or "")[:120],
        country=(place.get("country") or "")[:2], address=address(_place(node)),
    )  # fmt: skip
    return Item("customers", key, changed_at=moment_of(node), accounts=[row])


def order(node: Node) -> Item:
    key, currency = str(node["id"]), node["currency"]
    buyer = buyer_of(node, key)
    if node["status"] in DRAFTS:
        return cart(node, buyer)
    method = method_of(node, buyer.external_id)
    buyer.payment_methods = [method] if method else []
    row = ShopOrderRow(
        external_id=key, number=str(node.get("number") or key)[:60], account=buyer.external_id,
        status=STATUSES.get(node["status"], OrderStatus.PROCESSED), currency=currency,
        total_cents=minor(node["total"], currency), discount_cents=with_tax(node, "discount"),
        shipping_cents=with_tax(node, "shipping"), tax_cents=minor(node.get("total_tax"), currency),
        address=address(_place(node)), note=(node.get("customer_note") or "")[:2000],
        placed_at=moment(node.get("date_created_gmt")), lines=[line(each, node) for each in node["line_items"]],
        payments=payments_of(node, method),
    )  # fmt: skip
    return Item("orders", key, changed_at=moment_of(node), accounts=[buyer], orders=[row], bought=[key])


def cart(node: Node, buyer: AccountRow) -> Item:
    """A checkout that was begun, by somebody who has said who they are: WooCommerce keeps it as a draft for a day."""
    key, at, currency = str(node["id"]), moment_of(node), node["currency"]
    if at is None or not (buyer.email or node.get("customer_id")):
        return Item("carts", key, changed_at=at)
    lines = [line(each, node) for each in node["line_items"]]
    row = CartRow(
        external_id=key, account=buyer.external_id, currency=currency, updated_at=at,
        lines=[
            CartLineRow(variant=each.variant, quantity=each.quantity, price_cents=each.price_cents)
            for each in lines
            if each.variant
        ],
    )  # fmt: skip
    return Item("carts", key, changed_at=at, accounts=[buyer], carts=[row])


def buyer_of(node: Node, key: str) -> AccountRow:
    """The customer of an order, said aside; a guest is known by the address, else by the order."""
    place = node.get("billing") or {}
    email, number = place.get("email") or "", node.get("customer_id") or 0
    account = str(number) if number else guest_key(email) if email else f"order-{key}"
    return AccountRow(
        external_id=account, email=email, name=name_of(place), phone=place.get("phone") or "",
        city=(place.get("city") or "")[:120], country=(place.get("country") or "")[:2], is_aside=True,
    )  # fmt: skip


def line(node: Node, whole: Node) -> LineRow:
    """The price of one piece before discounts, as the shop shows it: with tax where its prices have it."""
    currency, pieces = whole["currency"], max(int(node["quantity"]), 1)
    price = minor(node["subtotal"], currency)
    if whole.get("prices_include_tax"):
        price += minor(node.get("subtotal_tax"), currency)
    chosen = {
        str(each["display_key"])[:60]: str(each["display_value"])[:120]
        for each in node.get("meta_data") or []
        if each.get("display_key") and not str(each.get("key", "")).startswith("_")
    }
    return LineRow(
        external_id=str(node["id"]), variant=str(node.get("variation_id") or node.get("product_id") or ""),
        name=node["name"][:300], options=chosen, quantity=pieces, price_cents=round(price / pieces),
    )  # fmt: skip


def payments_of(node: Node, method: MethodRow | None) -> list[PaymentRow]:
    """WooCommerce knows one payment, of the whole, and what was paid back of it."""
    if not node.get("date_paid_gmt"):
        return []
    currency, key = node["currency"], method.external_id if method else ""
    paid = PaymentRow(
        external_id="paid", method=key, amount_cents=minor(node["total"], currency),
        at=moment(node["date_paid_gmt"]),
    )  # fmt: skip
    back = [
        PaymentRow(
            external_id=f"refund-{each['id']}", kind=PaymentKind.REFUND, method=key,
            amount_cents=abs(minor(each["total"], currency)),
        )
        for each in node.get("refunds") or []
    ]  # fmt: skip
    return [paid, *back]


def method_of(node: Node, account: str) -> MethodRow | None:
    """How it was paid, as far as the name of the gateway tells."""
    gateway = (node.get("payment_method") or "").lower()
    kind = next((kind for name, kind in METHODS.items() if gateway.startswith(name)), None)
    return MethodRow(external_id=f"{account}-{kind.value}", kind=kind) if kind else None


def with_tax(node: Node, what: str) -> int:
    currency = node["currency"]
    tax = minor(node.get(f"{what}_tax"), currency) if node.get("prices_include_tax") else 0
    return minor(node.get(f"{what}_total"), currency) + tax


def name_of(node: Node) -> str:
    return f"{node.get('first_name') or ''} {node.get('last_name') or ''}".strip()[:300]


def _place(node: Node) -> Node:
    """Where it goes: the shipping address, or the billing one where nothing else was said."""
    shipping = node.get("shipping") or {}
    return shipping if shipping.get("address_1") else node.get("billing") or {}


def address(place: Node) -> AddressParts:
    return AddressParts(
        name=name_of(place)[:200], line1=(place.get("address_1") or "")[:200],
        line2=(place.get("address_2") or "")[:200], city=(place.get("city") or "")[:120],
        region=(place.get("state") or "")[:120], postcode=(place.get("postcode") or "")[:20],
        country=(place.get("country") or "")[:60],
    )  # fmt: skip


def address_or_none(text: str | None) -> str:
    return text if text and text.startswith(("https://", "http://")) and len(text) <= 300 else ""


def moment_of(node: Node) -> datetime | None:
    return moment(node.get("date_modified_gmt") or node.get("date_created_gmt"))


def moment(text: str | None) -> datetime | None:
    """WooCommerce writes GMT without saying so."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
