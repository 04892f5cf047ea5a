"""A shop in one JSON file: what it must look like, and how it is read. `docs/import-a-shop.md` tells the shape.

Reading is pure: it either returns the whole shop or refuses with the place of the first thing that is wrong,
before anything is written. Money is read as decimals, so that no cent is lost on the way.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from shopbell.core.errors import Refused

from .file_part import Part
from .order import OrderStatus
from .payment import MethodKind, PaymentKind

METHODS = {
    "credit_card": MethodKind.CARD,
    "card": MethodKind.CARD,
    "paypal": MethodKind.PAYPAL,
    "gift_card": MethodKind.GIFT_CARD,
    "bank": MethodKind.BANK,
}
STATUSES = {
    **{status.value.replace("_", " "): status for status in OrderStatus},
    "pending (item modified)": OrderStatus.ITEMS_CHANGED,  # two spellings of one state
    "pending (items modified)": OrderStatus.ITEMS_CHANGED,
    "exchange requested": OrderStatus.EXCHANGE_REQUESTED,
    "return requested": OrderStatus.RETURN_REQUESTED,
}
KINDS = {"payment": PaymentKind.PAYMENT, "refund": PaymentKind.REFUND}


@dataclass
class FileVariant:
    id: str
    product_id: str
    options: dict[str, str]
    price_cents: int
    is_available: bool
    stock: int | None


@dataclass
class FileMethod:
    id: str
    kind: MethodKind
    brand: str
    last_four: str
    balance_cents: int | None


@dataclass
class FileCustomer:
    id: str
    name: str
    email: str
    address: dict[str, str]
    methods: list[FileMethod]


@dataclass
class FileLine:
    variant_id: str
    name: str
    options: dict[str, str]
    price_cents: int
    quantity: int


@dataclass
class FilePayment:
    kind: PaymentKind
    method_id: str
    amount_cents: int
    at: datetime | None


@dataclass
class FileParcel:
    tracking_number: str
    variant_ids: list[str]


@dataclass
class FileOrder:
    id: str
    customer_id: str
    status: OrderStatus
    address: dict[str, str]
    placed_at: datetime | None
    lines: list[FileLine]
    payments: list[FilePayment]
    parcels: list[FileParcel]


@dataclass
class ShopFile:
    currency: str
    products: dict[str, str] = field(default_factory=dict)  # id → name
    variants: dict[str, FileVariant] = field(default_factory=dict)
    customers: dict[str, FileCustomer] = field(default_factory=dict)
    orders: list[FileOrder] = field(default_factory=list)


def load(path: Path) -> Any:
    """The JSON of `path`. Raises Refused when it cannot be read or is none."""
    try:
        return json.loads(path.read_text("utf-8"), parse_float=Decimal)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Refused(f"{path} is not text in UTF-8.") from None
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise Refused(f"{path} is not JSON{where}.") from None


def read_shop(content: Any) -> ShopFile:
    """The whole shop in `content`. Raises Refused with the first key that is missing or wrong."""
    top = Part(content, "")
    currency = top.optional("currency")
    shop = ShopFile(currency=currency.text(3) if currency else "USD")
    for product_id, part in top.get("products").items():
        _read_product(shop, product_id, part)
    for customer_id, part in top.get("users").items():
        shop.customers[customer_id] = _customer(customer_id, part, shop)
    shop.orders = [_order(order_id, part, shop) for order_id, part in top.get("orders").items()]
    return shop


def _read_product(shop: ShopFile, product_id: str, part: Part) -> None:
    shop.products[product_id] = part.get("name").text()
    for variant_id, each in part.get("variants").items():
        stock = each.optional("stock")
        shop.variants[variant_id] = FileVariant(
            id=variant_id,
            product_id=product_id,
            options=each.get("options").flat(),
            price_cents=each.get("price").cents(shop.currency),
            is_available=each.get("available").is_true(),
            stock=stock.whole() if stock else None,
        )


def _customer(customer_id: str, part: Part, shop: ShopFile) -> FileCustomer:
    name = part.get("name")
    return FileCustomer(
        id=customer_id,
        name=f"{name.get('first_name').text(120)} {name.get('last_name').text(120)}".strip(),
        email=part.get("email").text(320),
        address=_address(part.get("address")),
        methods=[_method(method_id, each, shop) for method_id, each in part.get("payment_methods").items()],
    )


def _method(method_id: str, part: Part, shop: ShopFile) -> FileMethod:
    kind = part.get("source").one_of(METHODS)
    brand, last_four = part.optional("brand"), part.optional("last_four")
    return FileMethod(
        id=method_id,
        kind=kind,
        brand=brand.text(40) if brand else "",
        last_four=last_four.text(4) if last_four else "",
        balance_cents=part.get("balance").cents(shop.currency) if kind == MethodKind.GIFT_CARD else None,
    )


def _order(order_id: str, part: Part, shop: ShopFile) -> FileOrder:
    placed_at = part.optional("placed_at")
    return FileOrder(
        id=order_id,
        customer_id=_known(part.get("user_id"), shop.customers, "users"),
        status=part.get("status").one_of(STATUSES),
        address=_address(part.get("address")),
        placed_at=placed_at.moment() if placed_at else None,
        lines=[_line(each, shop) for each in part.get("items").list()],
        payments=[_payment(each, shop) for each in part.get("payment_history").list()],
        parcels=[parcel for each in part.get("fulfillments").list() for parcel in _parcels(each)],
    )


def _line(part: Part, shop: ShopFile) -> FileLine:
    quantity = part.optional("quantity")
    return FileLine(
        variant_id=_known(part.get("item_id"), shop.variants, "products"),
        name=part.get("name").text(),
        options=part.get("options").flat(),
        price_cents=part.get("price").cents(shop.currency),
        quantity=quantity.whole() if quantity else 1,
    )


def _payment(part: Part, shop: ShopFile) -> FilePayment:
    at = part.optional("at")
    return FilePayment(
        kind=part.get("transaction_type").one_of(KINDS),
        method_id=part.get("payment_method_id").text(80),
        amount_cents=part.get("amount").cents(shop.currency),
        at=at.moment() if at else None,
    )


def _parcels(part: Part) -> Iterator[FileParcel]:
    variant_ids = [each.text(80) for each in part.get("item_ids").list()]
    for number in part.get("tracking_id").list():
        yield FileParcel(tracking_number=number.text(80), variant_ids=variant_ids)


def _known(part: Part, table: dict, name: str) -> str:
    key = part.text(80)
    if key not in table:
        raise Refused(f"{part.place} names {key}, which is not among the {name}.")
    return key


def _address(part: Part) -> dict[str, str]:
    words = part.flat()
    names = {
        "line1": "address1",
        "line2": "address2",
        "city": "city",
        "region": "state",
        "postcode": "zip",
        "country": "country",
    }
    return {ours: words.get(theirs, "") for ours, theirs in names.items()}
