"""Wall › Equal treatment with 10,000, 100,000 and a million tickets, all of the eight weeks it tells of: its page, the
first count of all, what an hour of a desk that gets them costs, and the page narrowed by a filter, which is counted
when it is asked; beside these medians in bare SQL, all in processor time."""

import psycopg

from benchmarks.desk import processor_ms, processor_once_ms, row
from benchmarks.hours import FILL_TICKETS, NARROWED, SPREAD, whole
from benchmarks.many_tickets import add_people
from benchmarks.own_database import own_database

SIZES = (10_000, 100_000, 1_000_000)
HOURS = 56 * 24
OUTCOMES = """
with p as (select max(id) as id from promises_goalpolicyversion)
insert into promises_goaloutcome (ticket_id, goal, number, started_at, due_at, ended_at, outcome, because, seconds,
    policy_version_id, channel, team_id, reason_id)
select t.id, 'first_reply', 1, t.created_at, t.created_at + interval '1 day', t.first_replied_at,
       case when t.first_replied_at < t.created_at + interval '1 day' then 'kept' else 'broken' end, '',
       extract(epoch from t.first_replied_at - t.created_at), p.id, t.channel, t.team_id, t.reason_id
  from tickets_ticket t, p
 where t.id between %(first)s and %(last)s
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
    from shopbell.accounts.agent import Agent
    from shopbell.accounts.role import Role

    lead = Agent.objects.create_user("lead@bench.example", name="Lead", role=Role.objects.get(name="Admin"))
    have = 0
    with psycopg.connect(url, autocommit=True) as bare:
        add_people(bare)
        for size in SIZES:
            for first in range(have + 1, size + 1, 100_000):
                some = {"first": first, "last": min(first + 99_999, size)}
                for statement in (FILL_TICKETS, OUTCOMES):
                    bare.execute(statement, SPREAD | some)
            have = size
            bare.execute("vacuum analyze")
            at_size(bare, lead, size)


def at_size(bare: psycopg.Connection, lead, size: int) -> None:
    from django.test import Client
    from django.utils import timezone

    from shopbell.promises.treated import forget_treatment, measure_treatment

    said = {"limit": processor_ms(lambda: bare.execute(SAME).fetchall(), warm=1)}
    said["limit_name"] = "medians in bare SQL"
    forget_treatment(timezone.now())
    took = processor_once_ms(lambda: measure_treatment(timezone.now()))
    row(f"{size:,} tickets: all of them", took, "ms", **said)
    bare.execute("vacuum analyze promises_treated, promises_treatedticket, promises_treatednote")
    changed = max(size // HOURS, 1)
    bare.execute(
        "update tickets_ticket set status = 'closed' where id in (select id from tickets_ticket"
        f" where status = 'solved' order by created_at desc limit {changed})"
    )
    took = processor_once_ms(lambda: measure_treatment(timezone.now()))
    name = f"{size:,} tickets: an hour in which {changed:,} of them changed"
    row(name, took, "ms", **said)
    browser = Client()
    browser.force_login(lead)
    for name, address in (
        ("the page", "/desk/equal/"),
        ("behind a figure", "/desk/equal/tickets/?outcome=kept"),
    ):
        page = processor_ms(lambda address=address: browser.get(address, HTTP_HOST="localhost"))
        row(f"{size:,} tickets: {name}", page, "ms", goal="≤ 100 ms", **said)
    for name, typed in NARROWED.items():
        page = processor_ms(lambda typed=typed: whole(browser, "/desk/equal/", typed), warm=1)
        row(f"{size:,} tickets: the page narrowed to {name}", page, "ms", **said)


if __name__ == "__main__":
    main()
