"""CSV files of a shop: read with their line numbers, loaded whole or not at all."""

import pytest
from django.db import connection, transaction
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.customers.models import Customer, Identity
from shopbell.shop.feed import owners
from shopbell.shop.feed.load import load_csv
from shopbell.shop.models import Order, Product, Variant

pytestmark = pytest.mark.django_db

PRODUCTS = """product,name,variant,sku,options,price,currency,stock,available
boots,Trail boots,b41,B41,size=41; colour=brown,129.00,EUR,3,yes
boots,,b42,B42,size=42,129.00,EUR,0,no
socks,Wool socks,s1,S1,,9.90,EUR,,
"""
CUSTOMERS = """email;name;city;country;payment_method;kind;brand;balance;currency
nia@shopper.example;Nia Roe;Bath;GB;card-1;card;visa;;EUR
nia@shopper.example;;;;gift-1;gift_card;;25.00;EUR
"""
ORDERS = """order,email,status,currency,placed_at,variant,name,quantity,price,shipping,line1,city,payment_method,paid
W1,Nia@Shopper.Example,delivered,EUR,2026-03-01T10:00:00+01:00,b41,Trail boots,1,129.00,5.00,1 Quay,Bath,card-1,100.00
W1,,,EUR,,s1,Wool socks,2,9.90,,,,gift-1,53.80
"""


@pytest.fixture
def load(tmp_path):
    def write(noun: str, text: str):
        path = tmp_path / f"{noun}.csv"
        path.write_text(text, "utf-8-sig")
        return load_csv(noun, path)

    return write


def test_a_shop_is_loaded_from_three_files_and_a_second_time_changes_nothing(load):
    for noun, text in (("products", PRODUCTS), ("customers", CUSTOMERS), ("orders", ORDERS)):
        assert not load(noun, text).is_unchanged
        assert load(noun, text).is_unchanged

    boots = Product.objects.get(external_id="boots")
    assert {each.sku: (each.stock, each.is_available) for each in boots.variants.all()} == {
        "B41": (3, True), "B42": (0, False),
    }  # fmt: skip
    assert Variant.objects.get(sku="B41").options == {"size": "41", "colour": "brown"}
    assert Variant.objects.get(sku="S1").stock is None
    order = Order.objects.get(number="W1")
    assert order.customer == Customer.objects.get(name="Nia Roe") and order.total_cents == 12900 + 1980 + 500
    assert [(each.quantity, each.price_cents) for each in order.lines.all()] == [(1, 12900), (2, 990)]
    assert {each.method.external_id: each.amount_cents for each in order.payments.all()} == {
        "card-1": 10000, "gift-1": 5380,
    }  # fmt: skip
    assert str(order.placed_at) == "2026-03-01 09:00:00+00:00" and order.address["line1"] == "1 Quay"


def test_every_wrong_line_is_told_with_its_number_and_nothing_is_loaded(load):
    text = PRODUCTS + "hat,Hat,h1,H1,size,9.999,EUR,1,maybe\nscarf,,x,X,,5.00,EUR,-1,yes\n"

    with pytest.raises(Refused) as refusal:
        load("products", text)

    assert "line 5: options" in str(refusal.value) and "line 6: name" in str(refusal.value)
    assert "line 6: variants › 0 › stock" in str(refusal.value)
    assert not Product.objects.exists()


