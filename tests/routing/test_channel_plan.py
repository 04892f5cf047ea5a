"""The channel plan: a row for each channel, what agents see of it while they answer, and its history."""

import pytest

from shopbell.channels.registry import CHANNELS
from shopbell.core.models import SettingChange
from shopbell.core.settings_card import CARDS
from shopbell.core.settings_picture import facet_of
from shopbell.promises.goal_policy import GoalPolicy
from shopbell.promises.goal_text import keep_text
from shopbell.routing.channel_plan import ChannelPlan, planned
from shopbell.routing.channel_plan_settings import _named, _promised
from shopbell.tickets.macro import Macro

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R4"), pytest.mark.requirement("R5")]
TONE = "Short and warm, by first name."


def plan_of(kind: str) -> ChannelPlan:
    return planned().get(channel=kind)


def test_every_channel_has_one_plan_with_what_else_holds_for_it(desk, root):
    page = desk(root).get("/desk/settings/channel-plan/").content.decode()
    desk(root).get("/desk/settings/channel-plan/")

    assert ChannelPlan.objects.count() == len(CHANNELS)
    assert "1 min" in page and "33%" in page and "settings/channel-plan/new" not in page
    beside = desk(root).get(f"/desk/settings/channel-plan/{plan_of('chat').pk}/").content.decode()
    assert "/desk/settings/capacity/" in beside and "Offered only while somebody is there" in beside


def test_what_is_planned_is_kept_with_its_cost_and_told_by_the_history(desk, root, ada):
    plan = plan_of("email")
    said = {"owner": ada.pk, "purpose": "detailed", "tone": TONE, "cost": "4.20", "currency": "eur"}

    answer = desk(root).post(f"/desk/settings/channel-plan/{plan.pk}/", said)
    plan.refresh_from_db()
    assert answer.status_code == 302
    assert (plan.owner, plan.purpose, plan.cost_cents, plan.currency) == (ada, "detailed", 420, "EUR")
    assert SettingChange.objects.filter(page="settings-channel-plan").exists()


@pytest.mark.parametrize(
    ("cost", "currency"), [("1.005", "EUR"), ("1.5", "JPY"), ("3", "E1R"), ("3", "XQZ"), ("99999999", "EUR")]
)
def test_a_cost_that_is_no_sum_is_refused(desk, root, cost, currency):
    plan = plan_of("email")

    answer = desk(root).post(f"/desk/settings/channel-plan/{plan.pk}/", {"cost": cost, "currency": currency})
    assert answer.status_code == 422


def test_agents_see_the_tone_and_the_macros_of_the_channel_first(desk, bo, late_parcel):
    Macro.objects.all().delete()
    Macro.objects.create(name="A first one", text="Hello.", position=1)
    favoured = Macro.objects.create(name="For mails", text="Dear customer.", position=9)
    plan = plan_of("email")
    plan.macros.add(favoured)
    ChannelPlan.objects.filter(pk=plan.pk).update(tone=TONE)

    assert TONE in desk(bo).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()
    menu = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/macros/").content.decode()
    assert menu.index("For mails") < menu.index("A first one")


@pytest.mark.parametrize(
    ("currency", "cost"), [("JPY", "420 JPY"), ("KWD", "0.420 KWD"), ("EUR", "4.20 EUR")]
)
def test_the_history_tells_a_cost_in_its_own_currency_and_puts_it_back(currency, cost):
    plan = ChannelPlan(channel="email", cost_cents=420, currency=currency)
    facet = facet_of(ChannelPlan, "cost")

    assert facet and facet.write and facet.show(facet.read(plan)) == cost
    kept, plan.cost_cents = facet.read(plan), None
    assert facet.show(facet.read(plan)) == ""
    facet.write(plan, kept)
    assert (plan.cost_cents, plan.currency) == (420, currency)


def test_the_goal_beside_a_channel_is_one_that_does_not_except_it():
    GoalPolicy.objects.all().delete()
    policy = GoalPolicy(name="All but chats", first_reply_seconds=7200)
    keep_text(policy, "-channel:chat")
    policy.save()

    rows = list(planned())
    promised = dict(zip([plan.channel for plan in rows], _promised(rows), strict=True))
    assert promised["chat"] == "–" != promised["email"]


def test_a_channel_is_found_by_the_name_that_people_read():
    assert [str(plan) for plan in planned().filter(_named("e-mai"))] == ["E-mail"]
    assert "E-mail" in [name for name, _address in CARDS["settings-channel-plan"].rows("E-MAI")]
