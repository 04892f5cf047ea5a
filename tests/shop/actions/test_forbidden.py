"""What the shop's policy forbids, rule by rule: refused with the rule and its sentence, and nothing is changed."""

import pytest

from shopbell.shop.actions.refusal import ActionRefused
from shopbell.shop.models import Product, Variant

from .conftest import method
from .state import everything

STATUSES = [
    "pending", "processed", "shipped", "delivered", "cancelled", "items_changed", "return_requested", "refunded",
    "exchange_requested", "exchanged",
]  # fmt: skip
NOT_PENDING = [status for status in STATUSES if status != "pending"]
NOT_DELIVERED = [status for status in STATUSES if status != "delivered"]
HOME = {"line1": "Rue 2", "city": "Lyon", "country": "FR"}


@pytest.fixture
def refused(act):
    """`refused("cancel-reason", "cancel_order", order, …)`: by this rule, in a sentence, and nothing is changed."""

    def check(rule, name, order=None, **asked):
        before = everything()
        with pytest.raises(ActionRefused) as refusal:
            act(name, order, **asked)
        assert refusal.value.ruling.rule == rule
        assert str(refusal.value).endswith(".") and refusal.value.status in (409, 422)
        assert everything() == before

    return check


def line(order, **more):
    return [{"line": order.lines.first().pk, **more}]


@pytest.fixture
def cup(db):
    """Another product, in stock."""
    product = Product.objects.create(external_id="cup", name="Cup")
    return Variant.objects.create(
        product=product, external_id="cup", price_cents=900, currency="EUR", stock=9
    )


@pytest.mark.parametrize("status", NOT_PENDING)
def test_only_a_pending_order_is_cancelled(status, refused, sell, mina, card):
    refused("cancel-pending", "cancel_order", sell(mina, card, status=status), reason="no longer needed")


@pytest.mark.parametrize(
    "reason", ["", "found it cheaper", "No longer needed!", "NO LONGER NEEDED", "late", "no"]
)
def test_only_for_a_reason_of_the_list(reason, refused, sell, mina, card):
    refused("cancel-reason", "cancel_order", sell(mina, card), reason=reason)


@pytest.mark.parametrize("status", NOT_PENDING)
def test_only_a_pending_order_goes_elsewhere(status, refused, sell, mina, card):
    refused("address-pending", "change_address", sell(mina, card, status=status), **HOME)


@pytest.mark.parametrize("status", NOT_PENDING)
def test_only_a_pending_order_is_paid_otherwise(status, refused, sell, mina, card, paypal):
    refused("payment-pending", "change_payment", sell(mina, card, status=status), method=paypal.pk)


@pytest.mark.parametrize("status", NOT_PENDING)
def test_only_the_items_of_a_pending_order_change_and_once(status, refused, sell, mina, card, red):
    order = sell(mina, card, status=status)
    rule = "items-once" if status == "items_changed" else "items-pending"

    refused(rule, "change_items", order, lines=line(order, variant=red.pk), method=card.pk)


@pytest.mark.requirement("R84")
def test_after_its_items_changed_an_order_is_left_as_it_is(refused, act, sell, mina, card, paypal, red, vase):
    order = sell(mina, card)
    act("change_items", order, lines=line(order, variant=red.pk), method=card.pk)

    refused("items-once", "change_items", order, lines=line(order, variant=vase.pk), method=card.pk)
    refused("cancel-pending", "cancel_order", order, reason="no longer needed")
    refused("address-pending", "change_address", order, **HOME)
    refused("payment-pending", "change_payment", order, method=paypal.pk)
    refused("return-delivered", "return_items", order, lines=line(order))


@pytest.mark.parametrize("status", NOT_DELIVERED)
def test_only_a_delivered_order_is_returned(status, refused, sell, mina, card):
    order = sell(mina, card, status=status)

    refused("return-delivered", "return_items", order, lines=line(order))


@pytest.mark.parametrize("status", NOT_DELIVERED)
def test_only_a_delivered_order_is_exchanged_and_once(status, refused, sell, mina, card, red):
    order = sell(mina, card, status=status)

    refused("exchange-delivered", "exchange_items", order, lines=line(order, variant=red.pk), method=card.pk)


