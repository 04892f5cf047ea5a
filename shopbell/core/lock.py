"""Locks by name that hold across every process of the desk, kept by PostgreSQL and freed by a crash."""

from django.db import connection


def hold_until_commit(name: str) -> None:
    """Wait for the lock `name` and keep it until the transaction ends. Needs a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 1))", [name])
