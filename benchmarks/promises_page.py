"""Wall › Promises over 26 weeks, with 10,000, 100,000 and a million outcomes in them: the page, what it reads, and the
count of all of them that it says the same as; beside these a bare statement that counts the same rows."""

import time
from datetime import timedelta

import psycopg

from benchmarks.desk import median_ms, row
from benchmarks.own_database import own_database

COUNTS, WEEKS, TICKETS = (10_000, 100_000, 1_000_000), 26, 2_000
PEOPLE = """
insert into customers_customer (name, language, time_zone, city, country, background, created_at)
select 'Customer ' || n, 'en', '', '', '', '', now() from generate_series(1, 100) n;
insert into accounts_team (name, description) select 'Team ' || n, '' from generate_series(1, 5) n;
insert into tickets_ticket (subject, status, priority, channel, customer_id, language, created_at, updated_at, preview,
    last_message_at)
select 'Question ' || n, 'solved', 2, 'email', c.low + n % 100, 'en', now(), now(), '', now()
  from (select min(id) as low from customers_customer) c, generate_series(1, 2000) n
"""
# as many of each ticket as it takes: what the page reads does not know whose they are
OUTCOMES = """
insert into promises_goaloutcome (ticket_id, goal, number, started_at, ended_at, outcome, because, seconds, channel,
    team_id)
select t.low + n %% %(tickets)s, (array['first_reply', 'next_reply', 'solve'])[1 + n %% 3], n, at, at, outcome, '', 60,
       (array['email', 'chat', 'form', 'call'])[1 + n %% 4], m.ids[1 + n %% 5]
  from (select min(id) as low from tickets_ticket) t, (select array_agg(id) as ids from accounts_team) m,
       generate_series(%(first)s::int, %(last)s::int) n,
       lateral (select now() - (n::bigint * 7919 %% 15638400) * interval '1 second' as at,
                       (array['kept', 'kept', 'kept', 'broken', 'void'])[1 + n %% 11 %% 5] as outcome) made
"""
SAME = """
select goal, channel, date_trunc('week', started_at), count(*) filter (where outcome = 'kept'),
       count(*) filter (where outcome = 'broken')
  from promises_goaloutcome
 where outcome <> 'void' and started_at >= date_trunc('week', now()) - interval '25 weeks' group by 1, 2, 3
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
        for statement in PEOPLE.split(";"):
            bare.execute(statement)
        for count in COUNTS:
            for first in range(have + 1, count + 1, 100_000):
                last = min(first + 99_999, count)
                bare.execute(OUTCOMES, {"first": first, "last": last, "tickets": TICKETS})
            have = count
            bare.execute("vacuum analyze")
            at_size(bare, lead, count)


def at_size(bare: psycopg.Connection, lead, count: int) -> None:
    from django.test import Client
    from django.utils import timezone

    from shopbell.promises.day_sums import sum_up
    from shopbell.promises.kept import outcomes_for, record_for, record_of

    now, name = timezone.now() + timedelta(seconds=1), f"{count:,} outcomes"
    same = median_ms(lambda: bare.execute(SAME).fetchall(), times=5, warm=1)
    before = median_ms(lambda: record_of(outcomes_for(lead, None), WEEKS, now), times=3, warm=1)
    row(f"{name}: counted from all", before, "ms", limit=same, limit_name="one bare statement")
    unsummed = median_ms(lambda: record_for(lead, None, WEEKS, now), times=3, warm=1)
    row(f"{name}: before any day is summed up", unsummed, "ms", limit=same, limit_name="one bare statement")
    begun = time.perf_counter()
    days = sum_up(now)
    row(f"{name}: summing up a day", (time.perf_counter() - begun) * 1000 / days, "ms")
    assert record_for(lead, None, WEEKS, now) == record_of(outcomes_for(lead, None), WEEKS, now)
    sums = median_ms(lambda: record_for(lead, None, WEEKS, now), times=15, warm=3)
    row(f"{name}: read from the sums", sums, "ms", limit=same, limit_name="one bare statement")
    browser = Client()
    browser.force_login(lead)
    page = median_ms(
        lambda: browser.get(f"/desk/promises/?weeks={WEEKS}", HTTP_HOST="localhost"), times=15, warm=3
    )
    row(f"{name}: the page", page, "ms", limit=same, limit_name="one bare statement", goal="≤ 100 ms")


if __name__ == "__main__":
    main()
