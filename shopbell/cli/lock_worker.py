"""A worker that goes on at once with what waited for the lock of a job that ended.

The library rings when a job is put into the queue, and one whose lock is held cannot be taken then: it would lie until
the next poll, seconds later. So would the second message of a ticket while the reactions to the first are running.
"""

from typing import Any

from procrastinate.jobs import Job
from procrastinate.worker import Worker


class LockWorker(Worker):
    _ended = 0  # jobs that held a lock

    async def _persist_job_status(self, job: Job, *outcome: Any, **more: Any) -> None:
        await super()._persist_job_status(job, *outcome, **more)
        if job.lock:
            self._ended += 1
            self._new_job_event.set()

    async def _fetch_and_process_jobs(self) -> None:
        """The library forgets the bells that rang while it looked, though it may have looked before such an end."""
        ended = self._ended
        await super()._fetch_and_process_jobs()
        if self._ended != ended:
            self._new_job_event.set()
