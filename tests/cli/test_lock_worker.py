import asyncio

from procrastinate import jobs
from procrastinate.contrib.django import app
from procrastinate.worker import Worker

from shopbell.cli.lock_worker import LockWorker

HELD = jobs.Job(id=1, queue="react", lock="ticket-7", queueing_lock=None, task_name="tests.note", priority=0)


def test_an_end_while_the_worker_looks_for_jobs_makes_it_look_once_more(monkeypatch):
    async def end(worker, job, **outcome):
        """Written down."""

    async def look(worker):
        await worker._persist_job_status(HELD)  # its lock is free only after the database was asked
        worker._new_job_event.clear()

    async def run() -> bool:
        worker = LockWorker(app)
        await worker._fetch_and_process_jobs()
        return worker._new_job_event.is_set()

    monkeypatch.setattr(Worker, "_persist_job_status", end)
    monkeypatch.setattr(Worker, "_fetch_and_process_jobs", look)
    assert asyncio.run(run())
