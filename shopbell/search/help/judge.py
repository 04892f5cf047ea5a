"""The judge of what stands beside an article or a topic of the community: what says something about the same.

An article is beside a topic where two agree: what the topic's title names, and what the topic says besides, in its
first words and by the kind of its product. Where the search finds by meaning, that must agree too unless the words
alone are sure, and where it is sure, few words are enough. Nothing at all is better than what is about something else;
what this lets through is measured by `benchmarks/beside.py`. It asks some ten questions of the index: no page that is
read does so (`pairing.py`).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shopbell.community.topic import Topic
from shopbell.helpcenter.article_text import ArticleText
from shopbell.helpcenter.body import text_in_a_line
from shopbell.helpcenter.centre import HelpCentre
from shopbell.search.meaning.likeness import likeness_of, likeness_stamp

from . import from_topics
from .about import weighed, without_names, words_about
from .document import Document
from .question import read_question
from .ranking import Among, Ranked, ranked
from .sources import PUBLIC
from .stems import forms_of
from .stop_words import telling_words

AGREED = 0.0023  # nearness by the title, times nearness by all that is said
SURE = 0.008  # the same where meaning says no
OF_KIND = 0.25  # what the kind of the product counts beside what is said
ALIKE = 0.26  # likeness from which on meaning says yes
NAMED = 0.025  # nearness by the title that is enough then
OF_PRODUCT = 2  # times what two topics have in common that are about one product
RANKED, LOOKED_AT = 30, 6
STRICTLY = 2  # how little a common word tells here

Scores = tuple[tuple[int, float], ...]


class Said(NamedTuple):
    """What is compared of a topic or of an article."""

    title: str
    texts: Sequence[str]  # what it says besides, the first words first
    kind: str  # of its product, in words
    product: str  # its number in the shop
    language: str


def said_by(topic: Topic, text: str = "") -> Said:
    """`text` is what one says that is not posted yet; without it what is posted is read."""
    product, is_in_its_words = topic.product, topic.language == HelpCentre.current().language
    kind = f"{without_names(product.name)} {product.category}" if product and is_in_its_words else ""
    number = product.external_id if product else ""
    texts = [text] if text or not topic.pk else from_topics.said([topic.pk]).get(topic.pk, [])
    return Said(topic.title, texts, kind, number, topic.language)


def articles_alike(text: ArticleText) -> Scores:
    """The same of an article: itself is among them."""
    return articles_beside(
        Said(text.title, [f"{text.summary} {text_in_a_line(text.body)}"], "", "", text.language)
    )


def articles_beside(said: Said) -> Scores:
    """Number and score of each, the nearest first."""
    first = said.texts[0] if said.texts else ""
    title = words_about(without_names(said.title) if said.product else said.title, said.language)
    by_title, by_all = _near_by_both("article", title, without_names(first), said.language)
    by_kind = _near(
        "article", words_about(said.kind, said.language), said.language, _these("article", by_title)
    )
    whole = f"{said.title}. {' '.join(said.texts)}"
    like = {}
    if likeness_stamp(said.language):
        like = likeness_of("article", [*by_title], said.language, said.title, whole)
    return _best(
        (pk, _score(named, by_all.get(pk, 0), by_kind.get(pk, 0), like.get(pk)))
        for pk, named in by_title.items()
    )


def topics_named(text: ArticleText) -> Scores:
    """Topics that say most of what an article is called: of others none is shown beside it, however near they are."""
    near = _near("topic", words_about(text.title, text.language), text.language)
    return tuple(sorted(near.items(), key=lambda each: (-each[1], each[0]))[:LOOKED_AT])


def _score(named: float, said: float, kind: float, like: float | None) -> float:
    """By words, and by meaning where `like` is known."""
    agreed = named * (said + OF_KIND * kind) if said else 0.0
    if like is None or agreed >= SURE:
        return agreed
    if like < ALIKE:
        return 0.0
    return max(agreed, AGREED) if named >= NAMED else agreed


def topics_alike(said: Said) -> Scores:
    """What is about the same product needs less in common."""
    first = said.texts[0] if said.texts else ""
    title = words_about(said.title, said.language)
    by_title, by_all = _near_by_both("topic", title, first, said.language)
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
