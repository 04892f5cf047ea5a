"""Two agents, two clicks, two windows: at the same moment, each on a connection of its own."""

import pytest
from django.db import DatabaseError, connection, transaction

from shopbell.customers.merge import merge_customers
from shopbell.shop.actions import settle
from shopbell.shop.actions.perform import perform_action
from shopbell.shop.actions.refusal import ActionRefused, KeyReused
from shopbell.shop.actions.undo import TooLate, undo_run
from shopbell.shop.feed.people import feed_products
from shopbell.shop.feed.rows import ProductRow, VariantRow
from shopbell.shop.models import ActionRun, Address, Payment, Variant
from shopbell.tickets.merge import merge_tickets
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


def test_the_database_itself_keeps_a_payment_that_was_paid_back(sell, mina, card):
    order = sell(mina, card, status="delivered")
    refund(order, "a", amount_cents=5000)
    paid = order.payments.filter(kind="payment")

    for change in ({"amount_cents": 4999}, {"voided_at": order.placed_at}, {"kind": "refund"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            paid.update(**change)
    paid.update(amount_cents=5000)
    order.payments.filter(kind="refund").update(voided_at=order.placed_at)
    paid.update(voided_at=order.placed_at)


def test_two_default_addresses_at_once_through_two_orders_leave_one(sell, mina, card):
    first, second = sell(mina, card), sell(mina, card)

    def move(order, key, city):
        parameters = {"line1": "Rue 2", "postcode": "69001", "city": city, "country": "FR"}
        return perform_action("change_default_address", by=None, key=key, order=order, parameters=parameters)

    with held_up_by_us(move, second, "b", "Nice") as others:
        move(first, "a", "Paris")

    assert others[0].outcome().status == "done"
    assert Address.objects.get(customer=mina, is_default=True).city == "Nice"


def test_a_merge_of_customers_and_an_action_do_not_wait_for_each_other(sell, mina, theo, card):
    order = sell(mina, card, status="delivered")
    earlier = refund(order, "a", amount_cents=100)

    with transaction.atomic():
        refund(order, "b", amount_cents=100)
        merge = Other(merge_customers, theo, mina)
        merge.wait_until_held_up()
        with pytest.raises(TooLate):
            undo_run(earlier, by=None)

    assert merge.outcome().kept == theo
    order.refresh_from_db()
    assert order.customer == theo and set(order.runs.values_list("customer", flat=True)) == {theo.pk}


def test_an_action_that_waited_for_a_merge_of_its_customer_is_asked_for_again(sell, mina, theo, card):
    order = sell(mina, card, status="delivered")

    with held_up_by_us(refund, order, "a", amount_cents=100) as others:
        merge_customers(theo, mina)

    assert others[0].outcome().ruling.rule == "customer-changed" and refunds(order) == []
    order.refresh_from_db()
    assert refund(order, "a", amount_cents=100).customer == theo


def test_a_merge_of_tickets_and_the_shops_answer_do_not_wait_for_each_other(
    sell, mina, card, late_parcel, wrong_size, monkeypatch
):
    run = refund(sell(mina, card, status="delivered"), "a", amount_cents=100)
    ActionRun.objects.filter(pk=run.pk).update(status="performing", ticket=wrong_size)
    merges = []

    def tell_while_they_are_merged(*args, **more):
        merges.append(Other(merge_tickets, late_parcel, wrong_size, across_customers=True))
        merges[0].wait_until_held_up()
        tell(*args, **more)

    tell = settle.tell
    monkeypatch.setattr(settle, "tell", tell_while_they_are_merged)

    settle.settle_run(run.pk)

    assert not isinstance(merges[0].outcome(), Exception)
    run.refresh_from_db()
    assert run.ticket == late_parcel and run.status == "done"


def test_a_feed_holds_variants_in_the_order_in_which_actions_do(vase, red):
    Variant.objects.filter(pk=vase.pk).update(sku="moved")  # now it lies behind the other
    rows = [VariantRow(external_id=each.external_id, price_cents=1, currency="EUR") for each in (red, vase)]
    product = ProductRow(external_id="vase", name="Vase", variants=rows)

    with transaction.atomic():
        Variant.objects.select_for_update(no_key=True).get(pk=vase.pk)
        feed = Other(feed_products, [product])
        feed.wait_until_held_up()
        Variant.objects.select_for_update(no_key=True).get(pk=red.pk)

    assert feed.outcome().tallies["variants"].changed == 2


def test_a_key_counts_for_a_customer_who_was_merged_since(mina, theo):
    def give(customer, key):
        parameters = {"amount_cents": 500, "currency": "EUR"}
        return perform_action("give_credit", by=None, key=key, customer=customer, parameters=parameters)

    run, other = give(mina, "a"), give(theo, "b")
    with pytest.raises(KeyReused):
        give(theo, "a")
    merge_customers(theo, mina)

    mina.refresh_from_db()
    assert give(mina, "a") == give(theo, "a") == run and give(theo, "b") == other
    assert ActionRun.objects.count() == 2
