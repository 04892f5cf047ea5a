"""What the tests of actions have besides: orders of vases that were paid, and a short way to act on them."""

import itertools

import pytest

from shopbell.shop.actions.perform import perform_action, preview_action
from shopbell.shop.actions.undo import undo_run
from shopbell.shop.models import Address, Defect, Order, OrderLine, Payment, PaymentMethod, Variant

from .state import everything

KEYS = itertools.count(1)


@pytest.fixture
def red(vase):
    """The same vase in red, dearer, three in stock."""
    return Variant.objects.create(
        product=vase.product, external_id="red", options={"colour": "red"}, price_cents=8000, currency="EUR", stock=3
    )  # fmt: skip


@pytest.fixture
def card(mina):
    return method(mina, "card", brand="visa", last_four="1142")


@pytest.fixture
def paypal(mina):
    return method(mina, "paypal")


@pytest.fixture
def gift_card(mina):
    """Mina's, with 50.00 on it."""
    return method(mina, "gift_card", balance_cents=5000)


def method(customer, kind, **more):
    return PaymentMethod.objects.create(
        customer=customer, kind=kind, external_id=f"{kind}-{customer.pk}", currency="EUR", **more
    )


@pytest.fixture
def sell(vase):
    """`sell(mina, card, quantity=2)`: a pending order of vases, paid by these methods in equal parts."""

    def order_of(customer, *methods, quantity=2, status="pending", variant=vase, number=None):
        number = number or f"90{next(KEYS)}"
        total = quantity * variant.price_cents
        order = Order.objects.create(
            external_id=number, number=number, customer=customer, status=status, currency="EUR", total_cents=total,
            address={"name": customer.name, "line1": "Quai 1", "city": "Lyon", "country": "FR"},
        )  # fmt: skip
        OrderLine.objects.create(
            order=order, external_id="1", variant=variant, name=variant.product.name, options=variant.options,
            quantity=quantity, price_cents=variant.price_cents,
        )  # fmt: skip
        for each in methods:
            Payment.objects.create(
                order=order, kind="payment", method=each, amount_cents=total // len(methods), currency="EUR"
            )
        return order

    return order_of


@pytest.fixture
def act(ada):
    """`act("cancel_order", order, reason=…)`: Ada does it, with a key of its own unless one is given."""

    def perform(
        name, order=None, *, key=None, by=ada, ticket=None, customer=None, at=None, waiver=None, **parameters
    ):
        return perform_action(
            name, by=by, key=key or f"key-{next(KEYS)}", order=order, ticket=ticket, customer=customer, at=at,
            waiver=waiver, parameters=parameters,
        )  # fmt: skip

    return perform


@pytest.fixture
def look(ada):
    """The preview of the same."""

    def preview(name, order=None, *, by=ada, ticket=None, customer=None, at=None, waiver=None, **parameters):
        return preview_action(
            name,
            by=by,
            order=order,
            ticket=ticket,
            customer=customer,
            at=at,
            waiver=waiver,
            parameters=parameters,
        )

    return preview


def comparable():
    rows = everything()
    for table in (
        "ActionRun",
        "Return",
        "ReturnLine",
        "Exchange",
        "ExchangeLine",
        "Voucher",
        "Defect",
        "Address",
        "Event",
    ):
        rows.pop(table)
    rows["Payment"] = list(Payment.objects.standing().values_list("order", "kind", "method", "amount_cents"))
    rows["addresses"] = [each.parts for each in Address.objects.filter(is_default=True)]
    rows["defects"] = Defect.objects.filter(withdrawn_at=None).count()
    return rows


@pytest.fixture
def there_and_back(act, look, ada):
    """Do it, look at it, and take it back: nothing is left but the run, the voided payments and the events."""

    def check(name, order=None, **asked):
        before = comparable()
        preview = look(name, order, **asked)
        assert comparable() == before
        run = act(name, order, **asked)
        if order is not None:
            order.refresh_from_db()
            assert order.status == preview.status_after
        after = comparable()
        undo_run(run, by=ada)
        assert comparable() == before and after != before
        return preview, act(name, order, **asked)

    return check
