"""Wall › Hours: the page with a million tickets and half a million orders, all of the eight weeks that it tells of,
in processor time; and narrowed by a filter, which is counted when it is asked."""

from datetime import timedelta

import psycopg

from benchmarks.desk import processor_ms, processor_once_ms, row
from benchmarks.many_tickets import CUSTOMERS, add_people
from benchmarks.own_database import own_database

TICKETS, ORDERS = 1_000_000, 500_000
NARROWED = {"a week": "created:<7d", "a third": "channel:email", "all": "-channel:portal"}
TOO_MUCH = "Too much to count"
SPREAD = {"customers": CUSTOMERS, "tickets": TICKETS, "orders": ORDERS}
# most is asked by day, on workdays; each waits between a minute and two days
FILL_TICKETS = """
with t as (select array_agg(id order by id) as ids from accounts_team where name like 'Team %%'),
     c as (select min(id) as low from customers_customer where name like 'Customer %%'),
     r as (select array_agg(id order by id) as ids from tickets_contactreason)
insert into tickets_ticket (subject, status, priority, channel, customer_id, team_id, reason_id, language, created_at,
    updated_at, preview, last_message_at, first_replied_at, solved_at)
select 'Question ' || n, 'solved', 2, (array['email', 'chat', 'form'])[1 + n %% 3], c.low + n %% %(customers)s,
       t.ids[1 + n %% 5], r.ids[1 + n %% cardinality(r.ids)], 'en', at, at, '', at, at + wait, at + wait
  from t, c, r, generate_series(%(first)s::int, %(last)s::int) n,
       lateral (select date_trunc('day', now()) - (1 + n %% 56) * interval '1 day'
                       + (12 + 11 * sin(n * 1.7) * abs(cos(n * 0.31))) * interval '1 hour' as at,
                       interval '1 minute' * exp((n %% 1000 * 919 %% 1000) / 125.0) as wait) made
"""
FILL_ORDERS = """
insert into shop_order (source, external_id, number, number_key, customer_id, status, currency, total_cents,
    discount_cents, shipping_cents, tax_cents, address, note, cancel_reason, placed_at)
select 'bench', n, n, n, c.low + n %% %(customers)s, 'delivered', 'EUR', 4200, 0, 0, 0, '{}', '', '',
       date_trunc('day', now()) - (1 + n %% 56) * interval '1 day' + (n::bigint * 7 %% 1440) * interval '1 minute'
  from (select min(id) as low from customers_customer) c, generate_series(1, %(orders)s) n
"""
SAME = """
select t.team_id, i.inbox_id, t.channel, extract(isodow from t.created_at), extract(hour from t.created_at), count(*),
       min(t.created_at), array_agg(extract(epoch from t.first_replied_at - t.created_at)::int)
  from tickets_ticket t left join channels_ticketinbox i on i.ticket_id = t.id
 where t.created_at >= date_trunc('day', now()) - interval '56 days' and t.created_at < date_trunc('day', now())
   and not exists (select 1 from tickets_deletion d where d.ticket_id = t.id)
   and not exists (select 1 from tickets_merge m where m.gone_id = t.id)
 group by 1, 2, 3, 4, 5
"""


def main() -> None:
    with own_database() as url:
        measure(url)


def measure(url: str) -> None:
    from django.test import Client
    from django.utils import timezone

    from shopbell.accounts.agent import Agent
    from shopbell.accounts.role import Role
    from shopbell.promises.business_hours import BusinessHours
    from shopbell.promises.hours_counted import count_hours
    from shopbell.promises.rules import empty_rules

    lead = Agent.objects.create_user("lead@bench.example", name="Lead", role=Role.objects.get(name="Admin"))
    BusinessHours.objects.create(name="Care", is_default=True, rules=empty_rules() | {"zone": "UTC"})
    with psycopg.connect(url, autocommit=True) as bare:
        fill(bare)
        now = timezone.now()
        row("counting all of it", processor_once_ms(lambda: count_hours(now)), "ms")
        later = processor_once_ms(lambda: count_hours(now + timedelta(minutes=30)))
        row("counting what is due half an hour later", later, "ms")
        same = processor_ms(lambda: bare.execute(SAME).fetchall(), warm=1)
    browser = Client()
    browser.force_login(lead)
    name = f"Wall › Hours, {TICKETS:,} tickets, {ORDERS:,} orders"
    page = processor_ms(lambda: browser.get("/desk/hours/", HTTP_HOST="localhost"))
    row(name, page, "ms", limit=same, limit_name="counting then, bare SQL", goal="≤ 100 ms")
    for name, typed in NARROWED.items():
        narrowed = processor_ms(lambda typed=typed: whole(browser, "/desk/hours/", typed), warm=1)
        row(f"narrowed to {name}", narrowed, "ms", limit=same, limit_name="counting then, bare SQL")
    behind = "/desk/hours/tickets/?days=5&start=10&end=14"
    page = processor_ms(lambda: browser.get(behind, HTTP_HOST="localhost"), warm=1)
    row("the tickets behind four hours", page, "ms")


def whole(browser, page: str, typed: str) -> None:
    """The page narrowed by what is typed, however long that takes on a machine that others keep busy."""
    from shopbell.web.console import narrowing

    narrowing.MOST_MS = 600_000
    answer = browser.get(page, {"filter": typed}, HTTP_HOST="localhost")
    if answer.status_code != 200 or TOO_MUCH in answer.content.decode():
        raise RuntimeError(f"{page} narrowed by {typed} was not counted")


def fill(bare: psycopg.Connection) -> None:
    add_people(bare)
    bare.execute(FILL_ORDERS, SPREAD)
    for first in range(1, TICKETS + 1, 100_000):
        bare.execute(FILL_TICKETS, {**SPREAD, "first": first, "last": first + 99_999})
    bare.execute("vacuum analyze")


if __name__ == "__main__":
    main()
