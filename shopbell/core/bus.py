"""The bus: NOTIFY as a doorbell. A topic says that something changed, never what.

Topics are short strings: `ticket-7`, `queue`, `agent-3`, `chat-12`. The gateway in `live` tells the
screens that show a topic to fetch their fragment again, where permissions are checked.
"""

from django.db import connection
from psycopg.conninfo import make_conninfo

CHANNEL = "shopbell"
NOT_OF_LIBPQ = {"pool", "server_side_binding", "prepare_threshold"}


def publish(*topics: str) -> None:
    """Tell every screen that shows one of `topics` to refresh, once this transaction commits.

    PostgreSQL folds equal notifications of one transaction into one.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, t) from unnest(%s::text[]) t", [CHANNEL, list(topics)])


def address() -> str:
    """Where to LISTEN: the database of this process as psycopg's connection text."""
    settings = connection.settings_dict
    named = {"dbname": settings["NAME"], "user": settings["USER"], "password": settings["PASSWORD"]}
    named |= {"host": settings["HOST"], "port": settings["PORT"]}
    options = {key: value for key, value in settings["OPTIONS"].items() if key not in NOT_OF_LIBPQ}
    return make_conninfo("", **{key: value for key, value in (named | options).items() if value != ""})
