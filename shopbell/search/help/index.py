"""Keeping the documents in step, in the way of the agents' index (decision 0017).

Triggers note what is due, a search or the timetable brings it up to date, and it can be thrown away and made anew.
"""

import time
from collections import Counter
from collections.abc import Callable
from functools import partial

from django.db import connection, transaction

from shopbell.core.lock import hold_until_commit
from shopbell.search.due import take_due
from shopbell.search.vector import vector_of

from .document import MOST_TITLE, Document, DueDocument
from .lexicon import ALL, Counts, Form, count_forms
from .pair import PairState, note_written
from .sources import PUBLIC, SOURCES, Written
from .stems import forms_of
from .title_mark import is_mark, marks_of

LOCK = "help search index"  # one writer at a time, which keeps the lexicon's counts right
BATCH = 200
FORGET = """
delete from search_document where kind = %s and object_id = any(%s) returning language, access, tsvector_to_array(words)
"""
WRITE = """
insert into search_document (kind, object_id, language, title, access, category, reason, product, words)
select %s, * from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                         %s::text[]::tsvector[])
"""


def index_due(limit: int = BATCH, *, waits: bool = True) -> int:
    """Bring up to `limit` due things up to date, the newest first; returns how many rows it took.

    With `waits` false it leaves the work to whoever is at it.
    """
    if not DueDocument.objects.exists():
        return 0
    with transaction.atomic():
        count, ids = take_due(DueDocument, LOCK, limit, waits=waits)
        counts: Counts = Counter()
        public: Counts = Counter()
        for kind in ids:
            _index(kind, ids[kind], counts, public)
        count_forms(counts, public)
        return count


def _index(kind: str, ids: list[int], counts: Counts, public: Counts) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [kind, ids])
        for language, access, forms in cursor.fetchall():
            words = [form for form in forms if not is_mark(form)]
            _count(language, access, words, -1, counts, public)
        rows = []
        for each in SOURCES[kind].written(ids) if kind in SOURCES else ():
            marks = marks_of(kind, each.title, each.language)
            vector, forms = vector_of(each.fields, marks, partial(forms_of, language=each.language))
            _count(each.language, each.access, forms, 1, counts, public)
            rows.append(_row(each, vector))
        if rows:
            cursor.execute(WRITE, [kind, *map(list, zip(*rows, strict=True))])
    note_written(kind, ids)


def _row(each: Written, vector: str) -> tuple:
    return (
        each.object_id,
        each.language,
        each.title[:MOST_TITLE],
        each.access,
        each.category,
        each.reason,
        each.product,
        vector,
    )


def _count(language: str, access: str, forms, step: int, counts: Counts, public: Counts) -> None:
    for form in [ALL, *forms]:
        counts[language, form] += step
        public[language, form] += step if access == PUBLIC else 0


def catch_up(seconds: float = 10) -> int:
    """Work through what is due for up to `seconds`; returns how many are left."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and index_due():
        pass
    return DueDocument.objects.count()


def rebuild(progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Read everything anew; returns how many things. If it is stopped, the desk goes on with what is left."""
    mark_all_due()
    total, done = DueDocument.objects.count(), 0
    while taken := index_due():
        done += taken
        progress(min(done, total), total)
    with connection.cursor() as cursor:
        cursor.execute("analyze search_document")
        cursor.execute("analyze search_form")
    return total


@transaction.atomic
def mark_all_due() -> None:
    """Note all that the sources have as due, and throw away what the index holds."""
    hold_until_commit(LOCK)
    for table in (DueDocument, Document, Form, PairState):
        table.objects.all().delete()
    for kind in SOURCES:
        mark_due(kind)


def mark_due(kind: str) -> int:
    """Note all of one kind as due; returns how many."""
    due = [DueDocument(kind=kind, object_id=each) for each in SOURCES[kind].all_ids()]
    return len(DueDocument.objects.bulk_create(due, batch_size=5_000))
