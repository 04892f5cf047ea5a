"""Each filter, and the counts of saved views, from 10,000 to 1,000,000 tickets, beside the same SQL by psycopg."""

import os
from urllib.parse import quote

import httpx
import psycopg

from benchmarks.browser import signed_in
from benchmarks.desk import median_ms, row, running_desk
from benchmarks.many_tickets import fill_tickets, write

SCALES = [10_000, 100_000, 1_000_000]
LIST = """
select t.id, t.subject, t.preview, t.status, t.channel, t.last_message_at, t.waiting_since, c.name, a.name, m.name,
       r.name
from tickets_ticket t join customers_customer c on c.id = t.customer_id
left join accounts_agent a on a.id = t.assignee_id left join accounts_team m on m.id = t.team_id
left join tickets_contactreason r on r.id = t.reason_id
where {} order by t.last_message_at desc, t.id desc limit 51
"""
TAGGED = "exists (select 1 from tickets_ticket_tag g where g.ticket_id = t.id and g.tag_id = (select id from tickets_tag where name = 'rare'))"
CLOCKS = "exists (select 1 from promises_ticketclocks k where k.ticket_id = t.id"
OUTCOME = "exists (select 1 from promises_goaloutcome g where g.ticket_id = t.id"
FILTERS = {  # what is typed, and where it stands in SQL
    "status:pending": "t.status = 'pending'",
    "status:closed": "t.status = 'closed'",
    "assignee:none": "t.assignee_id is null",
    'assignee:"Agent 7"': "t.assignee_id = (select id from accounts_agent where name = 'Agent 7')",
    'team:"Team 3"': "t.team_id = (select id from accounts_team where name = 'Team 3')",
    "tag:rare": TAGGED,
    "tag:common": TAGGED.replace("rare", "common"),
    "-tag:any": "not exists (select 1 from tickets_ticket_tag g where g.ticket_id = t.id)",
    "reason:Praise": "t.reason_id = (select id from tickets_contactreason where name = 'Praise')",
    "stage:before": "t.reason_id in (select id from tickets_contactreason where stage = 'before')",
    "priority:urgent": "t.priority = 4",
    'customer:"Customer 4711"': "t.customer_id in (select id from customers_customer where name like 'Customer 4711%%')",
    "channel:chat": "t.channel = 'chat'",
    "language:fi": "t.language = 'fi'",
    "waiting:>2h": "t.waiting_since < now() - interval '2 hours' and t.status = 'open'",
    "promise:overdue": f"{CLOCKS} and k.due_at <= now())",
    "promise:risk": f"{CLOCKS} and k.warn_at <= now() and k.due_at > now())",
    "promise:broken": f"({CLOCKS} and k.due_at <= now()) or {OUTCOME} and g.outcome = 'broken'))",
    "due:<2h": f"{CLOCKS} and k.due_at < now() + interval '2 hours')",
    "created:<1d": "t.created_at > now() - interval '1 day'",
    "created:>20h": "t.created_at < now() - interval '20 hours'",
    "updated:<1h": "t.updated_at > now() - interval '1 hour'",
    "solved:<1h": "t.solved_at > now() - interval '1 hour'",
    "is:unanswered": "t.first_replied_at is null and t.status in ('new', 'open')",
    "is:unread": "t.waiting_since is not null and t.status = 'open'",
    "has:note": "exists (select 1 from tickets_message n where n.ticket_id = t.id and n.kind = 'note')",
    "has:attachment": "exists (select 1 from tickets_message n join tickets_attachment f on f.message_id = n.id where n.ticket_id = t.id)",
    "number:2000..2009": "t.id between 2000 and 2009",
    "late": "to_tsvector('simple'::regconfig, coalesce(t.subject, '')) @@ to_tsquery('simple', 'late:*')",
    "4711": "to_tsvector('simple'::regconfig, coalesce(t.subject, '')) @@ to_tsquery('simple', '4711:*')",
    "nowhere": "to_tsvector('simple'::regconfig, coalesce(t.subject, '')) @@ to_tsquery('simple', 'nowhere:*')",
    "order:none": "not exists (select 1 from shop_ticketorder o where o.ticket_id = t.id)",
    "order-state:shipped": "exists (select 1 from shop_ticketorder o join shop_order s on s.id = o.order_id where o.ticket_id = t.id and s.status = 'shipped')",
    "inbox:none": "not exists (select 1 from channels_ticketinbox i where i.ticket_id = t.id)",
}
RARE = """
insert into tickets_tag (name) values ('rare'), ('common') on conflict do nothing;
insert into tickets_ticket_tag (ticket_id, tag_id) select t.id, g.id from tickets_ticket t, tickets_tag g
where (g.name = 'common' and t.id % 4 = 0) or (g.name = 'rare' and t.id % 5000 = 1) on conflict do nothing;
update tickets_ticket set status = 'closed' where id % 2500 = 3 and status = 'solved';
update tickets_ticket set status = 'pending' where id % 2000 = 0 and status = 'open';
update tickets_ticket set priority = 4 where id % 3000 = 7 and priority = 2;
update tickets_ticket set language = 'fi' where id % 4000 = 9 and language = 'en';
insert into promises_ticketclocks (ticket_id, state, event_id, goal, due_at, warn_at, is_broken)
select id, '{}', 0, 'first_reply', now() + (id % 97 - 20) * interval '40 minutes', now() + (id % 97 - 30) * interval '40 minutes',
    id % 97 < 20 from tickets_ticket where status = 'open' on conflict do nothing;
insert into promises_goaloutcome (ticket_id, goal, number, started_at, due_at, ended_at, outcome, because, seconds, channel)
select id, 'first_reply', 1, created_at, created_at + interval '1 day', created_at + interval '2 days',
    case when id % 20 = 0 then 'broken' else 'kept' end, '', 60, channel from tickets_ticket where status = 'solved' on conflict do nothing;
"""
SAVED = ["tag:rare", "tag:common status:unsolved", "waiting:>2h", "late status:unsolved", 'team:"Team 3" priority:urgent',
         "has:note", "created:<1d", "status:solved -tag:any", "nowhere", "assignee:me"]  # fmt: skip


