"""kill -9 in the middle of a bulk run and of its undo: each ticket is changed once, and comes back exactly."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from shopbell.core import embedded_postgres
from tests.faults.shop import open_shop
from tests.running_desk import Desk, environment, free_port, run_command

TICKETS, KILLS = 600, 2
FILL = """
with made as (insert into customers_customer (name, language, time_zone, city, country, background, created_at)
    values ('Mina', 'en', '', '', '', '', now()) returning id)
insert into tickets_ticket (subject, status, priority, channel, customer_id, language, created_at, updated_at, preview,
    last_message_at)
select 'Question ' || n, 'open', 1 + n %% 3, 'email', made.id, 'en', now(), now(), '', now()
from made, generate_series(1, %s) n
"""
START = (
    "from shopbell.accounts.models import Agent; from shopbell.tickets.models import Ticket;"
    "from shopbell.tickets.bulk import start_run;"
    "start_run(Ticket.objects.all(), 'priority', '4', by=Agent.objects.get(email='ada@desk.example'))"
)
UNDO = (
    "from shopbell.tickets.models import BulkRun; from shopbell.tickets.bulk import undo_run;"
    "run = BulkRun.objects.get(); undo_run(run, by=run.agent)"
)
CHANGES = """select count(*), count(distinct ticket_id) from tickets_event
             where data ? 'bulk_run' and (data ? 'undoes') = %s"""


@pytest.mark.requirement("R88")
def test_a_killed_worker_changes_no_ticket_twice_and_none_is_forgotten(home):
    port, data = free_port(), home / "data"
    settings = environment()

    def start() -> Desk:
        return Desk("run", "--empty", "--data", data, "--port", port, env=settings).wait_for("is open at")

    desks = [start()]
    try:
        with connected(data) as database:
            open_shop(database)
            database.execute(FILL, [TICKETS])
            before = priorities(database)

        def shell(code: str) -> None:
            done = run_command(
                "manage", "shell", "-v0", "-c", code, env=settings | {"SHOPBELL_DATA": str(data)}
            )
            assert done.returncode == 0, done.stderr

        def work_through(state: str, item_state: str) -> None:
            """Kill the desk while it works, each time a bit later, until the run is in `state`."""
            for kill in range(KILLS):
                wait(
                    data,
                    f"count(*) > {(kill + 1) * TICKETS // 6} from tickets_bulkitem where state = '{item_state}'",
                )
                desks[-1].process.send_signal(signal.SIGKILL)
                desks[-1].process.wait()
                desks.append(start())
            wait(data, f"state = '{state}' from tickets_bulkrun")

        shell(START)
        work_through("done", "done")
        with connected(data) as database:
            assert database.execute(CHANGES, [False]).fetchone() == (TICKETS, TICKETS)
            assert set(priorities(database).values()) == {4}

        shell(UNDO)
        work_through("undone", "undone")
        with connected(data) as database:
            assert database.execute(CHANGES, [True]).fetchone() == (TICKETS, TICKETS)
            assert priorities(database) == before
    finally:
        desks[-1].stop()


@contextmanager
def connected(data: Path) -> Iterator[psycopg.Connection]:
    with (
        embedded_postgres.available(data, lambda _: None) as address,
        psycopg.connect(address, autocommit=True) as database,
    ):
        yield database


def priorities(database: psycopg.Connection) -> dict[int, int]:
    return dict(database.execute("select id, priority from tickets_ticket").fetchall())


def wait(data, question: str) -> None:
    """Return when the database answers `select <question>` with yes."""
    until = time.monotonic() + 120
    with connected(data) as database:
        while not database.execute(f"select {question}").fetchone()[0]:
            assert time.monotonic() < until, f"not in time: {question}"
            time.sleep(0.01)
