"""A credit as a voucher or on a gift card, and back where it was not used."""

import pytest
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.shop.actions.undo import undo_run


def test_a_credit_is_a_voucher_or_goes_onto_a_gift_card(there_and_back, mina, gift_card):
    _preview, run = there_and_back(
        "give_credit", customer=mina, amount_cents=500, currency="EUR", form="gift_card", method=gift_card.pk
    )
    gift_card.refresh_from_db()
    assert gift_card.balance_cents == 5500 and run.order is None


def test_a_voucher_has_a_code_and_an_end(act, ada, mina):
    run = act("give_credit", customer=mina, amount_cents=500, currency="EUR", reason="late")

    voucher = mina.vouchers.get()
    assert run.effects["data"]["code"] == voucher.code and voucher.expires_on > timezone.now().date()
    undo_run(run, by=ada)
    assert mina.vouchers.get().withdrawn_at


def test_a_used_voucher_is_not_taken_back(act, ada, mina):
    run = act("give_credit", customer=mina, amount_cents=500, currency="EUR")
    mina.vouchers.update(used_at=timezone.now())

    with pytest.raises(Refused, match="used"):
        undo_run(run, by=ada)
