"""A shop of one's own tells what it has: the same twice changes nothing, a wrong row changes nothing at all."""

import pytest
from django.db.models import RestrictedError
from django.utils import timezone

from shopbell.api.scope import Scope
from shopbell.core.errors import Refused
from shopbell.shop.actions.perform import perform_action
from shopbell.shop.models import Cart, Order, Payment, PaymentMethod, Product, Scan, Variant

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
HELD = {
    "variant": "b41",
    "warehouse": "GNT",
    "warehouse_name": "Ghent",
    "pieces": 3,
    "back_order_on": "2026-12-04",
}
ALL = [("products", BOOTS), ("customers", NIA), ("orders", SOLD), ("shipments", SENT), ("stock", HELD)]


@pytest.fixture
def feed(program):
    calls = program(Scope.SHOP_FEED)
    return lambda noun, *rows: calls.send("PUT", f"/{noun}", {"rows": list(rows)})


def test_a_shop_is_fed_and_a_second_time_changes_nothing(feed, program):
    for noun, row in ALL:
        first, again = feed(noun, row), feed(noun, row)
        assert first.status_code == again.status_code == 200, first.content
        assert first.json()["counts"]["levels" if noun == "stock" else noun] == {
            "new": 1,
            "changed": 0,
            "same": 0,
        }
        assert all(each["new"] == each["changed"] == 0 for each in again.json()["counts"].values())

    told = program(Scope.ORDERS_READ).get("/orders/W77").json()
    assert told["total_cents"] == 12900 and told["lines"][0]["variant_external_id"] == "b41"
    assert told["methods"][0]["method"]["balance_cents"] == 2500
    assert told["shipments"][0]["line_ids"] == [told["lines"][0]["id"]]


@pytest.mark.requirement("R70")
def test_invoices_addresses_and_more_pictures_are_fed_too(feed, program):
    home = {"name": "Nia Roe", "line1": "Quay 4", "city": "Ghent", "country": "BE"}
    issued = {"number": "I-7", "issued_at": "2026-03-01T11:00:00Z", "page": "https://shop.example/i/7"}
    rows = [
        ("products", BOOTS | {"pictures": ["https://shop.example/side.jpg"]}),
        ("customers", NIA | {"address": home}),
        ("orders", SOLD | {"invoices": [issued]}),
    ]
    for _ in range(2):
        for noun, row in rows:
            assert feed(noun, row).status_code == 200
    feed("orders", SOLD)  # which says nothing of invoices

    order = Order.objects.get()
    invoice = order.invoices.get()
    assert (invoice.number, invoice.total_cents, invoice.issued_at.hour) == ("I-7", 12900, 11)
    assert order.customer.addresses.get().parts["city"] == "Ghent"
    assert Product.objects.get().pictures == ["https://shop.example/side.jpg"]
    sent = done(order, "resend_document", document="invoice")
    assert "Invoice I-7" in sent.effects["data"]["subject"]

    feed("customers", NIA | {"address": home | {"city": "Bruges"}})
    assert order.customer.addresses.get().parts["city"] == "Ghent"  # the default may have been changed here
    feed("orders", SOLD | {"invoices": []})
    assert not order.invoices.exists()


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
        ("products", [BOOTS | {"pictures": ["javascript:alert(1)"]}], "pictures"),
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


def fed(feed):
    for noun, row in ALL[:3]:
        feed(noun, row)
    return Order.objects.get()


def done(order, action, **parameters):
    return perform_action(action, by=None, key=f"{action}-{order.pk}", order=order, parameters=parameters)


def test_a_payment_that_was_paid_back_is_never_dropped_nor_lowered(feed):
    order = fed(feed)
    order.status = "delivered"
    order.save()
    done(order, "refund_order")
    told = SOLD["payments"][0]

    for wrong in ({"external_id": "renamed"}, {"amount_cents": 1}, {"kind": "refund"}):
        answer = feed("orders", SOLD | {"payments": [told | wrong]})
        assert answer.status_code == 422 and "was paid back here" in answer.content.decode()
    assert feed("orders", SOLD | {"payments": []}).status_code == 422

    assert feed("orders", SOLD).status_code == 200
    with pytest.raises(Refused):
        perform_action("refund_order", by=None, key="again", order=order, parameters={})
    payment = order.payments.get(kind="payment")
    with pytest.raises(RestrictedError):
        payment.delete()


