"""A part that comes back leaves the rest as it was; what was asked for can be withdrawn before it is here."""

from datetime import timedelta

import pytest

from shopbell.core.errors import Refused
from shopbell.core.moment import day
from shopbell.shop.actions.refusal import ActionRefused
from shopbell.shop.actions.to_tell import words_to_tell
from shopbell.shop.actions.undo import undo_run
from shopbell.shop.models import Policy, StockLevel, Warehouse
from shopbell.shop.purchases import worth_of

from .state import everything
from .test_actions import line


def refunded(order):
    return sum(order.payments.standing().filter(kind="refund").values_list("amount_cents", flat=True))


def test_the_rest_of_an_order_stays_and_is_returned_later(act, ada, sell, mina, card):
    order = sell(mina, card, quantity=5, status="delivered")
    act("return_items", order, lines=line(order, quantity=1))
    act("receive_return", order)
    order.refresh_from_db()
    assert order.status == "delivered" and refunded(order) == 7400
    assert worth_of(mina, ada)[0].count == 1

    with pytest.raises(ActionRefused):
        act("return_items", order, lines=line(order, quantity=5))
    act("return_items", order, lines=line(order))
    last = act("receive_return", order)

    order.refresh_from_db()
    assert order.status == "refunded" and refunded(order) == 5 * 7400
    undo_run(last, by=ada)
    order.refresh_from_db()
    assert order.status == "return_requested" and refunded(order) == 7400


def test_the_rest_of_a_returned_order_is_exchanged(act, sell, mina, card, red):
    order = sell(mina, card, status="delivered")
    act("return_items", order, lines=line(order, quantity=1))
    act("receive_return", order)

    act("exchange_items", order, lines=line(order, variant=red.pk), method=card.pk)
    act("send_exchange", order)

    order.refresh_from_db()
    assert order.status == "exchanged" and refunded(order) == 7400
    assert order.payments.standing().filter(kind="payment").last().amount_cents == 600


def test_two_returns_at_once_are_received_one_by_one(act, sell, mina, card):
    Policy.objects.filter(slug__in=["return-delivered", "receive-requested"]).delete()  # this shop allows it
    order = sell(mina, card, status="delivered")
    for _ in range(2):
        act("return_items", order, lines=line(order, quantity=1))

    for status in ("return_requested", "refunded"):
        act("receive_return", order)
        order.refresh_from_db()
        assert order.status == status


def test_a_return_is_withdrawn_and_can_be_asked_for_again(act, ada, sell, mina, card):
    order = sell(mina, card, status="delivered")
    act("return_items", order, lines=line(order))

    run = act("withdraw_return", order, reason="it fits after all")

    order.refresh_from_db()
    assert order.status == "delivered" and order.returns.get().status == "withdrawn"
    undo_run(run, by=ada)
    order.refresh_from_db()
    assert order.status == "return_requested" and order.returns.get().status == "requested"
    act("withdraw_return", order)
    act("return_items", order, lines=line(order))
    act("receive_return", order)
    assert refunded(order) == 14_800


def test_an_exchange_is_withdrawn_and_what_was_kept_aside_is_free_again(
    act, ada, sell, mina, card, gift_card, red
):
    order = sell(mina, card, status="delivered")
    full, first = [
        StockLevel.objects.create(variant=red, warehouse=Warehouse.objects.create(external_id=name, name=name), pieces=n)
        for name, n in (("B", 3), ("A", 0))
    ]  # fmt: skip
    act("exchange_items", order, lines=line(order, variant=red.pk), method=gift_card.pk)

    run = act("withdraw_exchange", order)

    order.refresh_from_db(), red.refresh_from_db(), full.refresh_from_db(), first.refresh_from_db()
    assert order.status == "delivered" and order.exchanges.get().status == "withdrawn"
    assert (red.stock, full.pieces, first.pieces) == (3, 3, 0)
    undo_run(run, by=ada)
    red.refresh_from_db(), full.refresh_from_db()
    assert (red.stock, full.pieces) == (1, 1)
    act("send_exchange", order)
    order.refresh_from_db()
    assert order.status == "exchanged"


def test_a_difference_that_was_charged_at_once_goes_back_when_the_exchange_is_withdrawn(
    act, sell, mina, card, gift_card, red
):
    rule = Policy.objects.get(slug="exchange").versions.get()
    rule.terms |= {"charge_when": "now"}
    rule.save()
    order = sell(mina, card, status="delivered")
    act("exchange_items", order, lines=line(order, variant=red.pk), method=gift_card.pk)

    act("withdraw_exchange", order)

    gift_card.refresh_from_db()
    assert gift_card.balance_cents == 5000 and refunded(order) == 1200


def test_what_was_refunded_already_must_come_back(act, sell, mina, card):
    rule = Policy.objects.get(slug="return").versions.get()
    rule.terms |= {"refund_when": "now"}
    rule.save()
    order = sell(mina, card, status="delivered")
    act("return_items", order, lines=line(order))
    before = everything()

    with pytest.raises(Refused, match="must come back"):
        act("withdraw_return", order)

    assert everything() == before


@pytest.mark.parametrize("name", ["return", "exchange", "reship", "items"])
def test_two_mentions_of_a_line_count_together_whatever_the_rules_say(name, act, sell, mina, card, red):
    Policy.objects.filter(slug=f"{name}-quantity").delete()
    action = {"return": "return_items", "exchange": "exchange_items", "items": "change_items"}.get(name, name)
    order = sell(mina, card, status="pending" if name == "items" else "delivered")
    more = {"variant": red.pk} if name in ("exchange", "items") else {}
    twice = [*line(order, quantity=1, **more), *line(order, quantity=2, **more)]
    before = everything()

    with pytest.raises(ActionRefused) as refusal:
        act(action, order, lines=twice, **({"method": card.pk} if more else {}))

    assert refusal.value.ruling.rule == "quantity" and everything() == before


def test_a_hundred_lines_cost_as_many_queries_as_one(look, sell, mina, card, django_assert_max_num_queries):
    order = sell(mina, card, quantity=1, status="delivered")
    only = order.lines.get()
    for number in range(2, 101):
        only.pk, only.external_id = None, str(number)
        only.save()
    lines = [{"line": pk} for pk in order.lines.values_list("pk", flat=True)]

    with django_assert_max_num_queries(20):
        assert len(look("return_items", order, lines=lines).as_dict()["stock"]) == 1


def test_a_text_that_nobody_translated_has_its_day_in_its_own_language(act, sell, mina, card):
    mina.language = "it"
    mina.save()
    order = sell(mina, card, status="delivered")

    run = act("return_items", order, lines=line(order))

    assert f"hand it in by {day(run.settled_at.date() + timedelta(days=14))}." in words_to_tell(run)