@pytest.mark.parametrize(("action", "rule", "status"), [
    ("change_items", "items", "pending"), ("exchange_items", "exchange", "delivered"),
])  # fmt: skip
@pytest.mark.parametrize(
    "why", ["product", "nothing", "same", "sold out", "unavailable", "too few", "promised twice"]
)
def test_only_another_variant_of_the_same_product_that_is_in_stock(
    action, rule, status, why, refused, sell, mina, card, red, vase, cup
):  # fmt: skip
    order = sell(mina, card, status=status)
    lines, wrong = line(order, variant=red.pk), "in-stock"
    if why == "product":
        lines, wrong = line(order, variant=cup.pk), "same-product"
    elif why == "nothing":
        lines, wrong = line(order, variant=987654), "same-product"
    elif why == "same":
        lines, wrong = line(order, variant=vase.pk), "other-variant"
    elif why == "promised twice":
        lines = [*line(order, variant=red.pk, quantity=1), *line(order, variant=red.pk, quantity=1)]
    stock = {"sold out": 0, "too few": 1, "promised twice": 1}.get(why, 9)
    Variant.objects.filter(pk=red.pk).update(stock=stock, is_available=why != "unavailable")

    refused(f"{rule}-{wrong}", action, order, lines=lines, method=card.pk)


@pytest.mark.parametrize("pieces", [1, 3, 4, 100, 99_999])
def test_the_number_of_pieces_does_not_change(pieces, refused, sell, mina, card, red):
    order = sell(mina, card)
    Variant.objects.filter(pk=red.pk).update(stock=200_000)

    lines = line(order, variant=red.pk, new_quantity=pieces)
    refused("items-options-only", "change_items", order, lines=lines, method=card.pk)


@pytest.mark.parametrize("balance", [0, 1, 1199])
def test_a_gift_card_covers_the_difference(balance, refused, sell, mina, card, gift_card, red):
    gift_card.balance_cents = balance
    gift_card.save()
    for status, action, rule in (
        ("pending", "change_items", "items"),
        ("delivered", "exchange_items", "exchange"),
    ):
        order = sell(mina, card, status=status)
        lines = line(order, variant=red.pk)
        refused(f"{rule}-gift-card-covers", action, order, lines=lines, method=gift_card.pk)


@pytest.mark.parametrize("balance", [0, 1, 7400, 14_700, 14_799])
def test_a_gift_card_covers_the_whole_order(balance, refused, sell, mina, card, gift_card):
    gift_card.balance_cents = balance
    gift_card.save()

    refused("payment-gift-card-covers", "change_payment", sell(mina, card), method=gift_card.pk)


def test_what_a_gift_card_promised_to_an_exchange_is_not_spent_again(
    refused, act, sell, mina, card, gift_card, red
):
    gift_card.balance_cents = 1500
    gift_card.save()
    first, second = sell(mina, card, status="delivered"), sell(mina, card, quantity=1, status="delivered")
    act("exchange_items", first, lines=line(first, variant=red.pk), method=gift_card.pk)

    lines = line(second, variant=red.pk)
    refused("exchange-gift-card-covers", "exchange_items", second, lines=lines, method=gift_card.pk)


@pytest.mark.parametrize("status", ["delivered", "pending", "shipped", "refunded", "exchanged", "cancelled"])
@pytest.mark.parametrize("name", ["return", "exchange"])
def test_only_what_was_asked_for_is_withdrawn(name, status, refused, sell, mina, card):
    rule = f"withdraw-{name}-requested"
    refused(rule, f"withdraw_{name}", sell(mina, card, status=status))


@pytest.mark.parametrize(
    "status", ["delivered", "cancelled", "return_requested", "refunded", "exchange_requested", "exchanged"]
)
def test_nothing_is_sent_of_an_order_of_which_nothing_waits(status, refused, sell, mina, card):
    refused("parcel-to-send", "send_parcel", sell(mina, card, status=status), carrier="Swift")


@pytest.mark.parametrize("status", [status for status in STATUSES if status != "shipped"])
def test_only_what_was_sent_arrives(status, refused, sell, mina, card):
    refused("arrival-shipped", "confirm_arrival", sell(mina, card, status=status))


ORDER_ACTIONS = {
    "cancel_order": ("cancel", "pending"), "change_address": ("address", "pending"), "change_items": ("items", "pending"),
    "change_payment": ("payment", "pending"), "refund_order": ("refund", "delivered"),
    "return_items": ("return", "delivered"), "exchange_items": ("exchange", "delivered"), "reship": ("reship", "delivered"),
    "resend_document": ("document", "delivered"), "flag_defect": ("defect", "delivered"),
    "send_parcel": ("parcel", "pending"), "confirm_arrival": ("arrival", "shipped"),
    "withdraw_return": ("withdraw-return", "return_requested"),
    "withdraw_exchange": ("withdraw-exchange", "exchange_requested"),
}  # fmt: skip


