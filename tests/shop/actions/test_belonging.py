"""Whatever the policy says and whoever acts: money stays in its currency, and nobody gets what belongs to another."""

import pytest

from shopbell.customers.merge import merge_customers
from shopbell.shop.acting import drawer_of
from shopbell.shop.actions.refusal import ActionRefused
from shopbell.shop.actions.registry import action_named
from shopbell.shop.models import Payment, PaymentMethod, Variant

from .conftest import method
from .state import everything


@pytest.fixture
def yen_card(mina):
    """Mina's gift card with 5000 yen on it, which is no 50.00 euros."""
    return PaymentMethod.objects.create(
        customer=mina, kind="gift_card", external_id="yen", currency="JPY", balance_cents=50_000
    )


def line(order, **more):
    return [{"line": order.lines.first().pk, **more}]


def refused_by(act, name, order=None, **asked):
    before = everything()
    with pytest.raises(ActionRefused) as refusal:
        act(name, order, **asked)
    assert everything() == before
    return refusal.value.ruling.rule


def test_euros_never_become_as_many_yen(act, look, sell, mina, card, yen_card, red, vase):
    bought, pending, dear = (
        sell(mina, card, status="delivered"),
        sell(mina, card),
        sell(mina, card, variant=red),
    )
    asked = {"amount_cents": 1000, "method": yen_card.pk}

    assert look("refund_order", bought, **asked).ruling.rule == "method-currency"
    assert refused_by(act, "refund_order", bought, **asked) == "method-currency"
    assert refused_by(act, "change_payment", pending, method=yen_card.pk) == "method-currency"
    for order, variant in ((pending, red), (dear, vase)):
        lines = line(order, variant=variant.pk)
        assert refused_by(act, "change_items", order, lines=lines, method=yen_card.pk) == "method-currency"
    assert (
        refused_by(act, "return_items", bought, lines=line(bought), method=yen_card.pk) == "method-currency"
    )
    exchange = {"lines": line(bought, variant=red.pk), "method": yen_card.pk}
    assert refused_by(act, "exchange_items", bought, **exchange) == "method-currency"


def test_a_card_gets_back_what_it_paid_in_another_currency(act, sell, mina):
    abroad = PaymentMethod.objects.create(customer=mina, kind="card", external_id="abroad", currency="USD")
    order = sell(mina, abroad, status="delivered")

    act("refund_order", order, amount_cents=1000)

    assert order.payments.get(kind="refund").method == abroad


def test_a_drawer_offers_the_methods_of_the_orders_currency(
    sell, mina, card, gift_card, yen_card, late_parcel
):
    any_currency = PaymentMethod.objects.create(customer=mina, kind="paypal", external_id="any")

    drawer = drawer_of(action_named("refund_order"), late_parcel, sell(mina, card))

    assert drawer.methods == [card, gift_card, any_currency]


def test_a_return_whose_agreed_card_is_gone_is_not_paid_elsewhere(act, sell, mina, card, gift_card):
    order = sell(mina, card, status="delivered")
    act("return_items", order, lines=line(order, quantity=1), method=gift_card.pk)
    gift_card.delete()

    assert refused_by(act, "receive_return", order) == "method-gone"

    act("refund_order", order)
    act("receive_return", order)
    order.refresh_from_db()
    assert order.status == "refunded" and order.payments.get(kind="refund").amount_cents == 14_800


def test_new_pieces_do_not_leave_when_nobody_pays_for_them(act, sell, mina, card, gift_card, red, theo):
    order = sell(mina, card, status="delivered")
    act("exchange_items", order, lines=line(order, quantity=1, variant=red.pk), method=gift_card.pk)
    PaymentMethod.objects.filter(pk=gift_card.pk).update(customer=theo)

    assert refused_by(act, "send_exchange", order) == "method-gone"

    gift_card.delete()
    assert refused_by(act, "send_exchange", order) == "method-gone"
    assert not Payment.objects.filter(order=order, method=None).exists()


def test_an_exchange_is_sent_though_all_was_refunded_meanwhile(act, sell, mina, card, red, vase):
    order = sell(mina, card, status="delivered", variant=red)
    act("exchange_items", order, lines=line(order, quantity=1, variant=vase.pk), method=card.pk)
    act("refund_order", order)

    act("send_exchange", order)

    order.refresh_from_db()
    assert order.status == "exchanged"
    assert sum(order.payments.filter(kind="refund").values_list("amount_cents", flat=True)) == 16_000


@pytest.mark.parametrize("actor", ["an agent", "a rule", "the customer"])
def test_nobody_is_given_something_for_anothers_order_or_ticket(
    actor, act, look, sell, ada, mina, theo, wrong_size
):
    by = {"an agent": ada, "a rule": "Goodwill", "the customer": theo}[actor]
    order = sell(mina, method(mina, "card"), status="delivered")
    credit = {"by": by, "customer": theo, "amount_cents": 500, "currency": "EUR"}

    assert look("give_credit", order, **credit).ruling.rule == "other-customers-order"
    assert refused_by(act, "give_credit", order, **credit) == "other-customers-order"
    for_mina = credit | {"customer": mina, "ticket": wrong_size}
    assert look("give_credit", order, **for_mina).ruling.rule == "other-customers-ticket"
    assert refused_by(act, "give_credit", order, **for_mina) == "other-customers-ticket"
    assert not wrong_size.events.filter(verb="action_performed").exists()


def test_merged_customers_are_one(act, sell, mina, theo, wrong_size, ada):
    order = sell(mina, method(mina, "card"), status="delivered")
    merge_customers(mina, theo, by=ada)
    wrong_size.refresh_from_db(), theo.refresh_from_db()

    run = act("give_credit", order, customer=theo, ticket=wrong_size, amount_cents=500, currency="EUR")

    assert run.customer == mina


def test_a_credit_is_given_in_a_currency_that_the_shop_deals_in(look, act, sell, mina, card):
    credit = {"amount_cents": 500, "currency": "KWD", "customer": mina}
    Variant.objects.update(currency="")
    assert not look("give_credit", **credit).is_refused  # a shop that sells nothing yet deals in any
    order = sell(mina, card)

    assert refused_by(act, "give_credit", **credit) == "currency"
    Variant.objects.update(currency="KWD")
    assert not look("give_credit", **credit).is_refused
    assert refused_by(act, "give_credit", order, **credit) == "currency"
