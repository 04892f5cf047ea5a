"""Other options of the items of an order in Shopify: swapped once, priced there, refused in its words."""

import itertools

import pytest

from shopbell.core.errors import Refused
from shopbell.shop.connectors.registry import connector_of
from shopbell.shop.models import Order, Variant
from tests.fakes.shopify_rows import a_parcel
from tests.shop.connectors.shopify_goods import Goods, fake

__all__ = ["fake"]


class TestEdits(Goods):
    def swap(self, order, root, **more):
        lines = [{"line": order.lines.get().pk, "variant": self.green().pk}]
        return self.act("change_items", order, root, lines=lines, **more)

    def test_a_line_that_is_named_twice_is_parted_once(self, fake, system, connection, root):
        row = fake.sell(1)
        row["lineItems"][0] |= {"quantity": 3, "currentQuantity": 3}
        self.all_of(connection)
        order = Order.objects.get()
        one = {"line": order.lines.get().pk, "variant": self.green().pk, "quantity": 1}

        run = self.act("change_items", order, root, lines=[one, one])

        assert run.status == "done", run.failure
        assert [each["currentQuantity"] for each in row["lineItems"]] == [1, 1, 1]

    def make_green_cheaper(self, fake):
        fake.products["7001"]["variants"][1]["price"] = "60.00"
        Variant.objects.filter(sku="VASE-2").update(price_cents=6000)

    def test_an_item_is_swapped_and_is_the_only_one_here_then(self, order, row, root):
        run = self.swap(order, root)

        order.refresh_from_db()
        assert run.status == "done", run.failure
        assert [each["currentQuantity"] for each in row["lineItems"]] == [0, 1]
        assert [line.options for line in order.lines.all()] == [{"Colour": "green"}]
        assert (order.total_cents, order.status) == (7990, "pending") == (7990, run.effects["status_after"])

    def test_what_costs_less_is_paid_back(self, fake, system, order, root):
        self.make_green_cheaper(fake)

        run = self.swap(order, root, method=order.customer.payment_methods.get().pk)

        order.refresh_from_db()
        assert run.status == "done", run.failure
        assert system.refunds(order.external_id) == [1400] == self.refunds_here(order)
        assert order.total_cents == 6590

    def test_another_sum_than_was_agreed_changes_nothing(self, fake, order, row, root):
        fake.products["7001"]["variants"][1]["price"] = "60.00"  # the desk has not heard of it

        run = self.swap(order, root)

        assert run.status == "failed" and "65.90 EUR" in run.failure
        assert (row["agreements"], len(row["lineItems"])) == ([], 1)

    def test_what_costs_more_is_refused_before_it_is_asked(self, fake, order, root):
        Variant.objects.filter(sku="VASE-2").update(price_cents=9000)

        with pytest.raises(Refused, match="must not cost more"):
            self.swap(order, root, method=order.customer.payment_methods.get().pk)

        assert "orderEditBegin" not in fake.asked

    def test_a_refusal_of_shopify_is_told_in_its_words(self, order, row, root):
        row["fulfillments"] = [a_parcel(row)]

        run = self.swap(order, root)

        assert run.status == "failed" and "because it is fulfilled" in run.failure

    def test_an_edit_without_its_permission_says_which(self, fake, connection):
        fake.scopes.remove("write_order_edits")

        assert "write_order_edits" in connector_of(connection).check().note

    @pytest.mark.parametrize("cut", range(1, 6))
    def test_it_is_done_once_whichever_call_is_cut(self, cut, fake, system, order, row, root, monkeypatch):
        """An edit is four calls, and the refund a fifth."""
        self.make_green_cheaper(fake)
        calls = itertools.count(1)
        answer = fake.answer

        def unheard(path, token, said):
            fake.cut = int("mutation" in said.get("query", "") and next(calls) == cut)
            return answer(path, token, said)

        monkeypatch.setattr(fake, "answer", unheard)
        run = self.swap(order, root, method=order.customer.payment_methods.get().pk)

        assert run.status == "done", run.failure
        assert [each["currentQuantity"] for each in row["lineItems"]] == [0, 1]
        assert (len(row["agreements"]), system.refunds(order.external_id)) == (1, [1400])

    def test_what_the_app_may_not_do_is_not_done(self, fake, order, row, root, monkeypatch):
        monkeypatch.setattr(fake, "denied", {"orderEditBegin"})

        run = self.swap(order, root)

        assert run.status == "failed" and "Access denied for orderEditBegin" in run.failure
        assert run.failure.startswith("Shopify says")
