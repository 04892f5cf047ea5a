"""A home-made shop: the contract of all connectors, and that what its document says is so."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from shopbell.shop.connectors.homemade import connector as module
from shopbell.shop.connectors.homemade.rows import read
from shopbell.shop.connectors.item import Broken, Call
from shopbell.shop.connectors.notice import take_notice
from shopbell.shop.connectors.pull import Reason, begin_pull
from shopbell.shop.models import Cart, Order, Product, StockLevel
from tests.fakes.home_made_shop import home_made_shop

from .contract import ConnectorContract
from .jobs import do_jobs, next_jobs

PAGE = Path(__file__).parents[3] / "docs" / "home-made-shop.md"
EXAMPLES = re.findall(r"```json\n(GET|POST) (\S+)\n(.*?)```", PAGE.read_text(), re.DOTALL)


class System:
    kind = "homemade"

    def __init__(self, fake):
        self.fake = fake

    def access(self):
        return {"address": self.fake.address}, {"key": self.fake.key}

    def sell(self, number):
        return self.fake.sell(number)["external_id"]

    def note(self, key, words):
        self.fake.touch(key, note=words)

    def hook(self, key, delivery=""):
        body, headers = self.fake.call(
            [{"noun": "orders", "item": self.fake.things["orders"][key]}], delivery
        )
        return Call(headers, body)

    def throttle(self):
        self.fake.throttled = 1

    def go_down(self):
        self.fake.down = 1

    def cut_next_action(self):
        self.fake.cut = 1

    def forget_keys(self):
        self.fake.key = "another"

    def is_cancelled(self, key):
        return self.fake.things["orders"][key]["status"] == "cancelled"

    def refunds(self, key):
        payments = self.fake.things["orders"][key]["payments"]
        return [each["amount_cents"] for each in payments if each.get("kind") == "refund"]

    def calls(self):
        return 1 if self.fake.hook else 0


class TestHomeMade(ConnectorContract):
    @pytest.fixture
    def system(self, db, settings, monkeypatch):
        monkeypatch.setattr(module, "AT_ONCE", self.page_size)
        with home_made_shop() as fake:
            settings.PRIVATE_SHOPS = {fake.address.removeprefix("http://").removesuffix("/desk")}
            yield System(fake)

    def test_a_change_may_hold_the_key_alone_or_say_that_it_is_gone(self, system, connection):
        key = system.sell(1)
        self.all_of(connection)
        system.note(key, "Ring twice.")
        changes = [{"noun": "orders", "key": key}, {"noun": "products", "key": "vase", "is_gone": True}]
        body, headers = system.fake.call(changes)

        take_notice(connection, Call(headers, body))
        do_jobs()

        assert Order.objects.get(external_id=key).note == "Ring twice."
        assert not Product.objects.get(external_id="vase").variants.filter(is_available=True).exists()

    def test_an_order_is_gone_only_when_the_shop_says_so(self, system, connection, monkeypatch):
        key = system.sell(1)
        self.all_of(connection)
        body, headers = system.fake.call([{"noun": "orders", "key": key}])
        with monkeypatch.context() as deploying:
            deploying.setattr(system.fake, "answer", lambda *given: (404, {"detail": "Not Found"}))
            take_notice(connection, Call(headers, body))
            next_jobs()
            next_jobs()
            assert Order.objects.get().status == "pending"

        del system.fake.things["orders"][key]
        do_jobs()
        assert Order.objects.get().status == "cancelled"

    def test_what_is_no_call_of_ours_is_kept_with_what_is_wrong(self, system, connection):
        for changes in ([{"noun": "parcels", "key": "1"}], [{}], [None]):
            body, headers = system.fake.call(changes)
            notice = take_notice(connection, Call(headers, body))
            do_jobs()
            notice.refresh_from_db()
            assert notice.error and not notice.read_at

    @pytest.mark.requirement("R74")
    def test_carts_and_levels_are_told_where_the_shop_has_them(self, system, connection):
        system.sell(1)
        at = timezone.now().isoformat()
        buyer = {"external_id": "c1", "email": "mina1@shopper.example", "name": "Mina Ondine"}
        cart = {
            "external_id": "b1", "customer": buyer, "currency": "EUR", "updated_at": at,
            "lines": [{"variant": "vase-blue", "quantity": 2, "price_cents": 7400}],
        }  # fmt: skip
        system.fake.things["products"]["vase"]["levels"] = [
            {"variant": "vase-blue", "warehouse": "GH", "warehouse_name": "Ghent", "pieces": 4, "back_order_on": "2026-12-04"}
        ]  # fmt: skip
        assert self.all_of(connection).state == "done" and not Cart.objects.exists()

        body, headers = system.fake.call([{"noun": "carts", "item": cart}])
        take_notice(connection, Call(headers, body))
        do_jobs()
        assert Cart.objects.get().total_cents == 14800
        (level,) = StockLevel.objects.all()
        assert (str(level.warehouse), level.pieces, str(level.back_order_on)) == ("Ghent", 4, "2026-12-04")

        later = (timezone.now() + timedelta(seconds=5)).isoformat()
        body, headers = system.fake.call(
            [{"noun": "carts", "item": cart | {"lines": [], "updated_at": later}}]
        )
        take_notice(connection, Call(headers, body))
        do_jobs()
        assert not Cart.objects.exists()

    def test_one_thing_that_cannot_be_read_does_not_hold_up_the_others(self, system, connection):
        system.sell(1)
        system.fake.touch(system.sell(2), currency="euros")

        pull = self.all_of(connection)

        assert (pull.state, pull.unkept, Order.objects.count()) == ("done", 1, 1)

    def test_what_is_returned_is_called_as_the_shop_calls_it(self, system, connection, root):
        order = self.order(system, connection, 1)
        Order.objects.update(status="delivered")

        run = self.act("return_items", order, root, lines=[{"line": order.lines.get().pk}])

        ((action, said),) = system.fake.wishes
        assert (run.status, action) == ("done", "return_items"), run.failure
        vase = {"product": "vase", "variant": "vase-blue"}
        line = order.lines.get().external_id
        assert said["effects"]["pieces"] == [
            {"line": line, "of": 1, "quantity": 1, "goods": vase, "new": None, "new_quantity": 1}
        ]

    def test_a_return_is_open_here_until_the_shop_has_it(self, system, connection, root):
        order = self.order(system, connection, 1)
        Order.objects.update(status="delivered")
        self.act("return_items", order, root, lines=[{"line": order.lines.get().pk}])
        begin_pull(connection, Reason.RECONCILE)  # of which it may say nothing
        do_jobs()
        assert [each.status for each in order.returns.all()] == ["requested"]

        system.fake.touch(order.external_id, status="returned")
        begin_pull(connection, Reason.RECONCILE)
        do_jobs()

        assert [each.status for each in order.returns.all()] == ["refunded"]

    def test_the_order_of_an_action_that_was_given_up_is_fetched(self, system, connection, root):
        order = self.order(system, connection, 1)
        system.forget_keys()

        run = self.act("cancel_order", order, root, reason="no longer needed")

        assert run.status == "failed"
        assert connection.unkept.get().key == order.external_id  # it was asked for, in vain

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
        assert (
            order.address["city"] == "Ghent"
            and system.fake.things["orders"]["1001"]["address"]["city"] == "Ghent"
        )


@pytest.mark.parametrize(("noun", "answer"), [
    (path.strip("/").partition("?")[0], said) for method, path, said in EXAMPLES if method == "GET" and path != "/shop"
])  # fmt: skip
def test_the_examples_of_the_document_are_read(noun, answer):
    (item,) = [read(noun, each) for each in json.loads(answer)["items"]]

    assert not isinstance(item, Broken) and item.key and item.changed_at


def test_the_call_in_the_document_is_read():
    (call,) = [said for method, path, said in EXAMPLES if path.startswith("/hooks/shop/")]

    told = module.HomeMade(None).told("", call.encode())

    assert [type(each).__name__ for each in told] == ["Item", "Changed", "Item"] and told[2].is_gone
