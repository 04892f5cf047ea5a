"""Locks by name that hold across every process of the desk, kept by PostgreSQL and freed by a crash."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

SWEEP = "sweep of the blobs"
PUT = "putting into the bucket"
HOLD_SHARED = "select pg_advisory_lock_shared(hashtextextended(%s, 1))"  # for as long as a connection lives


def hold_until_commit(name: str) -> None:
    """Wait for the lock `name` and keep it until the transaction ends. Needs a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 1))", [name])


def hold_each_until_commit(names: Iterable[str]) -> None:
    """The same for each of `names`, one after the other by their order, in one query."""
    held = "select pg_advisory_xact_lock(hashtextextended(name, 1)) from unnest(%s::text[]) as name"
    with connection.cursor() as cursor:
        cursor.execute(held, [sorted(names)])


def try_until_commit(name: str) -> bool:
    """Keep the lock `name` until the transaction ends; False when somebody else has it."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 1))", [name])
        return cursor.fetchone()[0]


@contextmanager
def holding(name: str, *, is_shared: bool) -> Iterator[None]:
    """Hold the lock `name` inside this block, alone or with others that share it. Transactions do not matter."""
    suffix = "_shared" if is_shared else ""
    with connection.cursor() as cursor:
        cursor.execute(f"select pg_advisory_lock{suffix}(hashtextextended(%s, 1))", [name])
        try:
            yield
        finally:
            cursor.execute(f"select pg_advisory_unlock{suffix}(hashtextextended(%s, 1))", [name])


@contextmanager
def holding_if_free(name: str) -> Iterator[bool]:
    """Hold the lock `name` alone inside this block if nobody has it; whether it is held.

    Whoever waits for a lock alone holds up all who come after them to share it; this waits for nobody.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtextextended(%s, 1))", [name])
        is_held = cursor.fetchone()[0]
        try:
            yield is_held
        finally:
            if is_held:
                cursor.execute("select pg_advisory_unlock(hashtextextended(%s, 1))", [name])
