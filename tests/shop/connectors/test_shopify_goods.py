"""What the desk does about the goods of an order in Shopify: other options, returns, exchanges, replacements."""

import itertools
import json
from datetime import timedelta

import pytest

from shopbell.core.errors import Refused
from shopbell.customers.erasure import erase_customer
from shopbell.selling.label import SIGNER, behind
from shopbell.shop.actions.perform import perform_action
from shopbell.shop.actions.undo import undo_run
from shopbell.shop.connectors.item import Changed
from shopbell.shop.connectors.pull import Reason, begin_pull
from shopbell.shop.connectors.registry import connector_of
from shopbell.shop.models import ActionRun, Order, PolicyVersion, Variant
from tests.fakes.shopify_rows import a_line, a_parcel, money, now

from .connected import Connected
from .jobs import do_jobs, next_jobs
from .shopify_system import System, own_shopify, rest_order


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


class TestReturns(Goods):
    @pytest.fixture
    def row(self, fake, order):
        row = fake.orders[order.external_id]
        row["fulfillments"] = [a_parcel(row, is_delivered=True)]
        Order.objects.update(status="delivered")
        return row

    def give_back(self, order, root, **more):
        return self.act("return_items", order, root, lines=[{"line": order.lines.get().pk}], **more)

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

    def staff_end(self, connection, row, place, state, of_order):
        """Staff of the shop end a return in Shopify, and the desk hears of the order."""
        row["returns"][place]["status"] = state
        row |= {"returnStatus": of_order, "updatedAt": now()}
        begin_pull(connection, Reason.RECONCILE)
        do_jobs()

    @pytest.mark.parametrize(
        ("told", "status"),
        [
            ("INSPECTION_COMPLETE", "return_requested"),
            ("RETURN_FAILED", "delivered"),
            ("NEW_WORD", "delivered"),
        ],
    )
    def test_only_a_return_that_shopify_knows_no_more_is_withdrawn(
        self, told, status, connection, order, row, root
    ):
        self.give_back(order, root)
        row |= {"returnStatus": told, "updatedAt": now()}

        begin_pull(connection, Reason.RECONCILE)
        do_jobs()

        order.refresh_from_db()
        assert (order.status, order.returns.get().status) == (status, "requested")
        self.staff_end(connection, row, 0, "CANCELED", "NO_RETURN")
        assert order.returns.get().status == "withdrawn"

    @pytest.mark.parametrize(
        ("asked", "withdraw"), [("return_items", "withdraw_return"), ("exchange_items", "withdraw_exchange")]
    )
    def test_what_was_asked_for_is_withdrawn_also_days_later(self, asked, withdraw, system, order, row, root):
        new = {"variant": self.green().pk} if asked == "exchange_items" else {}
        run = self.act(asked, order, root, lines=[{"line": order.lines.get().pk} | new])
        ActionRun.objects.update(settled_at=run.settled_at - timedelta(days=3))
        order.refresh_from_db()
        system.cut_next_action()

        done = self.act(withdraw, order, root)

        order.refresh_from_db()
        assert done.status == "done", done.failure
        assert (row["returns"][0]["status"], order.status) == ("CANCELED", "delivered")
        kept = [*order.returns.all(), *order.exchanges.all()]
        assert [each.status for each in kept] == ["withdrawn"]

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

    def test_a_return_is_taken_back_once_though_the_line_is_cut(self, system, order, row, root):
        run = self.give_back(order, root)
        system.cut_next_action()

        self.take_back(run, root)

        order.refresh_from_db()
        assert (run.status, run.undone_by, run.failure) == ("undone", root, "")
        assert [each["status"] for each in row["returns"]] == ["CANCELED"] and order.status == "delivered"

    @pytest.fixture
    def two(self, fake, connection, root):
        """Two returns that are open at once, of a piece each, as in a shop whose policy allows another."""
        row = fake.sell(1)
        row["lineItems"][0] |= {"quantity": 2, "currentQuantity": 2}
        row["fulfillments"] = [a_parcel(row, is_delivered=True)]
        row["fulfillments"][0]["fulfillmentLineItems"][0]["quantity"] = 2
        self.all_of(connection)
        order = Order.objects.get()
        one = [{"line": order.lines.get().pk, "quantity": 1}]
        older = self.act("return_items", order, root, lines=one)
        Order.objects.update(status="delivered")
        order.refresh_from_db()
        newer = perform_action("return_items", by=root, key="2", order=order, parameters={"lines": one})
        do_jobs()
        newer.refresh_from_db()
        return row, older, newer

    def test_of_two_returns_only_the_one_that_is_taken_back_is_withdrawn(self, two, root):
        row, older, newer = two

        self.take_back(newer, root)

        assert (newer.status, [each["status"] for each in row["returns"]]) == ("undone", ["OPEN", "CANCELED"])
        assert older.returns.get().status == "requested"
        assert newer.returns.get().status == "withdrawn"

    @pytest.mark.parametrize("place", [0, 1])
    @pytest.mark.parametrize(
        ("state", "told"), [("CLOSED", "refunded"), ("CANCELED", "withdrawn"), ("DECLINED", "withdrawn")]
    )
    def test_of_two_open_returns_each_is_told_by_itself(self, two, connection, place, state, told):
        row, *runs = two

        self.staff_end(connection, row, place, state, "IN_PROGRESS")

        assert runs[place].returns.get().status == told
        assert runs[1 - place].returns.get().status == "requested"

        self.staff_end(connection, row, 1 - place, "CLOSED", "RETURNED")
        assert (runs[place].returns.get().status, runs[1 - place].returns.get().status) == (told, "refunded")

    def test_a_state_that_shopify_has_not_had_before_ends_nothing(self, two, connection):
        row, *runs = two

        self.staff_end(connection, row, 0, "NEW_WORD", "IN_PROGRESS")

        assert [each.returns.get().status for each in runs] == ["requested", "requested"]

    def test_who_may_not_see_returns_goes_by_the_state_of_the_order(self, two, fake, connection, monkeypatch):
        row, *runs = two
        answer = fake.answer

        def blind(path, token, said):
            if "StatesOfReturns" not in said.get("query", ""):
                return answer(path, token, said)
            return 200, fake._error("ACCESS_DENIED", "Access denied for returns field.", 1)

        monkeypatch.setattr(fake, "answer", blind)
        self.staff_end(connection, row, 0, "CLOSED", "RETURNED")

        assert [each.returns.get().status for each in runs] == ["refunded", "refunded"]

    def test_an_undo_of_whom_was_erased_meanwhile_does_nothing_a_second_time(self, fake, order, row, root):
        run = self.give_back(order, root)
        fake.down = 9
        undo_run(run, by=root)
        next_jobs()
        row["returns"][0]["status"] = "CANCELED"  # done there, and nobody heard of it
        erase_customer(order.customer, order.customer.name, by=root)
        fake.down = 0

        do_jobs()

        run.refresh_from_db()
        assert (run.status, len(row["returns"])) == ("done", 1) and "was erased" in run.failure

    def test_what_is_under_way_for_whom_was_erased_comes_to_its_end(self, fake, order, row, root):
        fake.down = 9
        run = perform_action("return_items", by=root, key="1", order=order, parameters={
            "lines": [{"line": order.lines.get().pk}],
        })  # fmt: skip
        next_jobs()
        erase_customer(order.customer, order.customer.name, by=root)
        fake.down = 0

        do_jobs()

        run.refresh_from_db()
        assert (run.status, row["returns"]) == ("failed", []) and "was erased" in run.failure

    def test_what_has_gone_on_there_is_not_taken_back(self, order, row, root, late_parcel):
        run = self.give_back(order, root)
        ActionRun.objects.update(ticket=late_parcel)
        row["returns"][0]["status"] = "CLOSED"

        self.take_back(run, root)

        assert (run.status, run.undone_by, run.is_being_undone) == ("done", None, False)
        assert "Return is not open." in run.failure
        event = late_parcel.events.order_by("pk").last()
        assert (event.verb, event.data["is_undo"]) == ("action_failed", True)

    def test_what_is_paid_back_is_not_taken_back(self, order, row, root):
        PolicyVersion.objects.filter(policy__slug="return").update(terms={"refund_when": "now"})
        run = self.give_back(order, root)

        assert "paid back already" in self.take_back(run, root).failure

    def test_a_return_that_shopify_refuses_is_told_in_its_words(self, fake, order, row, root, monkeypatch):
        words = {"return": None, "userErrors": [{"field": None, "message": "Order is archived."}]}
        monkeypatch.setattr(fake, "_returnCreate", lambda asked: words)

        run = self.give_back(order, root)

        assert run.status == "failed" and "Order is archived." in run.failure


