"""What the scans of a carrier change of an order: delivered once all of it has arrived, and not taken back."""

import pytest
from django.utils import timezone

from shopbell.shop.carriers.reached import move_on
from shopbell.shop.feed.rows import OrderRow, ShipmentRow
from shopbell.shop.feed.sales import feed_orders, feed_shipments
from shopbell.shop.models import Scan, Shipment
from tests.fakes.carrier import FakeCarrier
from tests.shop.carriers.scans import DELIVERED, PICKED_UP, delivered, order_of

from .conftest import NUMBER


def test_an_order_is_delivered_when_all_of_it_has_arrived(make_order, mina, shipment):
    order = order_of(shipment)
    line = order.lines.get()
    other = order.lines.create(external_id="2", name="Bowl", price_cents=100)
    second = Shipment.objects.create(order=order, external_id="2")
    second.lines.add(other)
    delivered(shipment)

    move_on(order)
    assert order.status == "shipped"

    delivered(second)
    move_on(order)
    assert order.status == "delivered" and line


def test_what_is_in_no_parcel_yet_has_not_arrived(shipment):
    order = order_of(shipment)
    order.lines.create(external_id="2", name="Bowl", price_cents=100)
    delivered(shipment)

    move_on(order)

    assert order.status == "shipped"


def test_a_replacement_that_arrives_delivers_the_order_of_the_lost_parcel(shipment):
    order = order_of(shipment)
    again = Shipment.objects.create(order=order, external_id="replacement-7")
    again.lines.set(order.lines.all())
    delivered(again)

    move_on(order)

    assert order.status == "delivered"


@pytest.mark.parametrize("status", ["cancelled", "return_requested", "refunded", "exchanged", "delivered"])
def test_an_order_that_went_another_way_stays_there(shipment, status):
    order = order_of(shipment)
    order.status = status
    delivered(shipment)

    move_on(order)

    assert order.status == status


def test_another_shop_systems_orders_are_its_own(shipment):
    order = order_of(shipment)
    order.source = "shopify"
    delivered(shipment)

    move_on(order)

    assert order.status == "processed"


def test_the_shop_does_not_take_back_what_the_carrier_has_said(account, shipment, bring, carrier):
    row = OrderRow(
        external_id="10467",
        customer_email="mina@shopper.example",
        status="shipped",
        currency="EUR",
        total_cents=7990,
    )
    carrier.scan(*DELIVERED)
    bring(account, *carrier.call(NUMBER))

    feed_orders([row])
    assert order_of(shipment).status == "delivered"

    Scan.objects.all().delete()
    Shipment.objects.update(delivered_at=None)
    feed_orders([row])
    assert order_of(shipment).status == "shipped"


@pytest.mark.parametrize("told", [{}, {"shipped_at": None, "delivered_at": None, "expected_on": None}])
def test_what_a_carrier_told_stays_when_the_shop_does_not_know(account, shipment, bring, told):
    Shipment.objects.update(external_id="1")
    carrier = FakeCarrier()
    carrier.scan(*PICKED_UP)
    carrier.scan(*DELIVERED)
    carrier.expected[NUMBER] = "2026-11-23"
    bring(account, *carrier.call(NUMBER))
    before = Shipment.objects.values().get()

    feed_shipments(
        [ShipmentRow(external_id="1", order="10467", carrier="Colis", tracking_number=NUMBER, **told)]
    )

    assert Shipment.objects.values().get() == before and before["delivered_at"] and before["expected_on"]


def test_a_moment_that_no_scan_bears_out_is_taken_back(shipment):
    Shipment.objects.update(external_id="1", delivered_at=timezone.now())

    feed_shipments([ShipmentRow(external_id="1", order="10467", delivered_at=None)])

    assert Shipment.objects.get().delivered_at is None
