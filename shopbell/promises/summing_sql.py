"""The statements that sum up days and read the sums, for whichever rows (`summing.py`)."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Statements(NamedTuple):
    sum_up: str
    sum_up_empty: str
    weekly: str
    differing: str


def statements(
    tables: Mapping[str, str], moment: str, of: Sequence[str], outcomes: Sequence[str]
) -> Statements:
    """`tables` names those of the rows, their sums, the summed days and the notes. All names are the code's own."""
    listed = ", ".join(f"'{each}'" for each in outcomes)
    words = {
        **tables,
        "moment": moment,
        "of": ", ".join(of),
        "of_rows": ", ".join(f"o.{each}" for each in of),
        "counts": ", ".join(outcomes),
        "signed": ", ".join(f"part.sign * o.{each}" for each in outcomes),
        "added": ", ".join(f"sum({each})::bigint as {each}" for each in outcomes),
        "any": " or ".join(f"sum({each}) > 0" for each in outcomes),
        "tally": ", ".join(f"count(*) filter (where o.outcome = '{each}') as {each}" for each in outcomes),
        "counting": f"o.outcome in ({listed}) and {UNDELETED}",
    }
    return Statements(*(each.format_map(words) for each in (SUM_UP, SUM_UP_EMPTY, WEEKLY, DIFFERING)))


UNDELETED = "not exists (select 1 from tickets_deletion d where d.ticket_id = o.ticket_id)"
SUM_UP = """
insert into {sums} (date, {of}, team_id, {counts})
select %(day)s, {of_rows}, o.team_id, {tally}
  from {rows} o
 where o.{moment} >= %(low)s and o.{moment} < %(high)s and {counting}
 group by {of_rows}, o.team_id
"""
SUM_UP_EMPTY = """
insert into {summed} (date, summed_at)
select day, %(now)s
  from unnest(%(days)s::date[]) day
 where not exists (select 1 from {touched} t where t.date = day)
   and not exists (select 1 from {sums} s where s.date = day)
   and not exists (select 1 from {rows} o
                    where o.{moment} >= day::timestamp at time zone 'UTC'
                      and o.{moment} < (day + 1)::timestamp at time zone 'UTC')
    on conflict do nothing
returning date
"""
# `due` are the days of which something may be missing, the newest first: between the first row and the last.
# Hours between weeks and days are moved only where their day is counted or summed up: else what was never added would
# be taken away. How many days are left is told also where there is nothing else to tell.
WEEKLY = """
with good as materialized (
    select s.date from {summed} s
     where s.date between %(first)s and %(last)s
       and not exists (select 1 from {touched} t where t.date = s.date)),
due as materialized (
    select day::date as date, coalesce(row_number() over (order by day desc) > %(most)s::int, false) as is_left
      from generate_series(%(first)s::timestamp, %(last)s::timestamp, interval '1 day') day,
           (select min({moment}) at time zone 'UTC' as low, max({moment}) at time zone 'UTC' as high from {rows}) known
     where day::date not in (select date from good) and day::date between known.low::date and known.high::date),
part (low, high, week, sign) as (
    select date::timestamp at time zone 'UTC', (date + 1)::timestamp at time zone 'UTC',
           width_bucket(date, %(days)s::date[]) - 1, 1
      from due where not is_left
    union all
    select * from unnest(%(lows)s::timestamptz[], %(highs)s::timestamptz[], %(weeks)s::int[], %(signs)s::int[])
        as edge (low, high, week, sign)
     where (low at time zone 'UTC')::date not in (select date from due where is_left)),
one ({of}, week, {counts}) as (
    select {of}, width_bucket(date, %(days)s::date[]) - 1, {counts}
      from (table good union all select date from due where is_left) kept join {sums} using (date)
     where %(teams)s::bigint[] is null or team_id = any(%(teams)s)
    union all
    select {of_rows}, part.week, {signed}
      from part, lateral (
          select {of_rows}, {tally} from {rows} o
           where o.{moment} >= part.low and o.{moment} < part.high and {counting}
             and (%(teams)s::bigint[] is null or o.team_id = any(%(teams)s))
           group by {of_rows}) o),
told as (select {of}, week, {added} from one group by {of}, week having {any})
select {of}, week, {counts}, days from (select count(*) as days from due where is_left) unknown left join told on true
"""
DIFFERING = """
with good as materialized (
    select s.date from {summed} s where not exists (select 1 from {touched} t where t.date = s.date)),
summed as (select date, {of}, team_id, {counts} from {sums} join good using (date)),
counted as (
    select (o.{moment} at time zone 'UTC')::date as date, {of_rows}, o.team_id, {tally}
      from {rows} o
     where (o.{moment} at time zone 'UTC')::date in (select date from good) and {counting}
     group by 1, {of_rows}, o.team_id)
select distinct date from (
    (table summed except table counted) union all (table counted except table summed)) differing
 order by date
"""
