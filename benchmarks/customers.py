"""The list of customers from 10,000 to 500,000 of them: each order, filter and segment, beside the same rows by psycopg."""

import json
import os
from urllib.parse import quote

import httpx
import psycopg

from benchmarks.browser import signed_in
from benchmarks.desk import median_ms, row, running_desk

SCALES = [10_000, 100_000, 500_000]
AT_ONCE = 50_000
# one in three has tickets, most of them one; two in three bought; one in ten is known by a browser alone
ADMIN = """
insert into accounts_agent (email, name, title, photo, role_id, signature, language, time_zone, theme, is_active,
                            created_at, password)
select 'admin@bench.example', 'Admin', '', '', (select id from accounts_role where name = 'Admin'), '', 'en', 'UTC',
       'auto', true, now(), '!' on conflict do nothing
"""
FILL = """
with made as (
insert into customers_customer (name, language, time_zone, city, country, background, created_at)
select case when n % 10 = 0 then '' else 'Customer ' || n end, (array['en', 'de', 'fr'])[1 + n % 3], '', '',
       (array['DE', 'FR', 'GB', 'US', 'AT'])[1 + n % 5], '', now() - (n % 1000) * interval '1 day'
  from generate_series({first}, {last}) n returning id, name)
insert into customers_identity (customer_id, kind, value, source, verified_at, created_at)
select id, case when name = '' then 'visitor' else 'email' end, 'c' || id || '@bench.example', 'shop', now(), now() from made;

insert into tickets_ticket (subject, status, priority, channel, customer_id, language, created_at, updated_at, preview,
    last_message_at, waiting_since, solved_at)
select 'Question ' || c.id, case when c.id % 57 = 0 then 'open' else 'solved' end, 2, 'email', c.id, 'en',
       now() - c.id % 100003 * interval '7 minutes' - k * interval '3 days', now(), 'When will it be here?',
       now() - c.id % 100003 * interval '7 minutes' - k * interval '3 days', null, case when c.id % 57 <> 0 then now() end
  from customers_customer c, generate_series(1, case when c.id % 33 = 0 then 6 else 1 end) k
 where c.id >= {low} and c.id % 3 = 0;

insert into shop_order (source, external_id, number, number_key, customer_id, status, currency, total_cents, discount_cents,
    shipping_cents, tax_cents, address, note, placed_at)
select 'bench', c.id || '-' || k, c.id || '-' || k, c.id || '-' || k, c.id, 'delivered',
       case when c.id % 50 = 1 then 'GBP' else 'EUR' end, 500 + c.id * 7919 % 100000, 0, 0, 0, '{{}}', '',
       now() - c.id % 90001 * interval '9 minutes'
  from customers_customer c, generate_series(1, case when c.id % 40 = 1 then 4 else 1 end) k
 where c.id >= {low} and c.id % 3 <> 2;

insert into customers_company (name, created_at) select 'Firm ' || n, now() from generate_series({low} / 500, {low} / 500 + 9) n
on conflict do nothing;
insert into customers_companymember (customer_id, company_id, created_at)
select c.id, (select min(id) from customers_company) + c.id % 10, now() from customers_customer c
 where c.id >= {low} and c.id % 25 = 3;
"""
MEETS = {  # what is typed, and the same in SQL on a customer `c`
    "": "true",
    "-has:ticket": "not exists (select 1 from tickets_ticket t where t.customer_id = c.id)",
    "contact:none": "not exists (select 1 from tickets_ticket t where t.customer_id = c.id)",
    "has:open-ticket": "exists (select 1 from tickets_ticket t where t.customer_id = c.id and t.status in ('new', 'open', 'pending', 'on_hold'))",
    "ordered:none": "not exists (select 1 from shop_purchases p where p.customer_id = c.id and p.currency = '' and p.orders > 0)",
    "ordered:>180d": "exists (select 1 from shop_purchases p where p.customer_id = c.id and p.currency = '' and p.orders > 0 and p.last_placed_at < now() - interval '180 days')",
    "tickets:>=3": "(select count(*) from (select 1 from tickets_ticket t where t.customer_id = c.id limit 3) held) = 3",
    "tickets:1": "(select count(*) from (select 1 from tickets_ticket t where t.customer_id = c.id limit 2) held) = 1",
    "tickets:>=100": "false",
    "spent:>900": "exists (select 1 from shop_purchases p where p.customer_id = c.id and p.currency in ('EUR', 'GBP') and p.orders > 0 and p.cents > 90000)",
    "contact:>400d": "exists (select 1 from tickets_ticket t where t.customer_id = c.id and t.last_message_at < now() - interval '400 days')",
    "country:AT": "c.country = 'AT'",
    "company:any": "exists (select 1 from customers_companymember m where m.customer_id = c.id)",
    "is:blocked": "false",
}
SOMEBODY = "c.merged_into_id is null and (c.name <> '' or (select i.id from customers_identity i where i.customer_id = c.id and i.kind <> 'visitor' limit 1) is not null)"
SORTS = {
    "contact": "select t.customer_id from tickets_ticket t join customers_customer c on c.id = t.customer_id where {meets}"
    " and not exists (select 1 from tickets_ticket n where n.customer_id = t.customer_id"
    " and (n.last_message_at, n.id) > (t.last_message_at, t.id)) order by t.last_message_at desc, t.id desc limit 51",
    "name": "select c.id from customers_customer c where c.name <> '' and {meets} order by lower(c.name), c.id limit 51",
    "newest": "select c.id from customers_customer c where {meets} order by c.id desc limit 51",
    "bought-EUR": "select p.customer_id from shop_purchases p join customers_customer c on c.id = p.customer_id where {meets}"
    " and p.currency = 'EUR' and p.orders > 0 order by p.cents desc, p.customer_id desc limit 51",
}
SEGMENTS = [  # as they are stored: a field, a value, and whether it is turned round
    [("spent", ">900", False)],
    [("tickets", ">=3", False)],
    [("tickets", ">=100", False)],
    [("has", "ticket", True), ("country", "DE", False)],
    [("ordered", "none", False)],
    [("has", "open-ticket", False)],
    [("contact", ">400d", False)],
    [("company", "any", False)],
    [("orders", ">=3", False), ("tickets", ">=2", False)],
    [("is", "blocked", False)],
]


