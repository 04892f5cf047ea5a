"""Console list, ticket page and wall from 10,000 to 1,000,000 tickets, beside the same rows by bare SQL."""

import os

import httpx
import psycopg

from benchmarks.browser import signed_in
from benchmarks.desk import median_ms, row, running_desk
from benchmarks.many_tickets import fill_tickets

SCALES = [10_000, 100_000, 1_000_000]
LIST = """
select t.id, t.subject, t.preview, t.status, t.channel, t.last_message_at, t.waiting_since, c.name, a.name, m.name,
       r.name
from tickets_ticket t join customers_customer c on c.id = t.customer_id
left join accounts_agent a on a.id = t.assignee_id left join accounts_team m on m.id = t.team_id
left join tickets_contactreason r on r.id = t.reason_id
where t.status in ('new', 'open', 'pending', 'on_hold') order by t.last_message_at desc, t.id desc limit 50
"""
THREAD = "select * from tickets_message where ticket_id = %s order by id"
WALL = """
select team_id, count(*), count(*) filter (where assignee_id is null), min(waiting_since) from tickets_ticket
where status in ('new', 'open', 'pending', 'on_hold') group by team_id
"""
UNSOLVED = "select max(id) from tickets_ticket where status = 'open'"


def main() -> None:
    scales = [int(scale) for scale in os.environ.get("SCALES", "").split(",") if scale] or SCALES
    first: dict[str, float] = {}
    with running_desk("--empty") as desk:
        database = desk.database()
        for scale in scales:
            fill_tickets(database, scale)
            for name, (taken, sql, goal) in measure(database, signed_in(desk)).items():
                row(f"{name}, {scale:,} tickets", taken, "ms", limit=sql, limit_name="bare SQL", goal=goal)
                row(f"  growth since {scales[0]:,}", taken / first.setdefault(name, taken), "×", goal="≤ 1.2")


def measure(database: psycopg.Connection, browser: httpx.Client) -> dict[str, tuple[float, float, str]]:
    """Milliseconds of each page and of its rows by bare SQL, with its goal."""
    ticket_id = database.execute(UNSOLVED).fetchone()[0]  # type: ignore[index]

    def page_ms(path: str, **headers: str) -> float:
        answer = browser.get(path, headers=headers)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        return median_ms(lambda: browser.get(path, headers=headers))

    def sql_ms(*statement) -> float:
        return median_ms(lambda: database.execute(*statement).fetchall())

    rows_sql, thread_sql = sql_ms(LIST), sql_ms(THREAD, [ticket_id])
    clicked = {"HX-Request": "true", "HX-Target": "work"}
    return {
        "wall of all teams": (page_ms("/desk/wall/now/"), sql_ms(WALL), ""),
        "list rows": (page_ms("/desk/views/open/rows/"), rows_sql, "≤ 10 ms"),
        "whole list page": (page_ms("/desk/views/open/"), rows_sql, ""),
        "ticket with its thread, as a click opens it": (
            page_ms(f"/desk/tickets/{ticket_id}/", **clicked),
            thread_sql,
            "≤ 6 ms",
        ),
        "customer and orders beside it": (page_ms(f"/desk/tickets/{ticket_id}/panel/"), thread_sql, ""),
        "ticket with views and list, from its address": (
            page_ms(f"/desk/tickets/{ticket_id}/"),
            thread_sql,
            "",
        ),
    }


if __name__ == "__main__":
    main()
