"""What the desk does to the goods of an order in WooCommerce: other options, a replacement, and what it cannot do."""

import pytest

from shopbell.core.errors import Refused
from shopbell.shop.actions.perform import preview_action
from shopbell.shop.models import Order, Variant
from tests.fakes.woocommerce import woocommerce

from .connected import Connected
from .test_woocommerce import System


@pytest.fixture
def fake(db, settings):
    with woocommerce() as fake:
        settings.PRIVATE_SHOPS = {fake.address.removeprefix("http://")}
        yield fake


class TestGoods(Connected):
    @pytest.fixture
    def system(self, fake):
        return System(fake)

    @pytest.fixture
    def order(self, system, connection):
        return Connected.order(self, system, connection, 1)

    def swap(self, order, root, **more):
        line, green = order.lines.get(), Variant.objects.get(sku="VASE-2")
        return self.act("change_items", order, root, lines=[{"line": line.pk, "variant": green.pk, **more}])

    def test_an_item_is_swapped_once_though_the_line_is_cut(self, fake, system, order, root):
        system.cut_next_action()

        run = self.swap(order, root)

        row = fake.orders[int(order.external_id)]
        assert run.status == "done", run.failure
        assert [(each["variation_id"], each["quantity"]) for each in row["line_items"]] == [(8002, 1)]
        assert [each["stock_quantity"] for each in fake.variations[7001]] == [5, 3]
        order.refresh_from_db()
        assert (row["total"], order.total_cents) == ("79.90", 7990)
        assert [line.options for line in order.lines.all()] == [{"Colour": "green"}]

    def test_some_pieces_are_swapped_for_what_they_cost(self, fake, system, connection, root):
        row = fake.sell(1)
        row["line_items"][0] |= {"quantity": 3, "subtotal": "185.00", "subtotal_tax": "37.00", "total": "185.00",
                                 "total_tax": "37.00"}  # fmt: skip
        self.all_of(connection)

        run = self.swap(Order.objects.get(), root, quantity=1)

        assert run.status == "done", run.failure
        told = [(each["variation_id"], each["quantity"], each["total"]) for each in row["line_items"]]
        assert told == [(8001, 2, "123.33"), (8002, 1, "61.67")]

    def test_a_line_that_is_named_twice_is_parted_once(self, fake, connection, root):
        row = fake.sell(1)
        row["line_items"][0] |= {"quantity": 3, "subtotal": "185.00", "subtotal_tax": "37.00", "total": "185.00",
                                 "total_tax": "37.00"}  # fmt: skip
        self.all_of(connection)
        order, green = Order.objects.get(), Variant.objects.get(sku="VASE-2")
        one = {"line": order.lines.get().pk, "variant": green.pk, "quantity": 1}

        run = self.act("change_items", order, root, lines=[one, one])

        assert run.status == "done", run.failure
        told = [(each["variation_id"], each["quantity"], each["total"]) for each in row["line_items"]]
        assert told == [(8001, 1, "61.67"), (8002, 1, "61.67"), (8002, 1, "61.66")]

    def test_what_costs_another_sum_is_refused_before_it_is_asked(self, fake, order, root):
        Variant.objects.filter(sku="VASE-2").update(price_cents=6000)
        method = order.customer.payment_methods.get()

        with pytest.raises(Refused, match="as much as the old ones"):
            line, green = order.lines.get(), Variant.objects.get(sku="VASE-2")
            self.act(
                "change_items", order, root, lines=[{"line": line.pk, "variant": green.pk}], method=method.pk
            )

    def test_what_was_changed_there_meanwhile_is_left_alone(self, fake, order, root):
        fake.orders[int(order.external_id)]["line_items"][0]["quantity"] = 2

        run = self.swap(order, root)

        assert run.status == "failed" and "meanwhile" in run.failure
        assert [each["stock_quantity"] for each in fake.variations[7001]] == [4, 4]

    def test_what_has_left_is_not_changed(self, fake, order, root):
        fake.orders[int(order.external_id)]["status"] = "completed"

        assert "has left" in self.swap(order, root).failure

    def test_a_replacement_is_one_order_at_no_charge_though_the_line_is_cut(self, fake, system, order, root):
        Order.objects.update(status="delivered")
        system.cut_next_action()

        run = self.act("reship", order, root, reason="broken")

        assert run.status == "done", run.failure
        (made,) = [row for key, row in fake.orders.items() if str(key) != order.external_id]
        assert (run.external_id, made["total"], made["customer_id"]) == (str(made["id"]), "0.00", 3001)
        assert [(each["variation_id"], each["quantity"]) for each in made["line_items"]] == [(8001, 1)]
        assert made["shipping"]["city"] == "Lyon"
        assert run.effects["data"]["replacement"] == f"#{made['number']}"
        replacement = Order.objects.get(external_id=run.external_id)
        assert (replacement.customer, replacement.total_cents) == (order.customer, 0)

    def test_a_replacement_of_an_order_without_email_names_none(self, fake, order, root, monkeypatch):
        Order.objects.update(status="delivered")
        fake.orders[int(order.external_id)]["billing"]["email"] = ""

        run = self.act("reship", order, root, reason="broken")

        assert run.status == "done", run.failure
        billing = fake.orders[int(run.external_id)]["billing"]
        assert "email" not in billing and billing["city"] == "Lyon"

    def test_a_replacement_is_taken_back_unless_it_has_left(self, fake, order, root):
        Order.objects.update(status="delivered")
        run = self.act("reship", order, root, reason="broken")
        made = fake.orders[int(run.external_id)]
        made["status"] = "completed"

        assert "has left already" in self.take_back(run, root).failure and run.status == "done"
        made["status"] = "processing"
        assert self.take_back(run, root).status == "undone" and made["status"] == "cancelled"

    def test_a_replacement_that_the_shop_refuses_is_told_in_its_words(self, fake, order, root, monkeypatch):
        Order.objects.update(status="delivered")
        words = {"code": "woocommerce_rest_product_invalid_id", "message": "Invalid product.", "data": {}}
        monkeypatch.setattr(fake, "_route", lambda method, *rest, told=fake._route: (
            (400, words, {}) if method == "POST" else told(method, *rest)))  # fmt: skip

        run = self.act("reship", order, root, reason="broken")

        assert (run.status, len(fake.orders)) == ("failed", 1) and "Invalid product" in run.failure

    def test_a_return_says_what_is_done_in_its_place(self, order, root):
        Order.objects.update(status="delivered")

        said = preview_action(
            "return_items", by=root, order=order, parameters={"lines": [{"line": order.lines.get().pk}]}
        )

        assert said.is_refused and "pay back once the items are here" in said.ruling.sentence
