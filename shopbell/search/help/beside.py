"""What stands beside an article and beside a topic of the community: what the other says about the same.

How near something is, is its rank by the telling words of the title times the share of them that it covers. A title is
short, and nothing at all is better than what is about something else: the other's title must have one of them too.
"""

from collections.abc import Sequence
from functools import lru_cache

from django.db.models import Max
from django.utils.translation import gettext as _

from shopbell.community.community import Community
from shopbell.community.topic import Topic
from shopbell.helpcenter.article_text import ArticleText
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.neighbour import Link, Near

from . import from_articles, from_topics
from .document import Document
from .find import CATCH
from .index import index_due
from .question import read_question
from .ranking import ranked
from .sources import PUBLIC, Reader, Shown
from .stems import forms_of
from .stop_words import telling_words

NEAR = {
    "topic": 0.14,
    "article": 0.1,
}  # tuned by looking at what stands beside the 300 texts of the demo shop
RANKED, MOST = 30, 3


def topics_near(text: ArticleText, language: str) -> Near:
    """Topics about the same as an article, in its language."""
    if not Community.current().is_on:
        return Near("")
    reader = Reader(languages=(language, text.language))
    ids = _nearest("topic", text.title, text.language)
    return Near(_("In the community"), _links(ids, from_topics.shown(list(ids), reader)))


def articles_near(topic: Topic, language: str) -> Near:
    """Articles about the same as a topic, that everybody may read; none while the centre is closed.

    In the topic's language, which is its author's, before the reader's.
    """
    if not HelpCentre.current().is_on:
        return Near("")
    reader = Reader(languages=(topic.language, language))
    ids = _nearest("article", topic.title, topic.language)
    return Near(_("In the help centre"), _links(ids, from_articles.shown(list(ids), reader)))


def nearest_topics(topic: Topic) -> list[int]:
    """Topics that ask something alike, the nearest first; it is nearest to itself."""
    return list(_nearest("topic", topic.title, topic.language, MOST + 1))


def _nearest(kind: str, title: str, language: str, most: int = MOST) -> tuple[int, ...]:
    """Reckoned once for each state of the index: whatever is written there has a number above all before it."""
    index_due(CATCH, waits=False)
    newest = Document.objects.aggregate(newest=Max("pk"))["newest"]
    return _reckoned(kind, title, language, newest)[:most]


@lru_cache(maxsize=4_000)
def _reckoned(kind: str, title: str, language: str, newest: int | None) -> tuple[int, ...]:
    words = telling_words(title, language)
    near: dict[int, float] = {}
    for question in read_question(f"{words} ", (language,)):  # the space: no word is read as a beginning
        for each in ranked(question, [PUBLIC], RANKED):
            if each.kind == kind and each.nearness >= NEAR[kind]:
                near[each.object_id] = each.nearness
    near = {pk: near[pk] for pk in _named_alike(kind, list(near), words, language)}
    return tuple(sorted(near, key=lambda pk: (-near[pk], pk))[: MOST + 1])


def _named_alike(kind: str, ids: list[int], words: str, language: str) -> list[int]:
    """Those whose title has one of `words`: what only mentions them is about something else."""
    wanted = set(forms_of(words, language))
    titles = Document.objects.filter(kind=kind, object_id__in=ids, language=language)
    return [
        pk
        for pk, title in titles.values_list("object_id", "title")
        if wanted & set(forms_of(title, language))
    ]


def _links(ids: Sequence[int], found: dict[int, Shown]) -> list[Link]:
    rows = [found[object_id] for object_id in ids if object_id in found]
    return [Link(each.title, each.address, each.language) for each in rows]
