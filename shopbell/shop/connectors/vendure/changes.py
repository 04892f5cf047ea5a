"""What changed in Vendure since a moment, where its own moment of a thing's change does not tell.

An order's state, refunds and address change, and a product's variants, while the thing itself counts as unchanged. So
their moments alone are looked through, many at once, and only what is newer than what was told before is asked for
whole, at most a page of it at a time.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ..item import Page
from ..last_told import moments_told
from . import questions
from .answers import changed_at, moment
from .place import Place

if TYPE_CHECKING:
    from .connector import Vendure

WHOLE_AT_ONCE, MOMENTS_AT_ONCE = 50, 200
FRESH = timedelta(days=14)  # how long an order is looked at again
OPEN = timedelta(days=90)  # and while it is under way
ENDED = ["Delivered", "Cancelled"]
VARIANTS = "variants "  # what the cursor begins with once the products themselves are through


def orders(shop: "Vendure", cursor: str, since: datetime) -> Page:
    place = Place.of(cursor)
    under_way = [
        {"orderPlacedAt": {"after": (since - OPEN).isoformat()}},
        {"state": {"notIn": ENDED}},
    ]
    wanted = {
        "_or": [
            {"updatedAt": {"after": since.isoformat()}},
            {"orderPlacedAt": {"after": (since - FRESH).isoformat()}},
            {"_and": under_way},
        ]
    }
    rows, _said = shop.listed("orders", questions.MOMENTS, place, MOMENTS_AT_ONCE, [wanted])
    keys, read = _newer(shop, "orders", rows, [(row["id"], changed_at(row)) for row in rows])
    is_last = len(rows) < MOMENTS_AT_ONCE and read == len(rows)
    return Page(shop.whole("orders", keys), "" if is_last else place.behind(rows[:read]))


def products(shop: "Vendure", cursor: str, since: datetime) -> Page:
    """Those that changed themselves, then those of which a variant did."""
    changed = {"updatedAt": {"after": since.isoformat()}}
    if cursor.startswith(VARIANTS):
        return _of_variants(shop, Place.of(cursor.removeprefix(VARIANTS)), changed)
    place = Place.of(cursor)
    rows, _said = shop.listed("products", "id updatedAt", place, WHOLE_AT_ONCE, [changed])
    is_last = len(rows) < WHOLE_AT_ONCE
    return Page(
        shop.whole("products", [row["id"] for row in rows]), VARIANTS if is_last else place.behind(rows)
    )


def _of_variants(shop: "Vendure", place: Place, changed: dict[str, Any]) -> Page:
    options = place.options(MOMENTS_AT_ONCE) | {"filter": {"_and": [changed, *place.filter]}}
    rows = shop.api.ask(questions.CHANGED_VARIANTS, options=options)["productVariants"]["items"]
    moments = [(row["productId"], moment(row["updatedAt"])) for row in rows]
    keys, read = _newer(shop, "products", rows, moments)
    is_last = len(rows) < MOMENTS_AT_ONCE and read == len(rows)
    return Page(shop.whole("products", keys), "" if is_last else VARIANTS + place.behind(rows[:read]))


def _newer(
    shop: "Vendure", noun: str, rows: list[dict[str, Any]], moments: Iterable[tuple[str, datetime]]
) -> tuple[list[str], int]:
    """The things that are newer than what was told of them, and how many of the rows that takes."""
    told = moments_told(shop.connection, noun, {key for key, _at in moments})
    keys: dict[str, None] = {}
    for read, (key, at) in enumerate(moments):
        if key not in told or at > told[key]:
            if key not in keys and len(keys) == WHOLE_AT_ONCE:
                return list(keys), read
            keys[key] = None
    return list(keys), len(rows)


READERS: dict[str, Callable[["Vendure", str, datetime], Page]] = {"orders": orders, "products": products}
