"""Tickets by the hundred thousand, written by SQL in the shape the desk leaves them: not a benchmark itself."""

from typing import Any

import psycopg

TRIES = 20
CUSTOMERS = 50_000

FILL = """
insert into customers_customer (name, language, time_zone, city, country, background, created_at)
select 'Customer ' || n, 'en', '', '', '', '', now() from generate_series(1, %(customers)s) n
where not exists (select 1 from customers_customer where name = 'Customer 1');

insert into accounts_team (name, description)
select 'Team ' || n, '' from generate_series(1, 5) n on conflict do nothing;

insert into accounts_agent (email, name, title, photo, role_id, signature, language, time_zone, theme, is_active,
                            created_at, password)
select 'agent' || n || '@bench.example', 'Agent ' || n, '', '', (select id from accounts_role where name = 'Admin'), '',
       'en', 'UTC', 'auto', true, now(), '!' from generate_series(1, 60) n on conflict do nothing;
"""

TICKETS = """
with c as (select min(id) as low from customers_customer where name like 'Customer %%'),
     a as (select array_agg(id order by id) as ids from accounts_agent where email like 'agent%%'),
     t as (select array_agg(id order by id) as ids from accounts_team where name like 'Team %%'),
     r as (select array_agg(id order by id) as ids from tickets_contactreason),
     made as (
insert into tickets_ticket (subject, status, priority, channel, customer_id, team_id, assignee_id, reason_id, language,
    created_at, updated_at, preview, last_message_at, waiting_since, first_replied_at, solved_at)
select 'Question ' || n || ' about a parcel that is late', case when n %% 200 = 0 then 'open' else 'solved' end, 2,
    (array['email', 'chat', 'form'])[1 + n %% 3], c.low + n %% %(customers)s, t.ids[1 + n %% 5],
    case when n %% 400 = 0 then null else a.ids[1 + n %% 40] end, r.ids[1 + n %% cardinality(r.ids)], 'en',
    now() - n * interval '7 seconds', now(), 'Could you tell me when it will be here? I need it for Saturday.',
    now() - n * interval '7 seconds', case when n %% 200 = 0 then now() - n * interval '7 seconds' end,
    case when n %% 600 <> 0 then now() end, case when n %% 200 <> 0 then now() end
from generate_series(%(first)s::int, %(last)s::int) n, c, a, t, r
returning id, customer_id, assignee_id, created_at)
insert into tickets_message (ticket_id, kind, channel, customer_id, agent_id, rule, text, html, quoted_text,
    quoted_html, client_id, created_at)
select id, case when k = 3 then 'note' else 'reply' end, 'email', case when k = 1 then customer_id end,
    case when k > 1 then coalesce(assignee_id, (select min(id) from accounts_agent)) end, '',
    repeat('The parcel has been at the depot since Monday, please look into it. ', 5), '', '', '', gen_random_uuid(),
    created_at + k * interval '1 minute'
from made, generate_series(1, 3) k;
"""


def add_people(connection: psycopg.Connection) -> None:
    """Customers, teams and agents to hang tickets on."""
    for statement in FILL.split(";")[:-1]:
        connection.execute(statement, {"customers": CUSTOMERS} if "%(" in statement else None)


def fill_tickets(connection: psycopg.Connection, count: int) -> None:
    """Bring the number of tickets to `count`, one in 200 of them unsolved, with three messages each."""
    add_people(connection)
    have = connection.execute("select count(*) from tickets_ticket").fetchone()[0]  # type: ignore[index]
    for first in range(have + 1, count + 1, 50_000):
        last = min(first + 49_999, count)
        write(connection, TICKETS, {"customers": CUSTOMERS, "first": first, "last": last})
    connection.execute("vacuum analyze")


def write(connection: psycopg.Connection, statement: str, values: dict[str, Any] | None = None) -> None:
    """Execute what writes to thousands of rows beside a running desk, whose jobs hold some of them in another order."""
    for left in reversed(range(TRIES)):
        try:
            connection.execute(statement, values)  # type: ignore[arg-type]
            return
        except psycopg.errors.DeadlockDetected:
            if not left:
                raise
