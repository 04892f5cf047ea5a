"""Goals that decided something in 100,000 tickets are taken back by a worker that is killed in the middle: what a
ticket costs, that each gets one event, how far it is said to be, and how long other jobs wait meanwhile.

`SIZE` names another number of tickets.
"""

import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from benchmarks.desk import ROOT, cpu_seconds, row
from benchmarks.own_database import own_database

SIZE = int(os.environ.get("SIZE", "100000"))
WAITING = 20  # one in so many is not answered yet
KILLED_AT = 0.3  # of the tickets
COPIES = "select count(*) from tickets_ticket where subject = 'Copy'"
EVENTS = """
select count(*), count(distinct ticket_id) from tickets_event where verb = 'goals_voided'
"""


def main() -> None:
    with own_database() as url:
        measure(url)


def measure(url: str) -> None:
    from shopbell.promises.models import GoalOutcome
    from shopbell.promises.voiding import void_goals

    wrong, lead = fill(url)
    decided = GoalOutcome.objects.filter(policy_version=wrong).exclude(outcome="void")
    print(f"{decided.count():,} outcomes in {SIZE:,} tickets", flush=True)
    server = database_process()
    before = cpu_seconds(server)
    begun = time.perf_counter()
    void = void_goals(wrong, "A minute instead of a day", by=lead)
    print(f"{(time.perf_counter() - begun) * 1000:.1f} ms to say so", flush=True)

    with worker(url) as process:
        first = watch(process, void, until=KILLED_AT)
        process.send_signal(signal.SIGKILL)
    begun = time.perf_counter()
    done = void.done
    with worker(url) as process:
        while void.done == done:
            time.sleep(0.2)
        row("after kill -9 another worker goes on", time.perf_counter() - begun, "s")
        second = watch(process, void, until=1)
    void.refresh_from_db()
    spent = first.processor + second.processor
    row("a ticket, of the worker's processor", spent / SIZE * 1000, "ms")
    row("… with the database's", (spent + cpu_seconds(server) - before) / SIZE * 1000, "ms")
    waits = sorted(first.waits + second.waits)
    for name, wait in {
        "median": statistics.median(waits),
        "p95": statistics.quantiles(waits, n=20)[-1],
        "longest": waits[-1],
    }.items():
        row(f"another job meanwhile, until it is done, {name}", wait * 1000, "ms")
    with psycopg.connect(url) as bare:
        events, tickets = bare.execute(EVENTS).fetchone()  # type: ignore[misc]
    assert (events, tickets, void.done, void.count) == (SIZE, SIZE, SIZE, SIZE), (events, tickets, void.count)
    assert not void.failed and not decided.exists(), void.failed
    print(f"{events:,} events in {tickets:,} tickets", flush=True)


class Watched:
    """What was seen of a worker."""

    def __init__(self) -> None:
        self.processor = 0.0
        self.waits: list[float] = []


def watch(process: subprocess.Popen, void, until: float) -> Watched:
    """Until a share of the tickets is written to: how far it says it is, and how long a job of another kind waits."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    seen, said = Watched(), time.perf_counter()
    while True:
        seen.processor = cpu_seconds(process.pid)
        void.refresh_from_db()
        done = void.done
        if done >= until * SIZE and (until < 1 or not void.is_working):
            return seen
        begun = time.perf_counter()
        job = app.configure_task("promises.watch_promises").defer(timestamp=0)
        while ProcrastinateJob.objects.filter(pk=job).exclude(status="succeeded").exists():
            time.sleep(0.02)
        seen.waits.append(time.perf_counter() - begun)
        if time.perf_counter() - said > 30:
            said = time.perf_counter()
            print(f"  {done:,} of {void.count:,}, {seen.processor:.0f} s of a processor", flush=True)
        time.sleep(1)


@contextmanager
def worker(url: str) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen([sys.executable, "-m", "shopbell.cli", "worker"], cwd=ROOT, env={**os.environ})
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def database_process() -> int:
    return int((Path(os.environ["SHOPBELL_DATA"]) / "postgres" / "postmaster.pid").read_text().split()[0])


# --- what was decided -------------------------------------------------------------------------------


def fill(url: str):
    """A minute instead of a day was promised to all these tickets; most were answered after the minute. It has been put
    right since.

    Returns the version that was a mistake, and who may take it back.
    """
    from datetime import timedelta

    from django.utils import timezone

    from shopbell.accounts.agent import Agent
    from shopbell.accounts.role import Role
    from shopbell.customers.customer import Customer
    from shopbell.promises.choosing import choose_due
    from shopbell.promises.goal_policy import GoalPolicy
    from shopbell.promises.watch import tell_due
    from shopbell.tickets.message import write_reply
    from shopbell.tickets.opening import open_with_message

    lead = Agent.objects.create_user("lead@bench.example", name="Lead", role=Role.objects.get(name="Admin"))
    GoalPolicy.objects.all().delete()
    policy = GoalPolicy.objects.create(name="Mail", first_reply_seconds=60, counts="always")
    policy.versions.update(effective_from=timezone.now() - timedelta(days=1))
    customer, at = Customer.objects.create(name="Mina"), timezone.now() - timedelta(hours=2)
    waiting, answered = (
        open_with_message(customer=customer, channel="email", text="Where is it?", at=at).ticket
        for _ in range(2)
    )
    choose_due(timezone.now())
    tell_due(timezone.now())
    write_reply(answered, "It comes.", by=lead, channel="email")
    choose_due(timezone.now())
    with psycopg.connect(url, autocommit=True) as bare:
        copy(bare, waiting.pk, SIZE // WAITING - 1)
        copy(bare, answered.pk, SIZE - SIZE // WAITING - 1)
        bare.execute("delete from procrastinate_jobs")
        bare.execute("vacuum analyze")
    wrong = policy.versions.get()
    policy.first_reply_seconds = 86_400
    policy.save()
    return wrong, lead


def copy(bare: psycopg.Connection, ticket: int, count: int) -> None:
    """So many tickets like that one, each with the like of its events, clocks and outcomes."""
    names = columns(bare, "tickets_ticket")
    bare.execute("create temp table made (id bigint)")
    bare.execute(
        f"with made as (insert into tickets_ticket ({names}) select {names} from tickets_ticket,"
        " generate_series(1, %s) where id = %s returning id) insert into pg_temp.made select id from made",
        [count, ticket],
    )
    for (event,) in bare.execute("select id from tickets_event where ticket_id = %s order by id", [ticket]):
        hang(bare, "tickets_event", "id", event)
    for table in ("promises_ticketclocks", "promises_goaloutcome"):
        hang(bare, table, "ticket_id", ticket)
    bare.execute("drop table pg_temp.made")


def hang(bare: psycopg.Connection, table: str, by: str, number: int) -> None:
    names = columns(bare, table, "ticket_id", "message_id")
    theirs = ", ".join(f"like_it.{name}" for name in names.split(", "))
    bare.execute(
        f"insert into {table} (ticket_id, {names}) select made.id, {theirs}"
        f" from {table} like_it, pg_temp.made made where like_it.{by} = %s order by made.id",
        [number],
    )


def columns(bare: psycopg.Connection, table: str, *without: str) -> str:
    found = bare.execute(
        "select column_name from information_schema.columns where table_name = %s and is_generated = 'NEVER'"
        " and column_name <> all(%s) order by ordinal_position",
        [table, ["id", *without]],
    )
    return ", ".join(name for (name,) in found)


if __name__ == "__main__":
    main()
