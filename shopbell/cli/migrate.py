"""Bringing the database up to date, once, however many processes start together."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from shopbell.core.embedded_postgres import CannotStart

LOCK = 0x5B_0001  # an advisory lock of PostgreSQL's that only migrations take


def migrate(say: Callable[[str], None]) -> None:
    """Apply what is missing: tables, then the table of the cache. Quick when nothing is."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import OperationalError, connection

    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise CannotStart(f"The database at DATABASE_URL does not answer: {first_line(error)}") from error
    if is_up_to_date():
        return
    with alone(say):
        if is_up_to_date():
            return
        say("Bringing the database up to date.")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", settings.CACHES["default"]["LOCATION"], verbosity=0)


def is_up_to_date() -> bool:
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    return settings.CACHES["default"]["LOCATION"] in connection.introspection.table_names()


@contextmanager
def alone(say: Callable[[str], None]) -> Iterator[None]:
    """Hold the migration lock; others wait here. It ends with our connection, whatever becomes of us."""
    import psycopg
    from django.db import connection

    parameters = {
        key: value for key, value in connection.get_connection_params().items() if key != "cursor_factory"
    }
    parameters.pop("context", None)
    with psycopg.connect(**parameters, autocommit=True) as guard:
        taken = guard.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()
        if not taken or not taken[0]:
            say("Waiting while another process brings the database up to date.")
            guard.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield


def first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