def main() -> None:
    scales = [int(scale) for scale in os.environ.get("SCALES", "").split(",") if scale] or SCALES
    first: dict[str, float] = {}
    with running_desk("--empty") as desk:
        database, saved = desk.database(), False
        for scale in scales:
            fill_tickets(database, scale)
            for statement in RARE.split(";")[:-1]:
                write(database, statement)
            database.execute("vacuum analyze")
            browser = signed_in(desk)
            saved = saved or save_views(browser)
            for name, (taken, sql) in measure(database, browser).items():
                row(f"{name}, {scale:,} tickets", taken, "ms", limit=sql, limit_name="bare SQL")
                row(f"  growth since {scales[0]:,}", taken / first.setdefault(name, taken), "×", goal="≤ 1.2")


def save_views(browser: httpx.Client) -> bool:
    """Ten views of the first admin, as the dialog saves them."""
    page = browser.get("/desk/saved-views/new/").text
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    for number, text in enumerate(SAVED):
        words = {"name": f"View {number}", "filter": text, "order": "newest", "csrfmiddlewaretoken": token}
        answer = browser.post(
            "/desk/saved-views/new/", data=words, headers={"Referer": str(browser.base_url)}
        )
        if answer.status_code != 302:
            raise RuntimeError(f"{text} was not saved: {answer.status_code}")
    return True


def measure(database: psycopg.Connection, browser: httpx.Client) -> dict[str, tuple[float, float]]:
    """Milliseconds of each filtered list with its count, and of its rows and count by bare SQL."""

    def page_ms(path: str) -> float:
        answer = browser.get(path)
        if answer.status_code != 200 or "data-trouble" in answer.text:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        return median_ms(lambda: browser.get(path), times=9, warm=2)

    def sql_ms(where: str) -> float:
        count = f"select count(*) from (select 1 from tickets_ticket t where {where} limit 1001) counted"

        def ask() -> None:
            database.execute(LIST.format(where)).fetchall()
            database.execute(count).fetchone()

        return median_ms(ask, times=9, warm=2)

    found = {
        text: (page_ms(f"/desk/views/all/rows/?filter={quote(text)}"), sql_ms(where.replace("%%", "%")))
        for text, where in FILTERS.items()
    }
    without = median_ms(lambda: database.execute("select 1").fetchone())
    for view in ("mine", "unassigned", "risk"):  # sorted by promise
        found[f"view {view}"] = (page_ms(f"/desk/views/{view}/rows/"), sql_ms("t.status = 'open'"))
    found["promises of 26 weeks"] = (page_ms("/desk/promises/?weeks=26"), sql_ms("t.status = 'open'"))
    found["column of views, ten saved"] = (page_ms("/desk/views/open/counts/"), without)
    return found


if __name__ == "__main__":
    main()
