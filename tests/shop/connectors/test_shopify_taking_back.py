"""A return in Shopify that is withdrawn or taken back: that one alone, and only what has not gone on there."""

from datetime import timedelta

import pytest

from shopbell.customers.erasure import erase_customer
from shopbell.shop.actions.perform import perform_action
from shopbell.shop.actions.undo import undo_run
from shopbell.shop.connectors.pull import Reason, begin_pull
from shopbell.shop.models import ActionRun, Order, PolicyVersion
from tests.fakes.shopify_rows import a_parcel, now
from tests.shop.connectors.shopify_goods import Returned, fake

from .jobs import do_jobs, next_jobs

__all__ = ["fake"]


class TestTakingBack(Returned):
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
