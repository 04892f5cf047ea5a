"""The limits beyond which an action waits: by day, by sum, by policy; the most precise decides."""

from datetime import UTC, datetime, timedelta

import pytest

from shopbell.accounts.models import Role
from shopbell.core.errors import Refused
from shopbell.shop.authority.approval import (
    grant_approval,
)
from shopbell.shop.models import ActionRun, Policy
from shopbell.shop.policies.policy import write_version
from tests.cast import agent
from tests.shop.authority.limits import limit

pytestmark = pytest.mark.requirement("R82")


def test_a_day_has_a_limit_of_its_own(act, sell, mina, card, bo):
    limit(action="refund_order", most=100, most_a_day=150)
    order = sell(mina, card, status="delivered")

    first = act("refund_order", order, by=bo, amount_cents=9_000)
    second = act("refund_order", sell(mina, card, status="delivered"), by=bo, amount_cents=9_000)

    assert (first.status, second.status) == ("done", "waiting") and "in a day" in second.approval.sentence


def test_the_day_is_the_desks_own_wherever_the_agent_says_they_are(act, mina, bo):
    noon = datetime(2026, 11, 2, 12, 5, tzinfo=UTC)
    limit(action="give_credit", most_a_day=50)
    first = act("give_credit", customer=mina, by=bo, amount_cents=5_000, currency="EUR")
    ActionRun.objects.filter(pk=first.pk).update(created_at=noon - timedelta(hours=2))
    bo.time_zone = "Pacific/Auckland"  # where a day began an hour ago
    bo.save()

    second = act("give_credit", customer=mina, by=bo, amount_cents=100, currency="EUR", at=noon)

    assert (first.status, second.status) == ("done", "waiting")


def test_what_somebody_approves_counts_to_their_day(act, sell, mina, card, bo, ada):
    limit(action="refund_order", most=0)
    limit("Lead", action="refund_order", most_a_day=150)
    first = act("refund_order", sell(mina, card, status="delivered"), by=bo, amount_cents=10_000)
    second = act("refund_order", sell(mina, card, status="delivered"), by=bo, amount_cents=10_000)

    grant_approval(first.approval, by=ada)
    with pytest.raises(Refused, match="in a day"):
        grant_approval(second.approval, by=ada)


def test_the_most_precise_limit_decides(act, sell, mina, card, bo):
    limit(action="", most=10)
    limit(action="refund_order", most=100)
    limit(action="refund_order", currency="EUR", most=20)

    run = act("refund_order", sell(mina, card, status="delivered"), by=bo, amount_cents=3_000)

    assert run.status == "waiting" and "20 EUR" in run.approval.sentence


def test_a_credit_has_a_ceiling_on_every_desk(act, mina, bo, root):
    def status(by, cents):
        return act("give_credit", customer=mina, by=by, amount_cents=cents, currency="EUR").status

    night = agent("Nia Night", "Agent")
    night.role = Role.objects.create(name="Night shift", permissions=bo.role.permissions)
    night.save()
    assert [status(bo, 5_000), status(bo, 5_001), status(night, 5_001)] == ["done", "waiting", "waiting"]
    assert [status("Bot", 2_000), status("Bot", 2_001), status(root, 100_000)] == ["done", "waiting", "done"]


def test_a_policy_that_asks_is_answered_by_who_approves(act, sell, mina, card, root, ada):
    policy = Policy.objects.get(slug="refund")
    write_version(policy, outcome="ask", conditions=[], sentences={"en": "A colleague looks at it."}, by=root)
    run = act("refund_order", sell(mina, card, status="delivered"), by=root)

    grant_approval(run.approval, by=ada)

    run.refresh_from_db()
    assert (run.status, run.approval.rule) == ("done", "refund")
