"""Pairs: which articles and topics are about the same as an article or a topic, so that no page has to reckon it.

What was written anew is *due*, and a job reckons its pairs (`pairing.py`). Due is noted in the transaction that writes
its document, and a due row disappears in the one that writes its pairs: a process may die at any moment.
"""

from collections.abc import Iterable

from django.db import connection, models

from shopbell.community.topic import Topic

ARTICLE, TOPIC, PRODUCT = "article", "topic", "product"
NOTE = """
insert into search_duepair (kind, object_id, is_written)
select %s, given.id, false from unnest(%s::bigint[]) given (id) where not exists (
    select from search_duepair due where due.kind = %s and due.object_id = given.id)
"""


class Pair(models.Model):
    """In a language something is about the same as another thing; the two signs were read from the first."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=12)
    other_kind = models.CharField(max_length=20)
    other_id = models.BigIntegerField()
    score = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "language", "other_kind", "other_id"], name="pair_once"
            )
        ]
        indexes = [
            models.Index(fields=["other_kind", "other_id", "language", "kind"], name="pair_from_other")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} → {self.other_kind} {self.other_id}"


class DuePair(models.Model):
    """Something of which the pairs are not up to date. The same may be due twice: nobody waits for a row."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    is_written = models.BooleanField(
        help_text="it is another than before, so what may name it is due after it"
    )

    class Meta:
        indexes = [models.Index(fields=["kind", "object_id"], name="due_pair_of")]


class PairState(models.Model):
    """With what all pairs were reckoned: by another judge all of them are due. One row."""

    made_with = models.CharField(max_length=200, blank=True)


def others_of(
    kind: str, object_id: int, language: str, other_kind: str, most: int, least: float = 0
) -> list[int]:
    """What is about the same as this, with a score of `least` or more; the nearest first."""
    rows = Pair.objects.filter(kind=kind, object_id=object_id, language=language, other_kind=other_kind)
    rows = rows.filter(score__gte=least)
    return list(rows.order_by("-score", "other_id").values_list("other_id", flat=True)[:most])


def topics_of(article_id: int, language: str, most: int) -> list[int]:
    """Topics that an article is beside, the nearest first, of those that its title names: both must name each other."""
    named = Pair.objects.filter(kind=ARTICLE, object_id=article_id, language=language, other_kind=TOPIC)
    rows = Pair.objects.filter(kind=TOPIC, other_kind=ARTICLE, other_id=article_id, language=language)
    rows = rows.filter(object_id__in=named.values("other_id"))
    return list(rows.order_by("-score", "object_id").values_list("object_id", flat=True)[:most])


def note_written(kind: str, ids: Iterable[int]) -> None:
    """Documents of `kind` were written or are gone. What a product is called counts in what its topics are about.

    Always a row more: one that is due already may be of what the job has read and not yet kept.
    """
    if kind in (ARTICLE, TOPIC):
        rows = [DuePair(kind=kind, object_id=each, is_written=True) for each in sorted(set(ids))]
    elif kind == PRODUCT:
        topics = Topic.objects.filter(product__in=[*ids]).order_by("pk").values_list("pk", flat=True)
        rows = [DuePair(kind=TOPIC, object_id=each, is_written=False) for each in topics]
    else:
        return
    DuePair.objects.bulk_create(rows)


def note_due(kind: str, ids: Iterable[int]) -> None:
    """For the job, which alone takes what is due: what is due already is so once."""
    if numbers := sorted(set(ids)):
        with connection.cursor() as cursor:
            cursor.execute(NOTE, [kind, numbers, kind])
