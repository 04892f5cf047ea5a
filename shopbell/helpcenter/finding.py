"""Articles for who answers a ticket: those whose words were typed, or, with nothing typed, those near what is asked.

A title counts more than what is in short, and that more than the text. A shop has hundreds of articles, not millions,
so their heads are read whole and folded as all of the desk's search folds them; the text is asked in the database.
"""

from dataclasses import dataclass

from shopbell.core.folding import asked_words
from shopbell.core.folding import words as words_of

from .article import Access, Article
from .article_text import ArticleText
from .centre import HelpCentre
from .reading import best_texts

MOST = 6
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
    open_to = Access.values if for_note else [Access.PUBLIC]
    rows = ArticleText.objects.filter(article__in=Article.objects.filter(access__in=open_to))
    spoken = rows.filter(language__in=centre.languages).select_related("article").defer("body")
    texts = best_texts(spoken, centre.chain(centre.nearest(language)))
    words = asked_words(typed)
    needs_all = bool(words)
    words = words or [word for word in dict.fromkeys(asked_words(asked)) if len(word) >= SHORTEST]
    scores = {text.pk: [_in_head(text, word) for word in words] for text in texts}
    for at, word in enumerate(words):
        without = [pk for pk, score in scores.items() if not score[at]]
        for pk in rows.filter(pk__in=without, body__icontains=word).values_list("pk", flat=True):
            scores[pk][at] = IN_TEXT
    hits = [Hit(text, sum(scores[text.pk])) for text in texts if not needs_all or all(scores[text.pk])]
    return sorted((hit for hit in hits if hit.score), key=lambda hit: (-hit.score, hit.text.article_id))[
        :MOST
    ]


def _in_head(text: ArticleText, word: str) -> int:
    """What `word` counts for where it stands in the title or in what is in short."""
    if any(each.startswith(word) for each in words_of(text.title)):
        return IN_TITLE
    return IN_SHORT if any(each.startswith(word) for each in words_of(text.summary)) else 0
