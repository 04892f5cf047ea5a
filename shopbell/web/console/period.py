"""The time and the teams that a lead's page of figures is about, as its address says them."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from shopbell.promises.kept import mondays_of

from .wall import Scope

PERIODS = (4, 8, 13, 26)  # weeks
YEARS = range(2000, 2200)


def weeks_of(request: HttpRequest) -> int:
    """How many weeks: ?weeks=13, or the usual time."""
    asked = request.GET.get("weeks", "")
    return next((weeks for weeks in PERIODS if str(weeks) == asked), PERIODS[1])


def week_of(request: HttpRequest) -> date | None:
    """The one week that is meant, by its Monday: ?week=2026-11-23."""
    try:
        week = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        return None
    return week if week.year in YEARS else None


def is_shown(week: date | None, weeks: int) -> bool:
    """Whether the figures of the last `weeks` weeks tell of `week`, or of None, which is all of them."""
    return week is None or week in mondays_of(weeks, timezone.now())


def team_ids_of(scope: Scope) -> list[int] | None:
    """None: of all teams, and of none."""
    return None if scope.is_whole else [team.pk for team in scope.teams]
