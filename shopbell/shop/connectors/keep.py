"""Keeping what a shop system told: many items in one transaction, each once, none older than what is here.

One item that is refused (a currency that is none, money that is no number), by the desk or by its database, does not
hold up the others: it is noted with what is wrong, and they are kept.
"""

from collections.abc import Sequence
from itertools import chain

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _t

from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit
from shopbell.core.storable import storable_name
from shopbell.customers.customer import Customer

from ..feed.accounts import ShopAccount, feed_accounts
from ..feed.carts import end_carts, feed_carts
from ..feed.erased import are_erased, let_back
from ..feed.gone import take_gone
from ..feed.levels import feed_levels
from ..feed.people import LOCK, feed_products
from ..feed.sales import feed_orders, feed_shipments
from ..order import Order
from .connection import Connection
from .connector import words_of
from .item import Broken, Item
from .last_told import LastTold, news, note_told
from .sent_back import follow_sent_back
from .unkept import forget_unkept, note_unkept

NOT_KEPT = (Refused, DataError, IntegrityError)  # what trying again would not help
LONGEST_KEY = LastTold._meta.get_field("key").max_length


@transaction.atomic
def keep_items(connection: Connection, items: Sequence[Item | Broken]) -> int:
    """Bring the rows of `connection` in step with `items`; twice changes nothing. Returns how many were not kept."""
    hold_until_commit(
        LOCK
    )  # also in turn with those who feed: two who compare at once would both think they are newer
    broken = [each for each in items if isinstance(each, Broken)]
    named = [each for each in items if isinstance(each, Item) and _is_named(each, broken)]
    fresh = news(connection, named)
    _hold(connection.source, fresh)
    try:
        kept = _feed(connection, fresh)
    except NOT_KEPT:
        kept = [item for item in fresh if not _refused(connection, item, broken)]
    erased = are_erased([item.key for item in kept if item.noun == "customers"], connection.source)
    note_told(connection, [item for item in kept if item.noun != "customers" or item.key not in erased])
    forget_unkept(connection, kept)
    note_unkept(connection, broken)
    return len(broken)


def _hold(source: str, items: Sequence[Item]) -> None:
    """Hold customers and orders in the order in which whoever acts on an order does (`actions/scene.py`), before the
    payment methods and the variants, or one of both would be thrown out."""
    accounts = {row.external_id for item in items for row in item.accounts}
    ids = ShopAccount.objects.filter(source=source, external_id__in=accounts).values_list(
        "customer", flat=True
    )
    list(Customer.objects.select_for_update(no_key=True).filter(pk__in=list(ids)).order_by("pk"))
    keys = {row.external_id for item in items for row in item.orders}
    keys |= {item.key for item in items if item.is_gone and item.noun == "orders"}
    orders = Order.objects.filter(source=source, external_id__in=keys).order_by("pk")
    list(orders.select_for_update(no_key=True))


def _is_named(item: Item, broken: list[Broken]) -> bool:
    key = storable_name(item.key, LONGEST_KEY)
    if key != item.key:
        broken.append(Broken(item.noun, key, _t("Its id cannot be stored.")))
    return key == item.key


def _refused(connection: Connection, item: Item, broken: list[Broken]) -> bool:
    try:
        _feed(connection, [item])
    except NOT_KEPT as error:
        broken.append(Broken(item.noun, item.key, words_of(error)))
        return True
    return False


@transaction.atomic
def _feed(connection: Connection, items: list[Item]) -> list[Item]:
    source = connection.source
    standing = [item for item in items if not item.is_gone]
    feed_products(list(chain.from_iterable(item.products for item in standing)), source=source)
    counted = [item for item in standing if item.levels is not None]
    feed_levels(
        list(chain.from_iterable(item.levels or () for item in counted)),
        source=source,
        all_of=list(chain.from_iterable(item.levels_of for item in counted)),
    )
    orders = list(chain.from_iterable(item.orders for item in standing))
    let_back(orders, source=source)
    feed_accounts(list(chain.from_iterable(item.accounts for item in standing)), source=source)
    feed_orders(orders, source=source)
    without = [order.external_id for item in standing if item.has_no_return for order in item.orders]
    sent_back = {key: how for item in standing for key, how in item.sent_back.items()}
    follow_sent_back(source, [row.external_id for row in orders], without_return=without, told=sent_back)
    told = [item for item in standing if item.shipments is not None]
    feed_shipments(
        list(chain.from_iterable(item.shipments or () for item in told)),
        source=source,
        all_of=[order.external_id for item in told for order in item.orders],
    )
    feed_carts(list(chain.from_iterable(item.carts for item in standing)), source=source)
    end_carts(list(chain.from_iterable(item.bought for item in standing)), source=source)
    take_gone([(item.noun, item.key) for item in items if item.is_gone], source=source)
    return items
