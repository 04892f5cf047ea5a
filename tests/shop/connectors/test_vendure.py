"""What Vendure answers, read without one. The contract is held against a real Vendure in `tests/real_shop`."""

import pytest

from shopbell.shop.connectors.errors import ShopRefuses, ShopTrouble
from shopbell.shop.connectors.vendure import answers, modifying, paying, questions
from shopbell.shop.connectors.vendure.place import Place
from shopbell.shop.models import ActionRun, Order

AT = "2026-03-01T10:00:0{}.000Z"


def an_order(**more):
    paid = {
        "id": "7", "createdAt": AT.format(1), "updatedAt": AT.format(1), "method": "card", "amount": 7990,
        "state": "Settled", "refunds": [],
    }  # fmt: skip
    variant = {
        "id": "3",
        "options": [{"name": "blue", "group": {"name": "Colour"}}],
        "product": {"name": "Vase"},
    }
    line = {
        "id": "5", "quantity": 1, "orderPlacedQuantity": 1, "unitPriceWithTax": 7400, "productVariant": variant,
    }  # fmt: skip
    person = {
        "id": "9", "firstName": "Mina", "lastName": "Ondine", "emailAddress": "mina@shopper.example", "phoneNumber": None,
    }  # fmt: skip
    return {
        "id": "1", "code": "EUVE3GGFN463XQ6E", "state": "PaymentSettled", "updatedAt": AT.format(1), "createdAt": AT.format(0),
        "orderPlacedAt": AT.format(1), "currencyCode": "EUR", "totalWithTax": 7990, "total": 6658, "shippingWithTax": 590,
        "customer": person, "shippingAddress": {"city": "Lyon", "countryCode": "FR"}, "discounts": [], "lines": [line],
        "payments": [paid], "fulfillments": [], "history": {"items": []},
        "newest": {"items": []},
    } | more  # fmt: skip


def refund(total: int, state: str = "Pending"):
    return {
        "id": "2", "createdAt": AT.format(5), "updatedAt": AT.format(6), "total": total, "state": state, "reason": "",
    }  # fmt: skip


def read(node, precision=2):
    item = answers.order(node, precision)
    return item, item.orders[0]


def test_an_order_is_read_with_all_that_belongs_to_it():
    item, row = read(an_order())

    assert (row.number, row.status, row.total_cents, row.tax_cents) == (
        "EUVE3GGFN463XQ6E",
        "pending",
        7990,
        1332,
    )
    assert row.lines[0].options == {"Colour": "blue"} and row.payments[0].amount_cents == 7990
    assert (item.accounts[0].name, item.accounts[0].is_aside, row.account) == ("Mina Ondine", True, "9")


def test_what_was_taken_out_of_an_order_is_in_it_no_more():
    kept = an_order()["lines"][0]
    out = kept | {"id": "6", "quantity": 0}

    assert [line.external_id for line in read(an_order(lines=[out, kept]))[1].lines] == ["5"]
    assert len(read(an_order(lines=[out], state="Cancelled"))[1].lines) == 1


def test_what_vendure_does_not_count_as_a_change_is_one():
    order = an_order()
    order["payments"][0]["refunds"] = [refund(1000)]

    item, row = read(order)

    assert item.changed_at == answers.moment(AT.format(6)) and row.status == "pending"
    assert [(each.kind, each.amount_cents) for each in row.payments] == [("payment", 7990), ("refund", 1000)]


@pytest.mark.parametrize(
    ("state", "back", "refund_state", "status"),
    [
        ("Delivered", 7990, "Settled", "refunded"),
        ("Delivered", 7990, "Failed", "delivered"),
        ("Delivered", 10, "Settled", "delivered"),
        ("Cancelled", 7990, "Settled", "cancelled"),
        ("PartiallyShipped", 0, "Settled", "processed"),
        ("PartiallyDelivered", 0, "Settled", "shipped"),
    ],
)
def test_a_state_is_read_with_what_was_paid_back(state, back, refund_state, status):
    order = an_order(state=state)
    order["payments"][0]["refunds"] = [refund(back, refund_state)] if back else []

    assert read(order)[1].status == status


def test_a_parcel_has_a_scan_for_each_state_that_it_went_through():
    history = [
        {"id": str(n), "type": "ORDER_FULFILLMENT_TRANSITION", "createdAt": AT.format(n), "data": {"fulfillmentId": 4, "to": to}}
        for n, to in ((5, "Delivered"), (4, "Shipped"), (3, "Pending"), (2, "Created"))
    ]  # fmt: skip
    parcel = {
        "id": "4", "createdAt": AT.format(2), "updatedAt": AT.format(5), "state": "Delivered", "method": "Colis",
        "trackingCode": "6A0241", "lines": [{"orderLineId": "5", "quantity": 1}],
    }  # fmt: skip

    item, _row = read(an_order(fulfillments=[parcel], history={"items": history}))

    (shipment,) = item.shipments
    assert [each.step for each in shipment.scans] == ["label", "picked_up", "delivered"]
    assert shipment.shipped_at == answers.moment(AT.format(4)) and shipment.delivered_at == answers.moment(
        AT.format(5)
    )


def test_money_has_as_many_digits_as_its_currency():
    assert [answers.cents(7990, code, 2) for code in ("EUR", "JPY", "KWD")] == [7990, 80, 79900]


def test_the_next_page_begins_at_the_moment_of_the_last_one():
    rows = [{"createdAt": AT.format(1)}, {"createdAt": AT.format(2)}]

    first = Place().behind(rows)
    second = Place.of(first).behind([rows[1], rows[1]])

    assert first == "2026-03-01T10:00:01.999000+00:00|1" and second == "2026-03-01T10:00:01.999000+00:00|3"


def owing(cents: int, currency: str, amount: int, precision: int = 2):
    """What goes back of an order that was paid by card with `amount`, in Vendure's own units."""
    run = ActionRun(order=Order(currency=currency), effects={"money": [
        {"kind": "refund", "cents": cents, "currency": currency, "method": None}
    ]})  # fmt: skip
    paid = {"id": "7", "method": "", "amount": amount, "state": "Settled", "refunds": []}
    return paying.spread({"precision": precision, "payments": [paid]}, run)


def test_sums_go_back_in_whole_units_of_vendure(db):
    assert owing(1290, "KWD", 5000) == [("7", 129)]
    assert owing(80, "JPY", 7990) == [("7", 7990)]  # the desk had to round it up
    with pytest.raises(ShopRefuses):
        owing(1295, "KWD", 5000)
    with pytest.raises(ShopRefuses):
        owing(81, "JPY", 7990)


class Refusing:
    """A Vendure that refuses these mutations; of moves, only the one out of the state for changing."""

    def __init__(self, *refused):
        self.refused = refused

    def act(self, mutation, **said):
        if mutation in self.refused and said.get("state") != modifying.MODIFYING:
            raise ShopRefuses("no MODIFY" if mutation == questions.MODIFY else "no MOVE")
        return {}


def changed_by(api):
    modifying._modify(api, ActionRun(key="k"), an_order(), {})


def test_a_change_that_is_made_is_not_told_as_refused():
    with pytest.raises(ShopTrouble, match="The change is made.* no MOVE") as told:
        changed_by(Refusing(questions.MOVE))

    assert told.value.is_lasting


def test_what_went_wrong_first_is_what_is_told():
    with pytest.raises(ShopRefuses, match="no MODIFY"):
        changed_by(Refusing(questions.MOVE, questions.MODIFY))
