from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.shop.actions.refusal import ActionRefused
from shopbell.shop.actions.undo import undo_run
from shopbell.shop.models import ActionRun, Payment
from shopbell.tickets.event import Verb

from .state import everything


def test_cancelling_pays_back_to_each_method_and_frees_the_pieces(act, sell, mina, card, gift_card, vase):
    order = sell(mina, card, gift_card)

    run = act("cancel_order", order, reason="no longer needed")

    order.refresh_from_db(), gift_card.refresh_from_db(), vase.refresh_from_db()
    assert (run.status, order.status, order.cancel_reason) == ("done", "cancelled", "no longer needed")
    assert set(order.payments.filter(kind="refund").values_list("method", "amount_cents")) == {
        (card.pk, 7400),
        (gift_card.pk, 7400),
    }
    assert gift_card.balance_cents == 5000 + 7400 and vase.stock == 4 + 2


def test_the_preview_says_what_goes_where_and_when(look, sell, mina, card, gift_card, vase):
    order = sell(mina, card, gift_card)
    before = everything()

    preview = look("cancel_order", order, reason="no longer needed")

    assert [(each.method, each.cents, each.days) for each in preview.money] == [
        (card, 7400, (5, 7)),
        (gift_card, 7400, None),
    ]
    assert [(each.variant, each.pieces) for each in preview.stock] == [(vase, 2)]
    assert (preview.status_before, preview.status_after) == ("pending", "cancelled")
    assert preview.ruling.rule == "cancel" and "5 to 7" in preview.ruling.sentence
    assert everything() == before


def test_the_same_key_cancels_once(act, sell, mina, card):
    order = sell(mina, card)

    first = act("cancel_order", order, key="k", reason="no longer needed")
    again = act("cancel_order", order, key="k", reason="no longer needed")

    assert first == again and Payment.objects.filter(kind="refund").count() == 1


def test_what_was_refunded_before_is_not_refunded_again(act, sell, mina, card):
    order = sell(mina, card)
    act("refund_order", order, amount_cents=5000)

    act("cancel_order", order, reason="no longer needed")

    assert (
        sum(order.payments.filter(kind="refund").values_list("amount_cents", flat=True)) == order.total_cents
    )


@pytest.mark.requirement("R79")
def test_it_is_told_in_the_ticket(act, sell, mina, card, late_parcel, ada):
    run = act("cancel_order", sell(mina, card), ticket=late_parcel, reason="no longer needed")

    event = late_parcel.events.get(verb=Verb.ACTION_PERFORMED)
    assert (event.agent, event.data["run"], event.data["action"]) == (ada, run.pk, "cancel_order")
    assert [each["cents"] for each in event.data["money"]] == [14800]


def test_cancelling_is_taken_back_for_ten_minutes(act, sell, mina, card, gift_card, vase, ada):
    order = sell(mina, card, gift_card)
    run = act("cancel_order", order, reason="no longer needed")

    with pytest.raises(Refused, match="too late"):
        undo_run(run, by=ada, at=timezone.now() + timedelta(minutes=11))
    undo_run(run, by=ada)
    undo_run(run, by=ada)

    order.refresh_from_db(), gift_card.refresh_from_db(), vase.refresh_from_db()
    assert (order.status, order.cancel_reason, gift_card.balance_cents, vase.stock) == (
        "pending",
        "",
        5000,
        4,
    )
    assert not order.payments.standing().filter(kind="refund").exists()
    act("cancel_order", order, reason="no longer needed")
    assert order.payments.standing().filter(kind="refund").count() == 2


def test_it_is_not_taken_back_when_the_gift_card_is_spent(act, sell, mina, gift_card, ada):
    run = act("cancel_order", sell(mina, gift_card), reason="no longer needed")
    gift_card.refresh_from_db()
    gift_card.balance_cents = 100
    gift_card.save()
    before = everything()

    with pytest.raises(Refused, match="gift card"):
        undo_run(run, by=ada)

    assert everything() == before


def test_an_agent_without_orders_cannot_cancel(act, sell, mina, card, ada):
    order = sell(mina, card)
    ada.role.permissions = ["ticket:reply"]
    ada.role.save()

    with pytest.raises(Exception, match=r"."):
        act("cancel_order", order, by=type(ada).objects.get(pk=ada.pk), reason="no longer needed")

    assert not ActionRun.objects.exists()


def test_a_reason_from_another_list_is_refused(act, sell, mina, card):
    order = sell(mina, card)
    before = everything()

    with pytest.raises(ActionRefused) as refusal:
        act("cancel_order", order, reason="found it cheaper")

    assert (refusal.value.ruling.rule, refusal.value.status) == ("cancel-reason", 422)
    assert everything() == before
