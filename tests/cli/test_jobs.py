import asyncio
import threading
import time
from contextlib import suppress

import pytest
from django.db import connection
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.worker import Worker

from shopbell.cli import jobs
from tests.core.embedded_postgres.servers import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
done: list[str] = []
may_end = threading.Event()


@pytest.fixture
def quick(monkeypatch):
    """A worker that looks around several times a second."""
    monkeypatch.setattr(jobs, "HEARTBEAT_SECONDS", 0.2)
    monkeypatch.setattr(jobs, "STALLED_SECONDS", 1)
    monkeypatch.setattr(jobs, "PAUSE_SECONDS", 0.1)
    monkeypatch.setattr(jobs, "GRACE_SECONDS", 1)


@pytest.fixture
def task(transactional_db):
    """A task of this test alone, which notes what it was told."""
    done.clear()
    may_end.clear()

    @app.task(name="tests.note")
    def note(word: str) -> None:
        if word == "wait":
            may_end.wait(30)
        if word == "stumble" and not done:
            done.append("stumbled")
            raise OSError("the first time")
        done.append(word)

    with connection.cursor() as cursor:  # Django empties its own tables only
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers cascade")
    yield note
    may_end.set()
    del app.tasks["tests.note"]


@pytest.fixture
def worker(quick, task):
    part = jobs.Jobs(2)
    part.start()
    yield part
    may_end.set()
    part.stop()


def statuses() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select status::text from procrastinate_jobs where task_name = 'tests.note' order by id"
        )
        return [status for (status,) in cursor.fetchall()]


def test_a_job_is_done_and_forgotten(worker, task):
    task.defer(word="parcel")
    wait_until(lambda: done == ["parcel"], "the job is done")
    wait_until(lambda: statuses() == [], "the job is forgotten")


def test_a_job_that_fails_is_tried_again_though_its_task_says_nothing_of_it(worker, task):
    task.defer(word="stumble")
    wait_until(lambda: done == ["stumbled", "stumble"], "the second try")


def test_the_job_of_a_worker_that_was_killed_is_done_by_another(quick, task, caplog):
    number = task.defer(word="left behind")
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - interval '1 minute') returning id"
        )
        (dead,) = cursor.fetchone()
        cursor.execute("update procrastinate_jobs set status = 'doing', worker_id = %s, attempts = 1", [dead])
    part = jobs.Jobs(1)
    part.start()
    try:
        wait_until(lambda: done == ["left behind"], "another worker did it")
    finally:
        part.stop()
    assert f"tests.note[{number}] was left by a worker" in caplog.text
    assert "left behind" not in caplog.text  # what it was told may name people


def test_a_job_that_kills_its_worker_each_time_is_given_up(worker, task, caplog):
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (task_name, queue_name, args, status, attempts)"
            " values ('tests.note', 'default', '{\"word\": \"deadly\"}', 'doing', %s)",
            [jobs.MOST_ATTEMPTS],
        )
    wait_until(lambda: statuses() == ["failed"], "it is given up")
    assert done == []
    assert "is given up" in caplog.text and "deadly" not in caplog.text


def test_a_job_whose_end_could_not_be_written_down_is_done_again(worker, task):
    with connection.cursor() as cursor:
        cursor.execute("select max(id) from procrastinate_workers")
        (ours,) = cursor.fetchone()
        cursor.execute(
            "insert into procrastinate_jobs (task_name, queue_name, args, status, worker_id)"
            " values ('tests.note', 'default', '{\"word\": \"unwritten\"}', 'doing', %s)",
            [ours],
        )
    wait_until(lambda: done == ["unwritten"], "it is done again")


def test_a_stop_that_gets_lost_while_the_worker_comes_up_is_heard_all_the_same(quick, task, monkeypatch):
    comes_up, open_pool = threading.Event(), PsycopgConnector.open_async

    async def lose_a_cancellation(self, **more):
        comes_up.set()
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(30)
        await open_pool(self, **more)

    monkeypatch.setattr(PsycopgConnector, "open_async", lose_a_cancellation)
    part = jobs.Jobs(1)
    threading.Thread(target=part.start, daemon=True).start()
    assert comes_up.wait(10)
    part.stop()
    assert not part._thread.is_alive()


def test_what_waits_for_the_lock_of_a_job_goes_on_when_that_ends(quick, task, monkeypatch):
    monkeypatch.setitem(app.worker_defaults, "fetch_job_polling_interval", 3600)
    monkeypatch.setattr(
        Worker, "_periodic_deferrer", lambda self: asyncio.sleep(3600)
    )  # nor does the timetable ring
    part = jobs.Jobs(2)
    part.start()
    try:
        task.configure(lock="ticket").defer(word="wait")
        task.configure(lock="ticket").defer(word="second")
        task.configure(lock="ticket").defer(word="third")
        wait_until(lambda: statuses() == ["doing", "todo", "todo"], "the first runs")
        began = time.monotonic()
        wait_until(lambda: time.monotonic() - began > 0.5, "the bells of the others are heard")
        may_end.set()
        wait_until(lambda: done == ["wait", "second", "third"], "the others")
    finally:
        may_end.set()
        part.stop()


def test_a_job_that_runs_is_left_alone_however_long_it_takes(worker, task):
    task.defer(word="wait")
    wait_until(lambda: statuses() == ["doing"], "it runs")
    began = time.monotonic()
    wait_until(lambda: time.monotonic() - began > 2, "several looks")
    may_end.set()
    wait_until(lambda: statuses() == [], "its end")
    assert done == ["wait"]


def test_the_worker_outlives_a_bounce_of_its_connections(worker, task):
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
    task.defer(word="after")
    wait_until(lambda: done == ["after"], "the job is done")


def test_stopping_waits_for_a_job_but_not_for_ever(quick, task):
    part = jobs.Jobs(1)
    part.start()
    task.defer(word="wait")
    wait_until(lambda: statuses() == ["doing"], "it runs")
    began = time.monotonic()
    part.stop()
    assert time.monotonic() - began < 10
    may_end.set()
    part._thread.join(30)
