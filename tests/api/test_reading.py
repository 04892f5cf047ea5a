"""What programs read: lists page by page, and the full state of one."""

import pytest

from shopbell.api.scope import Scope
from shopbell.customers.consent import give_consent
from shopbell.customers.point import give_points
from shopbell.shop.models import Address, Order

pytestmark = pytest.mark.django_db


def test_an_order_is_told_whole(everything, order, mina):
    told = everything.get("/orders/%23w26").json()

    assert told["number"] == "W26" and told["status"] == "shipped" and told["customer_id"] == mina.pk
    assert told["lines"][0]["variant_external_id"] == "boots-41" and told["lines"][0]["price_cents"] == 12900
    paid = {each["method"]["external_id"]: each for each in told["methods"]}
    assert paid["gift-1"]["method"]["balance_cents"] == 2500 and paid["gift-1"]["paid_cents"] == 2900
    assert paid["card-1"]["paid_cents"] == 10000 and paid["card-1"]["refunded_cents"] == 0
    assert told["shipments"][0]["tracking_number"] == "SW1"
    assert told["shipments"][0]["line_ids"] == [told["lines"][0]["id"]]
    assert told["shipments"][0]["scans"][0]["text"] == "Left the depot"


def test_a_number_that_two_shops_use_asks_for_the_shop(everything, order, theo):
    Order.objects.create(source="file", external_id="x", number="#w-26", customer=theo, currency="EUR")
    Order.objects.create(source="other", external_id="x", number="W26", customer=theo, currency="EUR")

    assert everything.get("/orders/W26").status_code == 409
    assert everything.get("/orders/W26?source=file").json()["customer_id"] == theo.pk
    assert everything.get("/orders/W26?source=built_in").json()["customer_id"] == order.customer_id


def test_a_customer_is_found_by_address_and_told_whole(everything, order, mina, late_parcel):
    (row,) = everything.get("/customers?email=MINA@Shopper.Example").json()["data"]
    told = everything.get(f"/customers/{row['id']}").json()

    assert told["name"] == "Mina Okafor" and told["email"] == "mina@shopper.example"
    assert told["identities"] == [{"kind": "email", "value": "mina@shopper.example", "is_verified": True}]
    assert {each["external_id"]: each["balance_cents"] for each in told["payment_methods"]} == {
        "card-1": None, "gift-1": 2500,
    }  # fmt: skip
    assert told["orders"] == ["W26"] and told["tickets"] == [late_parcel.pk]
    assert everything.get("/customers?email=no-address").json()["data"] == []


@pytest.mark.requirement("R72", "R97")
def test_consent_and_positive_points_are_told(everything, mina, bo):
    give_consent(mina, "news", way="agent", words="on the phone", by=bo)
    give_points(mina, "Recommended us", by=bo, count=2)

    told = everything.get(f"/customers/{mina.pk}").json()

    assert [(each["kind"], each["words"], each["withdrawn_at"]) for each in told["consents"]] == [
        ("news", "on the phone", None)
    ]
    assert told["point_total"] == 2 and told["points"][0]["reason"] == "Recommended us"


def test_what_somebody_bought_needs_the_scope_for_orders(program, order, mina):
    told = program(Scope.CUSTOMERS_READ).get(f"/customers/{mina.pk}").json()

    assert told["payment_methods"] is None and told["orders"] is None and told["tickets"] == []


def test_products_carry_their_stock(everything, boots):
    (told,) = everything.get("/products?sku=B42").json()["data"]

    assert [(each["sku"], each["stock"]) for each in told["variants"]] == [("B41", 3), ("B42", 0)]
    assert everything.get(f"/products/{boots.pk}").json() == told
    assert everything.get("/products?name=TRAIL").json()["data"] == [told]
    assert everything.get("/products?external_id=none").json()["data"] == []


def test_shipments_and_carts_are_lists_of_their_own(everything, order, cart):
    assert everything.get("/shipments?tracking_number=SW1").json()["data"][0]["order"] == "W26"
    assert everything.get("/shipments?order=W27").json()["data"] == []
    (told,) = everything.get(f"/carts?customer_id={cart.customer_id}").json()["data"]
    assert told["total_cents"] == 25800


def test_lists_are_read_to_their_end_without_gaps_while_rows_come_in(everything, order, mina):
    made = [
        Order.objects.create(external_id=f"n{n}", number=f"N{n}", customer=mina, currency="EUR").pk
        for n in range(4)
    ]
    first = everything.get("/orders?limit=2").json()
    Order.objects.create(external_id="late", number="L", customer=mina, currency="EUR")
    second = everything.get(f"/orders?limit=2&after={first['next']}").json()
    third = everything.get(f"/orders?limit=2&after={second['next']}").json()

    found = [each["id"] for page in (first, second, third) for each in page["data"]]
    assert found == sorted([order.pk, *made], reverse=True) and third["next"] is None


def test_orders_are_chosen_by_status_customer_and_day(everything, order, theo):
    assert len(everything.get("/orders?status=shipped").json()["data"]) == 1
    assert everything.get("/orders?status=cancelled").json()["data"] == []
    assert everything.get(f"/orders?customer_id={theo.pk}").json()["data"] == []
    assert everything.get("/orders?placed_since=2999-01-01T00:00:00Z").json()["data"] == []
    assert everything.get("/orders?number=%23W-26").json()["data"][0]["id"] == order.pk


@pytest.mark.parametrize(
    "asked", ["limit=0", "limit=101", "limit=x", "after=%21%21", "after=YWZ0ZXIgeA", "status=lost"]
)
def test_a_strange_page_is_refused_in_words(asked, everything):
    answer = everything.get(f"/orders?{asked}")

    assert answer.status_code in {400, 422} and answer.json()["error"]["sentence"]


def test_of_a_customer_no_more_than_a_hundred_of_each_are_told(everything, mina):
    Order.objects.bulk_create(
        Order(external_id=str(n), number=str(n), number_key=str(n), customer=mina, currency="EUR")
        for n in range(101)
    )
    Address.objects.bulk_create(Address(customer=mina, line1=str(n)) for n in range(101))

    told = everything.get(f"/customers/{mina.pk}").json()

    assert (len(told["orders"]), len(told["addresses"])) == (100, 100)
