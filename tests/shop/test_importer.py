import json
import os
from pathlib import Path

import pytest
from django.db import connection

from shopbell.core.errors import Refused
from shopbell.customers.models import Customer, Identity
from shopbell.shop.importer import import_file
from shopbell.shop.models import Order, OrderLine, Payment, PaymentMethod, Product, Shipment, Variant

SMALL = Path(__file__).parent.parent / "corpus/shop/small.json"
REAL = Path(__file__).parents[2] / "../shared/data/retail-shop/db.json"
TABLES = (Product, Variant, Customer, Identity, PaymentMethod, Order, OrderLine, Payment, Shipment)
needs_real = pytest.mark.skipif(
    not REAL.exists() or os.environ.get("CI") == "true", reason="the real shop's file is not here"
)


@pytest.fixture
def changed(tmp_path):
    """`changed(lambda shop: …)`: the small file after the change, as a path."""

    def change(edit):
        shop = json.loads(SMALL.read_text())
        edit(shop)
        path = tmp_path / "shop.json"
        path.write_text(json.dumps(shop))
        return path

    return change


def counts():
    return {model.__name__: model.objects.count() for model in TABLES}


def snapshot():
    """Every row with the transaction that wrote it: equal only when nothing was written."""
    with connection.cursor() as cursor:
        rows = {}
        for model in TABLES:
            cursor.execute(f"select id, xmin::text from {model._meta.db_table} order by id")
            rows[model.__name__] = cursor.fetchall()
    return rows


@pytest.mark.django_db
def test_a_shop_is_loaded_to_the_cent():
    import_file(SMALL)

    order = Order.objects.get(number="W1001")
    assert (order.total_cents, order.status, order.currency) == (7497, "items_changed", "EUR")
    assert [line.price_cents for line in order.lines.all()] == [7410, 29]
    assert order.payments.get().method.balance_cents == 2055
    assert str(order.placed_at) == "2026-03-01 10:00:00+00:00"


@pytest.mark.django_db
def test_states_refunds_and_parcels_are_read():
    import_file(SMALL)

    order = Order.objects.get(number="W1002")
    assert order.status == "return_requested" and order.placed_at is None
    assert [(each.kind, each.amount_cents) for each in order.payments.all()] == [
        ("payment", 7410),
        ("refund", 1000),
    ]
    assert order.shipments.get().tracking_number == "TR1" and order.shipments.get().lines.count() == 1


def test_the_verified_owner_of_an_address_gets_the_orders(mina):
    import_file(SMALL)

    assert mina.orders.get().number == "W1001"
    assert Customer.objects.get(name="Lena Voss").identities.get().is_verified


@pytest.mark.django_db
def test_a_second_run_writes_nothing():
    import_file(SMALL)
    before = snapshot()

    summary = import_file(SMALL)

    assert summary.is_unchanged and snapshot() == before


def test_what_changed_is_brought_in_step(changed, db):
    import_file(SMALL)

    def edit(shop):
        shop["orders"]["#W1001"]["status"] = "delivered"
        del shop["orders"]["#W1001"]["items"][1]
        shop["orders"]["#W1001"]["items"][0]["price"] = 70.5

    summary = import_file(changed(edit))

    order = Order.objects.get(number="W1001")
    assert (order.status, order.total_cents, order.lines.count()) == ("delivered", 7050, 1)
    assert (summary.tallies["orders"].changed, summary.tallies["lines"].gone) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("currency", "price", "cents"), [("JPY", 1290, 1290), ("KWD", 1.295, 1295), ("EUR", 12.9, 1290)]
)
def test_amounts_are_kept_in_the_minor_unit_of_their_currency(changed, currency, price, cents):
    def edit(shop):
        shop["currency"] = currency
        text = json.dumps(shop)
        shop.clear()
        shop.update(json.loads(text, parse_float=lambda text: int(float(text))))
        shop["products"]["p1"]["variants"]["v1"]["price"] = price

    import_file(changed(edit))

    assert Variant.objects.get(external_id="v1").price_cents == cents


BROKEN = {
    "orders › #W1001 has no “status”": lambda shop: shop["orders"]["#W1001"].pop("status"),
    "The file has no “users”": lambda shop: shop.pop("users"),
    "products › p1 › variants › v1 › price must be an amount": lambda shop: shop["products"]["p1"][
        "variants"
    ]["v1"].update(price="dear"),
    "is not an amount of EUR with at most 2 decimals": lambda shop: shop["products"]["p1"]["variants"][
        "v1"
    ].update(price=1.999),
    "“lost” is none of": lambda shop: shop["orders"]["#W1002"].update(status="lost"),
    "names nobody, which is not among the users": lambda shop: shop["orders"]["#W1002"].update(
        user_id="nobody"
    ),
    "payment_history names c7, which no user has": lambda shop: shop["orders"]["#W1002"]["payment_history"][
        0
    ].update(payment_method_id="c7"),
    "users › lena › email": lambda shop: shop["users"]["lena"].update(email="nowhere"),
    "orders must be an object": lambda shop: shop.update(orders=[]),
}


@pytest.mark.django_db
@pytest.mark.parametrize("sentence", BROKEN)
def test_a_broken_file_names_the_key_and_loads_nothing(sentence, changed):
    with pytest.raises(Refused) as refusal:
        import_file(changed(BROKEN[sentence]))

    assert sentence in str(refusal.value)
    assert not any(counts().values())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{", "is not JSON"),
        (b"\xff\xfe", "not text in UTF-8"),
        (b"[1]", "must be an object"),
        (b"[" * 100_000, "is not JSON"),
    ],
)
def test_what_is_no_shop_is_said_in_one_sentence(content, sentence, tmp_path):
    path = tmp_path / "shop.json"
    path.write_bytes(content)

    with pytest.raises(Refused, match=sentence):
        import_file(path)


@needs_real
@pytest.mark.django_db
@pytest.mark.requirement("R67")
def test_the_real_shop_is_loaded_twice_without_doubling():
    import_file(REAL)
    before, known = snapshot(), counts()
    assert (known["Customer"], known["Order"], known["Variant"], known["PaymentMethod"]) == (
        500,
        1000,
        591,
        695,
    )
    assert Payment.objects.filter(kind="refund").count() == 102 and Shipment.objects.count() == 577
    for order in Order.objects.prefetch_related("payments")[:200]:
        assert order.total_cents == order.payments.all()[0].amount_cents

    assert import_file(REAL).is_unchanged and import_file(REAL).is_unchanged
    assert snapshot() == before
