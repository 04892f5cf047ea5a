"""Taking what is due out of its table, one writer at a time: alike for the agents' index and for the shoppers'."""

from collections import defaultdict
from typing import Any

from django.db import connection, models

from shopbell.core.lock import hold_until_commit, try_until_commit


def take_due(
    table: type[models.Model], lock: str, limit: int, *, waits: bool
) -> tuple[int, dict[Any, list[int]]]:
    """Up to `limit` rows of `table` (`kind`, `object_id`), the newest first: how many, and the numbers of each kind.

    Call it in the transaction that writes the entries: the rows go with it. With `waits` false it takes nothing
    while somebody else is at it.
    """
    if waits:
        hold_until_commit(lock)
    elif not try_until_commit(lock):
        return 0, {}
    name = table._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"delete from {name} where id in (select id from {name} order by id desc limit %s) "  # noqa: S608
            "returning kind, object_id",
            [limit],
        )
        taken = cursor.fetchall()
    ids = defaultdict(set)
    for kind, object_id in taken:
        ids[kind].add(object_id)
    return len(taken), {kind: sorted(ids[kind]) for kind in sorted(ids)}
