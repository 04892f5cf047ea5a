"""How promises were kept, by goal, channel and week: counted from the outcomes of goals, which are what the clocks of
each ticket say. A promise counts in the week in which its clock started; what was taken back counts nowhere.

Who may open every ticket reads the sums that are kept of each day (`day_sums.py`), which say the same as a count does;
so does who may read what their teams have, of these teams. A ticket that went to another team counts where its promise
was given, so that they may see one more than they can open. Who reads their own tickets alone has those counted.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeVar

from django.db.models import Count, Model, Q, QuerySet
from django.db.models.functions import TruncWeek
from django.utils import timezone

from shopbell.accounts.permission import Permission
from shopbell.core.share import share
from shopbell.tickets.deletion import Deletion
from shopbell.tickets.ticket import Ticket, TicketQuerySet

from .day_sums import PROMISES
from .goal import Goal
from .goal_outcome import GoalOutcome, Outcome

WEEK = timedelta(weeks=1)
Kept = TypeVar("Kept", bound=Model)
Row = tuple[str, str, int, int, int]  # goal, channel, number of the week, kept, broken


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
        """How many were kept; None where nothing was promised."""
        return share(self.kept, self.count)


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
    left: int = 0  # days that are still to be summed up, and stand as they were before


@dataclass(frozen=True)
class Wish:
    """Which outcomes are meant; empty words and None mean all."""

    goal: str = ""
    channel: str = ""
    week: date | None = None
    outcome: str = ""


def outcomes_for(
    agent, team_ids: Collection[int] | None, tickets: TicketQuerySet | None = None
) -> QuerySet[GoalOutcome]:
    """What counts, of the tickets that `agent` may open; with `team_ids` of those teams alone, with `tickets` of those
    that they may open among them."""
    return readable(GoalOutcome.objects.exclude(outcome=Outcome.VOID), agent, team_ids, tickets)


def readable(
    rows: QuerySet[Kept], agent, team_ids: Collection[int] | None, tickets: TicketQuerySet | None
) -> QuerySet[Kept]:
    """Those of `rows`, each of a `ticket` and a `team`, that figures for `agent` count."""
    if tickets is not None:
        rows = rows.filter(ticket__in=tickets.visible_to(agent).values("pk"))
    elif agent.may(Permission.TICKET_READ_ALL):  # few are left out of what may be a million
        rows = rows.exclude(ticket__in=Deletion.objects.values("ticket"))
    else:
        rows = rows.filter(ticket__in=Ticket.objects.visible_to(agent).values("pk"))
    return rows if team_ids is None else rows.filter(team__in=team_ids)


def record_for(
    agent,
    team_ids: Collection[int] | None,
    weeks: int,
    now: datetime,
    *,
    tickets: TicketQuerySet | None = None,
    every_day: bool = False,
) -> Record:
    """The last `weeks` weeks, this one included, of what `outcomes_for` finds, or of all that was promised by teams of
    which the agent may read everything; `every_day` as `Sums.weekly` has it."""
    # nobody knows beforehand which tickets are one's own, or meet a filter
    if tickets is not None or not is_summed(agent, team_ids):
        return record_of(outcomes_for(agent, team_ids, tickets), weeks, now)
    mondays = mondays_of(weeks, now)
    rows, left = PROMISES.weekly(begins_of(mondays), team_ids, every_day=every_day)
    return replace(_record(rows, mondays), left=left)


def is_summed(agent, team_ids: Collection[int] | None) -> bool:
    """Whether the sums of these teams are what the agent may know."""
    if agent.may(Permission.TICKET_READ_ALL):
        return True
    is_theirs = team_ids is not None and set(team_ids) <= set(agent.team_ids)
    return is_theirs and agent.may(Permission.TICKET_READ_TEAM)


def record_of(outcomes: QuerySet[GoalOutcome], weeks: int, now: datetime) -> Record:
    """The last `weeks` weeks of these outcomes, counted one by one."""
    mondays = mondays_of(weeks, now)
    places = {monday: place for place, monday in enumerate(mondays)}
    rows = (
        outcomes.filter(
            started_at__gte=midnight_of(mondays[0]), started_at__lt=midnight_of(mondays[-1] + WEEK)
        )
        .annotate(week=TruncWeek("started_at", tzinfo=timezone.get_current_timezone()))
        .order_by()
        .values_list("goal", "channel", "week")
        .annotate(
            kept=Count("pk", filter=Q(outcome=Outcome.KEPT)),
            broken=Count("pk", filter=Q(outcome=Outcome.BROKEN)),
        )
    )
    return _record(
        ((goal, kind, places[week.date()], kept, broken) for goal, kind, week, kept, broken in rows), mondays
    )


def _record(rows: Iterable[Row], mondays: list[date]) -> Record:
    tallies: defaultdict[tuple[str, str], list[Tally]] = defaultdict(lambda: [Tally()] * len(mondays))
    for goal, kind, place, kept, broken in rows:
        tallies[goal, kind][place] = Tally(kept, broken)
    order = {str(goal): place for place, goal in enumerate(Goal)}
    lines = [
        Line(Goal(goal), kind, each, sum(each, Tally())) for (goal, kind), each in sorted(tallies.items())
    ]
    lines.sort(key=lambda line: order[line.goal])
    by_week = [sum(week, Tally()) for week in zip(*(line.weeks for line in lines), strict=True)] or [
        Tally()
    ] * len(mondays)
    return Record(mondays, lines, by_week, sum(by_week, Tally()))


def figure_of(record: Record, wish: Wish) -> int:
    """What the record says of a wish: how many `meant` finds."""
    lines = (
        line for line in record.lines if wish.goal in ("", line.goal) and wish.channel in ("", line.channel)
    )
    tallies = (
        tally
        for line in lines
        for week, tally in zip(record.weeks, line.weeks, strict=True)
        if wish.week in (None, week)
    )
    total = sum(tallies, Tally())
    return {"": total.count, Outcome.KEPT: total.kept, Outcome.BROKEN: total.broken}.get(wish.outcome, 0)


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


def monday_of(now: datetime) -> date:
    today = timezone.localtime(now).date()
    return today - timedelta(days=today.weekday())


def midnight_of(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), timezone.get_current_timezone())


def mondays_of(weeks: int, now: datetime) -> list[date]:
    """Of the last `weeks` weeks, this one included, the oldest first."""
    return [monday_of(now) - WEEK * back for back in reversed(range(weeks))]


def begins_of(mondays: Sequence[date]) -> list[datetime]:
    """When these weeks begin, and when the last one ends."""
    return [midnight_of(monday) for monday in (*mondays, mondays[-1] + WEEK)]
