"""Two agents, two clicks, two windows: at the same moment, each on a connection of its own."""

import pytest
from django.db import DatabaseError, connection, transaction

from shopbell.shop.actions.perform import perform_action
from shopbell.shop.actions.refusal import ActionRefused, KeyReused
from shopbell.shop.models import ActionRun, Payment, Variant
from tests.two_connections import Other, held_up_by_us

pytestmark = pytest.mark.django_db(transaction=True)


def refund(order, key, **parameters):
    return perform_action("refund_order", by=None, key=key, order=order, parameters=parameters)


def refunds(order):
    return list(order.payments.filter(kind="refund").values_list("amount_cents", flat=True))


def test_two_who_refund_all_of_it_at_once_refund_it_once(sell, mina, card):
    order = sell(mina, card, status="delivered")

    with held_up_by_us(refund, order, "b") as others:
        refund(order, "a")

    assert isinstance(others[0].outcome(), ActionRefused)
    assert refunds(order) == [14_800]


def test_the_same_click_twice_at_once_is_one_run(sell, mina, card):
    order = sell(mina, card, status="delivered")

    with held_up_by_us(refund, order, "a", amount_cents=500) as others:
        run = refund(order, "a", amount_cents=500)

    assert others[0].outcome() == run and refunds(order) == [500]


def test_one_key_for_two_orders_at_once_is_taken_by_one(sell, mina, card, theo):
    from .conftest import method

    first, second = sell(mina, card), sell(theo, method(theo, "card"))

    with held_up_by_us(refund, second, "a") as others:
        refund(first, "a")

    assert isinstance(others[0].outcome(), KeyReused)
    assert refunds(first) == [14_800] and refunds(second) == []


def test_one_gift_card_does_not_pay_for_two_orders_at_once(sell, mina, card, gift_card):
    gift_card.balance_cents = 15_000
    gift_card.save()
    first, second = sell(mina, card), sell(mina, card)

    def pay(order, key):
        parameters = {"method": gift_card.pk}
        return perform_action("change_payment", by=None, key=key, order=order, parameters=parameters)

    with held_up_by_us(pay, second, "b") as others:
        pay(first, "a")

    gift_card.refresh_from_db()
    assert isinstance(others[0].outcome(), ActionRefused) and gift_card.balance_cents == 200


def test_the_last_piece_goes_to_one_of_two(sell, mina, theo, card, red):
    from .conftest import method

    Variant.objects.filter(pk=red.pk).update(stock=2)
    first, second = sell(mina, card), sell(theo, method(theo, "card"))

    def swap(order, key):
        lines = [{"line": order.lines.get().pk, "variant": red.pk}]
        parameters = {"lines": lines, "method": order.payments.get().method_id}
        return perform_action("change_items", by=None, key=key, order=order, parameters=parameters)

    with held_up_by_us(swap, second, "b") as others:
        swap(first, "a")

    red.refresh_from_db()
    assert isinstance(others[0].outcome(), ActionRefused) and red.stock == 0


def test_many_at_once_wait_for_each_other_and_none_is_lost(sell, mina, card, gift_card):
    orders = [sell(mina, card, gift_card, status="delivered") for _ in range(4)]

    workers = [
        Other(
            lambda n=n: [
                refund(order, f"{n}-{order.pk}", amount_cents=100) for order in orders[:: -1 if n % 2 else 1]
            ]
        )
        for n in range(4)
    ]

    outcomes = [each.outcome() for each in workers]
    assert all(isinstance(each, list) for each in outcomes), outcomes
    assert all(sum(refunds(order)) == 400 for order in orders)


def test_the_database_itself_refuses_a_second_refund(sell, mina, card):
    order = sell(mina, card)
    paid = order.payments.get()
    row = {"order": order, "kind": "refund", "method": card, "currency": "EUR", "repays": paid}
    Payment.objects.create(**row, amount_cents=14_000)

    for cents in (801, 14_800):
        with pytest.raises(DatabaseError), transaction.atomic():
            Payment.objects.create(**row, amount_cents=cents)
    Payment.objects.create(**row, amount_cents=800)


def test_the_database_itself_lets_no_gift_card_below_zero(gift_card):
    with pytest.raises(DatabaseError), transaction.atomic():
        gift_card.balance_cents = -1
        gift_card.save()


def test_a_crash_before_the_commit_leaves_nothing_and_the_same_key_does_it_then(
    sell, mina, card, monkeypatch
):
    order = sell(mina, card, status="delivered")

    def die(*args, **more):
        connection.close()
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr("shopbell.shop.actions.perform.tell", die)
        with pytest.raises(BaseException):  # noqa: B017, PT011 (however the process ends)
            refund(order, "a")
    assert not ActionRun.objects.exists() and refunds(order) == []

    assert refund(order, "a").status == "done" and refunds(order) == [14_800]
