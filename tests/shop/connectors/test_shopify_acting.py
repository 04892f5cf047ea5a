"""What the desk does in Shopify, beyond the contract of all connectors."""

from datetime import timedelta

import pytest

from shopbell.shop.actions.perform import perform_action, preview_action
from shopbell.shop.models import ActionRun, Order
from tests.fakes.shopify_rows import a_parcel, now

from .connected import Connected
from .jobs import do_jobs
from .shopify_system import System, own_shopify


@pytest.fixture
def fake(db, settings):
    with own_shopify(settings) as fake:
        yield fake


class TestActing(Connected):
    @pytest.fixture
    def system(self, fake):
        return System(fake)

    def test_the_address_is_changed_there(self, fake, system, connection, root):
        order = self.order(system, connection, 1)

        run = self.act(
            "change_address", order, root, name="Mina Ondine", line1="Quai 1", city="Ghent", country="Belgium"
        )

        order.refresh_from_db()
        assert run.status == "done", run.failure
        assert (order.address["city"], order.address["country"]) == ("Ghent", "BE")

    def test_what_was_paid_in_another_currency_is_not_paid_back_in_the_shops(
        self, fake, system, connection, root
    ):
        order = self.order(system, connection, 1)
        Order.objects.update(status="delivered")
        fake.orders[order.external_id]["presentmentCurrencyCode"] = "CHF"

        run = self.act("refund_order", order, root, amount_cents=1000)

        assert (run.status, system.refunds(order.external_id)) == ("failed", [])

    def test_what_shopify_cannot_do_is_not_promised(self, system, connection, root):
        order = self.order(system, connection, 1)

        preview = preview_action("change_payment", by=root, order=order, parameters={"method": 1})

        assert preview.ruling.outcome == "refuse"

    def test_a_cancellation_may_have_waited_for_its_approval(self, fake, system, connection, root):
        order = self.order(system, connection, 1)
        run = self.ask_cancellation(order, root)
        ActionRun.objects.update(created_at=run.created_at - timedelta(hours=2))

        do_jobs()

        run.refresh_from_db()
        assert run.status == "done", run.failure
        assert system.refunds(order.external_id) == [7990]

    def test_what_staff_cancelled_is_not_taken_for_paid_back(self, fake, system, connection, root):
        order = self.order(system, connection, 1)
        run = self.ask_cancellation(order, root)
        fake.orders[order.external_id]["cancelledAt"] = now()

        do_jobs()

        run.refresh_from_db()
        assert run.status == "failed" and "already" in run.failure

    def test_what_staff_cancelled_and_paid_back_is_done(self, fake, system, connection, root):
        order = self.order(system, connection, 1)
        run = self.ask_cancellation(order, root)
        fake._cancel(fake.orders[order.external_id])

        do_jobs()

        run.refresh_from_db()
        assert run.status == "done", run.failure

    def ask_cancellation(self, order, by):
        return perform_action(
            "cancel_order", by=by, key="k", order=order, parameters={"reason": "no longer needed"}
        )

    def test_a_cancellation_that_shopify_refuses_is_told_in_its_words(self, fake, system, connection, root):
        order = self.order(system, connection, 1)
        fake.orders[order.external_id]["fulfillments"] = [a_parcel(fake.orders[order.external_id])]

        run = self.act("cancel_order", order, root, reason="no longer needed")

        assert run.status == "failed" and "fulfilled items" in run.failure