def asked(action, order, card, red):
    return {
        "cancel_order": {"reason": "no longer needed"},
        "change_address": HOME,
        "change_items": {"lines": line(order, variant=red.pk), "method": card.pk},
        "change_payment": {"method": card.pk},
        "refund_order": {"amount_cents": 100},
        "return_items": {"lines": line(order)},
        "exchange_items": {"lines": line(order, variant=red.pk), "method": card.pk},
        "reship": {},
        "send_parcel": {},
        "confirm_arrival": {},
        "withdraw_return": {},
        "withdraw_exchange": {},
        "resend_document": {"document": "confirmation"},
        "flag_defect": {"line": order.lines.first().pk, "kind": "broken"},
    }[action]


@pytest.mark.parametrize("action", ORDER_ACTIONS)
def test_nobody_acts_on_somebody_elses_order(action, refused, sell, mina, theo, card, red):
    rule, status = ORDER_ACTIONS[action]
    order = sell(mina, card, status=status)

    refused(f"{rule}-own-order", action, order, customer=theo, **asked(action, order, card, red))


@pytest.mark.parametrize(
    "action", ["change_items", "change_payment", "refund_order", "return_items", "exchange_items"]
)
@pytest.mark.parametrize("whose", ["theo", "nobody"])
def test_nobody_pays_by_or_gets_money_on_a_method_of_somebody_else(
    action, whose, refused, sell, mina, theo, card, red
):
    rule, status = ORDER_ACTIONS[action]
    order = sell(mina, card, status=status)
    pk = method(theo, "gift_card", balance_cents=100_000).pk if whose == "theo" else 987654

    refused(f"{rule}-own-method", action, order, **asked(action, order, card, red) | {"method": pk})


@pytest.mark.parametrize("action", ["change_items", "return_items", "exchange_items", "reship"])
@pytest.mark.parametrize("pk", ["another's", 987654, 0, -1, 2**40])
def test_nobody_acts_on_a_line_that_is_not_in_the_order(action, pk, refused, sell, mina, card, red):
    rule, status = ORDER_ACTIONS[action]
    order, other = sell(mina, card, status=status), sell(mina, card)
    lines = [{"line": other.lines.first().pk if pk == "another's" else pk}]
    if action in ("change_items", "exchange_items"):
        lines[0]["variant"] = red.pk

    more = {"method": card.pk} if action in ("change_items", "exchange_items") else {}
    refused(f"{rule}-line-in-order", action, order, lines=lines, **more)


@pytest.mark.parametrize("action", ["change_items", "return_items", "exchange_items", "reship"])
@pytest.mark.parametrize("pieces", [[3], [100], [1, 2], [2, 1], [1, 1, 1]])
def test_not_more_pieces_than_were_bought(action, pieces, refused, sell, mina, card, red):
    rule, status = ORDER_ACTIONS[action]
    order = sell(mina, card, status=status)
    Variant.objects.filter(product=red.product).update(stock=500)
    swaps = action in ("change_items", "exchange_items")
    lines = [line(order, quantity=count, **({"variant": red.pk} if swaps else {}))[0] for count in pieces]

    refused(f"{rule}-quantity", action, order, lines=lines, **({"method": card.pk} if swaps else {}))


@pytest.mark.parametrize("kind", ["card", "paypal", "bank"])
@pytest.mark.parametrize("action", ["return_items", "refund_order"])
def test_money_goes_where_it_came_from_or_onto_a_gift_card(kind, action, refused, sell, mina, card, red):
    rule, status = ORDER_ACTIONS[action]
    order = sell(mina, method(mina, "gift_card", balance_cents=0), status=status)
    other = card if kind == "card" else method(mina, kind)

    refused(f"{rule}-to", action, order, **asked(action, order, card, red) | {"method": other.pk})


@pytest.mark.parametrize("cents", [14_801, 20_000, 10**9, 10**12, 14_800 + 7_400])
def test_not_more_is_paid_back_than_was_paid(cents, refused, sell, mina, card):
    refused("more-than-left", "refund_order", sell(mina, card, status="delivered"), amount_cents=cents)


@pytest.mark.parametrize("parts", [[14_800], [1, 14_799], [7400, 7400], [14_799, 1], [5000, 5000, 4800]])
def test_what_was_paid_back_is_not_paid_back_again(parts, refused, act, sell, mina, card):
    order = sell(mina, card, status="delivered")
    for cents in parts:
        act("refund_order", order, amount_cents=cents)

    refused("nothing-left", "refund_order", order)
    refused("nothing-left", "refund_order", order, amount_cents=1)


@pytest.mark.parametrize("status", ["pending", "processed", "items_changed", "cancelled", "refunded"])
def test_only_what_was_sent_is_sent_again(status, refused, sell, mina, card):
    refused("reship-sent", "reship", sell(mina, card, status=status))
