"""A document of the one search in one language, with its folded words: an article, a guide, a policy page and so on.

The texts stay where they are, and are read again when a document is shown. `access` narrows what is ranked; whether
somebody may read it is asked of its source once more, so a row that is a moment old gives nothing away.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.expressions import RawSQL

MOST_TITLE = 300
PER_SHELF = 4_096  # numbers of documents that share a shelf of their time
# Each document lies on three: of its language, of what the shop wrote in it, of the time it was read. The index works
# them out by itself, so that whatever wrote the row, none is on the wrong one.
SHELVES = (
    "array[language::text, case when kind in ('article', 'guide', 'policy') then '^' || language end,"
    f" '@' || id / {PER_SHELF}]"
)


class Document(models.Model):
    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=MOST_TITLE)
    access = models.CharField(max_length=12)
    category = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    product = models.CharField(max_length=80, blank=True)
    words = SearchVectorField()
    vector = models.BinaryField(null=True, help_text="what it is about, as numbers")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "language"], name="document_once")
        ]
        indexes = [
            GinIndex(models.F("words"), RawSQL(SHELVES, []), name="document_words_by_shelf", fastupdate=False)
        ]

    def __str__(self) -> str:
        return self.title


class DueDocument(models.Model):
    """Something changed of which documents are made. The same may be due twice: nobody waits for a row."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
