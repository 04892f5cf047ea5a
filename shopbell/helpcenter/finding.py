"""Articles for who answers a ticket: those whose words were typed, or, with nothing typed, those near what is asked.

A title counts more than what is in short, and that more than the text. A shop has hundreds of articles, not millions,
so they are read whole and folded as all of the desk's search folds them.
"""

import re
from dataclasses import dataclass

from django.db.models import QuerySet

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
IN_TITLE, IN_SHORT, IN_TEXT = 8, 3, 1


@dataclass(frozen=True)
class Hit:
    text: ArticleText
    score: int


def articles_for(typed: str, asked: str, language: str, *, for_note: bool = False) -> list[Hit]:
    """The best articles in `language` (or the nearest there is): every word of `typed` stands in them, the last as a
    beginning; without any, some of what was `asked`. An answer gets none that only agents may read."""
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
    scores = {text.pk: [_in_head(text, word) for word in words] for text in texts}
    if needs_all:  # what is near a question says so in its head
        _look_into_bodies(rows, words, scores)
    hits = [Hit(text, sum(scores[text.pk])) for text in texts if not needs_all or all(scores[text.pk])]
    hits = sorted((hit for hit in hits if hit.score), key=lambda hit: (-hit.score, hit.text.article_id))
    return hits[:MOST]


def _look_into_bodies(rows: QuerySet[ArticleText], words: list[str], scores: dict[int, list[int]]) -> None:
    """Score those of `words` that stand in the text alone, of articles whose head has not all of them."""
    lacking = [pk for pk, row in scores.items() if not all(row)]
    for pk, body in rows.filter(pk__in=lacking).values_list("pk", "body") if words else ():
        said = set(words_of(TAG.sub(" ", body)))
        for at, word in enumerate(words):
            if not scores[pk][at] and any(each.startswith(word) for each in said):
                scores[pk][at] = IN_TEXT


def _in_head(text: ArticleText, word: str) -> int:
    """What `word` counts for where it stands in the title or in what is in short."""
    if any(each.startswith(word) for each in words_of(text.title)):
        return IN_TITLE
    return IN_SHORT if any(each.startswith(word) for each in words_of(text.summary)) else 0


def asked_in(ticket: Ticket) -> str:
    """What a ticket asks: its subject, and the beginning of what its customer wrote last."""
    theirs = ticket.messages.filter(customer__isnull=False, agent=None).order_by("-pk")
    last = theirs.values_list("text", flat=True).first() or ""
    return f"{ticket.subject} {last[:MOST_CHARACTERS]}"
