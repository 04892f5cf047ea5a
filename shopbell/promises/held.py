"""How true it was what shoppers were told: the waits that they were shown, and by when they were to hear back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, F, QuerySet, Value, When
from django.db.models.functions import TruncWeek
from django.utils import timezone

from shopbell.tickets.ticket import Ticket

from .kept import WEEK, Tally, midnight_of, monday_of
from .promise import Outcome, Promise
from .wait_forecast import WaitForecast


@dataclass(frozen=True)
class Held:
    """One of the two, week by week."""

    weeks: list[Tally]

    @property
    def total(self) -> Tally:
        return sum(self.weeks, Tally())


def waits_held(agent, team_ids: Collection[int] | None, weeks: int, now: datetime) -> Held:
    """The ranges that shoppers in a chat were shown first. Who left before theirs was over counts nowhere."""
    shown = WaitForecast.objects.told_when_they_came().decided()
    if team_ids is not None:
        shown = shown.filter(team__in=team_ids)
    held = shown.held().values("pk")
    judged = shown.annotate(fate=Case(When(pk__in=held, then=Value("held")), default=Value("missed")))
    return _by_week(_seen(judged, agent), "shown_at", {"held"}, weeks, now)


def told_kept(agent, team_ids: Collection[int] | None, weeks: int, now: datetime) -> Held:
    """What shoppers were promised: kept, or not; also what was put off in time was not kept as it was told."""
    judged = Promise.objects.filter(outcome__in=[Outcome.KEPT, Outcome.BROKEN, Outcome.SLIPPED])
    if team_ids is not None:
        judged = judged.filter(ticket__team__in=team_ids)
    judged = judged.annotate(fate=F("outcome"))
    return _by_week(_seen(judged, agent), "made_at", {Outcome.KEPT.value}, weeks, now)


def _seen(rows: QuerySet, agent) -> QuerySet:
    return rows.filter(ticket__in=Ticket.objects.visible_to(agent).values("pk"))


def _by_week(rows: QuerySet, moment: str, good: set[str], weeks: int, now: datetime) -> Held:
    """The `fate` of each row, counted by the week of its `moment`."""
    mondays = [monday_of(now) - WEEK * back for back in reversed(range(weeks))]
    counted = (
        rows.filter(**{f"{moment}__gte": midnight_of(mondays[0])})
        .annotate(week=TruncWeek(moment, tzinfo=timezone.get_current_timezone()))
        .order_by()
        .values_list("week", "fate")
        .annotate(count=Count("pk"))
    )
    tallies: dict[date, Tally] = {}
    for week, fate, count in counted:
        one = Tally(kept=count) if fate in good else Tally(broken=count)
        tallies[week.date()] = tallies.get(week.date(), Tally()) + one
    return Held([tallies.get(monday, Tally()) for monday in mondays])
