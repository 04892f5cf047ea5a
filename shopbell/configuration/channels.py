"""The channel plan and the alarm of equal treatment in the configuration file. Who owns a channel is left out."""

from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _t

from shopbell.channels.registry import CHANNELS
from shopbell.core.errors import Refused
from shopbell.promises.models import EqualPolicy
from shopbell.routing.channel_plan import Purpose
from shopbell.routing.models import ChannelPlan
from shopbell.tickets.models import Macro

from .section import Part, Section, column, find_named, names


def _put_channel(plan: ChannelPlan, kind: str) -> None:
    if kind not in CHANNELS:
        raise Refused(_t("There is no channel “%(name)s”.") % {"name": kind})
    plan.channel = kind


def _put_purpose(plan: ChannelPlan, purpose: str) -> None:
    if purpose and purpose not in Purpose:
        raise Refused(_t("Write one of these words: %(words)s.") % {"words": ", ".join(Purpose.values)})
    plan.purpose = purpose


def _put_times(policy: EqualPolicy, times: str) -> None:
    try:
        policy.times = Decimal(times)
    except InvalidOperation:
        raise Refused(_t("Write a number like 2 or 2.5.")) from None


PLANS = Section(
    "channel_plan",
    "settings-channel-plan",
    ChannelPlan,
    identity=("channel",),
    parts=[
        Part("channel", str, lambda plan: plan.channel, _put_channel),
        Part("purpose", str, lambda plan: plan.purpose, _put_purpose),
        column("tone"),
        names("macros", Macro, lambda called: find_named(Macro, called), lambda macro: macro.name),
        Part(
            "cost_cents",
            int,
            lambda plan: -1 if plan.cost_cents is None else plan.cost_cents,
            lambda plan, cents: setattr(plan, "cost_cents", None if cents < 0 else cents),
        ),
        column("currency"),
    ],
    needed=("channel",),
    rows=lambda: ChannelPlan.objects.order_by("channel").prefetch_related("macros"),
)
EQUAL = Section(
    "equal_treatment",
    "settings-equal-treatment",
    EqualPolicy,
    identity=(),
    parts=[
        column("tells", bool, "is_on"),
        Part("times", str, lambda policy: f"{policy.times:f}", _put_times),
        column("fewest", int),
    ],
    rows=lambda: EqualPolicy.objects.filter(pk=1),
    fresh=EqualPolicy.current,
)
SECTIONS = [PLANS, EQUAL]
