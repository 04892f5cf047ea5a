"""A desk whose shop is a Shopify of our own, and an order of vases in it; what goes back of it."""

import pytest

from shopbell.shop.connectors.pull import Reason, begin_pull
from shopbell.shop.models import Order, Variant
from tests.fakes.shopify_rows import a_parcel, now

from .connected import Connected
from .jobs import do_jobs
from .shopify_system import System, own_shopify


@pytest.fixture
def fake(db, settings):
    with own_shopify(settings) as fake:
        yield fake


class Goods(Connected):
    @pytest.fixture
    def system(self, fake):
        return System(fake)

    @pytest.fixture
    def order(self, system, connection):
        return Connected.order(self, system, connection, 1)

    @pytest.fixture
    def row(self, fake, order):
        """The order as Shopify has it."""
        return fake.orders[order.external_id]

    def green(self):
        return Variant.objects.get(sku="VASE-2")


class Returned(Goods):
    @pytest.fixture
    def row(self, fake, order):
        row = fake.orders[order.external_id]
        row["fulfillments"] = [a_parcel(row, is_delivered=True)]
        Order.objects.update(status="delivered")
        return row

    def give_back(self, order, root, **more):
        return self.act("return_items", order, root, lines=[{"line": order.lines.get().pk}], **more)

    def staff_end(self, connection, row, place, state, of_order):
        """Staff of the shop end a return in Shopify, and the desk hears of the order."""
        row["returns"][place]["status"] = state
        row |= {"returnStatus": of_order, "updatedAt": now()}
        begin_pull(connection, Reason.RECONCILE)
        do_jobs()
