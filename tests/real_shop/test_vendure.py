"""Vendure: the contract of all connectors against a real one, and what is its own."""

import os

import pytest

from shopbell.shop.connectors.pull import Reason, begin_pull
from shopbell.shop.connectors.vendure import connector as module
from shopbell.shop.models import Order, Variant
from tests.shop.connectors.contract import ConnectorContract
from tests.shop.connectors.jobs import do_jobs

from .line import line_to
from .vendure import Shop

pytestmark = pytest.mark.skipif(
    not os.environ.get("SHOPBELL_REAL_SHOP"), reason="make realshop runs it: it fetches a Vendure of 160 MB."
)
no_calls = pytest.mark.skip(reason="Vendure itself calls nobody; what changed is asked for.")


class TestVendure(ConnectorContract):
    @pytest.fixture
    def system(self, db, settings, monkeypatch, server):
        monkeypatch.setattr(module, "PER_PAGE", self.page_size)
        with line_to(server.address) as line:
            settings.PRIVATE_SHOPS = {line.address.removeprefix("http://")}
            yield Shop(server, line)

    @no_calls
    def test_it_tells_the_shop_to_call_once(self): ...

    @no_calls
    def test_a_webhook_brings_an_order_and_its_customer(self): ...

    @no_calls
    def test_a_webhook_twice_changes_nothing(self): ...

    @no_calls
    def test_a_webhook_that_the_shop_did_not_sign_is_turned_down(self): ...

    @no_calls
    def test_an_older_webhook_never_overwrites_a_newer_state(self): ...

    def test_a_parcel_is_followed_to_the_door_though_vendure_calls_the_order_unchanged(
        self, system, connection
    ):
        order = self.order(system, connection, 1)
        parcel = system.ship(order.external_id)
        begin_pull(connection, Reason.RECONCILE)
        do_jobs()

        shipment = order.shipments.get()
        order.refresh_from_db()
        assert (order.status, shipment.carrier, shipment.tracking_number) == ("shipped", "Colis", "6A0241")
        assert [scan.step for scan in shipment.scans.all()] == ["label", "picked_up"]

        system.bring(parcel, "Delivered")
        begin_pull(connection, Reason.RECONCILE)
        do_jobs()

        order.refresh_from_db()
        assert order.status == "delivered" and order.shipments.get().delivered_at

    def test_a_product_of_many_variants_is_whole(self, system, connection):
        system.make_rug(230)

        self.all_of(connection)

        assert Variant.objects.filter(product__name="Rug").count() == 230

    def test_what_has_left_is_cancelled_by_nobody(self, system, connection, root):
        order = self.order(system, connection, 1)
        system.bring(system.ship(order.external_id), "Delivered")
        Order.objects.update(status="pending")  # the desk has not heard of it

        run = self.act("cancel_order", order, root, reason="no longer needed")

        assert system.refunds(order.external_id) == []
        assert run.status == "failed" and "Vendure" in run.failure

    def test_a_cancelled_order_is_paid_back_once_though_the_line_is_cut(self, system, connection, root):
        order = self.order(system, connection, 1)
        system.cut_next_action()

        run = self.act("cancel_order", order, root, reason="no longer needed")

        order.refresh_from_db()
        assert run.status == "done", run.failure
        assert system.refunds(order.external_id) == [7990] and system.is_cancelled(order.external_id)
        assert (order.status, order.total_cents) == ("cancelled", 7990)

    def test_the_address_is_changed_there(self, system, connection, root):
        order = self.order(system, connection, 1)

        run = self.act(
            "change_address",
            order,
            root,
            name="Mina Ondine",
            line1="Quai 1",
            city="Bonn",
            postcode="53111",
            country="DE",
        )

        order.refresh_from_db()
        assert run.status == "done", run.failure
        assert (order.address["city"], order.address["country"], order.status) == ("Bonn", "DE", "pending")
