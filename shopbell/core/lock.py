"""Locks by name that hold across every process of the desk, kept by PostgreSQL and freed by a crash."""

import contextlib
from collections.abc import Iterator

from django.db import connection


def hold_until_commit(name: str) -> None:
    """Wait for the lock `name` and keep it until the transaction ends. Needs a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 1))", [name])


@contextlib.contextmanager
def hold(name: str) -> Iterator[None]:
    """Keep the lock `name` until the block ends, across any number of transactions."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtextextended(%s, 0))", [name])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", [name])
