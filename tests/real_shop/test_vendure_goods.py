"""What the desk does to the goods of an order in Vendure: other options of an item, and a replacement."""

import os

import pytest

from shopbell.core.errors import Refused
from shopbell.shop.connectors.pull import Reason, begin_pull
from shopbell.shop.models import Order, Variant
from tests.shop.connectors.connected import Connected
from tests.shop.connectors.jobs import do_jobs

from .line import line_to
from .vendure import Shop

pytestmark = pytest.mark.skipif(
    not os.environ.get("SHOPBELL_REAL_SHOP"), reason="make realshop runs it: it fetches a Vendure of 160 MB."
)


class TestGoods(Connected):
    @pytest.fixture
    def system(self, db, settings, server):
        with line_to(server.address) as line:
            settings.PRIVATE_SHOPS = {line.address.removeprefix("http://")}
            yield Shop(server, line)

    @pytest.fixture
    def rugs(self, system):
        """The sizes of a rug that costs as much as the vase of the contract."""
        return system.make_rug(2, price=7400)

    @pytest.fixture
    def order(self, system, connection, rugs):
        key = system.sell_one(rugs[0], 1)
        self.all_of(connection)
        return Order.objects.get(external_id=key)

    def swap(self, order, rugs, root, **more):
        new = Variant.objects.get(external_id=rugs[1], product__source=order.source)
        lines = [{"line": order.lines.get().pk, "variant": new.pk}]
        return self.act("change_items", order, root, lines=lines, **more)

    def test_an_item_is_swapped_once_though_the_line_is_cut(self, system, order, rugs, root):
        system.cut_next_action()

        run = self.swap(order, rugs, root)

        order.refresh_from_db()
        assert run.status == "done", run.failure
        (told,) = system.placed()
        pieces = [(each["productVariant"]["id"], each["quantity"]) for each in told["lines"]]
        assert (sorted(pieces), told["state"]) == ([(rugs[0], 0), (rugs[1], 1)], "PaymentSettled")
        assert (order.total_cents, order.status) == (7990, "pending")
        assert [line.options for line in order.lines.all()] == [{"Size": "1"}]

    def test_what_costs_less_is_paid_back_once(self, system, connection, order, rugs, root):
        system.price(rugs[1], 6000)
        begin_pull(connection, Reason.RECONCILE)
        do_jobs()
        card = order.customer.payment_methods.get()

        run = self.swap(order, rugs, root, method=card.pk)

        order.refresh_from_db()
        assert run.status == "done", run.failure
        assert system.refunds(order.external_id) == [1400] == self.refunds_here(order)
        assert (order.total_cents, order.status, system.placed()[0]["state"]) == (
            6590,
            "pending",
            "PaymentSettled",
        )

    def test_what_costs_more_is_refused_before_it_is_asked(self, order, rugs, root):
        Variant.objects.filter(external_id=rugs[1]).update(price_cents=9000)
        card = order.customer.payment_methods.get()

        with pytest.raises(Refused, match="must not cost more"):
            self.swap(order, rugs, root, method=card.pk)

    def test_another_sum_than_was_agreed_changes_nothing(self, system, order, rugs, root):
        system.price(rugs[1], 6000)  # the desk has not heard of it

        run = self.swap(order, rugs, root)

        (told,) = system.placed()
        assert run.status == "failed" and "65.90 EUR" in run.failure
        assert (told["state"], told["totalWithTax"], len(told["lines"])) == ("PaymentSettled", 7990, 1)

    def test_a_replacement_is_placed_once_at_no_charge_though_the_line_is_cut(
        self, system, order, rugs, root
    ):
        Order.objects.update(status="delivered")
        system.cut_next_action()

        run = self.act("reship", order, root, reason="broken")

        assert run.status == "done", run.failure
        old, new = system.placed()
        assert (new["id"], new["state"], new["totalWithTax"]) == (run.external_id, "PaymentSettled", 0)
        assert [(each["productVariant"]["id"], each["quantity"]) for each in new["lines"]] == [(rugs[0], 1)]
        assert new["customer"] == old["customer"] and run.effects["data"]["replacement"] == new["code"]
        assert Order.objects.get(external_id=new["id"]).customer == order.customer

    def test_no_promotion_and_no_draft_is_left_of_a_replacement(self, system, order, rugs, root):
        Order.objects.update(status="delivered")

        self.act("reship", order, root, reason="broken")

        every = system.ask("query { orders { totalItems } }")["totalItems"]
        assert (system.promotions(), every) == (0, 2)

    def test_a_replacement_is_taken_back_by_cancelling_its_order(self, system, order, rugs, root):
        Order.objects.update(status="delivered")
        run = self.act("reship", order, root, reason="broken")

        self.take_back(run, root)

        assert run.status == "undone", run.failure
        assert [each["state"] for each in system.placed()] == ["PaymentSettled", "Cancelled"]