class TestReplacements(Goods):
    def resend(self, order, root):
        Order.objects.update(status="delivered")
        return self.act("reship", order, root, reason="broken")

    def made(self, fake, order):
        return [row for key, row in fake.orders.items() if key != order.external_id]

    @pytest.mark.parametrize("cut_after", ["_draftOrderCreate", "_draftOrderComplete"])
    def test_a_replacement_is_one_order_at_no_charge(self, cut_after, fake, order, root, monkeypatch):
        done = getattr(fake, cut_after)

        def unheard(asked):
            fake.cut = 1 if len(fake.drafts) < 2 else 0
            return done(asked)

        monkeypatch.setattr(fake, cut_after, unheard)
        run = self.resend(order, root)

        assert run.status == "done", run.failure
        (made,) = self.made(fake, order)
        assert run.external_id == made["id"] and run.effects["data"]["replacement"] == made["name"]
        wish = fake.drafts[max(fake.drafts)]["wish"]
        assert (wish["shippingAddress"]["city"], wish["shippingLine"]["title"]) == ("Lyon", "Post")
        here = Order.objects.get(external_id=made["legacyResourceId"])
        assert (here.customer, here.total_cents) == (order.customer, 0)

    def test_a_replacement_is_taken_back_by_cancelling_its_order(self, fake, system, order, root):
        run = self.resend(order, root)

        asked = undo_run(run, by=root)
        assert (asked.status, asked.is_being_undone) == ("performing", True)
        assert undo_run(run, by=root).pk == run.pk  # twice is asked once
        do_jobs()

        run.refresh_from_db()
        (made,) = self.made(fake, order)
        assert run.status == "undone" and made["cancelledAt"]
        assert Order.objects.get(external_id=made["legacyResourceId"]).status == "cancelled"

    def test_what_is_not_taken_back_may_be_asked_for_again(self, fake, order, root, monkeypatch):
        run = self.resend(order, root)
        (made,) = self.made(fake, order)
        with monkeypatch.context() as once:  # its job ends, and the order is as before
            once.setattr(fake, "_job", lambda asked: {"id": asked.arguments["id"], "done": True})
            assert "did not cancel" in self.take_back(run, root).failure

        assert self.take_back(run, root).status == "undone" and made["cancelledAt"]

    def test_an_undo_is_told_as_done_though_nobody_heard_of_its_job(self, fake, order, root, monkeypatch):
        run = self.resend(order, root)
        (made,) = self.made(fake, order)
        cancel, asked_for = fake._orderCancel, []

        def slow(asked):
            """Heard by nobody; while its job goes on, another is refused."""
            asked_for.append(1)
            fake.cut = int(len(asked_for) == 1)
            if len(asked_for) == 2:
                error = {"field": None, "message": "Order is being cancelled.", "code": "INVALID"}
                fake._cancel(made)
                made["cancelledAt"], slow.at = None, made["cancelledAt"]
                return {"job": None, "orderCancelUserErrors": [error], "userErrors": []}
            if len(asked_for) == 3:
                made["cancelledAt"] = slow.at
            return cancel(asked)

        monkeypatch.setattr(fake, "_orderCancel", slow)

        assert self.take_back(run, root).status == "undone", run.failure
        assert len(asked_for) == 3 and made["cancelledAt"]

    def test_what_shopify_has_no_more_is_told_in_its_words(self, fake, order, root):
        fake.products["7001"]["variants"].pop(0)

        run = self.resend(order, root)

        assert run.status == "failed" and "no longer available" in run.failure
        assert self.made(fake, order) == []

    def test_what_would_cost_something_is_not_placed(self, fake, order, root, monkeypatch):
        make = fake._draftOrderCreate

        def dear(asked):
            asked.arguments["input"]["appliedDiscount"]["value"] = 50
            return make(asked)

        monkeypatch.setattr(fake, "_draftOrderCreate", dear)
        run = self.resend(order, root)

        assert run.status == "failed" and "free of charge" in run.failure
        assert (self.made(fake, order), fake.drafts) == ([], {})
