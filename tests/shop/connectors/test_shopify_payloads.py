"""Bodies that Shopify itself has published: each is understood, or set aside in silence, and none breaks anything."""

import json
from pathlib import Path

import pytest

from shopbell.customers.models import Customer
from shopbell.shop.connectors.connection import Connection
from shopbell.shop.connectors.item import Broken, Changed, Item
from shopbell.shop.connectors.keep import keep_items
from shopbell.shop.connectors.shopify.webhooks import told
from shopbell.shop.models import Order, Product, Variant

FOLDER = Path(__file__).resolve().parents[3].parent / "shared/data/shopify"
pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="The folder of shared data is not here.")
NAMES = sorted(path.stem for path in FOLDER.glob("*.json")) if FOLDER.exists() else []
TOPICS = {
    "order": "orders/updated", "orders": "orders/updated", "product": "products/update",
    "products": "products/update", "checkouts": "checkouts/update", "customer": "customers/update", "customers_search": "customers/update",
    "refund": "refunds/create", "fulfillment": "fulfillments/update",
    "fulfillment_event": "fulfillment_events/create", "transactions": "order_transactions/create",
}  # fmt: skip


def said_by(name):
    topic = TOPICS.get(name, f"{name}/update")
    return told(topic, (FOLDER / f"{name}.json").read_bytes(), "USD")


@pytest.mark.parametrize("name", NAMES)
def test_each_is_understood_or_set_aside(name):
    said = said_by(name)

    assert not [each for each in said if isinstance(each, Broken)]
    assert bool(said) == (name in TOPICS)


def test_an_order_is_kept_to_the_cent(db):
    connection = Connection.objects.create(kind="shopify", source="shopify", currency="USD")

    assert keep_items(connection, [each for each in said_by("order") if isinstance(each, Item)]) == 0

    body = json.loads((FOLDER / "order.json").read_text())["order"]
    order = Order.objects.get()
    assert (order.number, order.total_cents, order.tax_cents) == (body["name"], 40994, 1194)
    assert [line.price_cents for line in order.lines.all()] == [19900, 19900, 19900]


def test_products_and_customers_are_kept(db):
    connection = Connection.objects.create(kind="shopify", source="shopify", currency="USD")
    items = [each for name in ("products", "customer", "customers_search") for each in said_by(name)]

    assert keep_items(connection, items) == 0

    bodies = {each["id"]: each for each in json.loads((FOLDER / "products.json").read_text())}
    assert Product.objects.count() == len(bodies)
    assert Variant.objects.count() == sum(len(each["variants"]) for each in bodies.values())
    assert Customer.objects.filter(identities__value="bob.norman@hostmail.com").exists()


def test_a_checkout_is_a_cart(db):
    (said,) = said_by("checkouts")

    assert (said.noun, said.key, said.accounts[0].external_id) == ("carts", "450789469", "207119551")
    assert [(line.variant, line.price_cents) for line in said.carts[0].lines] == [
        ("49148385", 19900),
        ("808950810", 19900),
    ]


@pytest.mark.parametrize("name", ["refund", "fulfillment", "fulfillment_event", "transactions"])
def test_what_hangs_on_an_order_has_the_order_fetched(name):
    body = json.loads((FOLDER / f"{name}.json").read_text())
    inner = body[0] if isinstance(body, list) else body[name]

    assert said_by(name) == [Changed("orders", str(inner["order_id"]))]
