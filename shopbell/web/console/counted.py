"""Whose tickets the figures of a lead's page are of: those of teams that they watch and may read, or such as they may
open."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from shopbell.accounts.permission import Permission
from shopbell.accounts.team import Team

from .period import team_ids_of
from .unequal import teams_of
from .wall import Scope


def counted_teams(scope: Scope) -> Collection[int] | None:
    """Of who may not read all, the teams whose tickets they both watch and read; with no right to read those, the teams
    that they watch, of whose tickets only their own are counted."""
    reads_teams = scope.agent.may(Permission.TICKET_READ_TEAM)
    return teams_of(scope) if reads_teams else team_ids_of(scope)


def counted_words(scope: Scope) -> str:
    """Whose tickets the figures are of, in words."""
    if scope.agent.may(Permission.TICKET_READ_ALL):
        return _("All teams") if scope.is_whole else _names(scope.teams)
    if not scope.agent.may(Permission.TICKET_READ_TEAM):
        return _("Tickets that you may open")
    return _names(Team.objects.filter(pk__in=counted_teams(scope) or ()))


def _names(teams: Iterable[Team]) -> str:
    return " · ".join(str(team) for team in teams)
