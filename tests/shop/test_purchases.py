"""What customers bought is summed up by the database, whoever changes an order and however."""

import threading
from importlib import import_module

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.customers.merge import merge_customers, undo_merge
from shopbell.customers.models import Customer
from shopbell.shop.models import Order, Purchases
from shopbell.shop.purchases import currencies

BEFORE = import_module("shopbell.shop.migrations.0005_sum_up_what_was_bought_before")


def order(customer, number, cents=1000, currency="EUR", status="delivered"):
    return Order.objects.create(
        external_id=str(number),
        number=str(number),
        customer=customer,
        currency=currency,
        total_cents=cents,
        status=status,
    )


def sums(customer):
    rows = Purchases.objects.filter(customer=customer, orders__gt=0)
    return {row.currency: (row.orders, row.kept, row.cents) for row in rows}


def test_orders_are_summed_by_currency_and_over_all(mina):
    order(mina, 1)
    order(mina, 2, status="refunded")
    order(mina, 3, cents=500, currency="JPY")

    assert sums(mina) == {"EUR": (2, 1, 1000), "JPY": (1, 1, 500), "": (3, 2, 0)}
    assert currencies() == ["EUR", "JPY"]


def test_the_last_order_is_known_and_one_without_a_date_is_not(mina):
    first = order(mina, 1)
    Order.objects.filter(pk=order(mina, 2).pk).update(placed_at=None)

    assert Purchases.objects.get(customer=mina, currency="").last_placed_at == first.placed_at


def test_a_merge_takes_the_sums_along_and_brings_them_back(mina, theo, bo):
    order(mina, 1)
    order(theo, 2, cents=700)

    merge = merge_customers(mina, theo, by=bo)
    assert sums(mina) == {"EUR": (2, 2, 1700), "": (2, 2, 0)} and sums(theo) == {}

    undo_merge(merge)
    assert sums(mina)["EUR"] == (1, 1, 1000) and sums(theo)["EUR"] == (1, 1, 700)


steps = st.lists(
    st.tuples(
        st.sampled_from(["add", "pay", "cancel", "move", "drop", "exchange"]),
        st.integers(0, 5),
        st.integers(1, 9),
    ),
    max_size=12,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_whatever_happens_to_orders_the_sums_are_theirs(db, steps):
    with transaction.atomic():
        people = [Customer.objects.create(name=name) for name in ("One", "Two")]
        for number, (step, which, amount) in enumerate(steps):
            orders = list(Order.objects.order_by("pk"))
            if step == "add" or not orders:
                order(people[which % 2], number, cents=amount)
                continue
            chosen = Order.objects.filter(pk=orders[which % len(orders)].pk)
            if step == "drop":
                chosen.delete()
            else:
                change = {"pay": {"total_cents": amount}, "cancel": {"status": "cancelled"}}
                change |= {"move": {"customer": people[amount % 2]}, "exchange": {"currency": "USD"}}
                chosen.update(**change[step])
        for person in people:
            expected: dict = {}
            for each in Order.objects.filter(customer=person):
                for currency in (each.currency, ""):
                    count, kept, cents = expected.get(currency, (0, 0, 0))
                    is_kept = each.status != "cancelled"
                    more = each.total_cents if is_kept and currency else 0
                    expected[currency] = (count + 1, kept + is_kept, cents + more)
            assert sums(person) == expected
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_who_order_for_one_customer_at_once_lose_no_sum():
    mina = Customer.objects.create(name="Mina")
    ready = threading.Barrier(4)

    def buy(number):
        try:
            ready.wait(20)
            for step in range(5):
                order(mina, number * 10 + step, cents=100)
        finally:
            connection.close()

    threads = [threading.Thread(target=buy, args=[number]) for number in range(1, 5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sums(mina)["EUR"] == (20, 20, 2000)


@pytest.mark.django_db(transaction=True)
def test_what_was_bought_before_the_database_summed_up_is_counted_too():
    mina = Customer.objects.create(name="Mina")
    order(mina, 1)
    Purchases.objects.all().delete()

    with connection.cursor() as cursor:
        cursor.execute(BEFORE.SUM_ALL)

    assert sums(mina) == {"EUR": (1, 1, 1000), "": (1, 1, 0)}
