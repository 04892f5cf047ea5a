"""A document of the one search in one language, with its folded words: an article, a guide, a policy page and so on.

The texts stay where they are, and are read again when a document is shown. `access` narrows what is ranked; whether
somebody may read it is asked of its source once more, so a row that is a moment old gives nothing away.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

MOST_TITLE = 300


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
        indexes = [GinIndex(fields=["words"], name="document_words", fastupdate=False)]

    def __str__(self) -> str:
        return self.title


class DueDocument(models.Model):
    """Something changed of which documents are made. The same may be due twice: nobody waits for a row."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
