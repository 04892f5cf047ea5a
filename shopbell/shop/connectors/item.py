"""What passes between a shop system and the desk: items (an order with all that belongs to it), pages, webhook calls.

An item is whole: an order brings the account of its customer, its payments and its parcels, so that it never waits for
another item to be here first.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from django.utils.functional import Promise

from ..feed.rows import AccountRow, CartRow, LevelRow, ProductRow, ShipmentRow, ShopOrderRow

Words = str | Promise


class SentBack(Enum):
    """How one return or exchange stands in the shop system."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Item:
    """One thing of the shop. `changed_at` is the shop's own moment of the last change: what is older than what was told
    before changes nothing. `shipments` None: nothing was said of parcels; a list: these are all of them."""

    noun: str  # products, customers, orders, stock, carts
    key: str
    changed_at: datetime | None = None
    accounts: Sequence[AccountRow] = ()
    products: Sequence[ProductRow] = ()
    orders: Sequence[ShopOrderRow] = ()
    carts: Sequence[CartRow] = ()
    bought: Sequence[str] = ()  # the carts that became an order
    shipments: Sequence[ShipmentRow] | None = None
    levels: Sequence[LevelRow] | None = None  # None: nothing was said of warehouses
    levels_of: Sequence[str] = ()  # the variants of which these are all
    is_gone: bool = False  # the shop has deleted it
    has_no_return: bool = False  # the shop says of the order that nothing is, or has come, back
    sent_back: Mapping[str, SentBack] = field(
        default_factory=dict
    )  # by its own id, what became of each return


@dataclass(frozen=True)
class Broken:
    """One thing of the shop that could not be read, with what is wrong with it."""

    noun: str
    key: str
    words: str


@dataclass(frozen=True)
class Changed:
    """Something changed there, and what it is now must be fetched."""

    noun: str
    key: str


@dataclass(frozen=True)
class Page:
    items: Sequence[Item | Broken]
    cursor: str = ""  # where the next page begins; empty: this was the last
    total: int | None = None  # how many there are in all, where the shop says


@dataclass(frozen=True)
class Shop:
    """How the shop system calls the shop."""

    name: str
    currency: str = ""
    note: str = ""  # what the owner should know, such as a permission that is missing


@dataclass(frozen=True)
class Call:
    """A webhook as it arrived; `headers` are found in any spelling."""

    headers: Mapping[str, str]
    body: bytes
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Heard:
    """A webhook that is genuine: its own id, by which a second delivery is known, and what it is about."""

    key: str
    topic: str


@dataclass(frozen=True)
class Done:
    """An action that the shop system has done, with its own name for it."""

    external_id: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    also: Sequence[str] = ()  # other orders that it made or changed


@dataclass(frozen=True)
class Field:
    """What the owner writes down to connect."""

    name: str
    label: Words
    help: Words = ""
    is_secret: bool = False
    is_required: bool = True
    is_place: bool = False  # says which shop it is, and where the secrets are sent


def guest_key(email: str) -> str:
    """The account of somebody who ordered without one: known by the address alone."""
    return f"guest-{hashlib.sha256(email.strip().lower().encode()).hexdigest()[:32]}"
