"""Jobs that went wrong: which they are, and running them again. The queue itself is procrastinate's.

A job that fails is tried again by itself for days (`patience.py`). One that failed for good stays in the
queue's table until somebody runs it again: it stands for something that was promised.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

TROUBLED_ATTEMPTS = 4  # from here on it is no hiccup: some minutes have passed
TROUBLED = f"(j.status = 'failed' or (j.status = 'todo' and j.attempts >= {TROUBLED_ATTEMPTS}))"
COUNTS = """
select task_name,
       case when status <> 'todo' then status::text when attempts > 0 then 'retrying' else 'waiting' end as state,
       count(*)
  from procrastinate_jobs where status in ('todo', 'doing', 'failed') group by 1, 2 order by 1, 2
"""
LIST = f"""
select j.id, j.task_name, j.args, j.attempts, j.status = 'failed', j.scheduled_at,
       (select max(at) from procrastinate_events e where e.job_id = j.id and e.type in ('failed', 'deferred_for_retry'))
  from procrastinate_jobs j where {TROUBLED} order by j.id desc limit %s
"""  # noqa: S608 (our own words)
AGAIN = f"""
update procrastinate_jobs j
   set status = 'todo', attempts = 0, scheduled_at = null, worker_id = null, abort_requested = false
 where {TROUBLED} and j.id = %s
"""  # noqa: S608


@dataclass(frozen=True)
class TroubledJob:
    """A job that failed for good (it is given up), or several times and is tried again at a moment."""

    id: int
    task: str
    args: dict[str, Any]
    attempts: int
    is_given_up: bool
    again_at: datetime | None
    failed_at: datetime | None

    @property
    def ticket_id(self) -> int | None:
        return self.args.get("ticket_id")

    @property
    def words(self) -> str:
        """What it was told, in a line; of long texts the beginning."""
        return ", ".join(f"{name.replace('_', ' ')} {str(value)[:60]}" for name, value in self.args.items())


def count_by_state() -> list[tuple[str, str, int]]:
    """(task, state, how many), state being waiting, retrying, doing or failed."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
        return cursor.fetchall()


def count_troubled() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from procrastinate_jobs j where {TROUBLED}")  # noqa: S608
        return cursor.fetchone()[0]


def troubled_jobs(limit: int = 200) -> list[TroubledJob]:
    """The newest jobs that failed for good, or so often that somebody should look."""
    with connection.cursor() as cursor:
        cursor.execute(LIST, [limit])
        return [TroubledJob(pk, task, _decoded(args), *rest) for pk, task, args, *rest in cursor.fetchall()]


def run_again(ids: list[int] | None = None) -> int:
    """Let troubled jobs (all, or those of `ids`) run now, with all their tries; returns how many.

    Twice changes nothing. One whose twin waits already (same queueing lock) is done by that one, and dropped.
    """
    count = 0
    for pk in _all_troubled() if ids is None else ids:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(AGAIN, [pk])
                count += cursor.rowcount
        except IntegrityError:
            with connection.cursor() as cursor:
                cursor.execute("delete from procrastinate_jobs where id = %s and status = 'failed'", [pk])
                count += cursor.rowcount
    return count


def _all_troubled() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"select j.id from procrastinate_jobs j where {TROUBLED} order by j.id")  # noqa: S608
        return [pk for (pk,) in cursor.fetchall()]


def _decoded(args: Any) -> dict[str, Any]:
    return json.loads(args) if isinstance(args, str) else args