def test_what_a_line_names_must_be_there(load):
    with pytest.raises(Refused, match=r"orders\.csv, line 2: There is no customer nia@shopper\.example"):
        load("orders", ORDERS)
    load("customers", CUSTOMERS)
    with pytest.raises(Refused, match="line 2: There is no variant b41"):
        load("orders", ORDERS)
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("product,name,colour\n", "colour"),
        ("product,price\n", "name is missing"),
        ("product,name,name\n", "twice"),
        ("product,name\na,b,c\n", "line 2: there are more cells"),
        ('product,name\n"a,b\n', "line"),
        ("product,name\na\0,b\n", "NUL"),
        ("product,name,variant,price,currency\na,b,c,1.234,EUR\n", "no amount in EUR"),
        ("product,name,variant,price,currency\na,b,c,1,euro\n", "line 2"),
        ("product,name,variant,price,currency\na,b,c,NaN,EUR\n", "no amount"),
        ("", "missing"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(load, text, words):
    with pytest.raises(Refused, match=words):
        load("products", text)
    assert not Product.objects.exists()


def test_a_payment_method_never_goes_over_to_another_customer(load):
    load("customers", CUSTOMERS)
    with pytest.raises(Refused, match="another customer"):
        load("customers", CUSTOMERS.replace("nia@", "rob@"))


def test_a_long_file_is_fed_in_portions_and_what_is_wrong_at_its_end_is_told_first(load, monkeypatch):
    monkeypatch.setattr("shopbell.shop.feed.load.BATCH", 2)
    rows = "".join(f"e{n}@shopper.example,Nia {n}\n" for n in range(5))

    assert load("customers", f"email,name\n{rows}").tallies["customers"].new == 5
    unknown = "o1,nobody@shopper.example,pending,EUR,Boots,1.00\n" * 2
    more = "o2,e1@shopper.example,pending,EUR,Boots,1.00\no3,e1@shopper.example,lost,EUR,Boots,1.00\n"
    with pytest.raises(Refused, match="line 5: status"):
        load("orders", f"order,email,status,currency,name,price\n{unknown}{more}")
    assert not Order.objects.exists()


def test_lines_of_one_thing_may_stand_apart(load):
    load("products", PRODUCTS)
    load("customers", CUSTOMERS)
    head, first, second = ORDERS.splitlines()
    other = first.replace("W1", "W2").replace(",100.00", ",")

    load("orders", "\n".join([head, first, other, second, second.replace("W1", "W2")]) + "\n")

    assert [order.lines.count() for order in Order.objects.order_by("number")] == [2, 2]


def test_somebody_met_at_the_same_moment_is_told_and_nothing_is_loaded(load, monkeypatch):
    nia = Customer.objects.create(name="Nia")
    identity = {"customer": nia, "kind": "email", "value": "nia@shopper.example"}
    meet = owners.owners_of

    def meet_late(addresses):
        found = meet(addresses)
        Identity.objects.get_or_create(**identity, verified_at=timezone.now())
        return found

    monkeypatch.setattr(owners, "owners_of", meet_late)
    with transaction.atomic(), pytest.raises(Refused, match="Load it again"):
        load("customers", CUSTOMERS)

    assert Customer.objects.get() == nia


def test_a_long_file_holds_no_lock_for_each_of_its_customers(load):
    rows = [f"nia{number}@shopper.example,Nia" for number in range(20)]

    load("customers", "\n".join(["email,name", *rows]) + "\n")

    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()")
        assert cursor.fetchone() == (1,)


STOCK = """variant;warehouse;warehouse_name;country;pieces;back_order_on
b41;GNT;Ghent;BE;2;
b41;LYS;Lyon;FR;0;2026-12-04
s1;GNT;;;40;
"""
PARCELS = """parcel,order,carrier,tracking_number,warehouse,lines,shipped_at,expected_on,scan_at,step,place,text
1,W1,Colis,6A0241,Ghent,1; 2,2026-03-02T08:00:00Z,2026-03-05,2026-03-02T08:00:00Z,picked_up,Ghent,Handed over
1,W1,,,,,,,2026-03-03T08:00:00Z,,Lille,Sorted
"""


@pytest.mark.requirement("R69", "R76")
def test_stock_by_warehouse_and_parcels_come_from_files_as_orders_do(load):
    files = [
        ("products", PRODUCTS), ("stock", STOCK), ("customers", CUSTOMERS), ("orders", ORDERS), ("parcels", PARCELS)
    ]  # fmt: skip
    for noun, text in files:
        assert not load(noun, text).is_unchanged
        assert load(noun, text).is_unchanged

    boots = Variant.objects.get(external_id="b41")
    assert (boots.stock, str(boots.restock_on)) == (2, "2026-12-04")
    assert Variant.objects.get(external_id="s1").stock == 40
    assert [(str(each.warehouse), each.pieces, str(each.back_order_on)) for each in boots.levels.all()] == [
        ("Ghent", 2, "None"), ("Lyon", 0, "2026-12-04"),
    ]  # fmt: skip
    parcel = Order.objects.get(number="W1").shipments.get()
    assert (parcel.tracking_number, parcel.warehouse, parcel.lines.count()) == ("6A0241", "Ghent", 2)
    assert [(each.step, each.place) for each in parcel.scans.all()] == [
        ("picked_up", "Ghent"), ("on_the_way", "Lille"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("noun", "text", "words"),
    [
        ("stock", "variant,warehouse,pieces\nnone,GNT,1\n", "line 2: .*no variant none"),
        ("stock", "variant,warehouse,pieces\nb41,GNT,-1\n", "line 2: pieces"),
        ("parcels", "parcel,order\n1,W9\n", "line 2: .*no order W9"),
        ("parcels", "parcel,order,scan_at,text\n1,W9,2026-03-02T08:00:00Z,\n", "line 2: scans › 0 › text"),
    ],
)
def test_a_wrong_line_of_stock_or_parcels_is_told_with_its_number(load, noun, text, words):
    load("products", PRODUCTS)

    with pytest.raises(Refused, match=words):
        load(noun, text)
