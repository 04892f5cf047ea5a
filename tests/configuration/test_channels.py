"""The channel plan and the alarm of equal treatment in the configuration file: told, brought in, and refused."""

from decimal import Decimal

import pytest

from shopbell.configuration.channels import EQUAL, PLANS
from shopbell.core.errors import Refused
from shopbell.promises.models import EqualPolicy
from shopbell.routing.channel_plan import planned
from shopbell.routing.models import ChannelPlan

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R5")]
EMAIL = {
    "channel": "email",
    "purpose": "detailed",
    "tone": "Kind.",
    "macros": [],
    "cost_cents": 380,
    "currency": "EUR",
}


def test_a_plan_goes_to_another_desk_and_comes_twice_without_a_change(root):
    planned()
    PLANS.apply([EMAIL], by=root)

    told = {entry["channel"]: entry for entry in PLANS.told()}
    assert told["email"] == EMAIL and told["chat"]["cost_cents"] == -1
    assert PLANS.apply(list(told.values()), by=root) == []
    assert ChannelPlan.objects.get(channel="chat").cost_cents is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": "fax"},
        {"purpose": "loud"},
        {"tone": "x" * 200},
        {"currency": "E1R"},
        {"currency": "XQZ"},
        {"currency": "eur"},
    ],
)
def test_a_plan_that_the_page_would_refuse_is_refused(root, wrong):
    with pytest.raises(Refused):
        PLANS.apply([EMAIL | wrong], by=root)


@pytest.mark.requirement("R10")
def test_the_alarm_is_told_and_brought_in(root):
    EQUAL.apply([{"tells": False, "times": "3.5", "fewest": 50}], by=root)

    policy = EqualPolicy.current()
    assert (policy.is_on, policy.times, policy.fewest) == (False, Decimal("3.5"), 50)
    assert EQUAL.told() == [{"tells": False, "times": "3.5", "fewest": 50}]
    for wrong in ("much", "0.5"):
        with pytest.raises(Refused):
            EQUAL.apply([{"tells": True, "times": wrong, "fewest": 50}], by=root)
