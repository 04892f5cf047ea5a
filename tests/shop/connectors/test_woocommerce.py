"""WooCommerce: the contract of all connectors, and what is its own."""

import copy
from datetime import UTC, datetime, timedelta

import pytest

from shopbell.customers.models import Customer
from shopbell.shop.actions.perform import perform_action
from shopbell.shop.connectors.connecting import open_hooks
from shopbell.shop.connectors.errors import ShopRefuses, Throttled
from shopbell.shop.connectors.item import Call
from shopbell.shop.connectors.notice import take_notice
from shopbell.shop.connectors.pull import Reason, begin_pull
from shopbell.shop.connectors.woocommerce import connector as module
from shopbell.shop.models import Cart, Order, Variant
from tests.fakes.woocommerce import BEGAN, woocommerce

from .contract import ConnectorContract
from .jobs import do_jobs, next_jobs


class System:
    kind = "woocommerce"

    def __init__(self, fake):
        self.fake = fake

    def access(self):
        return {"address": self.fake.address}, {"key": self.fake.key, "secret": self.fake.secret}

    def sell(self, number):
        return str(self.fake.sell(number)["id"])

    def note(self, key, words):
        self.fake.touch(self.fake.orders[int(key)], customer_note=words)

    def hook(self, key, delivery=""):
        body, headers = self.fake.hook("order.updated", copy.deepcopy(self.fake.orders[int(key)]), delivery)
        return Call(headers, body)

    def throttle(self):
        self.fake.throttled = 1

    def go_down(self):
        self.fake.down = 1

    def cut_next_action(self):
        self.fake.cut = 1

    def forget_keys(self):
        self.fake.secret = "another"  # noqa: S105 (of the fake)

    def is_cancelled(self, key):
        return self.fake.orders[int(key)]["status"] == "cancelled"

    def refunds(self, key):
        return [round(float(each["amount"]) * 100) for each in self.fake.refunds.get(int(key), [])]

    def calls(self):
        return len(self.fake.hooks)


