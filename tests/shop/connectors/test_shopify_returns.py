"""Returns and exchanges in Shopify: opened once, received and paid back once, followed while the shop's staff go on with them."""

import itertools
import json

import pytest

from shopbell.selling.label import SIGNER, behind
from shopbell.shop.connectors.item import Changed
from shopbell.shop.connectors.registry import connector_of
from shopbell.shop.models import Order, PolicyVersion
from tests.fakes.shopify_rows import a_line, a_parcel, money, now
from tests.shop.connectors.shopify_goods import Returned, fake

from .shopify_system import rest_order

__all__ = ["fake"]


class TestReturns(Returned):
    def test_a_return_is_opened_once_though_the_line_is_cut(self, fake, system, order, row, root):
        system.cut_next_action()

        run = self.give_back(order, root, reason="too small")

        order.refresh_from_db()
        assert run.status == "done", run.failure
        (told,) = row["returns"]
        assert (run.external_id, order.status) == (told["id"], "return_requested")
        assert run.effects["data"]["label"]["code"] == "1001-R1"
        assert told["returnLineItems"][0]["returnReasonNote"].startswith("too small (shopbell ")
        assert system.refunds(order.external_id) == []  # that waits for the items

    def test_a_fee_is_taken_and_what_goes_back_at_once_goes_back_once(self, system, order, row, root):
        version = PolicyVersion.objects.get(policy__slug="return")
        version.terms |= {"fee_cents": 500, "refund_when": "now"}
        version.save()
        system.cut_next_action()

        run = self.give_back(order, root)

        assert run.status == "done", run.failure
        assert row["returns"][0]["fee"] == {"amount": {"amount": "5.00", "currencyCode": "EUR"}}
        assert len(row["returns"]) == 1 and system.refunds(order.external_id) == [6900]

    def test_what_is_back_already_is_not_returned_twice(self, fake, order, row, root):
        key = row["fulfillments"][0]["fulfillmentLineItems"][0]["id"]
        there = {"fulfillmentLineItemId": key, "quantity": 1, "returnReasonNote": "by staff"}
        row["returns"].append({"id": "r", "name": "r", "status": "CLOSED", "returnLineItems": [there]})

        run = self.give_back(order, root)

        assert run.status == "failed" and "fewer of these items" in run.failure
        assert len(row["returns"]) == 1

    @pytest.mark.parametrize("asked", ["return_items", "exchange_items"])
    def test_a_line_that_is_named_twice_is_kept_with_all_its_pieces(
        self, asked, fake, system, connection, root
    ):
        row = fake.sell(1)
        row["lineItems"][0] |= {"quantity": 2, "currentQuantity": 2}
        row["fulfillments"] = [a_parcel(row, is_delivered=True)]
        row["fulfillments"][0]["fulfillmentLineItems"][0]["quantity"] = 2
        self.all_of(connection)
        order = Order.objects.get()
        line = order.lines.get()
        new = {"variant": self.green().pk} if asked == "exchange_items" else {}

        run = self.act(asked, order, root, lines=[{"line": line.pk, "quantity": 1} | new] * 2)

        assert run.status == "done", run.failure
        told = [(each["quantity"]) for each in row["returns"][0]["returnLineItems"]]
        kept = [*line.returns.all(), *line.exchanges.all()]
        assert (sum(told), sum(each.quantity for each in kept)) == (2, 2)

    def test_an_exchange_is_a_return_with_what_is_sent_for_it(self, order, row, root):
        run = self.act(
            "exchange_items", order, root, lines=[{"line": order.lines.get().pk, "variant": self.green().pk}]
        )

        assert run.status == "done", run.failure
        (told,) = row["returns"]
        order.refresh_from_db()
        exchange = order.exchanges.get()
        assert (order.status, exchange.number, exchange.difference_cents) == (
            "exchange_requested",
            "1001-R1",
            0,
        )
        assert [(each.variant, each.quantity) for each in exchange.lines.all()] == [(self.green(), 1)]
        assert told["exchangeLineItems"] == [
            {"variantId": "gid://shopify/ProductVariant/8002", "quantity": 1}
        ]

    def test_a_return_is_known_here_with_its_label_and_follows_the_shops(
        self, fake, connection, order, row, root
    ):
        run = self.give_back(order, root, reason="too small")

        returned = order.returns.get()
        assert (returned.number, returned.status, returned.refund_cents) == ("1001-R1", "requested", 7400)
        assert [(each.line.order, each.quantity) for each in returned.lines.all()] == [(order, 1)]
        assert (
            returned.label == run.effects["data"]["label"]
            and behind(SIGNER.sign_object("1001-R1")) == returned
        )

        self.staff_end(connection, row, 0, "CLOSED", "RETURNED")
        returned.refresh_from_db()
        assert returned.status == "refunded" and returned.received_at

    def test_a_return_is_received_and_paid_back_once_though_the_line_is_cut(self, system, order, row, root):
        self.give_back(order, root)
        order.refresh_from_db()
        system.cut_next_action()

        run = self.act("receive_return", order, root)

        order.refresh_from_db()
        assert run.status == "done", run.failure
        (told,) = row["returns"]
        assert (told["status"], system.refunds(order.external_id)) == ("CLOSED", [7400])
        assert [each["dispositions"] for each in told["reverseFulfillmentOrders"][0]["lineItems"]] == [
            [{"quantity": 1}]
        ]
        assert (order.status, order.returns.get().status) == ("returned", "refunded")
        assert self.refunds_here(order) == [7400]

    @pytest.mark.requirement("R81")
    def test_a_return_of_many_lines_in_many_parcels_goes_all_the_way(self, fake, system, connection, root):
        order, row = self.many(fake, connection, lines=60, parcels=7)
        lines = [{"line": line.pk} for line in order.lines.all()]

        asked = self.act("return_items", order, root, lines=lines)
        order.refresh_from_db()
        received = self.act("receive_return", order, root)

        assert (asked.status, received.status) == ("done", "done"), (asked.failure, received.failure)
        (told,) = row["returns"]
        assert len({each["fulfillmentLineItemId"] for each in told["returnLineItems"]}) == 60
        (part,) = told["reverseFulfillmentOrders"]
        assert [sum(one["quantity"] for one in each["dispositions"]) for each in part["lineItems"]] == [
            1
        ] * 60
        assert (told["status"], order.returns.get().lines.count()) == ("CLOSED", 60)

    def many(self, fake, connection, *, lines, parcels):
        """An order of so many lines, sent in parcels of as many as fit, one of them with most."""
        row = fake.sell(1)
        row["lineItems"] = [a_line(1, place) for place in range(lines)]
        row["transactions"][0]["amountSet"] = money(f"{74 * lines}.00")
        row["totalPriceSet"] = row["currentTotalPriceSet"] = money(f"{74 * lines}.00")
        whole, cut = a_parcel(row, is_delivered=True), [*range(parcels - 1), lines]
        items = whole["fulfillmentLineItems"]
        row["fulfillments"] = [
            whole | {"id": f"{whole['id']}{place}", "legacyResourceId": f"{whole['legacyResourceId']}{place}",
                     "fulfillmentLineItems": items[begin:end]}
            for place, (begin, end) in enumerate(itertools.pairwise([0, *(each + 1 for each in cut)]))
        ]  # fmt: skip
        self.all_of(connection)
        Order.objects.update(status="delivered")
        return Order.objects.get(), row

    @pytest.mark.parametrize("gone", ["_returnableFulfillment", "_reverseFulfillmentOrder"])
    def test_what_is_gone_while_it_is_read_is_not_done_in_part(
        self, gone, fake, system, connection, root, monkeypatch
    ):
        order, row = self.many(fake, connection, lines=30, parcels=1)
        lines = [{"line": line.pk} for line in order.lines.all()]
        if gone == "_reverseFulfillmentOrder":
            self.act("return_items", order, root, lines=lines)
            order.refresh_from_db()
        monkeypatch.setattr(fake, gone, lambda asked: None, raising=False)

        action = "return_items" if gone == "_returnableFulfillment" else "receive_return"
        run = self.act(action, order, root, **({"lines": lines} if action == "return_items" else {}))

        assert run.status == "failed" and "changed in Shopify meanwhile" in run.failure
        assert system.refunds(order.external_id) == []
        assert [each["status"] for each in row["returns"]] == ["OPEN"] * (action == "receive_return")

    def test_what_staff_have_received_already_is_not_received_again(self, system, order, row, root):
        self.give_back(order, root)
        order.refresh_from_db()
        row["returns"][0]["status"] = "CLOSED"

        run = self.act("receive_return", order, root)

        assert run.status == "failed" and "not open any more" in run.failure
        assert system.refunds(order.external_id) == []

    def test_what_staff_have_put_back_into_stock_is_not_told_as_paid_back(self, system, order, row, root):
        self.give_back(order, root)
        order.refresh_from_db()
        for each in row["returns"][0]["reverseFulfillmentOrders"][0]["lineItems"]:
            each["dispositions"].append({"quantity": each["totalQuantity"]})

        run = self.act("receive_return", order, root)

        assert run.status == "failed" and "Look there whether they were paid back" in run.failure
        assert system.refunds(order.external_id) == []
        assert (order.returns.get().status, order.returns.get().refunded_at) == ("requested", None)

    def test_a_webhook_of_what_was_sent_says_nothing_of_its_state(
        self, fake, system, connection, order, row, root
    ):
        self.give_back(order, root)
        body = rest_order(row) | {"fulfillment_status": "fulfilled", "updated_at": now()}

        said = connector_of(connection).told("orders/updated", json.dumps(body).encode())

        assert said == [Changed("orders", order.external_id)]