def main() -> None:
    scales = [int(scale) for scale in os.environ.get("SCALES", "").split(",") if scale] or SCALES
    first: dict[str, float] = {}
    with running_desk("--empty") as desk:
        database = desk.database()
        for scale in scales:
            fill(database, scale)
            browser = signed_in(desk)
            for name, (taken, sql) in measure(database, browser).items():
                row(f"{name}, {scale:,} customers", taken, "ms", limit=sql or None, limit_name="bare SQL")
                row(f"  growth since {scales[0]:,}", taken / first.setdefault(name, taken), "×", goal="≤ 1.2")


def fill(database: psycopg.Connection, count: int) -> None:
    """Bring the number of customers to `count`, with addresses, tickets, orders and companies."""
    database.execute(ADMIN)
    have = database.execute("select count(*) from customers_customer").fetchone()[0]  # type: ignore[index]
    for begin in range(have + 1, count + 1, AT_ONCE):
        low = database.execute("select coalesce(max(id), 0) + 1 from customers_customer").fetchone()[0]  # type: ignore[index]
        filled = FILL.format(first=begin, last=min(begin + AT_ONCE - 1, count), low=low)
        for statement in filled.split(";")[:-1]:
            database.execute(statement)
    database.execute("delete from search_due")  # the index is measured by itself
    database.execute("vacuum analyze")


def measure(database: psycopg.Connection, browser: httpx.Client) -> dict[str, tuple[float, float]]:
    """Milliseconds of each list as the page fetches it, and of its first rows by bare SQL; of pages besides."""

    def page_ms(path: str, **headers: str) -> float:
        answer = browser.get(path, headers=headers)
        if answer.status_code != 200 or "data-trouble" in answer.text:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        return median_ms(lambda: browser.get(path, headers=headers), times=3, warm=1)

    def sql_ms(sort: str, text: str) -> float:
        statement = SORTS[sort].format(meets=f"{SOMEBODY} and {MEETS[text]}")
        return median_ms(lambda: database.execute(statement).fetchall(), times=3, warm=1)

    found = {
        f"{text or 'everybody'} by {sort}": (
            page_ms(
                f"/desk/customers/?filter={quote(text)}&sort={sort}",
                **{"HX-Target": "list", "HX-Request": "true"},
            ),
            sql_ms(sort, text),
        )
        for text in MEETS
        for sort in SORTS
    }
    keep_segments(database)
    company = database.execute("select min(id) from customers_company").fetchone()[0]  # type: ignore[index]
    customer = database.execute(
        "select max(id) from customers_customer where id % 33 = 0 and name <> ''"
    ).fetchone()[0]  # type: ignore[index]
    found["settings, ten segments with their counts"] = (page_ms("/desk/settings/segments/"), 0)
    found["a company"] = (page_ms(f"/desk/companies/{company}/"), 0)
    found["a customer"] = (page_ms(f"/desk/customers/{customer}/"), 0)
    return found


def keep_segments(database: psycopg.Connection) -> None:
    """Ten segments; once."""
    for number, conditions in enumerate(SEGMENTS):
        rows = [{"field": name, "values": [value], "not": is_not} for name, value, is_not in conditions]
        database.execute(
            "insert into segments_segment (name, conditions, position, created_at) values (%s, %s, %s, now())"
            " on conflict do nothing",
            [f"Segment {number}", json.dumps(rows), number],
        )


if __name__ == "__main__":
    main()
