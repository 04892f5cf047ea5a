"""The part that works on jobs: a procrastinate worker with an event loop in a thread of its own.

It outlives a bounce of the database, and takes over the jobs of a worker that was
killed: nobody else does, and a job left `doing` would never be done.
"""

import asyncio
import logging
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from .part import Part

log = logging.getLogger(__name__)
HEARTBEAT_SECONDS = 4
STALLED_SECONDS = 15  # without a heartbeat a worker counts as dead
GRACE_SECONDS = 8  # for jobs that run when we stop; unfinished ones are done by the next worker
MOST_ATTEMPTS = 20  # of a job whose worker dies each time: it may be what kills them
PAUSE_SECONDS = 2


class Jobs(Part):
    name = "jobs"

    def __init__(self, threads: int):
        self._threads = threads
        self._stopping = threading.Event()
        self._is_up = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task | None = None
        self._worker: Any = None

    def start(self) -> None:
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name=self.name, daemon=True)
        self._thread.start()
        self._is_up.wait(10)

    def stop(self) -> None:
        self._stopping.set()
        if self._loop is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop_working)
        self._thread.join(GRACE_SECONDS + 3)

    def _stop_working(self) -> None:
        """Ask a worker that is there; cancel one that comes up.

        A cancellation may get lost (before Python 3.12 `asyncio.wait_for` drops one that comes with what was waited
        for), so coming up ends with a look at `_stopping`, and a worker is told by a flag.
        """
        if self._worker is not None:
            self._worker.stop()
        elif self._task is not None:
            self._task.cancel()

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_default_executor(ThreadPoolExecutor(self._threads + 2, thread_name_prefix="job"))
        while not self._stopping.is_set():
            self._task = asyncio.create_task(self._work())
            try:
                await self._task
            except asyncio.CancelledError:
                return
            except Exception as error:
                log.error("The job worker ended (%s); starting it again.", error)
            if not self._stopping.is_set():
                await asyncio.sleep(PAUSE_SECONDS)

    async def _work(self) -> None:
        from asgiref.sync import sync_to_async
        from django.db import connections
        from procrastinate import PsycopgConnector
        from procrastinate.contrib.django import app
        from procrastinate.contrib.django.utils import connector_params

        from .lock_worker import LockWorker

        connector = PsycopgConnector(
            kwargs=connector_params(), pool_factory=_pool, configure=_be_hasty, min_size=1, max_size=3
        )
        # A second app over the same tasks: the first belongs to the pages, whose jobs are part of their transaction.
        worker_app = app.with_connector(connector)
        worker_app.perform_import_paths()
        try_again(worker_app.tasks.values(), worker_app.periodic_registry.periodic_tasks.keys())
        async with worker_app.open_async():
            options: dict[str, Any] = dict(worker_app.worker_defaults) | {
                "concurrency": self._threads,
                "install_signal_handlers": False,
                "delete_jobs": "successful",
                "shutdown_graceful_timeout": GRACE_SECONDS,
                "update_heartbeat_interval": HEARTBEAT_SECONDS,
                "stalled_worker_timeout": STALLED_SECONDS,
            }
            worker = LockWorker(worker_app, **options)
            if self._stopping.is_set():
                return
            reviving = asyncio.create_task(Reviver(worker).run())
            self._worker = worker
            self._is_up.set()
            try:
                await worker.run()
            finally:
                self._worker = None
                reviving.cancel()
                # The timetable defers through a connection of Django's, which may have died with the database.
                await sync_to_async(connections.close_all)()


def _pool(**options: Any) -> Any:
    """The library's pool, which would ask the database before each trip whether it is there."""
    from psycopg_pool import AsyncConnectionPool

    from shopbell.core.postgres.alive import check_alive_async

    return AsyncConnectionPool(**options | {"check": check_alive_async})


async def _be_hasty(connection: Any) -> None:
    """On the worker's own connections taking and ending a job wait for no disk, and each is one statement, one trip.

    What a crash takes back is that a job was taken or ended, and a job that is done again must change nothing
    anyway. The jobs' work has connections of its own, which do wait. It is said after connecting: PgBouncer
    refuses a client that says such a thing while connecting.
    """
    await connection.set_autocommit(True)
    await connection.execute("set synchronous_commit = off")


def try_again(tasks: Iterable[Any], periodic: Iterable[tuple[str, str]]) -> None:
    """A task that does not say how it is tried again gets patience: days of growing pauses.

    One of the timetable comes again by itself, so it is tried for some minutes only.
    """
    from procrastinate import RetryStrategy

    from shopbell.core.patience import Patience

    clockwork = {name for name, _ in periodic}
    for task in tasks:
        if task.retry_strategy is None:
            is_clockwork = task.name in clockwork
            task.retry_strategy = (
                RetryStrategy(max_attempts=3, exponential_wait=4) if is_clockwork else Patience()
            )


class Reviver:
    """Gives back to the queue what nobody works on, though it is marked so.

    Either the worker died, or this one could not write down the end of a job
    because the database went away; the second is believed after two looks.
    """

    def __init__(self, worker: Any):
        self._worker, self._jobs = worker, worker.app.job_manager
        self._suspects: set[int] = set()

    async def run(self) -> None:
        while True:
            try:
                for job in await self._jobs.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
                    await self._revive(job)
                await self._look_at_ours()
            except Exception as error:  # the database is away; the worker itself says so
                log.debug("Looking for left jobs failed: %s", error)
            await asyncio.sleep(HEARTBEAT_SECONDS)

    async def _look_at_ours(self) -> None:
        if self._worker.worker_id is None:
            return
        marked = await self._jobs.list_jobs_async(status="doing", worker_id=self._worker.worker_id)
        working = {context.job.id for context in self._worker._running_jobs.values()}
        left = {job.id: job for job in marked if job.id not in working}
        for number in self._suspects & left.keys():
            await self._revive(left.pop(number))
        self._suspects = set(left)

    async def _revive(self, job: Any) -> None:
        from procrastinate.jobs import Status

        name = f"{job.task_name}[{job.id}]"  # and not what it was told, which may name people
        if job.attempts >= MOST_ATTEMPTS:
            log.error("Job %s was left %d times and is given up.", name, job.attempts)
            await self._jobs.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            log.warning("Job %s was left by a worker that died; it is done again.", name)
            await self._jobs.retry_job(job, retry_at=datetime.now(UTC))
