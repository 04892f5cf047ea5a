"""The channel plan on the settings pages: a row for each channel, with its load and what else holds for it beside."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.availability import Availability
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.channels.registry import CHANNELS
from shopbell.core.money import in_major, in_minor
from shopbell.core.number import percent
from shopbell.core.settings_pages import Column, settings_pages
from shopbell.core.settings_picture import Facet, describe, many
from shopbell.promises.business_hours import hours_for
from shopbell.promises.duration import left_to_right, write_duration
from shopbell.promises.goal_policy import GoalPolicy
from shopbell.tickets.ticket import Ticket

from .capacity import CapacityPolicy
from .channel_plan import MOST_CENTS, ChannelPlan, planned


class ChannelPlanForm(forms.ModelForm):
    cost = forms.DecimalField(
        label=_("What a contact costs"),
        required=False,
        min_value=0,
        help_text=_("Wages and fees of one ticket of this channel, as you reckon them."),
    )

    class Meta:
        model = ChannelPlan
        fields = ["owner", "purpose", "tone", "macros", "cost", "currency"]
        widgets = {"macros": forms.CheckboxSelectMultiple}
        help_texts = {
            "owner": _("Who looks after the channel: its hours, its texts, its quality."),
            "purpose": _(
                "Urgent: quick questions, answered while the customer waits. Detailed: what wants to be written down. "
                "Public: others read along."
            ),
            "tone": _("A sentence that agents read above the composer when they answer here."),
            "macros": _("Agents see these first when they answer a ticket of this channel."),
            "currency": _("Three capitals: EUR."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = Agent.objects.filter(is_active=True)
        if self.instance.cost_cents is not None:
            self.initial["cost"] = in_major(self.instance.cost_cents, self.instance.currency)

    def clean_currency(self) -> str:
        return self.cleaned_data["currency"].upper()

    def clean(self) -> None:
        super().clean()
        cost: Decimal | None = self.cleaned_data.get("cost")
        currency = self.cleaned_data.get("currency")
        if cost is None or not currency:
            return
        cents = in_minor(cost, currency)
        if cents is None or cents > MOST_CENTS:
            self.add_error("cost", _t("This is no sum of %(currency)s.") % {"currency": currency})

    def save(self, commit: bool = True) -> ChannelPlan:
        cost = self.cleaned_data.get("cost")
        self.instance.cost_cents = None if cost is None else in_minor(cost, self.instance.currency)
        return super().save(commit)


def _open(plans: Sequence[ChannelPlan]) -> list[int]:
    counts = Ticket.objects.standing().unsolved().values_list("channel").annotate(Count("pk")).order_by()
    found = dict(counts)
    return [found.get(plan.channel, 0) for plan in plans]


def _load(plans: Sequence[ChannelPlan]) -> list[str]:
    """Open tickets for each agent who is there; nobody there is no number."""
    present = Availability.objects.present(timezone.now()).count()
    return [f"{count / present:.1f}" if present else "–" for count in _open(plans)]


def _promised(plans: Sequence[ChannelPlan]) -> list[str]:
    goals = list(GoalPolicy.objects.filter(is_on=True))
    return [write_duration(_goal(goals, plan.channel).first_reply_seconds) or "–" for plan in plans]


def _goal(goals: Sequence[GoalPolicy], channel: str) -> GoalPolicy:
    """The first that holds for a ticket of which nothing is known but its channel."""
    return next((each for each in goals if _is_for(each, channel)), GoalPolicy())


def _is_for(policy: GoalPolicy, channel: str) -> bool:
    return all(
        each.field == "channel" and (channel in map(str, each.values)) != each.is_not
        for each in policy.filter
    )


def _weights(plans: Sequence[ChannelPlan]) -> list[str]:
    policy = CapacityPolicy.current()
    return [percent(policy.weight_of(plan.channel)) for plan in plans]


def _cost(plan: ChannelPlan) -> str:
    if plan.cost_cents is None:
        return "–"
    return _sum([plan.cost_cents, plan.currency])


def _sum(cost: Any) -> str:
    """Minor units and their currency, as people read them; empty for none."""
    return f"{in_major(*cost)} {cost[1]}" if cost else ""


def _put_cost(plan: ChannelPlan, cost: Any) -> None:
    plan.cost_cents, plan.currency = cost or (None, plan.currency)


def _named(word: str) -> Q:
    """The channels whose names, as they are read, have `word`."""
    word = word.casefold()
    return Q(channel__in=[kind for kind, each in CHANNELS.items() if word in str(each.label).casefold()])


def _beside(request: HttpRequest, plan: ChannelPlan) -> str:
    """What else holds for the channel, with the way to each."""
    goal = _goal(list(GoalPolicy.objects.filter(is_on=True)), plan.channel)
    shown = {
        "plan": plan,
        "goal": goal,
        "promised": left_to_right(write_duration(goal.first_reply_seconds)),
        "hours": hours_for(team_id=None, inbox_id=None, channel=plan.channel),
        "weight": CapacityPolicy.current().weight_of(plan.channel),
        "is_chat": plan.channel == "chat",
    }
    return mark_safe(render_to_string("routing/channel_plan.html", shown, request))  # noqa: S308 (our own template, which escapes)


describe(
    ChannelPlan,
    only=["owner", "purpose", "tone", "currency"],
    more=[
        Facet(
            "cost",
            _("Cost per contact"),
            lambda plan: None if plan.cost_cents is None else [plan.cost_cents, plan.currency],
            _sum,
            _put_cost,
        ),
        many(ChannelPlan, "macros"),
    ],
)

CHANNEL_PLAN: list[URLPattern] = settings_pages(
    ChannelPlan,
    door=agent_view(Permission.SETTINGS_MANAGE),
    form=ChannelPlanForm,
    group="shop",
    icon="route",
    slug="channel-plan",
    label=_("Channel plan"),
    new="",
    lead=_("What each channel is for, who looks after it, how its customers are answered and what it costs."),
    empty=_("No channels yet."),
    meant=_named,
    rows=planned,
    kept=lambda plan: _t("Each channel has its plan.") if plan.channel in CHANNELS else "",
    columns=[
        Column(_("Owner"), lambda plan: str(plan.owner or "–")),
        Column(_("Purpose"), lambda plan: plan.get_purpose_display() or "–"),
        Column(_("First reply promised"), cells=_promised),
        Column(_("Takes of an agent"), is_number=True, cells=_weights),
        Column(_("Cost per contact"), _cost, is_number=True),
        Column(_("Open tickets"), is_number=True, cells=_open),
        Column(_("For each agent present"), is_number=True, cells=_load),
    ],
    below=_beside,
)
