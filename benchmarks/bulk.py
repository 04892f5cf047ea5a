"""A change to a whole view: preview, start, tickets a second, and taking it back, beside the same rows written bare.

The bare way writes the ticket and its event in a transaction a ticket through psycopg: what no bulk run can beat that
keeps a history and can be killed at any moment. `SCALES` names other numbers of tickets.
"""

import os
import time
import uuid

import httpx
import psycopg

from benchmarks.browser import signed_in
from benchmarks.desk import median_ms, row, running_desk
from benchmarks.many_tickets import fill_tickets

SCALES = [10_000, 100_000]
SECONDS = 20  # of a run that are watched; what is left of it is cancelled
FREEZE = """
insert into tickets_bulkitem (run_id, ticket_id, state, sentence)
select 0, t.id, 'waiting', '' from tickets_ticket t where t.status = 'solved' order by t.id
"""
BARE = """
with written as (update tickets_ticket set priority = 3 where id = %s returning id)
insert into tickets_event (ticket_id, verb, actor_kind, rule, data, created_at)
select id, 'prioritized', 'desk', '', '{}', now() from written
"""


def main() -> None:
    scales = [int(scale) for scale in os.environ.get("SCALES", "").split(",") if scale] or SCALES
    first: dict[str, float] = {}
    with running_desk("--empty") as desk:
        database = desk.database()
        for scale in scales:
            fill_tickets(database, scale)
            browser = signed_in(desk)
            page = browser.get("/desk/saved-views/new/").text
            browser.headers["X-CSRFToken"] = page.partition('name="csrfmiddlewaretoken" value="')[
                2
            ].partition('"')[0]
            browser.headers["Referer"] = str(browser.base_url)
            for name, (taken, limit, unit) in measure(database, browser).items():
                row(f"{name}, {scale:,} tickets", taken, unit, limit=limit, limit_name="bare SQL")
                growth = taken / first.setdefault(name, taken)
                row(f"  growth since {scales[0]:,}", growth, "×")


def measure(database: psycopg.Connection, browser: httpx.Client) -> dict[str, tuple[float, float, str]]:
    chosen = {"action": "priority", "value": "3", "view": "all", "filter": "status:solved"}
    count = database.execute("select count(*) from tickets_ticket where status = 'solved'").fetchone()[0]  # type: ignore[index]
    preview = median_ms(lambda: post(browser, "preview/", chosen), times=5)
    bare_count = median_ms(
        lambda: database.execute("select count(*) from tickets_ticket where status = 'solved'").fetchone(),
        times=5,
    )
    begun = time.perf_counter()
    post(browser, "", chosen | {"confirm": str(count), "request_id": str(uuid.uuid4())})
    started = (time.perf_counter() - begun) * 1000
    bare_start = frozen_ms(database)
    run_id = database.execute("select max(id) from tickets_bulkrun").fetchone()[0]  # type: ignore[index]
    changed = pace(database, run_id, "done")
    post(browser, f"{run_id}/cancel/", {})
    post(browser, f"{run_id}/undo/", {})
    undone = pace(database, run_id, "undone")
    wait_for_end(database, run_id)
    bare = bare_pace(database)
    return {
        "preview": (preview, bare_count, "ms"),
        "start": (started, bare_start, "ms"),
        "changed": (changed, bare, "tickets/s"),
        "taken back": (undone, bare, "tickets/s"),
    }


def post(browser: httpx.Client, path: str, words: dict[str, str]) -> None:
    answer = browser.post(f"/desk/bulk/{path}", data=words)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")


def frozen_ms(database: psycopg.Connection) -> float:
    """Milliseconds to write down the tickets of the view, rolled back."""
    database.execute("begin")
    database.execute("alter table tickets_bulkitem disable trigger all")  # there is no run 0
    begun = time.perf_counter()
    database.execute(FREEZE)
    taken = time.perf_counter() - begun
    database.execute("rollback")
    return taken * 1000


def pace(database: psycopg.Connection, run_id: int, state: str) -> float:
    """Items a second that come into `state`, watched for some seconds or until none is left."""
    total = "select count(*) filter (where state = %s), count(*) from tickets_bulkitem where run_id = %s"
    at = time.perf_counter()
    before = database.execute(total, [state, run_id]).fetchone()[0]  # type: ignore[index]
    while time.perf_counter() - at < SECONDS:
        time.sleep(0.25)
        if ended(database, run_id):
            break
    now = database.execute(total, [state, run_id]).fetchone()[0]  # type: ignore[index]
    return (now - before) / (time.perf_counter() - at)


def ended(database: psycopg.Connection, run_id: int) -> bool:
    state = database.execute("select state from tickets_bulkrun where id = %s", [run_id]).fetchone()[0]  # type: ignore[index]
    return state not in ("running", "undoing")


def wait_for_end(database: psycopg.Connection, run_id: int) -> None:
    while not ended(database, run_id):
        time.sleep(0.5)


def bare_pace(database: psycopg.Connection) -> float:
    ids = [
        pk for (pk,) in database.execute("select id from tickets_ticket where status = 'solved' limit 2000")
    ]
    database.execute("set synchronous_commit = off")
    begun = time.perf_counter()
    for pk in ids:
        database.execute(BARE, [pk])
    return len(ids) / (time.perf_counter() - begun)


if __name__ == "__main__":
    main()
