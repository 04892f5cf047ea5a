"""What stands beside an article and beside a topic of the community: what the other says about the same.

An article is beside a topic where two agree: what the topic's title names, and what the topic says besides, in its
first words and by the kind of its product. Where the search finds by meaning, that must agree too unless the words
alone are sure, and where it is sure, few words are enough. The same pairs stand the other way round. Nothing at all is
better than what is about something else; what this lets through is measured by `benchmarks/beside.py`.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db import connection
from django.db.models import Max, OuterRef, Subquery
from django.utils.translation import gettext as _

from shopbell.community.community import Community
from shopbell.community.topic import Topic
from shopbell.helpcenter.article_text import ArticleText
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.neighbour import Link, Near
from shopbell.search.meaning.likeness import likeness_of, likeness_stamp

from . import from_articles, from_topics
from .about import weighed, without_names, words_about
from .document import Document
from .find import CATCH
from .index import index_due
from .question import read_question
from .ranking import Among, Ranked, ranked
from .sources import PUBLIC, Reader, Shown
from .stems import forms_of
from .stop_words import telling_words

AGREED = 0.0023  # nearness by the title, times nearness by all that is said
SURE = 0.008  # the same where meaning says no
OF_KIND = 0.25  # what the kind of the product counts beside what is said
ALIKE = 0.26  # likeness from which on meaning says yes
NAMED = 0.025  # nearness by the title that is enough then
OF_PRODUCT = 2  # times what two topics have in common that are about one product
RANKED, LOOKED_AT, MOST = 30, 6, 3
STRICTLY = 2  # how little a common word tells here

Scores = tuple[tuple[int, float], ...]
STATE = """
select (select id from search_document where kind = 'topic' and language = %s order by id desc limit 1),
       max(id), count(*) from search_document where kind = 'article' and language = %s
"""


class State(NamedTuple):
    """What changes with what is compared in a language: what is written in the index has a number above all before
    it, and an article that goes leaves one less. How rare its words are shifts with all else too, but hardly."""

    topic: int | None
    article: int | None
    articles: int
    stamp: str


class Said(NamedTuple):
    """What is compared of a topic."""

    topic_id: int | None  # None: it is not posted yet
    title: str
    text: str  # what one says that is not posted yet; what is posted is read when it is compared
    kind: str  # of its product, in words
    product: str  # its number in the shop
    language: str


def topics_near(text: ArticleText, language: str) -> Near:
    """Topics about the same as an article, in its language."""
    if not Community.current().is_on:
        return Near("")
    reader = Reader(languages=(language, text.language))
    ids = _topics_beside(text.article_id, text.title, text.language, _state(text.language))
    return Near(_("In the community"), _links(ids, from_topics.shown(list(ids), reader)))


def articles_near(topic: Topic, language: str, text: str = "") -> Near:
    """Articles about the same as a topic, that everybody may read; none while the centre is closed.

    In the topic's language, which is its author's, before the reader's. `text` is what one says that is not posted yet.
    """
    if not HelpCentre.current().is_on:
        return Near("")
    reader = Reader(languages=(topic.language, language))
    state = _state(topic.language)
    if text or not topic.pk:
        found = _articles_beside(_said_by(topic, text), state.stamp)
    else:
        found = _articles_beside_posted(topic.pk, _numbers_of([topic.pk]).get(topic.pk), state[1:])
    ids = [pk for pk, _score in found[:MOST]]
    return Near(_("In the help centre"), _links(ids, from_articles.shown(ids, reader)))


def nearest_topics(topic: Topic, text: str = "") -> list[int]:
    """Topics that ask something alike, the nearest first; one that is posted is nearest to itself."""
    state = _state(topic.language)
    if text or not topic.pk:
        found = _topics_alike(_said_by(topic, text))
    else:
        found = _topics_alike_posted(topic.pk, state.topic)
    return [pk for pk, _score in found[: MOST + 1]]


def _state(language: str) -> State:
    index_due(CATCH, waits=False)
    with connection.cursor() as cursor:
        cursor.execute(STATE, [language, language])
        topic, article, articles = cursor.fetchone()
    return State(topic, article, articles, likeness_stamp(language))


def _numbers_of(topic_ids: Iterable[int]) -> dict[int, tuple[int | None, int | None]]:
    """Of each topic the number of its document and of its product's: what is written anew has others."""
    documents = Document.objects.order_by().values("kind").annotate(newest=Max("pk")).values("newest")
    own = documents.filter(kind="topic", object_id=OuterRef("pk"))
    of_product = documents.filter(kind="product", object_id=OuterRef("product"))
    rows = Topic.objects.filter(pk__in=topic_ids).values_list("pk", Subquery(own), Subquery(of_product))
    return {pk: (number, product) for pk, number, product in rows}


def _said_by(topic: Topic, text: str = "") -> Said:
    product, is_in_its_words = topic.product, topic.language == HelpCentre.current().language
    kind = f"{without_names(product.name)} {product.category}" if product and is_in_its_words else ""
    number = product.external_id if product else ""
    return Said(topic.pk, topic.title, text, kind, number, topic.language)


