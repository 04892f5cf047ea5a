"""Wall › Promises over 26 weeks, with 10,000, 100,000 and a million outcomes in them: the page before any day is summed
up and after, what it reads, and the count of all of them that it says the same as; beside these a bare statement that
counts the same rows."""

from datetime import timedelta

import psycopg

from benchmarks.own_database import own_database
from benchmarks.summed_page import WEEKS, grow, measure

TICKETS = 2_000
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
    with own_database() as url, psycopg.connect(url, autocommit=True) as bare:
        for statement in PEOPLE.split(";"):
            bare.execute(statement)  # type: ignore[arg-type]
        from shopbell.accounts.agent import Agent
        from shopbell.accounts.role import Role

        lead = Agent.objects.create_user(
            "lead@bench.example", name="Lead", role=Role.objects.get(name="Admin")
        )
        grow(bare, OUTCOMES, {"tickets": TICKETS}, lambda count: at_size(bare, lead, count))


def at_size(bare: psycopg.Connection, lead, count: int) -> None:
    from django.utils import timezone

    from shopbell.promises.day_sums import PROMISES
    from shopbell.promises.kept import outcomes_for, record_for, record_of

    now = timezone.now() + timedelta(seconds=1)
    measure(
        f"{count:,} outcomes",
        same=lambda: bare.execute(SAME).fetchall(),
        counted=lambda: record_of(outcomes_for(lead, None), WEEKS, now),
        told=lambda **how: record_for(lead, None, WEEKS, now, **how),
        sums=PROMISES,
        address=f"/desk/promises/?weeks={WEEKS}",
        lead=lead,
        now=now,
    )


if __name__ == "__main__":
    main()
