"""A CSV file of products, customers or orders, as `docs/import-a-shop.md` tells its columns. Reading is pure.

Rows of one product or order stand in lines of their own and are put together by their key. Every line that is wrong
is told with its number; then nothing is loaded.
"""

import csv
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from shopbell.core.errors import Refused
from shopbell.core.money import in_minor

from ..upsert import Summary
from .people import feed_customers, feed_products
from .rows import CustomerRow, OrderRow, ProductRow
from .sales import feed_orders

MOST_TOLD = 20  # of what is wrong
LONGEST = 100_000  # characters of a cell
YES, NO = {"yes", "true", "1"}, {"no", "false", "0"}
PRODUCTS = (
    "product name variant sku options price currency stock available restock_on category description "
    "picture page"
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
        name="name", category="category", description="description", picture="picture", page="page"
    )
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


@dataclass(frozen=True)
class Kind:
    columns: str
    needed: tuple[str, ...]
    key: str
    row: type[BaseModel]
    put_together: Callable[[list[Line]], dict[str, Any]]
    feed: Callable[[list[Any]], Summary]


KINDS = {
    "products": Kind(PRODUCTS, ("product", "name"), "product", ProductRow, product_of, feed_products),
    "customers": Kind(
        CUSTOMERS, ("email",), "email", CustomerRow, customer_of, partial(feed_customers, is_short=False)
    ),
    "orders": Kind(
        ORDERS,
        ("order", "email", "status", "currency", "name", "price"),
        "order",
        OrderRow,
        order_of,
        feed_orders,
    ),
}


def read_csv(path: Path, kind: Kind) -> Iterator[tuple[int, Any]]:
    """The rows of the file with the number of their first line, one after the other: a large file is never held whole.

    Raises Refused with the lines that are wrong, once all were read.
    """
    wrong = []
    for lines in _groups(path, kind):
        try:
            yield lines[0].number, kind.row.model_validate(kind.put_together(lines))
        except Refused as refusal:
            wrong.append((lines[0].number, str(refusal)))
        except ValidationError as error:
            wrong += [(lines[0].number, f"{_place(each)}: {each['msg']}.") for each in error.errors()[:3]]
    if wrong:
        told = [f"line {number}: {words}" for number, words in sorted(wrong)[:MOST_TOLD]]
        more = f" And {len(wrong) - MOST_TOLD} more." if len(wrong) > MOST_TOLD else ""
        raise Refused(f"{path.name}, {'; '.join(told)}{more}")


def _lines(path: Path, kind: Kind) -> Iterator[Line]:
    csv.field_size_limit(LONGEST)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            file.seek(0)
            sign = ";" if head.count(";") > head.count(",") else ","
            yield from _read(csv.reader(file, delimiter=sign, strict=True), path, kind)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Refused(f"{path} is not text in UTF-8.") from None


def _read(reader: Any, path: Path, kind: Kind) -> Iterator[Line]:
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        _check_head(names, kind)
        for cells in reader:
            if any("\0" in cell for cell in cells):
                raise Refused(f"{path} holds a NUL, so it is no CSV.")
            if any(cell.strip() for cell in cells):
                if len(cells) > len(names):
                    raise Refused(f"{path.name}, line {reader.line_num}: there are more cells than columns.")
                values = [cell.strip() for cell in cells]
                yield Line(reader.line_num, dict(zip(names, values, strict=False)))
    except csv.Error as error:
        raise Refused(f"{path.name}, line {reader.line_num}: {error}.") from None


def _check_head(names: list[str], kind: Kind) -> None:
    known = kind.columns.split()
    if unknown := [name for name in names if name not in known]:
        raise Refused(f"The column “{unknown[0][:40]}” is not known; there are {', '.join(known)}.")
    if missing := [name for name in kind.needed if name not in names]:
        raise Refused(f"The column {missing[0]} is missing.")
    if len(set(names)) < len(names):
        raise Refused("A column is there twice.")


def _groups(path: Path, kind: Kind) -> Iterator[list[Line]]:
    """Lines of one key together, as soon as the last of them was read.

    They mostly stand together: what is kept in memory is eight bytes for each key, and the lines of those that do not.
    """
    runs = _scattered(path, kind)
    groups: dict[int, dict[str, list[Line]]] = {}
    for key, run in groupby(_lines(path, kind), lambda line: _key(line, kind)):
        if hash(key) not in runs:
            yield list(run)
            continue
        groups.setdefault(hash(key), {}).setdefault(key, []).extend(run)
        runs[hash(key)] -= 1
        if not runs[hash(key)]:
            yield from groups.pop(hash(key)).values()


def _scattered(path: Path, kind: Kind) -> dict[int, int]:
    """In how many places the lines stand, of keys that stand in more than one."""
    places = array("q", (hash(key) for key, _run in groupby(_key(line, kind) for line in _lines(path, kind))))
    ordered = sorted(places)
    again = Counter(one for one, other in pairwise(ordered) if one == other)
    return {key: count + 1 for key, count in again.items()}


def _key(line: Line, kind: Kind) -> str:
    return line.text(kind.key) or f"line {line.number}"


def _place(error: Any) -> str:
    return " › ".join(str(part) for part in error["loc"])
