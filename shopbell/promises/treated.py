"""How each need was treated on each channel, counted every hour for the page and the alarm of equal treatment.

A ticket counts by its first reply: by the reason and the team that it has now, the channel that the reply was promised
on, and the week in which the wait began. Who is late and not answered yet counts with the time that was promised, which
is the least that it will have been. One statement reads the outcomes, so a page of a million tickets reads some hundred
rows.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from shopbell.accounts.team import Team
from shopbell.core.lock import hold_until_commit
from shopbell.tickets.reason import ContactReason

from .equal import WHOLE, Step, Treatment, Waits
from .goal import Goal
from .goal_policy import GoalPolicyVersion
from .kept import WEEK, midnight_of, monday_of

PERIODS = (4, 8, 13)  # weeks, this one included
Place = tuple[
    int, int | None, str, int | None, bool
]  # period, reason, channel, team, whether it is all teams


class Treated(models.Model):
    """What one team, or all of them together, did for one need on one channel in the last `weeks` weeks."""

    weeks = models.PositiveSmallIntegerField()
    is_whole = models.BooleanField(default=False, help_text="all teams together, and the tickets of none")
    reason = models.ForeignKey(ContactReason, models.CASCADE, null=True, related_name="+")
    channel = models.CharField(max_length=20)
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    seconds = models.JSONField(
        help_text="waits for the first reply: by step, how many and their sum (equal.py)"
    )
    shares = models.JSONField(help_text="the same in thousandths of what was promised")
    kept = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField(help_text="late, and not answered yet")
    solved = models.PositiveIntegerField()
    reopened = models.PositiveIntegerField()
    once = models.PositiveIntegerField(default=0, help_text="solved at first contact")
    known = models.PositiveIntegerField(default=0, help_text="whether at first contact")
    measured_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["weeks", "is_whole"], name="treated_by_scope")]


@transaction.atomic
def measure_treatment(now: datetime) -> int:
    """Count anew; returns how many rows there are. Safe to run twice and in parallel."""
    hold_until_commit("treatment")
    found = _treatments(now)
    Treated.objects.all().delete()
    rows = [
        Treated(
            weeks=weeks, reason_id=reason, channel=channel, team_id=team, is_whole=is_whole,
            seconds=_to_json(each.seconds), shares=_to_json(each.shares), kept=each.kept, waiting=each.waiting,
            solved=each.solved, reopened=each.reopened, once=each.once, known=each.known, measured_at=now,
        )
        for (weeks, reason, channel, team, is_whole), each in found.items()
    ]  # fmt: skip
    Treated.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def treatments(weeks: int, team_ids: Collection[int] | None) -> Iterator[tuple[int | None, str, Treatment]]:
    """Reason, channel and how they were treated in the last `weeks` weeks; with `team_ids` by those teams alone."""
    rows = Treated.objects.filter(weeks=weeks, is_whole=team_ids is None)
    for row in rows if team_ids is None else rows.filter(team__in=team_ids):
        treated = Treatment(
            _waits(row.seconds),
            _waits(row.shares),
            row.kept,
            row.waiting,
            row.solved,
            row.reopened,
            row.once,
            row.known,
        )
        yield row.reason_id, row.channel, treated


def measured_at() -> datetime | None:
    return Treated.objects.aggregate(at=models.Max("measured_at"))["at"]


def begin_of(weeks: int, now: datetime) -> datetime:
    """The Monday on which a period begins."""
    return midnight_of(monday_of(now) - WEEK * (weeks - 1))


def _treatments(now: datetime) -> dict[Place, Treatment]:
    found: defaultdict[Place, Treatment] = defaultdict(Treatment)
    for (shortest, reason, channel, team), each in _slices(now).items():
        for weeks in PERIODS:
            if weeks >= shortest:
                found[weeks, reason, channel, team, False] += each
                found[weeks, reason, channel, None, True] += each
    return found


def _slices(now: datetime) -> dict[tuple[int, int | None, str, int | None], Treatment]:
    """By the shortest period that they are in, the reason, the channel and the team."""
    promised = _promised()
    found: defaultdict[tuple[int, int | None, str, int | None], Treatment] = defaultdict(Treatment)
    for shortest, reason, channel, team, version, count, total, *counts in _counted(now):
        each = found[shortest, reason, channel, team]
        each.seconds.add(total / count, count)
        if limit := promised.get(version):
            each.shares.add(WHOLE * total / count / limit, count)
        each.count(*counts)
    return found


def _promised() -> dict[int | None, float]:
    """The seconds for a first reply by each version of the goals that says any."""
    versions = GoalPolicyVersion.objects.values_list("pk", "targets")
    return {pk: targets[Goal.FIRST_REPLY] for pk, targets in versions if targets.get(Goal.FIRST_REPLY)}


def _counted(now: datetime) -> Iterable[tuple[Any, ...]]:
    begins = {f"since_{weeks}": begin_of(weeks, now) for weeks in PERIODS}
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, {**begins, "since": begins[f"since_{PERIODS[-1]}"]})
        return cursor.fetchall()


def _to_json(waits: Waits) -> dict[str, Step]:
    return {str(step): (count, round(total, 1)) for step, (count, total) in waits.steps.items()}


def _waits(steps: dict[str, list[float]]) -> Waits:
    return Waits({int(step): (int(count), total) for step, (count, total) in steps.items()})


# the steps are those of `equal.step_of`
COUNTED = """
select case when o.started_at >= %(since_4)s then 4 when o.started_at >= %(since_8)s then 8 else 13 end as weeks,
       t.reason_id, o.channel, t.team_id, o.policy_version_id,
       count(*), sum(o.seconds)::float8,
       count(*) filter (where o.outcome = 'kept'),
       count(*) filter (where o.ended_at is null),
       count(*) filter (where t.status in ('solved', 'closed')),
       count(*) filter (where exists (select 1 from tickets_event e where e.ticket_id = o.ticket_id
                                      and e.verb = 'reopened' and e.created_at >= %(since)s)),
       count(*) filter (where f.outcome = 'yes'),
       count(*) filter (where f.outcome in ('yes', 'no'))
  from promises_goaloutcome o
  join tickets_ticket t on t.id = o.ticket_id
  left join promises_firstcontact f on f.ticket_id = o.ticket_id
 where o.goal = 'first_reply' and o.outcome <> 'void' and o.started_at >= %(since)s
   and not exists (select 1 from tickets_deletion d where d.ticket_id = o.ticket_id)
 group by 1, 2, 3, 4, 5, round(ln(1 + o.seconds::float8) * 20)
"""
