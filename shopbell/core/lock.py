"""Locks by name that hold across every process of the desk, kept by PostgreSQL and freed by a crash."""

from django.db import connection

SWEEP = "sweep of the blobs"
HOLD_SHARED = "select pg_advisory_lock_shared(hashtextextended(%s, 1))"  # for as long as a connection lives


def hold_until_commit(name: str) -> None:
    """Wait for the lock `name` and keep it until the transaction ends. Needs a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 1))", [name])


def try_until_commit(name: str) -> bool:
    """Keep the lock `name` until the transaction ends; False when somebody else has it."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 1))", [name])
        return cursor.fetchone()[0]
