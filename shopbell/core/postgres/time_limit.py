"""A limit for what the database may be asked for while a person waits."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled


class TooLong(Exception):
    """The database gave up: the answer would have taken longer than it was worth."""


@contextmanager
def at_most(milliseconds: int) -> Iterator[None]:
    """Questions that are asked in here take `milliseconds` each at most. Raises TooLong when one would take longer."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select set_config('statement_timeout', %s, true)", [str(milliseconds)])
            yield
            cursor.execute("set local statement_timeout to default")  # a transaction around it goes on
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooLong from error
        raise
