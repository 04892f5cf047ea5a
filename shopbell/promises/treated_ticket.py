"""What each ticket adds to the figures of equal treatment, so that these follow it instead of being counted anew.

Triggers note each ticket of which anything became another that the figures tell of, in the transaction that did it
(migration 0014). `follow` takes notes a portion at a time, and tells what their tickets add by now less what they had
added.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db import connection, models

from .equal import STEPS, WHOLE

Row = tuple[
    Any, ...
]  # period, reason, channel, team, then the three steps, how many, the three sums, and counts


class TreatedTicket(models.Model):
    """What an outcome of a first reply added when its ticket was looked at last. It points at nothing: where a reason
    or a team went, its tickets are noted."""

    outcome_id = models.BigIntegerField(primary_key=True)
    ticket_id = models.BigIntegerField(db_index=True)
    started_at = models.DateTimeField()
    reason_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=20)
    team_id = models.BigIntegerField(null=True)
    seconds = models.PositiveBigIntegerField()
    share = models.FloatField(null=True, help_text="of what was promised, in thousandths, to a tenth")
    real = models.FloatField(
        null=True, help_text="seconds by the clock on the wall, whatever the goal counts"
    )
    kept = models.BooleanField()
    waiting = models.BooleanField()
    solved = models.BooleanField()
    reopened = models.BooleanField()
    once = models.BooleanField()
    known = models.BooleanField()

    is_derived: ClassVar[bool] = True


class TreatedNote(models.Model):
    """That a ticket is to be looked at. Rows are only added, so that nobody waits for anybody."""

    ticket_id = models.BigIntegerField()


def notes_left(enough: int) -> int:
    """How many notes there are: exactly as long as they are no more than `enough`, and else what their keys tell, since
    a page cannot count a million of them."""
    count = TreatedNote.objects.all()[: enough + 1].count()
    if count <= enough:
        return count
    ends = TreatedNote.objects.aggregate(first=models.Min("pk"), last=models.Max("pk"))
    return (ends["last"] or 0) - (ends["first"] or 0) + 1


def keep(tickets: Collection[int]) -> None:
    """Keep what `tickets` add by now, for a time when all is added up."""
    _asked(KEEP, {"tickets": list(tickets)})


def follow(tickets: Collection[int], begins: Mapping[str, datetime]) -> list[Row]:
    """Keep what `tickets` add by now; returns by how much the figures of each place become others."""
    return _asked(FOLLOW, {**begins, "tickets": list(tickets)})


def gather(begins: Mapping[str, datetime]) -> list[Row]:
    """What all tickets add up to, from what is kept of each."""
    return _asked(GATHER, begins)


def count_all(begins: Mapping[str, datetime]) -> list[Row]:
    """The same from nothing."""
    return _asked(COUNT_ALL, begins)


def note_all(since: datetime) -> None:
    """Have every ticket looked at whose wait began since then."""
    _asked(NOTE_ALL, {"since": since})


def forget_before(since: datetime) -> None:
    TreatedTicket.objects.filter(started_at__lt=since).delete()


def _asked(statement: str, said: Mapping[str, Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, said)
        return cursor.fetchall() if cursor.description else []


def step_in_sql(wait: str) -> str:
    """As `equal.step_of` says it."""
    return f"round(ln(1 + {wait}::float8) * {STEPS})::int"


def _names(prefix: str = "") -> str:
    return ", ".join(prefix + name for name in COLUMNS)


FLAGS = ("kept", "waiting", "solved", "reopened", "once", "known")
COLUMNS: Iterable[str] = (
    "outcome_id", "ticket_id", "started_at", "reason_id", "channel", "team_id", "seconds", "share", "real", *FLAGS
)  # fmt: skip
BY_NOW = f"""
select o.id as outcome_id, o.ticket_id, o.started_at, t.reason_id, o.channel, t.team_id, o.seconds,
       round({WHOLE} * o.seconds / nullif((v.targets ->> 'first_reply')::numeric, 0), 1)::float8 as share,
       round(extract(epoch from greatest(coalesce(o.ended_at, o.due_at) - o.started_at, interval '0')))::float8 as real,
       o.outcome = 'kept' as kept, o.ended_at is null as waiting, t.status in ('solved', 'closed') as solved,
       exists (select 1 from tickets_event e where e.ticket_id = o.ticket_id and e.verb = 'reopened') as reopened,
       coalesce(f.outcome = 'yes', false) as once, coalesce(f.outcome in ('yes', 'no'), false) as known
  from promises_goaloutcome o
  join tickets_ticket t on t.id = o.ticket_id
  left join promises_goalpolicyversion v on v.id = o.policy_version_id
  left join promises_firstcontact f on f.ticket_id = o.ticket_id
 where o.goal = 'first_reply' and o.outcome <> 'void'
   and not exists (select 1 from tickets_deletion d where d.ticket_id = o.ticket_id)
"""
ADDED_UP = f"""
select case when started_at >= %(since_4)s then 4 when started_at >= %(since_8)s then 8 else 13 end as weeks,
       reason_id, channel, team_id, {step_in_sql("seconds")}, {step_in_sql("share")}, {step_in_sql("real")},
       sum(sign)::int, sum(sign * seconds)::float8, coalesce(sum(sign * share), 0), coalesce(sum(sign * real), 0),
       {", ".join(f"(sum(sign) filter (where {flag}))::int" for flag in FLAGS)}
  from told where started_at >= %(since)s
 group by 1, 2, 3, 4, 5, 6, 7
"""
OF_THEM = f"""
with by_now as materialized ({BY_NOW} and o.ticket_id = any(%(tickets)s)),
gone as (
    delete from promises_treatedticket
     where ticket_id = any(%(tickets)s) and outcome_id not in (select outcome_id from by_now))
"""
PUT = f"""
insert into promises_treatedticket ({_names()}) select {_names()} from by_now
    on conflict (outcome_id) do update set ({_names()}) = ({_names("excluded.")})
"""
KEEP = OF_THEM + PUT
FOLLOW = f"""
{OF_THEM}, put as ({PUT}),
was as materialized (select {_names()} from promises_treatedticket where ticket_id = any(%(tickets)s)),
told as (select 1 as sign, {_names()} from by_now union all select -1, {_names()} from was)
{ADDED_UP}
"""
GATHER = f"with told as (select 1 as sign, {_names()} from promises_treatedticket) {ADDED_UP}"
COUNT_ALL = f"with told as (select 1 as sign, {_names()} from ({BY_NOW}) by_now) {ADDED_UP}"
NOTE_ALL = """
insert into promises_treatednote (ticket_id)
select distinct ticket_id from promises_goaloutcome where goal = 'first_reply' and started_at >= %(since)s order by 1
"""
