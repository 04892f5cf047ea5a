"""Bringing the database up to date, once, however many processes start together."""

import time
from collections.abc import Callable

import psycopg

from shopbell.core.embedded_postgres import CannotStart

LOCK = 0x5B_0001  # an advisory lock of PostgreSQL's that only migrations take
CONNECT_SECONDS = 10
ASK_AGAIN_SECONDS = 0.3


def migrate(say: Callable[[str], None]) -> None:
    """Apply what is missing: tables, then the table of the cache. Quick when nothing is."""
    from django.conf import settings
    from django.core.management import call_command

    with connect() as guard:
        if is_up_to_date():
            return
        hold_migrations(guard, say)
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


def connect() -> psycopg.Connection:
    """A connection beside Django's pool, which would try for long. CannotStart when the database does not answer."""
    from django.db import connection

    parameters = {"connect_timeout": CONNECT_SECONDS} | connection.get_connection_params()
    for ours in ("cursor_factory", "context"):  # Django's, for Django's connections
        parameters.pop(ours, None)
    try:
        return psycopg.connect(**parameters, autocommit=True)
    except psycopg.OperationalError as error:
        first_line = (str(error).strip() or "it says nothing").splitlines()[0]
        raise CannotStart(f"The database at DATABASE_URL does not answer: {first_line}") from error


def hold_migrations(guard: psycopg.Connection, say: Callable[[str], None]) -> None:
    """Be the one that migrates; others wait here. The lock ends with the connection, whatever becomes of us."""
    is_told = False
    # asked again and again: a statement that waits would keep an old snapshot open, for which an index that is
    # built concurrently waits in turn
    while not guard.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()[0]:  # type: ignore[index]
        if not is_told:
            say("Waiting while another process brings the database up to date.")
        is_told = True
        time.sleep(ASK_AGAIN_SECONDS)
