"""Shopify: the contract of all connectors, and what is its own."""

import json
from datetime import timedelta

import pytest

from shopbell.shop.actions.perform import perform_action, preview_action
from shopbell.shop.connectors.connecting import connect_shop
from shopbell.shop.connectors.item import Call
from shopbell.shop.connectors.notice import take_notice
from shopbell.shop.models import ActionRun, Connection, Order, Product, Shipment, StockLevel, Unkept, Variant
from tests.fakes import shopify as fakes
from tests.fakes.shopify import shopify
from tests.fakes.shopify_rows import a_level, a_parcel, now, transaction

from .contract import ConnectorContract
from .jobs import do_jobs


class System:
    kind = "shopify"

    def __init__(self, fake):
        self.fake = fake

    def access(self):
        return {"domain": self.fake.domain, "client_id": ""}, {
            "secret": self.fake.secret,
            "token": self.fake.token,
        }

    def sell(self, number):
        return self.fake.sell(number)["legacyResourceId"]

    def note(self, key, words):
        self.fake.orders[key] |= {"note": words, "updatedAt": now()}

    def hook(self, key, delivery=""):
        order = self.fake.orders[key]
        body, headers = self.fake.hook("orders/updated", rest_order(order), delivery)
        return Call(headers, body)

    def throttle(self):
        self.fake.points = 0

    def go_down(self):
        self.fake.down = 1

    def cut_next_action(self):
        self.fake.cut = 1

    def forget_keys(self):
        self.fake.token = "another"  # noqa: S105 (of the fake)

    def is_cancelled(self, key):
        return bool(self.fake.orders[key]["cancelledAt"])

    def refunds(self, key):
        told = [each for each in self.fake.orders[key]["transactions"] if each["kind"] == "REFUND"]
        return [round(float(each["amountSet"]["shopMoney"]["amount"]) * 100) for each in told]

    def calls(self):
        return len(self.fake.hooks)


def rest_order(order):
    """An order as Shopify's webhooks write it."""
    person = order["customer"]
    return {
        "id": int(order["legacyResourceId"]), "name": order["name"], "note": order["note"], "currency": "EUR",
        "created_at": order["createdAt"], "updated_at": order["updatedAt"], "cancelled_at": order["cancelledAt"],
        "financial_status": "paid", "fulfillment_status": None, "total_price": "79.90", "total_tax": "13.32",
        "total_discounts": "0.00", "shipping_lines": [{"price": "5.90"}],
        "shipping_address": {"name": "Mina Ondine", "address1": "12 rue Basse", "city": "Lyon", "zip": "69001",
                             "country": "France", "country_code": "FR"},
        "customer": {"id": int(person["legacyResourceId"]), "first_name": "Mina", "last_name": "Ondine",
                     "email": person["defaultEmailAddress"]["emailAddress"], "verified_email": True},
        "line_items": [{"id": 101, "variant_id": 8001, "title": "Vase", "name": "Vase - blue", "variant_title": "blue",
                        "quantity": 1, "price": "74.00"}],
        "fulfillments": [], "refunds": [],
    }  # fmt: skip


@pytest.fixture
def fake(db, settings):
    with shopify() as fake:
        settings.PRIVATE_SHOPS = {fake.domain}
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

    def test_the_address_is_changed_there(self, fake, system, connection, root):
        order = self.order(system, connection, 1)

        run = self.act(
            "change_address", order, root, name="Mina Ondine", line1="Quai 1", city="Ghent", country="Belgium"
        )

        order.refresh_from_db()
        assert run.status == "done", run.failure
        assert (order.address["city"], order.address["country"]) == ("Ghent", "BE")

    def test_what_was_paid_in_another_currency_is_not_paid_back_in_the_shops(
        self, fake, system, connection, root
    ):
        order = self.order(system, connection, 1)
        Order.objects.update(status="delivered")
        fake.orders[order.external_id]["presentmentCurrencyCode"] = "CHF"

        run = self.act("refund_order", order, root, amount_cents=1000)

        assert (run.status, system.refunds(order.external_id)) == ("failed", [])

    def test_what_shopify_cannot_do_is_not_promised(self, system, connection, root):
        order = self.order(system, connection, 1)

        preview = preview_action("change_payment", by=root, order=order, parameters={"method": 1})

        assert preview.ruling.outcome == "refuse"

    def test_a_cancellation_may_have_waited_for_its_approval(self, fake, system, connection, root):
        order = self.order(system, connection, 1)
        run = self.ask_cancellation(order, root)
        ActionRun.objects.update(created_at=run.created_at - timedelta(hours=2))

        do_jobs()

        run.refresh_from_db()
        assert run.status == "done", run.failure
        assert system.refunds(order.external_id) == [7990]

    def test_what_staff_cancelled_is_not_taken_for_paid_back(self, fake, system, connection, root):
        order = self.order(system, connection, 1)
        run = self.ask_cancellation(order, root)
        fake.orders[order.external_id]["cancelledAt"] = now()

        do_jobs()

        run.refresh_from_db()
        assert run.status == "failed" and "already" in run.failure

    def test_what_staff_cancelled_and_paid_back_is_done(self, fake, system, connection, root):
        order = self.order(system, connection, 1)
        run = self.ask_cancellation(order, root)
        fake._cancel(fake.orders[order.external_id])

        do_jobs()

        run.refresh_from_db()
        assert run.status == "done", run.failure

    def ask_cancellation(self, order, by):
        return perform_action(
            "cancel_order", by=by, key="k", order=order, parameters={"reason": "no longer needed"}
        )

    def test_a_cancellation_that_shopify_refuses_is_told_in_its_words(self, fake, system, connection, root):
        order = self.order(system, connection, 1)
        fake.orders[order.external_id]["fulfillments"] = [a_parcel(fake.orders[order.external_id])]

        run = self.act("cancel_order", order, root, reason="no longer needed")

        assert run.status == "failed" and "fulfilled items" in run.failure


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
