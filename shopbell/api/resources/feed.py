"""The feed: a shop of one's own tells its products, customers, orders and parcels. All rows of a call, or none.

Each is the PUT, and the POST, of an address that another file reads, so it stands among the routes of that one.
"""

from collections.abc import Callable
from types import ModuleType
from typing import Any, Generic, TypeVar

from django.http import HttpRequest
from ninja import Field, Schema

from shopbell.accounts.permission import Permission
from shopbell.shop.feed.carts import feed_own_carts
from shopbell.shop.feed.people import feed_customers, feed_products
from shopbell.shop.feed.rows import (
    MOST_ROWS,
    CustomerRow,
    OrderRow,
    OwnCartRow,
    ProductRow,
    ShipmentRow,
    StockRow,
)
from shopbell.shop.feed.sales import feed_orders, feed_shipments
from shopbell.shop.feed.stock import feed_stock
from shopbell.shop.upsert import Summary

from ..door import needs
from ..scope import Scope
from . import customers, orders, products
from .problem import WRITES

Item = TypeVar("Item")


class Rows(Schema, Generic[Item]):
    rows: list[Item] = Field(min_length=1, max_length=MOST_ROWS)

    model_config = {"extra": "forbid"}


class Counts(Schema):
    new: int
    changed: int
    same: int


class Fed(Schema):
    counts: dict[str, Counts] = Field(description="What became of the rows, by noun.")


SAYS: dict[str, Any] = {"response": {200: Fed, **WRITES}, "tags": ["Feed"], **needs(Scope.SHOP_FEED)}


def fed(resource: ModuleType, address: str) -> Callable[[Callable], Callable]:
    """Make a call the PUT of `address`, and its POST: programs differ in which of both they can send."""

    def add(call: Callable) -> Callable:
        for register in (resource.routes.post, resource.routes.put):
            register(address, operation_id=f"{register.__name__}_{address[1:]}", **SAYS)(call)
        return call

    return add


@fed(products, "/products")
def put_products(request: HttpRequest, told: Rows[ProductRow]):
    """Make or change products and their variants, known by external_id. Sent again, it changes nothing."""
    return _fed(request, lambda: feed_products(told.rows))


@fed(products, "/stock")
def put_stock(request: HttpRequest, told: Rows[StockRow]):
    """Say how many pieces of variants lie in which warehouse; other warehouses stay. The sum is the variant's stock."""
    return _fed(request, lambda: feed_stock(told.rows))


@fed(customers, "/customers")
def put_customers(request: HttpRequest, told: Rows[CustomerRow]):
    """Make or change customers, known by their e-mail address, and their payment methods, known by external_id."""
    return _fed(request, lambda: feed_customers(told.rows))


@fed(orders, "/orders")
def put_orders(request: HttpRequest, told: Rows[OrderRow]):
    """Make or change orders, known by external_id. Lines and payments that are left out stay as they are."""
    return _fed(request, lambda: feed_orders(told.rows))


@fed(orders, "/shipments")
def put_shipments(request: HttpRequest, told: Rows[ShipmentRow]):
    """Make or change parcels, known by order and external_id; scans are added."""
    return _fed(request, lambda: feed_shipments(told.rows))


@fed(orders, "/carts")
def put_carts(request: HttpRequest, told: Rows[OwnCartRow]):
    """Say what customers have put aside; a cart that is empty, or untouched for 30 days, is no more."""
    return _fed(request, lambda: feed_own_carts(told.rows))


def _fed(request: HttpRequest, feed: Callable[[], Summary]) -> Fed:
    request.auth.require(Permission.SETTINGS_MANAGE)  # type: ignore[attr-defined]
    tallies = feed().tallies
    return Fed(
        counts={
            noun.replace(" ", "_"): Counts(new=each.new, changed=each.changed, same=each.same)
            for noun, each in tallies.items()
        }
    )
