"""Topics of the community as documents, while it is open: what was asked and answered, as everybody reads it.

A title counts less than an article's: what the shop wrote comes before what its shoppers say of the same.
"""

from collections.abc import Iterable

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from shopbell.community.community import Community
from shopbell.community.offered import answers_of
from shopbell.community.post import Post
from shopbell.community.topic import Topic
from shopbell.community.views.public import address_of
from shopbell.community.words import plain_words

from .sources import Reader, Shown, Written

POSTS = 30  # of a topic, the oldest first


def written(ids: list[int]) -> Iterable[Written]:
    topics = _readable(ids)
    posts = said(list(topics))
    for topic in topics.values():
        product = topic.product.external_id if topic.product else ""
        fields = [(topic.title, "B"), (" ".join(posts.get(topic.pk, [])), "D")]
        yield Written(topic.pk, topic.language, topic.title, fields, product=product)


def shown(ids: list[int], reader: Reader) -> dict[int, Shown]:
    """Who may read them: everybody, while the community is open."""
    topics = _readable(ids)
    posts, answers = said(list(topics)), answers_of(topics)
    return {
        topic.pk: Shown(
            topic.title,
            address_of(topic, reader.languages[0]),
            topic.language,
            " ".join(posts.get(topic.pk, [])),
            str(topic.board.named_in(list(reader.languages)) or topic.board.slug),
            answers.get(topic.pk, ""),
        )
        for topic in topics.values()
    }


def all_ids() -> Iterable[int]:
    return Topic.objects.shown().values_list("pk", flat=True)


def _readable(ids: list[int]) -> dict[int, Topic]:
    if not Community.current().is_on:
        return {}
    rows = Topic.objects.shown().select_related("product", "board").prefetch_related("board__names")
    return rows.in_bulk(ids)


def said(topic_ids: list[int]) -> dict[int, list[str]]:
    """The words of each topic, its first post before the others."""
    place = Window(RowNumber(), partition_by=F("topic"), order_by="pk")
    posts = Post.objects.shown().filter(topic__in=topic_ids).annotate(place=place).filter(place__lte=POSTS)
    found: dict[int, list[str]] = {}
    for topic_id, html in posts.order_by("topic", "pk").values_list("topic_id", "html"):
        found.setdefault(topic_id, []).append(plain_words(html))
    return found
