"""The built-in back end keeps the same promises as far as it goes: it is fed instead of asked, and acts at once."""

import pytest

from shopbell.shop.actions.perform import perform_action
from shopbell.shop.actions.refusal import ActionRefused
from shopbell.shop.feed.people import feed_customers, feed_products
from shopbell.shop.feed.rows import CustomerRow, OrderRow, ProductRow
from shopbell.shop.feed.sales import feed_orders
from shopbell.shop.models import Order

from .contract import everything

VASE = {
    "external_id": "blue",
    "price_cents": 7400,
    "currency": "EUR",
    "stock": 4,
    "options": {"colour": "blue"},
}


@pytest.fixture
def feed(db):
    """`feed("1", status="delivered")`: an order of 79.90 EUR, paid by card, with its product and its customer."""

    def tell(key, **more):
        feed_products([ProductRow(external_id="vase", name="Vase", variants=[VASE])])
        card = {"external_id": "card", "kind": "card", "brand": "visa", "last_four": "1142"}
        feed_customers([CustomerRow(email="mina@shopper.example", name="Mina", payment_methods=[card])])
        row = {
            "external_id": key, "customer_email": "mina@shopper.example", "status": "pending", "currency": "EUR",
            "shipping_cents": 590, "lines": [{"variant": "blue", "name": "Vase", "price_cents": 7400}],
            "payments": [{"external_id": "paid", "method": "card", "amount_cents": 7990}],
        }  # fmt: skip
        feed_orders([OrderRow(**(row | more))])
        return Order.objects.get(source="built_in", external_id=key)

    return tell


@pytest.fixture
def act(root):
    def perform(action, order, key="k", **parameters):
        return perform_action(action, by=root, key=key, order=order, parameters=parameters)

    return perform


def test_everything_that_is_fed_is_here_and_twice_changes_nothing(feed):
    order = feed("1")
    before = everything()

    feed("1")

    assert everything() == before
    assert (order.total_cents, order.lines.get().variant.product.name) == (7990, "Vase")
    assert [(paid.kind, paid.amount_cents) for paid in order.payments.all()] == [("payment", 7990)]


def test_an_order_is_cancelled_at_once_and_paid_back(feed, act):
    order = feed("1")

    run = act("cancel_order", order, reason="no longer needed")

    order.refresh_from_db()
    assert (run.status, order.status) == ("done", "cancelled")
    assert list(order.payments.filter(kind="refund").values_list("amount_cents", flat=True)) == [7990]


def test_a_refund_is_made_once_for_a_key(feed, act):
    order = feed("1", status="delivered")

    runs = {act("refund_order", order, amount_cents=1000).pk for _ in range(3)}

    assert len(runs) == 1
    assert list(order.payments.filter(kind="refund").values_list("amount_cents", flat=True)) == [1000]


def test_a_refund_beyond_what_was_paid_is_refused(feed, act):
    order = feed("1", status="delivered")

    with pytest.raises(ActionRefused):
        act("refund_order", order, amount_cents=9000)

    assert not order.payments.filter(kind="refund").exists()
