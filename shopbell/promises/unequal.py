"""The alarm of equal treatment: once a day it is looked whether customers with the same need wait unequally, on the
whole desk for those who see all of its wall, and in each team for its leads. A need is told of once in a week.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import models, transaction

from shopbell.accounts.agent import Agent
from shopbell.accounts.lead import leads_of
from shopbell.accounts.permission import Permission
from shopbell.accounts.team import Team
from shopbell.core.lock import hold_until_commit
from shopbell.tickets.reason import ContactReason

from .equal_policy import EqualPolicy
from .needs import Need, needs_of
from .treated import PERIODS, being_counted

WEEKS = PERIODS[0]
QUIET = timedelta(days=7) - timedelta(hours=6)  # the daily look is never quite as late as the last
KEPT = timedelta(days=400)
Audience = tuple[Team | None, set[int]]  # a team, or all of them, and the keys of who hears


class UnequalNeed(models.Model):
    """That a need was treated unequally, by one team or (None) on the whole."""

    reason = models.ForeignKey(ContactReason, models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    worst = models.CharField(max_length=20)
    best = models.CharField(max_length=20)
    times = models.FloatField()
    noticed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["noticed_at"], name="unequal_by_age")]


# who tells agents of it: (what was noticed, the keys of those whom it concerns); the floor that can adds itself
TELLERS: list[Callable[[UnequalNeed, set[int], datetime], None]] = []


@transaction.atomic
def watch_equality(now: datetime) -> int:
    """Tell of every need that is treated unequally; returns of how many. Safe to run twice and in parallel."""
    hold_until_commit("equal treatment")
    UnequalNeed.objects.filter(noticed_at__lt=now - KEPT).delete()
    policy = EqualPolicy.current()
    if not policy.is_on or being_counted():  # of some of the tickets nothing can be told
        return 0
    audiences = _audiences()
    told = _told_lately(audiences, now)
    count = 0
    for team, agent_ids in audiences:
        for need in _unequal(team, policy):
            fresh = agent_ids - told.get(need.key, set())
            if fresh and not _is_known(need, team, now):
                told.setdefault(need.key, set()).update(fresh)
                _tell(need, team, fresh, now)
                count += 1
    return count


def _unequal(team: Team | None, policy: EqualPolicy) -> Iterator[Need]:
    """Reasons, and of those that are treated alike on the whole their details."""
    above: set[int] = set()
    for need in needs_of(WEEKS, None if team is None else [team.pk], policy):
        if need.reason is None or need.alarm is None:
            continue
        if need.reason.parent_id in above:
            above.add(need.key)
            continue
        above.add(need.key)
        yield need


def _tell(need: Need, team: Team | None, agent_ids: set[int], now: datetime) -> None:
    reason, alarm = need.reason, need.alarm
    assert reason and alarm
    noticed = UnequalNeed.objects.create(
        reason=reason, team=team, worst=alarm.worst, best=alarm.best, times=alarm.times, noticed_at=now
    )
    for tell in TELLERS:
        tell(noticed, agent_ids, now)


def _is_known(need: Need, team: Team | None, now: datetime) -> bool:
    lately = UnequalNeed.objects.filter(noticed_at__gt=now - QUIET)
    return lately.filter(reason=need.reason, team=team).exists()


def _told_lately(audiences: list[Audience], now: datetime) -> dict[int, set[int]]:
    """By reason, who heard of it in the last week: whoever leads a team and sees the whole wall hears once."""
    by_team = {team.pk if team else None: ids for team, ids in audiences}
    found: dict[int, set[int]] = {}
    for reason, team in UnequalNeed.objects.filter(noticed_at__gt=now - QUIET).values_list("reason", "team"):
        found.setdefault(reason, set()).update(by_team.get(team, ()))
    return found


def _audiences() -> list[Audience]:
    """Who hears of what: those who see the whole wall of all teams, and the leads of each team of theirs; only who
    may read the tickets behind the figures."""
    active = {agent.pk: agent for agent in Agent.objects.filter(is_active=True).select_related("role")}
    whole = {
        pk for pk, agent in active.items()
        if agent.may(Permission.WALL_READ_ALL) and agent.may(Permission.TICKET_READ_ALL)
    }  # fmt: skip
    found: list[Audience] = [(None, whole)]
    for team in Team.objects.order_by("pk"):
        found.append(
            (team, {pk for pk in leads_of(team.pk) if pk in active and _may_read_figures(active[pk])})
        )
    return found


def _may_read_figures(lead: Agent) -> bool:
    """Whether the page of equal treatment shows them the figures of their own team."""
    tickets = lead.may(Permission.TICKET_READ_ALL) or lead.may(Permission.TICKET_READ_TEAM)
    return tickets and lead.may(Permission.WALL_READ)
