"""What stands in the columns of a CSV file (`csv_file.py`), as the rows that are fed: one kind of file each."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from pydantic import BaseModel

from shopbell.core.errors import Refused
from shopbell.core.money import in_minor

from ..upsert import Summary
from .people import feed_customers, feed_products
from .rows import CustomerRow, OrderRow, ProductRow, ShipmentRow, StockRow
from .sales import feed_orders, feed_shipments
from .stock import feed_stock

YES, NO = {"yes", "true", "1"}, {"no", "false", "0"}
PRODUCTS = (
    "product name variant sku options price currency stock available restock_on category description "
    "picture page warranty_months"
)
STOCK = "variant warehouse warehouse_name country pieces back_order_on"
PARCELS = (
    "parcel order carrier tracking_number warehouse lines shipped_at expected_on delivered_at scan_at step place "
    "text"
)
CUSTOMERS = "email name language city country payment_method kind brand last_four balance currency"
ORDERS = (
    "order number email status currency placed_at variant name options quantity price discount shipping tax note "
    "line1 line2 city region postcode country payment_method paid"
)


@dataclass(frozen=True)
class Line:
    """One line of the file, by column; asks for a value as what it must be."""

    number: int
    cells: dict[str, str]

    def text(self, column: str) -> str:
        return self.cells.get(column, "")

    def cents(self, column: str, default: int | None = None) -> int | None:
        text, currency = self.text(column), self.text("currency").upper()
        if not text:
            return default
        try:
            cents = in_minor(Decimal(text), currency or "EUR")
        except InvalidOperation:
            cents = None
        if cents is None:
            raise Refused(
                f"{column}: “{text[:40]}” is no amount in {currency or 'this currency'}, like 12.90."
            )
        return cents

    def is_yes(self, column: str, default: bool) -> bool:
        text = self.text(column).lower()
        if text and text not in YES | NO:
            raise Refused(f"{column}: “{text[:40]}” is neither yes nor no.")
        return text in YES if text else default

    def options(self) -> dict[str, str]:
        """`size=41; colour=blue` as a table."""
        pairs = [part.partition("=") for part in self.text("options").split(";") if part.strip()]
        if any(not sign for _name, sign, _value in pairs):
            raise Refused("options: write them like size=41; colour=blue.")
        return {name.strip(): value.strip() for name, _sign, value in pairs}

    def told(self, **columns: str) -> dict[str, str]:
        """The cells that are not empty, under the names of a row."""
        return {name: self.text(column) for name, column in columns.items() if self.text(column)}

    def told_cents(self, **columns: str) -> dict[str, int | None]:
        """The amounts that are there, under the names of a row."""
        return {name: self.cents(column) for name, column in columns.items() if self.text(column)}


def product_of(lines: list[Line]) -> dict[str, Any]:
    first = lines[0]
    variants = [
        {
            **line.told(external_id="variant", sku="sku", stock="stock", restock_on="restock_on"),
            "options": line.options(),
            "price_cents": line.cents("price"),
            "currency": line.text("currency").upper(),
            "is_available": line.is_yes("available", True),
        }
        for line in lines
        if line.text("variant")
    ]
    words = first.told(
        name="name", category="category", description="description", picture="picture", page="page",
        warranty_months="warranty_months",
    )  # fmt: skip
    return {"external_id": first.text("product"), **words, "variants": variants}


def customer_of(lines: list[Line]) -> dict[str, Any]:
    methods = [
        {
            **line.told(external_id="payment_method", kind="kind", brand="brand", last_four="last_four"),
            **line.told_cents(balance_cents="balance"),
            **({"currency": line.text("currency").upper()} if line.text("currency") else {}),
        }
        for line in lines
        if line.text("payment_method")
    ]
    words = lines[0].told(email="email", name="name", language="language", city="city", country="country")
    return {**words, "payment_methods": methods}


def order_of(lines: list[Line]) -> dict[str, Any]:
    first = lines[0]
    things = [
        {
            **line.told(variant="variant", name="name", quantity="quantity"),
            "options": line.options(),
            "price_cents": line.cents("price"),
        }
        for line in lines
        if line.text("name")
    ]
    payments = [
        {
            "external_id": str(position),
            "amount_cents": line.cents("paid", 0),
            **line.told(method="payment_method", at="placed_at"),
        }
        for position, line in enumerate(lines, start=1)
        if line.text("paid")
    ]
    parts = first.told(
        line1="line1", line2="line2", city="city", region="region", postcode="postcode", country="country"
    )
    return {
        **first.told(
            external_id="order", number="number", customer_email="email", placed_at="placed_at", note="note"
        ),
        "status": first.text("status").lower().replace(" ", "_"),
        "currency": first.text("currency").upper(),
        **first.told_cents(discount_cents="discount", shipping_cents="shipping", tax_cents="tax"),
        **({"address": parts} if parts else {}),
        "lines": things,
        "payments": payments,
    }


def stock_of(lines: list[Line]) -> dict[str, Any]:
    """One line is one level: nothing of it is put together."""
    names = {name: name for name in STOCK.split()}
    return lines[0].told(**names)


def parcel_of(lines: list[Line]) -> dict[str, Any]:
    first = lines[0]
    scans = [line.told(at="scan_at", step="step", place="place", text="text") for line in lines]
    held = [part.strip() for part in first.text("lines").split(";") if part.strip()]
    return {
        **first.told(
            external_id="parcel", order="order", carrier="carrier", tracking_number="tracking_number",
            warehouse="warehouse", shipped_at="shipped_at", expected_on="expected_on", delivered_at="delivered_at",
        ),
        **({"lines": held} if held else {}),
        "scans": [each for each in scans if each],
    }  # fmt: skip


@dataclass(frozen=True)
class Kind:
    columns: str
    needed: tuple[str, ...]
    key: tuple[str, ...]  # columns whose same values make lines one row; none: each is one of its own
    row: type[BaseModel]
    put_together: Callable[[list[Line]], dict[str, Any]]
    feed: Callable[[list[Any]], Summary]


KINDS = {
    "products": Kind(PRODUCTS, ("product", "name"), ("product",), ProductRow, product_of, feed_products),
    "stock": Kind(STOCK, ("variant", "warehouse", "pieces"), (), StockRow, stock_of, feed_stock),
    "customers": Kind(
        CUSTOMERS, ("email",), ("email",), CustomerRow, customer_of, partial(feed_customers, is_short=False)
    ),
    "orders": Kind(
        ORDERS,
        ("order", "email", "status", "currency", "name", "price"),
        ("order",),
        OrderRow,
        order_of,
        feed_orders,
    ),
    "parcels": Kind(
        PARCELS, ("parcel", "order"), ("order", "parcel"), ShipmentRow, parcel_of, feed_shipments
    ),
}
