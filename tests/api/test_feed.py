"""A shop of one's own tells what it has: the same twice changes nothing, a wrong row changes nothing at all."""

import pytest

from shopbell.api.scope import Scope
from shopbell.shop.models import Order, Payment, Product, Scan

BOOTS = {
    "external_id": "boots", "name": "Trail boots",
    "variants": [{"external_id": "b41", "options": {"size": "41"}, "price_cents": 12900, "currency": "EUR", "stock": 3}],
}  # fmt: skip
NIA = {
    "email": "nia@shopper.example", "name": "Nia Roe",
    "payment_methods": [{"external_id": "gift-9", "kind": "gift_card", "balance_cents": 2500, "currency": "EUR"}],
}  # fmt: skip
SOLD = {
    "external_id": "W77", "customer_email": "nia@shopper.example", "status": "pending", "currency": "EUR",
    "placed_at": "2026-03-01T10:00:00Z",
    "lines": [{"variant": "b41", "name": "Trail boots", "options": {"size": "41"}, "price_cents": 12900}],
    "payments": [{"external_id": "1", "method": "gift-9", "amount_cents": 12900}],
}  # fmt: skip
SENT = {
    "external_id": "p1", "order": "W77", "carrier": "Swift", "tracking_number": "SW9", "lines": ["1"],
    "scans": [{"at": "2026-03-02T10:00:00Z", "step": "picked_up", "text": "Handed over"}],
}  # fmt: skip
ALL = [("products", BOOTS), ("customers", NIA), ("orders", SOLD), ("shipments", SENT)]


@pytest.fixture
def feed(program):
    calls = program(Scope.SHOP_FEED)
    return lambda noun, *rows: calls.send("PUT", f"/{noun}", {"rows": list(rows)})


def test_a_shop_is_fed_and_a_second_time_changes_nothing(feed, program):
    for noun, row in ALL:
        first, again = feed(noun, row), feed(noun, row)
        assert first.status_code == again.status_code == 200, first.content
        assert first.json()["counts"][noun] == {"new": 1, "changed": 0, "same": 0}
        assert all(each["new"] == each["changed"] == 0 for each in again.json()["counts"].values())

    told = program(Scope.ORDERS_READ).get("/orders/W77").json()
    assert told["total_cents"] == 12900 and told["lines"][0]["variant_external_id"] == "b41"
    assert told["methods"][0]["method"]["balance_cents"] == 2500
    assert told["shipments"][0]["line_ids"] == [told["lines"][0]["id"]]


def test_a_program_that_cannot_put_may_post(program):
    answer = program(Scope.SHOP_FEED).post("/products", {"rows": [BOOTS]})

    assert answer.status_code == 200 and Product.objects.get().name == "Trail boots"


def test_what_differs_is_changed_and_what_is_left_out_stays(feed):
    for noun, row in ALL:
        feed(noun, row)
    rest = {key: value for key, value in SOLD.items() if key not in ("lines", "payments")}

    answer = feed("orders", rest | {"status": "shipped", "total_cents": 12900})

    order = Order.objects.get()
    assert answer.json()["counts"]["orders"]["changed"] == 1 and order.status == "shipped"
    assert order.lines.count() == 1 and order.payments.count() == 1
    feed(
        "shipments",
        SENT | {"scans": [{"at": "2026-03-03T10:00:00Z", "step": "delivered", "text": "Left at the door"}]},
    )
    assert Scan.objects.count() == 2


def test_what_the_desk_paid_back_is_not_taken_away_by_the_feed(feed, program):
    for noun, row in ALL[:3]:
        feed(noun, row)
    shop = program(Scope.ORDERS_ACT)
    done = shop.post(
        "/orders/W77/actions/cancel_order",
        {"parameters": {"reason": "no longer needed"}},
        Idempotency_Key="k",
    )
    assert done.status_code == 200

    feed("orders", SOLD | {"status": "cancelled"})

    assert Payment.objects.filter(kind="refund").count() == 1


@pytest.mark.parametrize(
    ("noun", "rows", "words"),
    [
        ("products", [BOOTS, BOOTS], "twice"),
        ("products", [BOOTS, {"external_id": "x"}], "name"),
        ("products", [BOOTS, BOOTS | {"external_id": "y", "picture": "javascript:alert(1)"}], "picture"),
        ("customers", [NIA, {"email": "no address"}], "rows.1"),
        ("orders", [SOLD], "no customer"),
        ("shipments", [SENT], "no order"),
        ("products", [], "at least 1"),
    ],
)
def test_a_wrong_row_is_told_and_nothing_is_taken(feed, noun, rows, words):
    answer = feed(noun, *rows)

    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Product.objects.exists() and not Order.objects.exists()


def test_feeding_needs_the_permission_to_configure(program, bo, root):
    assert program(Scope.SHOP_FEED, agent=bo).send("PUT", "/products", {"rows": [BOOTS]}).status_code == 403
    assert program(Scope.SHOP_FEED, agent=root).send("PUT", "/products", {"rows": [BOOTS]}).status_code == 200
