"""First contact: the lead's figures of eight weeks and of half a year among a million solved tickets of two years,
beside the bare statement that counts the same rows."""

import psycopg

from benchmarks.desk import median_ms, row
from benchmarks.many_tickets import CUSTOMERS, add_people
from benchmarks.own_database import own_database

COUNT = 1_000_000
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
        for first in range(1, COUNT + 1, 100_000):
            span = {"first": first, "last": first + 99_999, "count": COUNT, "customers": CUSTOMERS}
            bare.execute(TICKETS, span)
        bare.execute("vacuum analyze")
        lead = Agent(role=Role.objects.get(name="Admin"))
        for weeks in (8, 26):
            count(bare, lead, weeks)


def count(bare: psycopg.Connection, lead, weeks: int) -> None:
    from django.utils import timezone

    from shopbell.promises.contact_counts import contacts_for, counts_of

    same = median_ms(lambda: bare.execute(SAME, [weeks - 1]).fetchall(), times=15, warm=3)
    took = median_ms(lambda: counts_of(contacts_for(lead, None), weeks, timezone.now()), times=15, warm=3)
    name = f"{weeks} weeks counted of {COUNT:,} tickets"
    row(name, took, "ms", limit=same, limit_name="one bare statement", goal="≤ 100 ms")


if __name__ == "__main__":
    main()