def _posts_of(said: Said) -> list[str]:
    """What it says, the first words first."""
    return [said.text] if said.text else from_topics.said([said.topic_id or 0]).get(said.topic_id or 0, [])


# what is kept is known by numbers: no words of people stay in memory, least of all what was never posted
@lru_cache(maxsize=4_000)
def _articles_beside_posted(
    topic_id: int, _numbers: tuple[int | None, int | None] | None, articles: tuple[int | None, int, str]
) -> Scores:
    topic = Topic.objects.select_related("product").filter(pk=topic_id).first()
    return _articles_beside(_said_by(topic), articles[-1]) if topic else ()


@lru_cache(maxsize=4_000)
def _topics_alike_posted(topic_id: int, _newest: int | None) -> Scores:
    topic = Topic.objects.select_related("product").filter(pk=topic_id).first()
    return _topics_alike(_said_by(topic)) if topic else ()


def _articles_beside(said: Said, stamp: str) -> Scores:
    """Number and score of each, the nearest first."""
    posts = _posts_of(said) or [""]
    title = words_about(without_names(said.title) if said.product else said.title, said.language)
    by_title, by_all = _near_by_both("article", title, without_names(posts[0]), said.language)
    by_kind = _near(
        "article", words_about(said.kind, said.language), said.language, _these("article", by_title)
    )
    whole = f"{said.title}. {' '.join(posts)}"
    like = likeness_of("article", [*by_title], said.language, said.title, whole) if stamp else {}
    return _best(
        (pk, _score(named, by_all.get(pk, 0), by_kind.get(pk, 0), like.get(pk)))
        for pk, named in by_title.items()
    )


def _score(named: float, said: float, kind: float, like: float | None) -> float:
    """By words, and by meaning where `like` is known."""
    agreed = named * (said + OF_KIND * kind) if said else 0.0
    if like is None or agreed >= SURE:
        return agreed
    if like < ALIKE:
        return 0.0
    return max(agreed, AGREED) if named >= NAMED else agreed


@lru_cache(maxsize=4_000)
def _topics_beside(article_id: int, title: str, language: str, state: State) -> tuple[int, ...]:
    near = _near("topic", words_about(title, language), language)
    ids = sorted(near, key=lambda pk: (-near[pk], pk))[:LOOKED_AT]
    shown = Topic.objects.shown().filter(pk__in=ids).values_list("pk", flat=True)
    scores = {
        topic_id: dict(_articles_beside_posted(topic_id, numbers, state[1:])).get(article_id, 0.0)
        for topic_id, numbers in _numbers_of(shown).items()
    }
    return tuple(pk for pk, _score in _best(scores.items())[:MOST])


def _topics_alike(said: Said) -> Scores:
    """What is about the same product needs less in common."""
    posts = _posts_of(said) or [""]
    title = words_about(said.title, said.language)
    by_title, by_all = _near_by_both("topic", title, posts[0], said.language)
    wanted = set(forms_of(title, said.language))
    named = Document.objects.filter(kind="topic", object_id__in=by_title, language=said.language)
    return _best(
        (pk, by_title[pk] * by_all.get(pk, 0) * (OF_PRODUCT if said.product == product != "" else 1))
        for pk, title, product in named.values_list("object_id", "title", "product")
        if wanted & set(forms_of(words_about(title, said.language), said.language))
    )


def _best(scored: Iterable[tuple[int, float]]) -> Scores:
    """Those that are near, the nearest first."""
    near = [(pk, score) for pk, score in scored if score >= AGREED]
    return tuple(sorted(near, key=lambda each: (-each[1], each[0])))


def _near_by_both(
    kind: str, title: str, text: str, language: str
) -> tuple[dict[int, float], dict[int, float]]:
    """What is near to the words of the title; and how near of that is what is near to all that is said."""
    by_title = _near(kind, title, language)
    whole = f"{title} {telling_words(text, language)}"
    return by_title, _near(kind, whole, language, _these(kind, by_title))


def _near(kind: str, words: str, language: str, among: Among | None = None) -> dict[int, float]:
    """Number and nearness of what `words` are about."""
    among = among or Among("kind = %s", (kind,))
    found: list[Ranked] = []
    for question in read_question(f"{words} ", (language,)):  # the space: no word is read as a beginning
        if question:
            found += ranked(weighed(question, STRICTLY), [PUBLIC], RANKED, among)
    return {each.object_id: each.nearness for each in found}


def _these(kind: str, ids: Sequence[int] | dict[int, float]) -> Among:
    return Among("kind = %s and object_id = any(%s)", (kind, [*ids]), are_few=True)


def _links(ids: Sequence[int], found: dict[int, Shown]) -> list[Link]:
    rows = [found[object_id] for object_id in ids if object_id in found]
    return [Link(each.title, each.address, each.language) for each in rows]
