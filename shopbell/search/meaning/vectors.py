"""The vectors of documents, made by the job that keeps the documents in step; no page makes one.

An article's vector is the mean of two: of its title, and of all of its text. So the likeness of a question to it is
the mean of its likeness to both. A document that changes is a new row without a vector, until the job comes by.
"""

import secrets
import time

from django.db import models, transaction

from shopbell.core.lock import hold_until_commit
from shopbell.search.help.document import Document
from shopbell.search.help.index import LOCK
from shopbell.search.help.pair import note_written
from shopbell.search.help.sources import SOURCES, Written

from . import encoder
from .setting import Meaning

KINDS = ("article",)  # what it was measured with; a product's name and numbers are no sentences
BATCH = 100
NUMBERS = "<f4"  # how a vector lies in its column


class VectorState(models.Model):
    """What made the vectors, and a stamp that changes with each batch: who keeps a copy looks at it. One row."""

    encoder = models.CharField(max_length=80, blank=True)
    stamp = models.CharField(max_length=32, blank=True)

    @classmethod
    def current(cls) -> "VectorState":
        return cls.objects.filter(pk=1).first() or cls(pk=1)


def fill_vectors(limit: int = BATCH) -> int:
    """Give up to `limit` documents their vector, where the shop wants it; returns how many."""
    setting, name = Meaning.current(), encoder.encoder_name()
    if not setting.is_on or not name:
        return 0
    lacking = Document.objects.filter(kind__in=KINDS, language__in=setting.languages, vector=None)
    is_other = VectorState.current().encoder != name
    if not is_other and not lacking.exists():
        return 0
    loaded = encoder.SHELF.take()  # before the lock: it takes its time
    with transaction.atomic():
        hold_until_commit(LOCK)  # else a row could get the vector of a text that it no longer holds
        if is_other:
            Document.objects.exclude(vector=None).update(vector=None)
        documents = list(lacking.order_by("pk").defer("words")[:limit])
        vectors = _vectors_of(documents, loaded)
        for each in documents:
            each.vector = vectors.get((each.kind, each.object_id, each.language), b"")
        Document.objects.bulk_update(documents, ["vector"])
        for kind in KINDS:
            note_written(kind, [each.object_id for each in documents if each.kind == kind])
        VectorState(pk=1, encoder=name, stamp=secrets.token_hex(8)).save()
    return len(documents)


def catch_up(seconds: float = 10) -> int:
    """Fill for up to `seconds`; returns how many documents got one."""
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end and (filled := fill_vectors()):
        count += filled
    return count


def _vectors_of(documents: list[Document], loaded: encoder.Encoder) -> dict[tuple[str, int, str], bytes]:
    """By kind, number and language. What has no text any more has none: it is due, and its row will go."""
    found = {}
    for kind in sorted({each.kind for each in documents}):
        ids = sorted({each.object_id for each in documents if each.kind == kind})
        for written in SOURCES[kind].written(ids):
            title, whole = loaded.encode([written.title, whole_of(written)])
            found[kind, written.object_id, written.language] = ((title + whole) / 2).astype(NUMBERS).tobytes()
    return found


def whole_of(written: Written) -> str:
    return ". ".join(text for text, _weight in written.fields if text)