class TestWooCommerce(ConnectorContract):
    @pytest.fixture
    def system(self, db, settings, monkeypatch):
        monkeypatch.setattr(module, "PER_PAGE", self.page_size)
        with woocommerce() as fake:
            settings.PRIVATE_SHOPS = {fake.address.removeprefix("http://")}
            yield System(fake)

    def test_many_changes_of_one_moment_are_all_found(self, system, connection):
        for number in range(13):
            system.fake.sell(number, modified=BEGAN)
        for number in range(13, 16):
            system.fake.sell(number, modified=BEGAN + timedelta(hours=number))

        assert self.all_of(connection).counts["orders"] == 16 == Order.objects.count()

    def test_an_order_that_changes_during_the_import_hides_no_other(self, system, connection, monkeypatch):
        keys = [system.sell(number) for number in range(12)]
        answer, asked = system.fake.answer, []

        def change_meanwhile(method, path, *rest):
            said = answer(method, path, *rest)
            if path.endswith("/orders") and not asked:
                asked.append(path)
                system.note(keys[0], "Ring twice.")
            return said

        monkeypatch.setattr(system.fake, "answer", change_meanwhile)
        self.all_of(connection)

        assert Order.objects.count() == 12
        assert Order.objects.get(external_id=keys[0]).note == "Ring twice."

    def test_the_stock_of_variations_follows_the_webhook_of_their_product(self, system, connection):
        system.sell(1)
        self.all_of(connection)
        system.fake.variations[7001][0]["stock_quantity"] = 0
        system.fake.variations[7001][0]["stock_status"] = "outofstock"
        body, headers = system.fake.hook("product.updated", system.fake.products[7001])

        take_notice(connection, Call(headers, body))
        do_jobs()

        variant = Variant.objects.get(external_id="8001")
        assert (variant.stock, variant.is_available, variant.options) == (0, False, {"Colour": "blue"})

    def test_two_orders_of_one_guest_are_one_customers(self, system, connection):
        for number in (1, 11):
            system.fake.sell(number, customer_id=0)

        begin_pull(connection, Reason.IMPORT)
        do_jobs()

        assert Order.objects.values("customer").distinct().count() == 1
        assert Customer.objects.filter(orders__isnull=False).distinct().count() == 1

    def test_a_checkout_that_nobody_finished_is_no_order(self, system, connection):
        system.fake.sell(1, status="checkout-draft")

        pull = self.all_of(connection)

        assert (pull.state, pull.unkept, Order.objects.count()) == ("done", 0, 0)

    def test_the_first_trial_of_a_webhook_is_answered_and_says_nothing(self, system, connection, client):
        trial = client.post(
            f"/hooks/shop/{connection.source}/",
            b"webhook_id=1",
            content_type="application/x-www-form-urlencoded",
        )

        assert trial.status_code == 200 and not connection.notices.exists()

    @pytest.mark.requirement("R74")
    def test_a_checkout_that_was_begun_is_a_cart_until_it_is_an_order(self, system, connection):
        draft = system.fake.sell(1)
        at = datetime.now(UTC)
        system.fake.touch(draft, status="checkout-draft", date_paid_gmt=None)
        self.all_of(connection)

        cart = Cart.objects.get()
        assert (cart.external_id, cart.total_cents, Order.objects.exists()) == ("5001", 7400, False)
        assert cart.updated_at >= at and cart.lines.get().variant.external_id == "8001"

        system.fake.touch(draft, status="processing")
        take_notice(connection, system.hook("5001"))
        do_jobs()
        assert Order.objects.exists() and not Cart.objects.exists()

    def test_a_checkout_of_nobody_is_none(self, system, connection):
        draft = system.fake.sell(1)
        system.fake.touch(draft, status="checkout-draft", customer_id=0, billing={})

        assert self.all_of(connection).state == "done" and not Cart.objects.exists()

    def test_the_address_is_changed_there(self, system, connection, root):
        order = self.order(system, connection, 1)

        run = self.act(
            "change_address",
            order,
            root,
            name="Mina Ondine",
            line1="Quai 1",
            city="Ghent",
            postcode="9000",
            country="BE",
        )

        order.refresh_from_db()
        assert run.status == "done", run.failure
        assert (order.address["city"], order.address["country"]) == ("Ghent", "BE")

    def test_a_cancelled_order_is_paid_back_once_though_the_line_is_cut(self, system, connection, root):
        order = self.order(system, connection, 1)
        system.cut_next_action()

        run = self.act("cancel_order", order, root, reason="no longer needed")

        assert run.status == "done", run.failure
        assert system.refunds(order.external_id) == [7990] and system.is_cancelled(order.external_id)

    def test_what_staff_cancelled_is_paid_back_all_the_same(self, system, connection, root):
        order = self.order(system, connection, 1)
        parameters = {"reason": "no longer needed"}
        run = perform_action("cancel_order", by=root, key="k", order=order, parameters=parameters)
        system.fake.touch(system.fake.orders[int(order.external_id)], status="cancelled")

        do_jobs()

        run.refresh_from_db()
        assert run.status == "done", run.failure
        assert system.refunds(order.external_id) == [7990] and system.is_cancelled(order.external_id)

    def test_an_order_is_gone_only_when_woocommerce_says_so(self, system, connection):
        key = system.sell(1)
        self.all_of(connection)
        body, headers = system.fake.hook("order.deleted", {"id": int(key)}, "1")
        gone = Call(headers, body)
        system.fake.without = 2  # WordPress without WooCommerce

        take_notice(connection, gone)
        next_jobs()
        next_jobs()
        connection.refresh_from_db()
        assert Order.objects.get().status == "pending" and connection.error
        do_jobs()
        assert Order.objects.get().status == "pending"  # it is there after all

        del system.fake.orders[int(key)]
        take_notice(connection, Call(headers | {"X-WC-Webhook-Delivery-ID": "2"}, body))
        do_jobs()
        assert Order.objects.get().status == "cancelled"

    def test_a_list_that_is_not_there_is_not_empty(self, system, connection):
        system.sell(1)
        pull = begin_pull(connection, Reason.IMPORT)
        system.fake.without = 1

        next_jobs()
        pull.refresh_from_db()
        assert (pull.state, pull.tries) == ("running", 1)
        do_jobs()
        assert Order.objects.count() == 1

    def test_two_deliveries_of_one_second_are_both_heard(self, system, connection):
        for number in (1, 2):
            take_notice(connection, system.hook(system.sell(number), "the same"))
        do_jobs()

        assert Order.objects.count() == 2

    def test_a_shop_that_takes_no_webhook_is_told_of(self, system, connection, monkeypatch):
        def refuse(*args):
            raise ShopRefuses("Sorry, no.")

        monkeypatch.setattr(module.Api, "act", refuse)
        open_hooks(connection.pk)

        connection.refresh_from_db()
        assert "Sorry, no." in connection.error


def test_an_hour_that_is_none_is_a_short_wait():
    assert [Throttled(float(word)).seconds for word in ("nan", "inf", "-1", "3")] == [10, 10, 1, 3]
