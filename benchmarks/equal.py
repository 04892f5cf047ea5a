"""Wall › Equal treatment: its page and its hourly count with a million tickets, all of the eight weeks it tells of."""

import time

import psycopg

from benchmarks.desk import median_ms, row
from benchmarks.hours import TICKETS, fill
from benchmarks.own_database import own_database

OUTCOMES = """
with r as (select array_agg(id order by id) as ids from tickets_contactreason),
     p as (select max(id) as id from promises_goalpolicyversion)
insert into promises_goaloutcome (ticket_id, goal, number, started_at, due_at, ended_at, outcome, because, seconds,
    policy_version_id, channel, team_id, reason_id)
select t.id, 'first_reply', 1, t.created_at, t.created_at + interval '1 day', t.first_replied_at,
       case when t.first_replied_at < t.created_at + interval '1 day' then 'kept' else 'broken' end, '',
       extract(epoch from t.first_replied_at - t.created_at), p.id, t.channel, t.team_id,
       r.ids[1 + t.id %% cardinality(r.ids)]
  from tickets_ticket t, r, p
"""
REASONS = """
with r as (select array_agg(id order by id) as ids from tickets_contactreason)
update tickets_ticket t set reason_id = r.ids[1 + t.id %% cardinality(r.ids)] from r
"""
# what the count must read at least: how many, and the median of the wait, by need and channel
SAME = """
select t.reason_id, o.channel, count(*), percentile_cont(0.5) within group (order by o.seconds),
       count(*) filter (where o.outcome = 'kept')
  from promises_goaloutcome o join tickets_ticket t on t.id = o.ticket_id
 where o.goal = 'first_reply' and o.outcome <> 'void' and o.started_at > now() - interval '56 days'
 group by 1, 2
"""


def main() -> None:
    with own_database() as url:
        measure(url)


def measure(url: str) -> None:
    from django.test import Client
    from django.utils import timezone

    from shopbell.accounts.agent import Agent
    from shopbell.accounts.role import Role
    from shopbell.promises.treated import measure_treatment

    lead = Agent.objects.create_user("lead@bench.example", name="Lead", role=Role.objects.get(name="Admin"))
    with psycopg.connect(url, autocommit=True) as bare:
        fill(bare)
        bare.execute(REASONS.replace("%%", "%"))
        bare.execute(OUTCOMES.replace("%%", "%"))
        bare.execute("vacuum analyze")
        begun = time.perf_counter()
        rows = measure_treatment(timezone.now())
        counting = (time.perf_counter() - begun) * 1000
        same = median_ms(lambda: bare.execute(SAME).fetchall(), times=3, warm=1)
        row(
            f"counting all of it, {rows} rows for each hour",
            counting,
            "ms",
            limit=same,
            limit_name="medians in bare SQL",
        )
    browser = Client()
    browser.force_login(lead)
    for name, address in (
        (f"Wall › Equal treatment, {TICKETS:,} tickets", "/desk/equal/"),
        ("the tickets behind a figure", "/desk/equal/tickets/?outcome=kept"),
    ):
        page = median_ms(
            lambda address=address: browser.get(address, HTTP_HOST="localhost"), times=15, warm=3
        )
        row(name, page, "ms", limit=same, limit_name="counting then, bare SQL", goal="≤ 100 ms")


if __name__ == "__main__":
    main()
