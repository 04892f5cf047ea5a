"""Carts in Shopify: checkouts that were begun and not finished, beside the ticket."""

import pytest

from shopbell.shop.connectors.item import Call
from shopbell.shop.connectors.notice import take_notice
from shopbell.shop.connectors.pull import Reason, begin_pull
from shopbell.shop.models import Cart, Order, Unkept
from tests.fakes.shopify_rows import now

from .connected import Connected
from .jobs import do_jobs
from .shopify_system import System, own_shopify, rest_order


@pytest.fixture
def fake(db, settings):
    with own_shopify(settings) as fake:
        yield fake


def rest_checkout(checkout, **more):
    """A checkout as Shopify's webhooks write it."""
    person = checkout["customer"]
    return {
        "id": int(checkout["id"].rpartition("/")[2]), "token": "2a1ace52", "currency": "EUR", "completed_at": None,
        "created_at": checkout["createdAt"], "updated_at": now(), "email": person["defaultEmailAddress"]["emailAddress"],
        "customer": {"id": int(person["legacyResourceId"]), "first_name": "Mina", "last_name": "Ondine",
                     "email": person["defaultEmailAddress"]["emailAddress"], "verified_email": True},
        "line_items": [{"variant_id": 8001, "product_id": 7001, "title": "Vase", "quantity": 2, "price": "74.00"}],
        **more,
    }  # fmt: skip


class TestCarts(Connected):
    @pytest.fixture
    def system(self, fake):
        return System(fake)

    def told(self, fake, connection, topic, said):
        body, headers = fake.hook(topic, said)
        take_notice(connection, Call(headers, body))
        do_jobs()

    @pytest.mark.requirement("R74")
    def test_an_import_brings_what_was_put_aside(self, fake, connection):
        fake.begin_checkout(1)
        fake.begin_checkout(2, customer=None)
        fake.begin_checkout(3, completedAt=now())
        fake.begin_checkout(4, updatedAt="2026-01-02T10:00:00+00:00")

        pull = self.all_of(connection)

        cart = Cart.objects.get()
        line = cart.lines.get()
        assert (pull.state, cart.external_id, cart.currency, cart.total_cents) == ("done", "401", "EUR", 7400)
        assert line.variant.external_id == "8001"
        assert cart.customer.identities.filter(value="mina1@shopper.example").exists()

    def test_a_cart_of_many_lines_is_whole(self, fake, connection):
        fake.begin_checkout(1, lines=20)

        self.all_of(connection)

        assert Cart.objects.get().lines.count() == 20

    def test_a_webhook_brings_it_as_it_is_now(self, fake, connection):
        checkout = fake.begin_checkout(1)
        self.all_of(connection)

        self.told(fake, connection, "checkouts/update", rest_checkout(checkout))

        assert [line.quantity for line in Cart.objects.get().lines.all()] == [2]

    def test_what_was_bought_is_no_cart(self, fake, connection):
        checkout = fake.begin_checkout(1)
        self.all_of(connection)

        self.told(fake, connection, "checkouts/update", rest_checkout(checkout, completed_at=now()))

        assert not Cart.objects.exists()

    def test_the_order_that_it_became_ends_it(self, fake, connection):
        fake.begin_checkout(1)
        self.all_of(connection)

        self.told(fake, connection, "orders/create", rest_order(fake.sell(1)) | {"checkout_id": 401})

        assert Order.objects.exists() and not Cart.objects.exists()

    def test_one_that_is_deleted_is_asked_for(self, fake, connection):
        checkout = fake.begin_checkout(1)
        self.all_of(connection)
        self.told(fake, connection, "checkouts/delete", {"id": 401})
        assert Cart.objects.exists()

        del fake.checkouts["401"]
        self.told(fake, connection, "checkouts/delete", {"id": 401, "updated_at": checkout["updatedAt"]})

        assert not Cart.objects.exists()

    def test_what_webhooks_missed_is_found(self, fake, connection):
        checkout = fake.begin_checkout(1)
        self.all_of(connection)
        connection.refresh_from_db()
        checkout |= {"completedAt": now(), "updatedAt": now()}

        begin_pull(connection, Reason.RECONCILE)
        do_jobs()

        assert not Cart.objects.exists()

    def test_an_app_that_may_not_see_them_brings_the_rest(self, fake, connection):
        fake.sell(1), fake.begin_checkout(1)
        fake.denied.add("abandonedCheckouts")

        pull = self.all_of(connection)

        assert (pull.state, pull.error) == ("done", "") and Order.objects.exists()
        assert not Cart.objects.exists() and not Unkept.objects.exists()
