"""How promises were kept, by goal, channel and week: counted from the outcomes of goals, which are what the clocks of
each ticket say. A promise counts in the week in which its clock started; what was taken back counts nowhere.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncWeek
from django.utils import timezone

from shopbell.accounts.permission import Permission
from shopbell.tickets.deletion import Deletion
from shopbell.tickets.ticket import Ticket

from .goal import Goal
from .goal_outcome import GoalOutcome, Outcome

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Tally:
    kept: int = 0
    broken: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.kept + other.kept, self.broken + other.broken)

    @property
    def count(self) -> int:
        return self.kept + self.broken

    @property
    def percent(self) -> int | None:
        """How many were kept, rounded down, so that a hundred means all; None where nothing was promised."""
        return 100 * self.kept // self.count if self.count else None


class Line(NamedTuple):
    """One goal on one channel, week by week."""

    goal: Goal
    channel: str
    weeks: list[Tally]
    total: Tally


@dataclass(frozen=True)
class Record:
    weeks: list[date]  # their Mondays, the oldest first
    lines: list[Line]
    by_week: list[Tally]
    total: Tally


@dataclass(frozen=True)
class Wish:
    """Which outcomes are meant; empty words and None mean all."""

    goal: str = ""
    channel: str = ""
    week: date | None = None
    outcome: str = ""


def outcomes_for(agent, team_ids: Collection[int] | None) -> QuerySet[GoalOutcome]:
    """What counts, of the tickets that `agent` may open; with `team_ids` of those teams alone."""
    found = GoalOutcome.objects.exclude(outcome=Outcome.VOID)
    if agent.may(Permission.TICKET_READ_ALL):  # few are left out of what may be a million
        found = found.exclude(ticket__in=Deletion.objects.values("ticket"))
    else:
        found = found.filter(ticket__in=Ticket.objects.visible_to(agent).values("pk"))
    return found if team_ids is None else found.filter(team__in=team_ids)


def record_of(outcomes: QuerySet[GoalOutcome], weeks: int, now: datetime) -> Record:
    """The last `weeks` weeks, this one included, in one question."""
    mondays = [monday_of(now) - WEEK * back for back in reversed(range(weeks))]
    rows = (
        outcomes.filter(started_at__gte=midnight_of(mondays[0]))
        .annotate(week=TruncWeek("started_at", tzinfo=timezone.get_current_timezone()))
        .order_by()
        .values_list("goal", "channel", "week")
        .annotate(
            kept=Count("pk", filter=Q(outcome=Outcome.KEPT)),
            broken=Count("pk", filter=Q(outcome=Outcome.BROKEN)),
        )
    )
    tallies: defaultdict[tuple[str, str], dict[date, Tally]] = defaultdict(dict)
    for goal, channel, week, kept, broken in rows:
        tallies[goal, channel][week.date()] = Tally(kept, broken)
    order = {str(goal): place for place, goal in enumerate(Goal)}
    lines = [_line(goal, channel, tallies[goal, channel], mondays) for goal, channel in sorted(tallies)]
    lines.sort(key=lambda line: order[line.goal])
    by_week = [sum((line.weeks[place] for line in lines), Tally()) for place in range(weeks)]
    return Record(mondays, lines, by_week, sum(by_week, Tally()))


def meant(outcomes: QuerySet[GoalOutcome], wish: Wish, weeks: int, now: datetime) -> QuerySet[GoalOutcome]:
    """Those of `outcomes` that one figure of the record is about: as many rows as it says."""
    since = wish.week or monday_of(now) - WEEK * (weeks - 1)
    found = outcomes.filter(started_at__gte=midnight_of(since))
    if wish.week:
        found = found.filter(started_at__lt=midnight_of(wish.week + WEEK))
    for name in ("goal", "channel", "outcome"):
        if said := getattr(wish, name):
            found = found.filter(**{name: said})
    return found


def _line(goal: str, channel: str, tallies: dict[date, Tally], mondays: list[date]) -> Line:
    weeks = [tallies.get(monday, Tally()) for monday in mondays]
    return Line(Goal(goal), channel, weeks, sum(weeks, Tally()))


def monday_of(now: datetime) -> date:
    today = timezone.localtime(now).date()
    return today - timedelta(days=today.weekday())


def midnight_of(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), timezone.get_current_timezone())
