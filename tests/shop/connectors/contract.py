"""What every connector promises, whatever shop system is behind it. A connector's tests give the fixture `system`, and
inherit the claims (`system.py` says what it must be able to do):

    class TestShopify(ConnectorContract):
        @pytest.fixture
        def system(self, db, settings): …
"""

import pytest

from shopbell.core.errors import Refused
from shopbell.customers.models import Customer
from shopbell.shop.connectors.connecting import connect_shop, end_connection, try_connection
from shopbell.shop.connectors.errors import NotGenuine
from shopbell.shop.connectors.item import Call
from shopbell.shop.connectors.notice import take_notice
from shopbell.shop.connectors.pull import Reason, begin_pull, pull_page, resume_pull, stop_pull
from shopbell.shop.models import Connection, LastTold, Order, Payment, Product

from .connected import Connected
from .jobs import do_jobs, next_jobs


class ConnectorContract(Connected):
    """The claims. Skip one that a system cannot meet by overriding it with the reason in words."""

    page_size = 5  # of orders; more are sold than fit into a page

    def test_it_connects_and_never_shows_a_secret(self, system, connection, desk, root):
        told, secrets = system.access()

        page = desk(root).get(f"/desk/settings/connections/{connection.pk}/edit/").content.decode()

        assert connection.name and connection.currency == "EUR"
        assert try_connection(connection) == connection.name
        assert not any(secret in page for secret in secrets.values() if secret)
        raw = Connection.objects.raw("select id, secrets as sealed from shop_connection")[0]
        assert not any(secret in raw.sealed for secret in secrets.values() if secret)

    def test_keys_that_do_not_fit_are_not_kept(self, system, db, root):
        told, secrets = system.access()

        with pytest.raises(Refused):
            connect_shop(Connection(kind=system.kind), told, dict.fromkeys(secrets, "wrong"), by=root)

        assert not Connection.objects.exists()

    def test_it_tells_the_shop_to_call_once(self, system, connection, root):
        calls = system.calls()
        connect_shop(connection, *system.access(), by=root)
        do_jobs()

        connection.refresh_from_db()
        assert connection.hooks_at is not None
        assert system.calls() == calls > 0

    @pytest.mark.requirement("R67")
    def test_an_import_brings_everything(self, system, connection):
        keys = [system.sell(number) for number in range(self.page_size + 2)]

        pull = self.all_of(connection)

        order = Order.objects.get(source=connection.source, external_id=keys[0])
        assert (pull.state, pull.unkept, pull.error) == ("done", 0, "")
        assert Order.objects.count() == len(keys) == pull.counts["orders"]
        assert (order.total_cents, order.currency, order.status) == (7990, "EUR", "pending")
        assert [(line.quantity, line.price_cents) for line in order.lines.all()] == [(1, 7400)]
        assert order.lines.get().variant.product.name == "Vase"
        assert [(paid.kind, paid.amount_cents) for paid in order.payments.all()] == [("payment", 7990)]
        assert (order.address["city"], order.address["country"]) == ("Lyon", "FR")
        assert order.customer.identities.get(kind="email").source == "shop"

    def test_an_import_twice_changes_nothing(self, system, connection):
        for number in range(self.page_size + 2):
            system.sell(number)
        self.all_of(connection)
        before = everything()

        self.all_of(connection)

        assert everything() == before

    def test_an_import_goes_on_where_it_was_killed(self, system, connection):
        keys = [system.sell(number) for number in range(self.page_size + 2)]
        pull = begin_pull(connection, Reason.IMPORT)
        while not Order.objects.exists():
            next_jobs()
        some = Order.objects.count()
        next_jobs(drop=True)  # the worker died with the job in its hands, and another has it now
        pull_page(pull.pk)
        do_jobs()

        pull.refresh_from_db()
        assert 0 < some < len(keys) == Order.objects.count()
        assert (pull.state, pull.counts["orders"]) == ("done", len(keys))

    def test_an_import_may_be_stopped_and_gone_on_with(self, system, connection):
        keys = [system.sell(number) for number in range(self.page_size + 2)]
        pull = begin_pull(connection, Reason.IMPORT)
        while not Order.objects.exists():
            next_jobs()
        stop_pull(pull)
        do_jobs()
        some = Order.objects.count()

        resume_pull(pull)
        do_jobs()

        pull.refresh_from_db()
        assert some < len(keys) == Order.objects.count() == pull.counts["orders"]

    def test_a_shop_that_asks_to_slow_down_is_waited_for(self, system, connection):
        system.sell(1)
        system.throttle()

        pull = begin_pull(connection, Reason.IMPORT)
        waits = next_jobs()
        do_jobs()

        pull.refresh_from_db()
        assert waits and (pull.state, pull.tries, pull.error) == ("done", 0, "")

    def test_a_shop_that_is_down_is_asked_again(self, system, connection):
        system.sell(1)
        system.go_down()

        pull = begin_pull(connection, Reason.IMPORT)
        next_jobs()
        pull.refresh_from_db()
        connection.refresh_from_db()
        assert (pull.state, pull.tries) == ("running", 1) and pull.error and connection.error
        do_jobs()

        pull.refresh_from_db()
        connection.refresh_from_db()
        assert (pull.state, connection.error, Order.objects.count()) == ("done", "", 1)

    def test_keys_that_end_stop_the_import_and_say_so(self, system, connection):
        system.sell(1)
        system.forget_keys()

        pull = self.all_of(connection)

        connection.refresh_from_db()
        assert pull.state == "stopped" and pull.error == connection.error != ""

    def test_a_webhook_brings_an_order_and_its_customer(self, system, connection):
        key = system.sell(3)

        take_notice(connection, system.hook(key))
        do_jobs()

        order = Order.objects.get(external_id=key)
        assert (order.total_cents, order.lines.count()) == (7990, 1)
        assert order.customer.identities.filter(kind="email").exists()

    def test_a_webhook_twice_changes_nothing(self, system, connection):
        key = system.sell(3)
        call = system.hook(key, "delivery-1")
        take_notice(connection, call)
        do_jobs()
        before = everything()

        take_notice(connection, call)

        assert do_jobs() == 0 and everything() == before

    def test_a_webhook_that_the_shop_did_not_sign_is_turned_down(self, system, connection):
        call = system.hook(system.sell(3))
        spoiled = Call(call.headers, call.body + b" ", call.query)

        with pytest.raises(NotGenuine):
            take_notice(connection, spoiled)

        assert do_jobs() == 0 and not Order.objects.exists()

    def test_an_older_webhook_never_overwrites_a_newer_state(self, system, connection):
        key = system.sell(3)
        old = system.hook(key)
        system.note(key, "Ring twice.")
        take_notice(connection, system.hook(key))
        do_jobs()
        told = LastTold.objects.get(noun="orders", key=key).changed_at

        take_notice(connection, old)
        next_jobs()

        assert Order.objects.get(external_id=key).note == "Ring twice."
        assert LastTold.objects.get(noun="orders", key=key).changed_at == told

    def test_what_webhooks_missed_is_found(self, system, connection):
        key, other = system.sell(1), system.sell(2)
        self.all_of(connection)
        connection.refresh_from_db()
        system.note(key, "Ring twice.")

        pull = begin_pull(connection, Reason.RECONCILE)
        do_jobs()

        pull.refresh_from_db()
        assert pull.since is not None and pull.state == "done"
        assert Order.objects.get(external_id=key).note == "Ring twice."
        assert Order.objects.get(external_id=other).note == ""

    def test_an_order_is_cancelled_there_and_shows_it_here(self, system, connection, root):
        order = self.order(system, connection, 1)

        run = self.act("cancel_order", order, root, reason="no longer needed")

        order.refresh_from_db()
        assert run.status == "done", run.failure
        assert system.is_cancelled(order.external_id) and order.status == "cancelled"

    def test_a_refund_is_made_once_though_the_line_is_cut(self, system, connection, root):
        order = self.order(system, connection, 1)
        Order.objects.update(status="delivered")  # by the default policy only then
        system.cut_next_action()

        run = self.act("refund_order", order, root, amount_cents=1000)

        assert run.status == "done" and run.external_id, run.failure
        assert system.refunds(order.external_id) == [1000]
        assert self.refunds_here(order) == [1000]

    def test_a_refund_that_the_shop_refuses_is_failed_in_its_words(self, system, connection, root):
        order = self.order(system, connection, 1)
        Order.objects.update(status="delivered")
        Payment.objects.update(amount_cents=99000)  # the desk is wrong about what was paid

        run = self.act("refund_order", order, root, amount_cents=9000)

        assert (run.status, system.refunds(order.external_id)) == ("failed", []) and run.failure

    def test_a_shop_that_was_disconnected_is_left_alone(self, system, connection, root):
        order = self.order(system, connection, 1)
        end_connection(connection, by=root)

        with pytest.raises(Refused, match="shop system"):
            self.act("cancel_order", order, root, reason="no longer needed")

        connection.refresh_from_db()
        assert not connection.secrets and not system.is_cancelled(order.external_id)


def everything() -> dict[str, list]:
    """All that the shop told, row by row."""
    tables = (Product, Customer, Order, Payment, LastTold)
    return {table.__name__: list(table.objects.order_by("pk").values()) for table in tables}
