"""Articles for who answers a ticket: those whose words were typed, or, with nothing typed, those near what is asked.

A title counts more than what is in short, and that more than the text. A shop has hundreds of articles, not millions,
so they are read whole and folded as all of the desk's search folds them.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from math import log
from operator import mul
from os.path import commonprefix

from django.db.models import QuerySet

from shopbell.channels.offering import Question
from shopbell.core.folding import asked_words
from shopbell.core.folding import words as words_of
from shopbell.tickets.ticket import Ticket

from .article import Access, Article
from .article_text import ArticleText
from .centre import HelpCentre
from .reading import best_texts

MOST = 6
MOST_ASKED, MOST_CHARACTERS = 40, 500  # words and characters of a question
TAG = re.compile(r"<[^>]*>")
SHORTEST = 4  # letters of a word that says what something is about, where nobody typed it for that
MOST_OF_END = 3  # letters in which two words differ that are one
IN_TITLE, IN_SHORT, IN_TEXT = 8, 3, 1


@dataclass(frozen=True)
class Hit:
    text: ArticleText
    score: float


def articles_for(
    typed: str, asked: str, language: str, *, for_note: bool = False, in_text: bool = False
) -> list[Hit]:
    """The best articles in `language` (or the nearest there is): every word of `typed` stands in them, the last as a
    beginning; without any, some of what was `asked` (`in_text`: also in the text alone), of which a word that many
    have says little. An answer gets none that only agents may read."""
    centre = HelpCentre.current()
    if not centre.is_on and not for_note:
        return []
    open_to = Access.values if for_note else [Access.PUBLIC]
    rows = ArticleText.objects.filter(
        article__in=Article.objects.filter(access__in=open_to), language__in=centre.languages
    )
    texts = best_texts(rows.select_related("article").defer("body"), centre.chain(centre.nearest(language)))
    words = asked_words(typed)
    needs_all = bool(words)
    words = (
        words or [word for word in dict.fromkeys(asked_words(asked)) if len(word) >= SHORTEST][:MOST_ASKED]
    )
    is_it = _begins if needs_all else _is_near
    scores = {text.pk: [_in_head(text, word, is_it) for word in words] for text in texts}
    if needs_all or in_text:  # what is near a question says so in its head
        _look_into_bodies(rows, words, scores, is_it)
    telling = [1.0] * len(words) if needs_all else _telling(scores.values())
    hits = [
        Hit(text, sum(map(mul, scores[text.pk], telling)))
        for text in texts
        if not needs_all or all(scores[text.pk])
    ]
    hits = sorted((hit for hit in hits if hit.score), key=lambda hit: (-hit.score, hit.text.article_id))
    return hits[:MOST]


def _telling(scores: Collection[list[int]]) -> list[float]:
    """What each word counts for: the less, the more of the articles have it."""
    return [log((1 + len(scores)) / max(1, sum(map(bool, column)))) for column in zip(*scores, strict=True)]


def _begins(said: str, word: str) -> bool:
    return said.startswith(word)


def _is_near(said: str, word: str) -> bool:
    """Whether both are the same but for their ends: wobbles and wobbling."""
    same = len(commonprefix([said, word]))
    return same >= SHORTEST and same >= max(len(said), len(word)) - MOST_OF_END


def _look_into_bodies(
    rows: QuerySet[ArticleText],
    words: list[str],
    scores: dict[int, list[int]],
    is_it: Callable[[str, str], bool],
) -> None:
    """Score those of `words` that stand in the text alone, of articles whose head has not all of them."""
    lacking = [pk for pk, row in scores.items() if not all(row)]
    for pk, body in rows.filter(pk__in=lacking).values_list("pk", "body") if words else ():
        said = set(words_of(TAG.sub(" ", body)))
        for at, word in enumerate(words):
            if not scores[pk][at] and any(is_it(each, word) for each in said):
                scores[pk][at] = IN_TEXT


def _in_head(text: ArticleText, word: str, is_it: Callable[[str, str], bool]) -> int:
    """What `word` counts for where it stands in the title or in what is in short."""
    if any(is_it(each, word) for each in words_of(text.title)):
        return IN_TITLE
    return IN_SHORT if any(is_it(each, word) for each in words_of(text.summary)) else 0


def asked_in(ticket: Ticket) -> str:
    """What a ticket asks: its subject, and the beginning of what its customer wrote last."""
    theirs = ticket.messages.filter(customer__isnull=False, agent=None).order_by("-pk")
    last = theirs.values_list("text", flat=True).first() or ""
    return f"{ticket.subject} {last[:MOST_CHARACTERS]}"


def question_of(ticket: Ticket, language: str) -> Question:
    """What it asks, with what its customer looked at and ticked, for whoever looks for answers to it."""
    chat = ticket.chats.order_by("pk").last()
    reasons = (ticket.reason,) if ticket.reason else ()
    return Question(asked_in(ticket), language, chat.page if chat else "", reasons)
