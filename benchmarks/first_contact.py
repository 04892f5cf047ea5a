"""Wall › First contact over 26 weeks, with 10,000, 100,000 and a million tickets solved in them: the page before any
day is summed up and after, what it reads, and the count of all that it says the same as, beside a bare statement that
counts the same rows; the list behind a figure; and looking at solved tickets that nothing is known of."""

import time
from datetime import timedelta

import psycopg

from benchmarks.desk import median_ms, processor_ms, row
from benchmarks.many_tickets import CUSTOMERS, add_people
from benchmarks.own_database import own_database
from benchmarks.summed_page import WEEKS, grow, measure

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
with m as (select array_agg(id) as ids from accounts_team),
     r as (select array_agg(id) as ids from tickets_contactreason where parent_id is null),
made as (
insert into tickets_ticket (subject, status, priority, channel, customer_id, language, created_at, updated_at, preview,
    last_message_at, solved_at)
select 'Question ' || n, 'solved', 2, (array['email', 'chat', 'form'])[1 + n %% 3],
       (select min(id) from customers_customer) + n %% %(customers)s, 'en', solved, solved, '', solved, solved
  from generate_series(%(first)s::int, %(last)s::int) n,
       lateral (select now() - (n::bigint * 7919 %% 15638400) * interval '1 second' as solved) moment
returning id, channel, solved_at)
insert into promises_firstcontact (ticket_id, solved_at, outcome, because, channel, team_id, need_id)
select made.id, solved_at, (array['yes', 'yes', 'no', 'open', 'none'])[1 + made.id %% 11 %% 5], '', channel,
       m.ids[1 + made.id %% 5], r.ids[1 + made.id %% cardinality(r.ids)]
  from made, m, r
"""
SAME = """
select need_id, channel, date_trunc('week', solved_at), count(*) filter (where outcome = 'yes'),
       count(*) filter (where outcome = 'no'), count(*) filter (where outcome = 'open')
  from promises_firstcontact
 where solved_at >= date_trunc('week', now()) - interval '25 weeks' and outcome <> 'none' group by 1, 2, 3
"""


def main() -> None:
    with own_database() as url, psycopg.connect(url, autocommit=True) as bare:
        add_people(bare)
        look(bare)
        bare.execute("truncate promises_firstcontact, promises_touchedcontactday")
        from shopbell.accounts.agent import Agent
        from shopbell.accounts.role import Role

        lead = Agent.objects.create_user(
            "lead@bench.example", name="Lead", role=Role.objects.get(name="Admin")
        )
        grow(bare, TICKETS, {"customers": CUSTOMERS}, lambda count: at_size(bare, lead, count))


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


def at_size(bare: psycopg.Connection, lead, count: int) -> None:
    from django.test import Client
    from django.utils import timezone

    from shopbell.promises.contact_counts import contacts_for, counts_for, counts_of
    from shopbell.promises.contact_sums import CONTACTS

    now, name = timezone.now() + timedelta(seconds=1), f"{count:,} tickets"
    measure(
        name,
        same=lambda: bare.execute(SAME).fetchall(),
        counted=lambda: counts_of(contacts_for(lead, None), WEEKS, now),
        told=lambda **how: counts_for(lead, None, WEEKS, now, **how),
        sums=CONTACTS,
        address=f"/desk/first-contact/?weeks={WEEKS}",
        lead=lead,
        now=now,
    )
    browser = Client()
    browser.force_login(lead)

    def behind() -> None:
        browser.get(f"/desk/first-contact/tickets/?weeks={WEEKS}&outcome=yes", HTTP_HOST="localhost")

    row(f"{name}: the list behind a figure", median_ms(behind, times=10, warm=2), "ms", goal="≤ 100 ms")
    row("  its processor time", processor_ms(behind, warm=0), "ms")


if __name__ == "__main__":
    main()
