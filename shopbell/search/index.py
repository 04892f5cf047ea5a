"""Keeping the index in step: what changed is *due*, and a job brings its entries up to date.

Triggers of the database note what is due, in the transaction that changes it (migration 0001): imports, merges and
forms all write the same tables, and none of them has to think of it. A due row disappears in the transaction that
writes the entry, so a process may die at any moment. The newest come first, however many wait.
"""

import time
from collections.abc import Callable, Iterable

from django.db import connection, models, transaction

from shopbell.core.lock import hold_until_commit
from shopbell.tickets.event import Event, Verb

from .due import take_due
from .entry import Entry, Kind
from .sources import SOURCES, TABLES, Found
from .vocabulary import count_words, forget_words, learn_words

LOCK = "search index"  # one writer at a time: an older text could otherwise overwrite a newer
AT_ONCE, BATCH = 50, 500
PAUSE_SECONDS = 1.0  # of reactions: a batch costs hardly more than one thing
WRITE = """
insert into search_entry (kind, object_id, ticket_id, customer_id, at, words)
select %(kind)s, * from unnest(%(ids)s::bigint[], %(tickets)s::bigint[], %(customers)s::bigint[],
                               %(ats)s::timestamptz[], %(vectors)s::text[]::tsvector[])
on conflict (kind, object_id) do update
   set ticket_id = excluded.ticket_id, customer_id = excluded.customer_id, at = excluded.at, words = excluded.words
"""


class Due(models.Model):
    """Something changed that may be searched. The same thing may be due twice: nobody waits for a row of this table."""

    kind = models.PositiveSmallIntegerField(choices=Kind)
    object_id = models.BigIntegerField()


# who writes or renames expects to find it; whatever else changed waits for a question or the timetable
VERBS = {Verb.RECEIVED, Verb.REPLIED, Verb.NOTED, Verb.RENAMED, Verb.CUSTOMER_CHANGED}


class Pace:
    """When this process may react again."""

    def __init__(self) -> None:
        self._next = 0.0

    def is_due(self, now: float) -> bool:
        """Whether the pause since the last time that this said yes is over."""
        if now < self._next:
            return False
        self._next = now + PAUSE_SECONDS
        return True


PACE = Pace()


def react(event: Event) -> None:
    """Bring what is due up to date; the job of one event does it for all.

    What comes in the pause after it waits for the next event, the next search (`query.py`) or the timetable.
    """
    if PACE.is_due(time.monotonic()):
        index_due(BATCH, waits=False)


def index_due(limit: int = AT_ONCE, *, waits: bool = True) -> int:
    """Bring up to `limit` due things up to date, the newest first; returns how many rows it took.

    With `waits` false it leaves the work to whoever is at it.
    """
    if not Due.objects.exists():
        return 0
    with transaction.atomic():
        count, ids = take_due(Due, LOCK, limit, waits=waits)
        found = [each for kind in ids for each in _index(kind, ids[kind])]
        learn_words(count_words(each.words for each in found))
        return count


def _index(kind: int, ids: list[int]) -> list[Found]:
    found = list(SOURCES[kind](ids))
    gone = set(ids) - {each.object_id for each in found}
    if gone:
        Entry.objects.filter(kind=kind, object_id__in=gone).delete()
    if found:
        with connection.cursor() as cursor:
            cursor.execute(WRITE, _columns(kind, found))
    return found


def _columns(kind: int, found: list[Found]) -> dict:
    return {
        "kind": kind,
        "ids": [each.object_id for each in found],
        "tickets": [each.ticket_id for each in found],
        "customers": [each.customer_id for each in found],
        "ats": [each.at for each in found],
        "vectors": [each.vector for each in found],
    }


def catch_up(seconds: float = 45) -> int:
    """Work through what is due for up to `seconds`; returns how many are left."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and index_due(BATCH):
        pass
    return Due.objects.count()


def rebuild(progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Read everything anew; returns how many things. If it is stopped, the desk goes on with what is left."""
    mark_all_due()
    total, done = Due.objects.count(), 0
    while taken := index_due(BATCH):
        done += taken
        progress(min(done, total), total)
    with connection.cursor() as cursor:
        cursor.execute("analyze search_entry")
    return total


@transaction.atomic
def mark_all_due() -> None:
    """Note all there is as due, and all that the index holds of what is gone. The last noted is read first."""
    hold_until_commit(LOCK)
    Due.objects.all().delete()
    forget_words()
    with connection.cursor() as cursor:
        cursor.execute("insert into search_due (kind, object_id) select kind, object_id from search_entry")
        for kind, model in TABLES.items():
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(
                f"insert into search_due (kind, object_id) select %s, t.id from {table} t where not exists"  # noqa: S608
                " (select from search_entry e where e.kind = %s and e.object_id = t.id) order by t.id",
                [int(kind), int(kind)],
            )


def mark_due(kind: Kind, ids: Iterable[int]) -> None:
    Due.objects.bulk_create([Due(kind=kind, object_id=each) for each in ids])
