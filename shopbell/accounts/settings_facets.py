"""What the history of the settings tells of agents, teams and roles besides their columns."""

from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.core.settings_picture import Facet, gone

from .agent import Agent
from .permission import Permission
from .team import Membership, Team


def named_permissions(permissions: list[str]) -> str:
    labels = dict(Permission.choices)
    return " · ".join(str(labels.get(each, each)) for each in permissions)


def _members(team: Team) -> dict[str, bool]:
    """Who is in it, by id, and whether they lead it."""
    return {str(each.agent_id): each.is_lead for each in team.memberships.order_by("agent_id")}


def _shown_members(members: dict[str, bool]) -> str:
    names = Agent.objects.in_bulk([int(pk) for pk in members])
    lead = _t("%(name)s (lead)")
    return ", ".join(
        lead % {"name": agent} if members[str(pk)] else str(agent) for pk, agent in sorted(names.items())
    )


def _put_members(team: Team, members: dict[str, bool]) -> None:
    if Agent.objects.filter(pk__in=[int(pk) for pk in members]).count() != len(members):
        raise gone()
    team.memberships.exclude(agent__in=[int(pk) for pk in members]).delete()
    for pk, is_lead in members.items():
        Membership.objects.update_or_create(team=team, agent_id=int(pk), defaults={"is_lead": is_lead})


def _put_teams(agent: Agent, ids: list[int]) -> None:
    if Team.objects.filter(pk__in=ids).count() != len(ids):
        raise gone()
    agent.teams.set(ids)


def _shown_teams(ids: list[int]) -> str:
    return ", ".join(map(str, Team.objects.filter(pk__in=ids)))


def _teams(agent: Any) -> list[int]:
    return sorted(agent.memberships.values_list("team_id", flat=True))


MEMBERS = Facet("members", _("Members"), _members, _shown_members, _put_members, is_name=True)
# who comes back, or goes, is more than a word: their work goes with them, so it is not put back here
MAY_SIGN_IN = Facet("is_active", _("May sign in"), lambda agent: agent.is_active)
TEAMS_OF_AN_AGENT = Facet("teams", _("Teams"), _teams, _shown_teams, _put_teams, is_name=True)
