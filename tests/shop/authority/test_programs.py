"""Programs: they have limits too, and whoever stands behind one asks for themselves."""

import pytest

from shopbell.api.keeper import run_key
from shopbell.api.token import make_token
from shopbell.core.errors import Refused
from shopbell.shop.authority.approval import grant_approval

pytestmark = pytest.mark.requirement("R82")


def test_nobody_approves_what_a_program_of_theirs_asked_for(act, mina, ada, root):
    make_token("Till", ["orders:act"], by=root)
    run = act("give_credit", customer=mina, by="Till", amount_cents=5_000, currency="EUR")

    with pytest.raises(Refused, match="token they made"):
        grant_approval(run.approval, by=root)
    assert grant_approval(run.approval, by=ada).run.status == "done"


def test_nor_what_was_asked_for_by_a_token_of_theirs_that_acts_for_a_colleague(act, mina, ada, bo, root):
    token, _secret = make_token("As Bo", ["orders:act"], by=root, agent=bo)
    wish = {"customer": mina, "by": bo, "amount_cents": 6_000, "currency": "EUR"}
    run = act("give_credit", key=run_key(token, "k" * 250), **wish)

    with pytest.raises(Refused, match="token they made"):
        grant_approval(run.approval, by=root)
    assert grant_approval(run.approval, by=ada).run.status == "done"


def test_programs_have_a_day_together(act, mina, theo):
    def status(by, customer=mina, cents=2_000):
        return act("give_credit", customer=customer, by=by, amount_cents=cents, currency="EUR").status

    assert [status(f"Program {number}") for number in range(10)] == ["done"] * 10
    assert status("Program 11", cents=1) == "waiting"
    assert status(theo, theo) == "done"  # a customer's day is their own
