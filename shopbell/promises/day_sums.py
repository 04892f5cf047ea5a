"""How promises were kept, summed up by the day on which their clocks started (`summing.py`)."""

from django.db import models

from shopbell.accounts.team import Team

from .goal import Goal
from .goal_outcome import GoalOutcome, Outcome
from .summing import DayOf, Summed, Sums, Touched


class SummedDay(Summed):
    pass


class TouchedDay(Touched):
    class Meta:
        indexes = [models.Index(fields=["date"], name="touched_by_day")]


class DaySum(DayOf):
    goal = models.CharField(max_length=11, choices=Goal)
    channel = models.CharField(max_length=20)
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+", db_index=False)
    kept = models.PositiveIntegerField()
    broken = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["date", "goal", "channel", "team"], nulls_distinct=False, name="day_summed_once"
            )
        ]


PROMISES = Sums(
    rows=GoalOutcome,
    moment="started_at",
    of=("goal", "channel"),
    outcomes=(Outcome.KEPT.value, Outcome.BROKEN.value),
    sums=DaySum,
    summed=SummedDay,
    touched=TouchedDay,
)
