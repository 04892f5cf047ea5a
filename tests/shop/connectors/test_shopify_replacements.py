"""A replacement in Shopify is one order at no charge, and is taken back by cancelling it."""

import pytest

from shopbell.shop.actions.undo import undo_run
from shopbell.shop.models import Order
from tests.shop.connectors.shopify_goods import Goods, fake

from .jobs import do_jobs

__all__ = ["fake"]


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
