"""The bus: NOTIFY as a doorbell. A topic says that something changed, never what.

Topics are short strings: `ticket-7`, `queue`, `agent-3`, `chat-12`. The gateway in `live` tells the
screens that show a topic to fetch their fragment again, where permissions are checked.
"""

import json

from django.db import connection

CHANNEL = "shopbell"


def publish(*topics: str) -> None:
    """Tell every screen that shows one of `topics` to refresh, once this transaction commits.

    PostgreSQL folds equal notifications of one transaction into one.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, t) from unnest(%s::text[]) t", [CHANNEL, list(topics)])


def publish_now(topic: str, **data) -> None:
    """Pass a signal that is worth nothing a second later (typing), with a few words of data."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, %s)", [CHANNEL, f"{topic} {json.dumps(data)}"])
