"""The index of words knows the language of a document, and when it was read (`help/document.py`).

The old one stays until the new one is there, so a search finds the same at each moment.
"""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models.expressions import RawSQL

from shopbell.core.index_concurrently import IndexConcurrently

SHELVES = (
    "array[language::text, case when kind in ('article', 'guide', 'policy') then '^' || language end,"
    " '@' || id / 4096]"
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("search", "0012_read_arabic_anew")]
    operations = [
        IndexConcurrently(
            "document",
            django.contrib.postgres.indexes.GinIndex(
                models.F("words"), RawSQL(SHELVES, []), name="document_words_by_shelf", fastupdate=False
            ),
        ),
        RemoveIndexConcurrently("document", "document_words"),
    ]
