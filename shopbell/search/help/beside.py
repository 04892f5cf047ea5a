"""What stands beside an article and beside a topic of the community: what the other, or another of its kind, says about
the same.

What is posted or published reads its pairs (decision 0080), the same from both ends. What is not posted yet is judged
as it is, and kept nowhere.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from shopbell.community.community import Community
from shopbell.community.topic import Topic
from shopbell.helpcenter.article_text import ArticleText
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.neighbour import Link, Near

from . import from_articles, from_topics
from .find import CATCH
from .index import index_due
from .judge import SURE, articles_beside, said_by, topics_alike
from .pair import ARTICLE, TOPIC, others_of, topics_of
from .sources import Reader, Shown

MOST = 3


def topics_near(text: ArticleText, language: str) -> Near:
    """Topics about the same as an article, in its language."""
    if not Community.current().is_on:
        return Near("")
    reader = Reader(languages=(language, text.language))
    ids = topics_of(text.article_id, text.language, MOST)
    return Near(_("In the community"), _links(ids, from_topics.shown(ids, reader) if ids else {}))


def articles_related(text: ArticleText, language: str) -> Near:
    """Other articles that are surely about the same, in its language, that everybody may read: those of one shop have
    more words in common than what shoppers ask."""
    reader = Reader(languages=(language, text.language))
    ids = others_of(ARTICLE, text.article_id, text.language, ARTICLE, MOST, SURE)
    return Near(_("Related articles"), _links(ids, from_articles.shown(ids, reader) if ids else {}))


def articles_near(topic: Topic, language: str, text: str = "") -> Near:
    """Articles about the same as a topic, that everybody may read; none while the centre is closed.

    In the topic's language, which is its author's, before the reader's. `text` is what one says that is not posted yet.
    """
    if not HelpCentre.current().is_on:
        return Near("")
    reader = Reader(languages=(topic.language, language))
    if _is_posted(topic, text):
        ids = others_of(TOPIC, topic.pk, topic.language, ARTICLE, MOST)
    else:
        index_due(CATCH, waits=False)
        ids = [pk for pk, _score in articles_beside(said_by(topic, text))[:MOST]]
    return Near(_("In the help centre"), _links(ids, from_articles.shown(ids, reader) if ids else {}))


def nearest_topics(topic: Topic, text: str = "") -> list[int]:
    """Topics that ask something alike, the nearest first."""
    if _is_posted(topic, text):
        return others_of(TOPIC, topic.pk, topic.language, TOPIC, MOST)
    index_due(CATCH, waits=False)
    return [pk for pk, _score in topics_alike(said_by(topic, text)) if pk != topic.pk][:MOST]


def _is_posted(topic: Topic, text: str) -> bool:
    return bool(topic.pk) and not text


def _links(ids: Sequence[int], found: dict[int, Shown]) -> list[Link]:
    rows = [found[object_id] for object_id in ids if object_id in found]
    return [Link(each.title, each.address, each.language) for each in rows]
