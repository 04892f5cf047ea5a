"""A shop's news of an order while an agent acts on it: one waits for the other, and neither is thrown out."""

import pytest
from django.db import transaction

from shopbell.customers.models import Customer
from shopbell.shop.connectors.connection import Connection
from shopbell.shop.connectors.item import Item
from shopbell.shop.connectors.keep import keep_items
from shopbell.shop.feed.rows import AccountRow, ShopOrderRow
from shopbell.shop.models import Order, PaymentMethod
from tests.two_connections import Other

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def connection(db):
    return Connection.objects.create(kind="shopify", source="shopify", name="Ondine")


@pytest.fixture
def item():
    account = AccountRow(
        external_id="7", name="Mina Okafor", payment_methods=[{"external_id": "card", "kind": "card"}]
    )
    order = ShopOrderRow(
        external_id="1001", account="7", status="pending", currency="EUR", note="Ring twice."
    )
    return Item("orders", "1001", accounts=[account], orders=[order])


@pytest.mark.parametrize("first", [Customer, Order])
def test_news_hold_nothing_that_an_action_holds_later(connection, item, first):
    keep_items(connection, [item])

    with transaction.atomic():
        hold(first)
        news = Other(keep_items, connection, [item])
        news.wait_until_held_up()
        hold(Order, PaymentMethod)  # raises when the news hold them already

    assert news.outcome() == 0


def hold(*tables):
    for table in tables:
        table.objects.select_for_update(no_key=True, nowait=True).get()
