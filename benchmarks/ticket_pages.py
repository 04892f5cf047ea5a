"""Console list and ticket page from 10,000 to 1,000,000 tickets: milliseconds and growth, beside the same rows by bare SQL."""

import os

from benchmarks.browser import signed_in
from benchmarks.desk import median_ms, row, running_desk
from benchmarks.many_tickets import fill_tickets

SCALES = [10_000, 100_000, 1_000_000]
LIST = """
select t.id, t.subject, t.preview, t.status, t.channel, t.last_message_at, t.waiting_since, c.name, a.name, m.name, r.name
from tickets_ticket t join customers_customer c on c.id = t.customer_id
left join accounts_agent a on a.id = t.assignee_id left join accounts_team m on m.id = t.team_id
left join tickets_contactreason r on r.id = t.reason_id
where t.status in ('new', 'open', 'pending', 'on_hold') order by t.last_message_at desc, t.id desc limit 50
"""
THREAD = "select * from tickets_message where ticket_id = %s order by id"


def main() -> None:
    scales = [int(scale) for scale in os.environ.get("SCALES", "").split(",") if scale] or SCALES
    first: dict[str, float] = {}
    with running_desk("--empty") as desk:
        database = desk.database()
        for scale in scales:
            fill_tickets(database, scale)
            browser = signed_in(desk)
            ticket_id = database.execute("select max(id) from tickets_ticket where status = 'open'").fetchone()[0]  # type: ignore[index]
            sql = median_ms(lambda: database.execute(LIST).fetchall())
            thread_sql = median_ms(lambda: database.execute(THREAD, [ticket_id]).fetchall())
            for name, path, limit, goal in [
                ("list page", "/desk/views/all/", sql, "≤ 10 ms"),
                ("ticket page with its thread", f"/desk/tickets/{ticket_id}/", thread_sql, "≤ 6 ms"),
            ]:
                answer = browser.get(path)
                assert answer.status_code == 200, f"{path} answered {answer.status_code}"
                taken = median_ms(lambda: browser.get(path))
                row(f"{name}, {scale:,} tickets", taken, "ms", limit=limit, limit_name="bare SQL", goal=goal)
                row(f"  growth since {scales[0]:,}", taken / first.setdefault(name, taken), "×", goal="≤ 1.2")


if __name__ == "__main__":
    main()
