"""Reckoning pairs: the job that keeps `pair.py` in step with what is written, a moment after the index.

Of what was written anew its own pairs are reckoned, and after all that was written those of what had it beside it, of
what it has beside it now, and of topics whose titles name its words. All are due once another judge is there than
reckoned them, as after an upgrade.
"""

import time
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from shopbell.community.topic import Topic
from shopbell.core.lock import try_until_commit
from shopbell.helpcenter.article_text import ArticleText
from shopbell.search.meaning import encoder
from shopbell.search.meaning.setting import Meaning

from .document import SHELVES, Document
from .judge import Scores, articles_alike, articles_beside, said_by, topics_alike, topics_named
from .pair import ARTICLE, TOPIC, DuePair, Pair, PairState, note_due
from .sources import PUBLIC

JUDGE = "1"  # another number makes all pairs be reckoned anew
LOCK = "pairs of articles and topics"
BATCH = 20
KEPT = 10  # of what is about the same as one thing
AROUND = {
    ARTICLE: 200,
    TOPIC: 10,
}  # topics that are judged again since their titles name words of what was written
MANY = 5_000  # documents that hold those words at most: the rarest go first
TAKE = """
delete from search_duepair due using (
    select distinct kind, object_id from (
        select kind, object_id from search_duepair order by is_written desc, id desc limit %s) first
) taken where due.kind = taken.kind and due.object_id = taken.object_id
returning due.kind, due.object_id, due.is_written
"""
NAMING = f"""
with asked as materialized (
    select string_agg(quote_literal(form) || ':B', ' | ')::tsquery as query from (
        select form, sum(count) over (order by count, form) as so_far
          from search_form join (select distinct unnest(tsvector_to_array(words)) as form from search_document
                                  where kind = %(kind)s and object_id = %(id)s and language = %(language)s) held
               using (form) where language = %(language)s and count > 1) known
     where so_far <= %(many)s)
select object_id from asked join search_document on words @@ query
 where {SHELVES} @> array[%(language)s] and language = %(language)s and kind = 'topic' and access = %(public)s
   and not (%(kind)s = 'topic' and object_id = %(id)s)
 order by ts_rank('{{0,0,1,0}}', words, query) desc, id desc limit %(most)s
"""  # noqa: S608


def catch_up(seconds: float = 20) -> int:
    """Work through what is due for up to `seconds`; returns how much is left."""
    _note_all_by_another_judge()
    end = time.monotonic() + seconds
    while time.monotonic() < end and reckon_due():
        pass
    return DuePair.objects.count()


def reckon_due(limit: int = BATCH) -> int:
    """Reckon the pairs of up to `limit` due things, what was written first; returns how many. It waits for nobody."""
    if not DuePair.objects.exists():
        return 0
    if Meaning.current().is_on and encoder.is_installed():
        encoder.SHELF.take()
    with transaction.atomic():
        if not try_until_commit(LOCK):
            return 0
        taken: dict[tuple[str, int], bool] = {}
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [limit])
            for kind, object_id, is_written in cursor.fetchall():
                taken[kind, object_id] = is_written or taken.get((kind, object_id), False)
        for (kind, object_id), is_written in sorted(taken.items()):
            if is_written:
                _note_around(kind, object_id)
            _reckon(kind, object_id)
            if is_written:
                _note_beside(kind, object_id)
    return len(taken)


@transaction.atomic
def note_all_due() -> None:
    """All there is, each by itself; what is no longer there has no pairs."""
    for kind in (ARTICLE, TOPIC):
        there = Document.objects.filter(kind=kind).values("object_id")
        Pair.objects.filter(kind=kind).exclude(object_id__in=there).delete()
        Pair.objects.filter(other_kind=kind).exclude(other_id__in=there).delete()
        note_due(kind, there.order_by().values_list("object_id", flat=True))


@transaction.atomic
def _note_all_by_another_judge() -> None:
    setting, name = Meaning.current(), encoder.encoder_name()
    made_with = " ".join([JUDGE, *([name, *sorted(setting.languages)] if setting.is_on and name else [])])
    if not PairState.objects.filter(pk=1, made_with=made_with[:200]).exists() and try_until_commit(LOCK):
        note_all_due()
        PairState(pk=1, made_with=made_with[:200]).save()


def _note_around(kind: str, object_id: int) -> None:
    """What has it beside it, and topics that may now."""
    for other in (ARTICLE, TOPIC):
        had = Pair.objects.filter(other_kind=kind, other_id=object_id, kind=other)
        note_due(other, had.values_list("object_id", flat=True))
    asked: dict[str, Any] = {
        "kind": kind,
        "id": object_id,
        "many": MANY,
        "public": PUBLIC,
        "most": AROUND[kind],
    }
    for language in _written(kind, object_id).values_list("language", flat=True):
        with connection.cursor() as cursor:
            cursor.execute(NAMING, {**asked, "language": language})
            note_due(TOPIC, [topic_id for (topic_id,) in cursor.fetchall()])


def _note_beside(kind: str, object_id: int) -> None:
    for other in (ARTICLE, TOPIC):
        has = Pair.objects.filter(kind=kind, object_id=object_id, other_kind=other)
        note_due(other, has.values_list("other_id", flat=True))


def _written(kind: str, object_id: int) -> QuerySet[Document]:
    return Document.objects.filter(kind=kind, object_id=object_id)


def _reckon(kind: str, object_id: int) -> None:
    Pair.objects.filter(kind=kind, object_id=object_id).delete()
    if _written(kind, object_id).exists():
        found = _of_topic(object_id) if kind == TOPIC else _of_article(object_id)
        Pair.objects.bulk_create(found)
    else:
        Pair.objects.filter(other_kind=kind, other_id=object_id).delete()


def _of_topic(topic_id: int) -> list[Pair]:
    topic = Topic.objects.shown().select_related("product").filter(pk=topic_id).first()
    if not topic:
        return []
    said = said_by(topic)
    row = {"kind": TOPIC, "object_id": topic_id, "language": topic.language}
    return [*_pairs(row, ARTICLE, articles_beside(said)), *_pairs(row, TOPIC, topics_alike(said))]


def _of_article(article_id: int) -> list[Pair]:
    found = []
    for text in ArticleText.objects.filter(article=article_id):
        row: dict[str, Any] = {"kind": ARTICLE, "object_id": article_id, "language": text.language}
        found += [*_pairs(row, ARTICLE, articles_alike(text)), *_pairs(row, TOPIC, topics_named(text))]
    return found


def _pairs(row: dict[str, Any], other_kind: str, found: Scores) -> list[Pair]:
    itself = row["kind"], row["object_id"]
    others = [each for each in found if (other_kind, each[0]) != itself][:KEPT]
    return [Pair(**row, other_kind=other_kind, other_id=other_id, score=score) for other_id, score in others]
