"""Shopify: the contract of all connectors, and what is its own."""

import json

import pytest

from shopbell.shop.connectors.connecting import connect_shop
from shopbell.shop.connectors.item import Call
from shopbell.shop.connectors.notice import take_notice
from shopbell.shop.models import Connection, Order, Product, Shipment, StockLevel, Unkept, Variant
from tests.fakes import shopify as fakes
from tests.fakes.shopify_rows import a_level, a_parcel, now, transaction

from .contract import ConnectorContract
from .jobs import do_jobs
from .shopify_system import System, own_shopify, rest_order


@pytest.fixture
def fake(db, settings):
    with own_shopify(settings) as fake:
        yield fake


class TestShopify(ConnectorContract):
    @pytest.fixture
    def system(self, fake):
        return System(fake)

    def test_an_app_of_the_dev_dashboard_borrows_its_token(self, fake, root):
        told = {"domain": fake.domain, "client_id": fake.client_id}

        connection = connect_shop(
            Connection(kind="shopify"), told, {"secret": fake.secret, "token": ""}, by=root
        )

        assert connection.name == "Ondine" and connection.secret("lent") == fake.lent

    def test_a_missing_permission_is_said(self, fake, system, root):
        fake.scopes.remove("write_orders")

        connection = connect_shop(Connection(kind="shopify"), *system.access(), by=root)

        assert "read_orders" in connection.note and "write_orders" in connection.note

    def test_a_question_that_is_too_costly_is_asked_in_smaller_pieces(self, system, connection, monkeypatch):
        monkeypatch.setattr(fakes, "MOST_POINTS", 300)
        for number in range(4):
            system.sell(number)

        assert self.all_of(connection).counts["orders"] == 4

    def test_an_order_of_many_lines_is_whole(self, fake, system, connection):
        key = fake.sell(1, lines=45)["legacyResourceId"]

        self.all_of(connection)

        assert Order.objects.get(external_id=key).lines.count() == 45

    def test_a_page_of_large_orders_ends_where_the_purse_does(self, fake, system, connection, monkeypatch):
        for number in range(5):
            tries = [transaction(f"{number}9{place}", "AUTHORIZATION", "79.90") for place in range(5)]
            fake.sell(number)["transactions"] += tries  # as many as are asked for, so there may be more
        monkeypatch.setattr(fakes, "PURSE", 1500.0)
        fake.points = 1500

        assert self.all_of(connection).counts["orders"] == 5 == Order.objects.count()

    def test_a_parcel_comes_with_its_scans_and_goes_when_it_is_cancelled(self, fake, system, connection):
        order = fake.sell(1)
        order["fulfillments"] = [a_parcel(order, is_delivered=True)]
        self.all_of(connection)
        parcel = Shipment.objects.get()
        assert (parcel.carrier, parcel.tracking_number, parcel.order.status) == (
            "Colis",
            "6A0241",
            "delivered",
        )
        assert list(parcel.scans.values_list("step", flat=True)) == ["on_the_way", "delivered"]
        assert parcel.lines.count() == 1

        order["fulfillments"][0]["status"], order["updatedAt"] = "CANCELLED", now()
        body, headers = fake.hook(
            "fulfillments/update", {"id": 1, "order_id": int(order["legacyResourceId"])}
        )
        take_notice(connection, Call(headers, body))
        do_jobs()

        assert not Shipment.objects.exists()

    def test_stock_follows_its_webhook(self, fake, system, connection):
        system.sell(1)
        self.all_of(connection)
        variant = fake.products["7001"]["variants"][0]
        variant["inventoryQuantity"], variant["inventoryItem"]["inventoryLevels"] = 1, [a_level(2, "Lyon", 1)]
        body, headers = fake.hook("inventory_levels/update", {"inventory_item_id": 9001, "available": 1})

        take_notice(connection, Call(headers, body))
        do_jobs()

        assert Variant.objects.get(external_id="8001").stock == 1
        assert self.levels("8001") == [("Lyon", 1)]

    def test_stock_lies_in_warehouses(self, fake, system, connection):
        system.sell(1)
        many = [a_level(number, f"Depot {number}", number) for number in range(3, 12)]
        fake.products["7001"]["variants"][1]["inventoryItem"]["inventoryLevels"] = many

        self.all_of(connection)

        assert self.levels("8001") == [("Ghent", 3), ("Lyon", 1)]
        assert len(self.levels("8002")) == 9

    def levels(self, variant):
        found = StockLevel.objects.filter(variant__external_id=variant).order_by("warehouse__name")
        return list(found.values_list("warehouse__name", "pieces"))

    def test_a_product_that_is_deleted_is_sold_no_more(self, fake, system, connection):
        system.sell(1)
        self.all_of(connection)

        del fake.products["7001"]
        body, headers = fake.hook("products/delete", {"id": 7001})
        take_notice(connection, Call(headers, body))
        do_jobs()

        assert Product.objects.exists() and not Variant.objects.filter(is_available=True).exists()

    def test_what_may_not_be_seen_is_not_gone(self, fake, system, connection):
        key = system.sell(1)
        self.all_of(connection)
        del fake.orders[key]
        fake.scopes.remove("read_all_orders")
        call = Call(*reversed(fake.hook("refunds/create", {"order_id": int(key)})))

        take_notice(connection, call)
        do_jobs()
        assert Order.objects.get().status == "pending"

        fake.scopes.append("read_all_orders")
        take_notice(connection, Call(call.headers | {"X-Shopify-Webhook-Id": "2"}, call.body))
        do_jobs()
        assert Order.objects.get().status == "cancelled"

    def test_a_call_that_says_deleted_is_not_believed(self, fake, system, connection):
        call = system.hook(system.sell(1))
        self.all_of(connection)

        again = {"X-Shopify-Webhook-Id": "2", "X-Shopify-Topic": "orders/delete"}
        take_notice(connection, Call(call.headers | again, call.body))
        do_jobs()

        assert Order.objects.get().status == "pending"

    def test_an_address_that_nobody_has_proved_opens_nothing(self, fake, system, connection, mina):
        order = fake.sell(1, email="mina@shopper.example")
        order["customer"]["verifiedEmail"] = False
        self.all_of(connection)

        order["customer"] |= {
            "defaultEmailAddress": {"emailAddress": "eve@elsewhere.example"},
            "updatedAt": now(),
        }
        self.all_of(connection)

        assert Order.objects.get().customer != mina
        assert not mina.identities.filter(value="eve@elsewhere.example").exists()

    def test_one_bad_order_does_not_hold_up_the_others(self, fake, system, connection):
        bad, good = fake.sell(1), fake.sell(2)
        bad["totalPriceSet"]["shopMoney"]["amount"] = "much"

        pull = self.all_of(connection)

        assert (pull.state, pull.unkept) == ("done", 1)
        assert Order.objects.get().external_id == good["legacyResourceId"]
        assert Unkept.objects.get().key == bad["legacyResourceId"]


def test_a_body_that_is_no_json_is_shown_and_not_lost(fake, root):
    connection = connect_shop(Connection(kind="shopify"), *System(fake).access(), by=root)
    body = b"{"
    headers = fake.hook("orders/updated", {})[1] | {"X-Shopify-Hmac-Sha256": fake.signed(body)}

    notice = take_notice(connection, Call(headers, body))
    do_jobs()

    notice.refresh_from_db()
    assert notice.error and notice.read_at is None and bytes(notice.body) == body


def test_the_hook_answers_what_it_made_of_a_call(fake, root, client):
    connection = connect_shop(Connection(kind="shopify"), *System(fake).access(), by=root)
    body, headers = fake.hook("orders/updated", rest_order(fake.sell(1)))
    path = f"/hooks/shop/{connection.source}/"

    def post(headers):
        return client.post(path, body, content_type="application/json", headers=headers).status_code

    assert [post(headers), post(headers), post(headers | {"X-Shopify-Hmac-Sha256": "x"})] == [200, 200, 401]
    assert connection.notices.count() == 1
    assert client.post("/hooks/shop/shopify-9/", body, content_type="application/json").status_code == 401
    assert json.loads(bytes(connection.notices.get().body))["currency"] == "EUR"
