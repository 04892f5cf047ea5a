"""Skills and the routing of teams on the settings pages."""

from typing import Any

from django import forms
from django.db import models
from django.urls import URLPattern
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.core.settings_pages import Column, settings_pages
from shopbell.core.settings_picture import Facet, describe, gone
from shopbell.tickets.reason import ContactReason

from .skill import AgentSkill, Level, ReasonSkill, Skill
from .skill_form import SkillForm, levels_of, put_levels
from .team_routing import TeamRouting

DOOR = agent_view(Permission.GOALS_MANAGE)


def _levels(key: str, label: Any, table: Any, name: str, model: type[models.Model]) -> Facet:
    """The levels that a skill names in `table`, told together and put back together."""

    def show(levels: dict[str, int]) -> str:
        rows = model._default_manager.in_bulk([int(pk) for pk in levels])
        names = Level(1).__class__
        return ", ".join(
            f"{rows[int(pk)]}: {names(level).label}" for pk, level in levels.items() if int(pk) in rows
        )

    def write(skill: Skill, levels: dict[str, int]) -> None:
        if model._default_manager.filter(pk__in=[int(pk) for pk in levels]).count() != len(levels):
            raise gone()
        put_levels(skill, table, name, dict.fromkeys(levels_of(skill, key, name), 0) | levels)

    return Facet(key, label, lambda skill: levels_of(skill, key, name), show, write, is_name=True)


describe(
    Skill,
    more=[
        _levels("reasons", _("Contact reasons"), ReasonSkill, "reason", ContactReason),
        _levels("agents", _("Agents"), AgentSkill, "agent", Agent),
    ],
)

SKILLS: list[URLPattern] = settings_pages(
    Skill,
    door=DOOR,
    form=SkillForm,
    group="people",
    icon="graduation-cap",
    label=_("Skills"),
    new=_("New skill"),
    lead=_("What agents can do and which languages they speak, and which tickets need it."),
    empty=_("No skill yet: every agent of a team counts alike."),
    rows=lambda: Skill.objects.annotate(
        agent_count=models.Count("agents", distinct=True), reason_count=models.Count("reasons", distinct=True)
    ).order_by("name"),
    columns=[
        Column(_("Required"), lambda skill: _t("Yes") if skill.is_required else _t("No")),
        Column(_("Contact reasons"), lambda skill: skill.reason_count, is_number=True),
        Column(_("Agents"), lambda skill: skill.agent_count, is_number=True),
    ],
)


class RoutingForm(forms.ModelForm):
    class Meta:
        model = TeamRouting
        fields = [
            "team",
            "mode",
            "accept_seconds",
            "away_after",
            "backlog_of_ten",
            "usual_days",
            "tells_customer",
        ]
        help_texts = {
            "team": _("Leave empty for tickets that belong to no team."),
            "mode": _("Agents may ask for the next ticket in every way but the first."),
            "accept_seconds": _("Whoever has not accepted by then has let it pass, and the next is asked."),
            "away_after": _(
                "Whoever lets so many run out, one after the other, is set away until they say that they are back. "
                "0: nobody is."
            ),
            "tells_customer": _(
                "When the agent whom they asked for, or who answered them last, is not there: in the chat at once, by "
                "mail as the first line of the answer, which the agent may take out."
            ),
            "backlog_of_ten": _(
                "The backlog is what was left when the day began, and what is late already. Of ten tickets that can "
                "wait, so many are taken from it, and the others from what is new. 0: all stand in one line, by their "
                "promises."
            ),
            "usual_days": _(
                "Who answered a customer last answers them again if they are there. 0: that does not count."
            ),
        }


ROUTING: list[URLPattern] = settings_pages(
    TeamRouting,
    door=DOOR,
    form=RoutingForm,
    group="people",
    icon="route",
    slug="routing",
    label=_("Routing"),
    new=_("New routing"),
    lead=_("How the tickets of a team find the agent who fits best."),
    empty=_(
        "No team is routed: agents take tickets themselves, and chats go to whom the customer knows, else to who has"
        " the fewest."
    ),
    rows=lambda: TeamRouting.objects.select_related("team").annotate(name=models.F("team__name")),
    columns=[Column(_("How"), lambda row: row.get_mode_display())],
)
