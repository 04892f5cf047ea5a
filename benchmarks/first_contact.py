"""First contact: looking at solved tickets that nothing is known of, and the lead's figures of eight weeks and of half
a year among a million solved tickets of two years, beside the bare statement that counts the same rows."""

import time

import psycopg

from benchmarks.desk import median_ms, row
from benchmarks.many_tickets import CUSTOMERS, add_people
from benchmarks.own_database import own_database

COUNT = 1_000_000
UNKNOWN = 20_000
SOLVED = """
with made as (
insert into tickets_ticket (subject, status, priority, channel, customer_id, language, created_at, updated_at, preview,
    last_message_at, solved_at)
select 'Question ' || n, 'solved', 2, 'email', c.low + n %% %(customers)s, 'en', at, at, '', at, at
  from (select min(id) as low from customers_customer) c, generate_series(1, %(unknown)s) n,
       lateral (select now() - interval '300 days' + n * interval '10 minutes' as at) moment
returning id, created_at)
insert into tickets_event (ticket_id, verb, actor_kind, rule, data, created_at)
select id, verb, kind, '', '{"channel": "email"}', created_at + step * interval '1 minute'
  from made, (values (1, 'created', 'customer'), (2, 'received', 'customer'), (3, 'assigned', 'agent'),
                     (4, 'replied', 'agent'), (5, 'solved', 'agent')) as done(step, verb, kind)
 order by id, step
"""
READ = """
select ticket_id, id, verb, message_id, actor_kind, data, created_at from tickets_event
 where verb in ('created', 'received', 'replied', 'solved') order by ticket_id, id
"""
TICKETS = """
with made as (
insert into tickets_ticket (subject, status, priority, channel, customer_id, language, created_at, updated_at, preview,
    last_message_at, solved_at)
select 'Question ' || n, 'solved', 2, (array['email', 'chat', 'form'])[1 + n %% 3],
       (select min(id) from customers_customer) + n %% %(customers)s, 'en', solved, solved, '', solved, solved
  from generate_series(%(first)s::int, %(last)s::int) n,
       lateral (select now() - (n::float / %(count)s) * interval '730 days' as solved) moment
returning id, channel, solved_at)
insert into promises_firstcontact (ticket_id, solved_at, outcome, because, channel, need_id)
select id, solved_at, (array['yes', 'yes', 'no', 'open'])[1 + id %% 4], '', channel,
       ((select array_agg(id) from tickets_contactreason where parent_id is null))[1 + id %% 5]
  from made
"""
SAME = """
select need_id, channel, date_trunc('week', solved_at), count(*) from promises_firstcontact
 where solved_at >= date_trunc('week', now()) - make_interval(weeks => %s) group by 1, 2, 3
"""


def main() -> None:
    with own_database() as url:
        measure(url)


def measure(url: str) -> None:
    from shopbell.accounts.agent import Agent
    from shopbell.accounts.role import Role

    with psycopg.connect(url, autocommit=True) as bare:
        add_people(bare)
        look(bare)
        for first in range(1, COUNT + 1, 100_000):
            span = {"first": first, "last": first + 99_999, "count": COUNT, "customers": CUSTOMERS}
            bare.execute(TICKETS, span)
        bare.execute("vacuum analyze")
        lead = Agent(role=Role.objects.get(name="Admin"))
        for weeks in (8, 26):
            count(bare, lead, weeks)


def look(bare: psycopg.Connection) -> None:
    """What an hour's job does with tickets from before there were rows, beside reading their events alone."""
    from django.utils import timezone

    from shopbell.promises.contact_looking import settle

    bare.execute(SOLVED, {"customers": CUSTOMERS, "unknown": UNKNOWN})
    bare.execute("vacuum analyze")
    begun = time.perf_counter()
    bare.execute(READ).fetchall()
    same = (time.perf_counter() - begun) * 1000 / UNKNOWN
    begun = time.perf_counter()
    looked_at = settle(timezone.now())
    took = (time.perf_counter() - begun) * 1000 / looked_at
    row(f"looked at one of {looked_at:,} tickets", took, "ms", limit=same, limit_name="reading its events")
    row("so a million of them", took * 1_000_000 / 60_000, "minutes")


def count(bare: psycopg.Connection, lead, weeks: int) -> None:
    from django.utils import timezone

    from shopbell.promises.contact_counts import contacts_for, counts_of

    same = median_ms(lambda: bare.execute(SAME, [weeks - 1]).fetchall(), times=15, warm=3)
    took = median_ms(lambda: counts_of(contacts_for(lead, None), weeks, timezone.now()), times=15, warm=3)
    name = f"{weeks} weeks counted of {COUNT:,} tickets"
    row(name, took, "ms", limit=same, limit_name="one bare statement", goal="≤ 100 ms")


if __name__ == "__main__":
    main()
