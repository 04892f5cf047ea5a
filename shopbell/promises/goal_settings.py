"""Response goals on the settings pages, with how many tickets each policy holds for now and an example beside it."""

from collections.abc import Sequence

from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.core.settings_pages import Column, settings_pages
from shopbell.core.settings_picture import Facet, describe
from shopbell.tickets.filter.condition import Filter
from shopbell.tickets.filter.query import counts_of
from shopbell.tickets.filter.shown import shown
from shopbell.tickets.ticket import TicketQuerySet

from . import goal_void_views
from .duration import write_duration
from .goal import Goal
from .goal_face import MOST_COUNTED, goal_face
from .goal_fault import fault_of, readable
from .goal_form import GoalForm, column_of
from .goal_policy import GoalPolicy
from .goal_reach import reached
from .goal_text import text_of, whole_desk
from .goal_words import promised_by
from .voided_goals import VoidedGoals


def _time(goal: Goal) -> Facet:
    column = column_of(goal)
    return Facet(
        column,
        goal.label,
        lambda policy: getattr(policy, column),
        write_duration,
        lambda policy, seconds: setattr(policy, column, seconds),
    )


def _for_which(policy: GoalPolicy) -> SafeString | str:
    """The conditions from left to right, whatever the reader's script; or why they cannot be read."""
    if fault := fault_of(policy):
        return format_html('<span class="alert alert-broken">{}</span>', fault)
    return shown(policy.filter, whole_desk()) if text_of(policy) else _t("every ticket")


def _reach(policies: Sequence[GoalPolicy]) -> list[str]:
    """For how many open tickets each holds now, asked at once; those that are off hold for none."""
    earlier: list[Filter] = []
    lists: list[TicketQuerySet] = []
    holding = {policy.pk for policy in readable(policies) if policy.is_on}
    for policy in policies:
        if policy.pk in holding:
            lists.append(reached(policy.filter, earlier))
            earlier = [*earlier, policy.filter]
    counts = iter(counts_of(lists, most=MOST_COUNTED + 1))
    found = [next(counts) if policy.pk in holding else 0 for policy in policies]
    return [f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count) for count in found]


def _promised(policy: GoalPolicy) -> str:
    return promised_by(policy.targets) if policy.is_on else pgettext("goal policy", "off")


def _void(policy: GoalPolicy) -> list[str]:
    """A line for each version of it that was a mistake."""
    voids = VoidedGoals.objects.standing().filter(version__policy=policy).select_related("version")
    return [f"{each.version.number}: {each.reason}" for each in voids.order_by("version__number")]


describe(
    GoalPolicy,
    only=["name", "position", "is_on", "conditions", "counts", "warn_percent"],
    shown={"conditions": lambda conditions: text_of(GoalPolicy(conditions=conditions))},
    more=[*(_time(goal) for goal in Goal), Facet("void", _("versions that were a mistake"), _void)],
)

GOALS: list[URLPattern] = settings_pages(
    GoalPolicy,
    door=agent_view(Permission.GOALS_MANAGE),
    form=GoalForm,
    group="tickets",
    icon="target",
    slug="goals",
    label=_("Response goals"),
    new=_("New goal policy"),
    lead=_(
        "How soon customers hear from you, by channel, team or whatever a ticket says; agents are warned in time."
    ),
    empty=_("No goals yet: nothing is promised, and nobody is warned."),
    columns=[
        Column(_("For which tickets"), _for_which),
        Column(_("Promised"), _promised),
        Column(_("Time that counts"), lambda policy: policy.get_counts_display()),
        Column(_("Open tickets"), is_number=True, cells=_reach),
    ],
    preview=lambda form: goal_face(form),
    below=goal_void_views.versions_below,
    foot=goal_void_views.versions_foot,
)