def test_what_a_row_leaves_out_stays(feed):
    order = fed(feed)
    method, variant = PaymentMethod.objects.get(), Variant.objects.get()
    stock, address, total = variant.stock, order.address, order.total_cents
    assert method.balance_cents and stock

    bare_method = {name: NIA["payment_methods"][0][name] for name in ("external_id", "kind")}
    feed("customers", {"email": NIA["email"], "payment_methods": [bare_method]})
    wanted = ("external_id", "price_cents", "currency")
    bare_variant = {name: BOOTS["variants"][0][name] for name in wanted}
    feed("products", {"external_id": BOOTS["external_id"], "name": "Boots", "variants": [bare_variant]})
    asked = ("external_id", "customer_email", "currency")
    feed("orders", {name: SOLD[name] for name in asked} | {"status": "shipped"})

    method.refresh_from_db(), variant.refresh_from_db(), order.refresh_from_db()
    assert method.balance_cents == 2500 and variant.stock == stock
    assert (order.status, order.address, order.total_cents) == ("shipped", address, total)
    feed("products", BOOTS | {"variants": [bare_variant | {"stock": None}]})
    variant.refresh_from_db()
    assert variant.stock is None


def test_an_order_that_the_desk_cancelled_stays_cancelled(feed):
    order = fed(feed)
    before = order.status
    done(order, "cancel_order", reason="no longer needed")

    feed("orders", SOLD | {"status": before})

    order.refresh_from_db()
    assert order.status == "cancelled"
    feed("orders", SOLD | {"status": "shipped"})
    order.refresh_from_db()
    assert order.status == "shipped"


def test_an_address_that_the_desk_changed_is_not_changed_back(feed):
    order = fed(feed)
    done(order, "change_address", line1="Rue 2", city="Paris", postcode="75001", country="FR")

    feed("orders", SOLD)

    order.refresh_from_db()
    assert order.address["city"] == "Paris"
    feed("orders", SOLD | {"address": {"line1": "Rue 3", "city": "Lyon", "country": "FR"}})
    order.refresh_from_db()
    assert order.address["city"] == "Lyon"


def test_the_lines_of_a_returned_order_stay_and_so_does_what_came_back(feed):
    order = fed(feed)
    order.status = "delivered"
    order.save()
    line = order.lines.get()
    done(order, "return_items", lines=[{"line": line.pk}])
    renamed = [SOLD["lines"][0] | {"external_id": "renamed"}]

    assert feed("orders", SOLD | {"status": "delivered", "lines": renamed}).status_code == 200

    order.refresh_from_db()
    assert order.status == "return_requested" and order.lines.get() == line
    assert order.returns.get().lines.get().line == line


def test_what_the_desk_moved_stays_when_the_shop_tells_what_it_told_before(feed):
    order = fed(feed)
    order.status = "delivered"
    order.save()
    done(order, "refund_order", amount_cents=5000)
    done(order, "reship")

    feed("customers", NIA)
    feed("products", BOOTS)

    card, boots = PaymentMethod.objects.get(), Variant.objects.get()
    assert (card.balance_cents, boots.stock) == (7500, 2)
    feed("customers", NIA | {"payment_methods": [NIA["payment_methods"][0] | {"balance_cents": 7000}]})
    feed("products", BOOTS | {"variants": [BOOTS["variants"][0] | {"stock": 9}]})
    card.refresh_from_db(), boots.refresh_from_db()
    assert (card.balance_cents, boots.stock) == (7000, 9)


@pytest.mark.requirement("R74")
def test_carts_are_told_and_an_empty_one_is_no_more(feed, program):
    for noun, row in ALL[:2]:
        feed(noun, row)
    cart = {
        "external_id": "c1", "customer_email": "nia@shopper.example", "currency": "EUR",
        "updated_at": timezone.now().isoformat(), "lines": [{"variant": "b41", "price_cents": 12900}],
    }  # fmt: skip
    assert feed("carts", cart).json()["counts"]["carts"] == {"new": 1, "changed": 0, "same": 0}
    assert feed("carts", cart).json()["counts"]["carts"] == {"new": 0, "changed": 0, "same": 1}
    assert program(Scope.ORDERS_READ).get("/carts").json()["data"][0]["total_cents"] == 12900

    for wrong in ({"customer_email": "no@shopper.example"}, {"lines": [{"variant": "x", "price_cents": 1}]}):
        assert feed("carts", cart | wrong).status_code == 422
    assert Cart.objects.get().lines.count() == 1

    feed("carts", cart | {"lines": []})
    assert not Cart.objects.exists()
