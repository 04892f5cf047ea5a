"""How nearly a title is the question itself: what is called so comes before what only has more of its words.

Both ways count: how much of what the question tells stands in the title, and how many of the title's telling words the
question has. “Send something back” is what is asked by “How do I send something back?”; “Send back something large”
is asked by who says large.
"""

from collections.abc import Collection, Sequence
from itertools import chain

from shopbell.core.folding import SPAN, asked_words

from .question import Question
from .stop_words import common_words
from .word_asked import Asked

# whether a language has a word in every sentence, looked up once: the dictionaries never change
COMMON: dict[tuple[str, str], bool] = {}
MOST_KEPT = 50_000
NEARLY = 4  # half in common is nearly nothing


def likeness(question: Question, titles: Sequence[str]) -> list[float]:
    """Of each title, from 0 (no word in common) to 1 (the same)."""
    said = [[match[0] for match in SPAN.finditer(title)] for title in titles]
    rows = [[row.split() for row in term.rows] for term in question.telling]
    _learn({word for words in chain(said, *rows) for word in words}, question.language)
    other_names = [[_telling(row, question.language) for row in each] for each in rows]
    terms = [*zip(question.telling, other_names, strict=True)]
    return [_alike(terms, _telling(words, question.language)) for words in said]


def _alike(terms: Sequence[tuple[Asked, list[list[str]]]], title: Sequence[str]) -> float:
    if not title or not terms:
        return 0.0
    marked = [_marked(term, other_names, title) for term, other_names in terms]
    told = sum(term.tells for (term, _names), row in zip(terms, marked, strict=True) if any(row))
    asked = told / max(sum(term.tells for term, _names in terms), 0.001)
    named = sum(map(any, zip(*marked, strict=True))) / len(title)
    return (2 * asked * named / (asked + named)) ** NEARLY if told else 0.0


def _marked(term: Asked, other_names: list[list[str]], title: Sequence[str]) -> list[bool]:
    """Which words of the title are the term, or stand in a row as another name of it."""
    marked = [term.marks(word) for word in title]
    for name in other_names:
        for at in range(len(title) - len(name) + 1):
            if [*title[at : at + len(name)]] == name:
                marked[at : at + len(name)] = [True] * len(name)
    return marked


def _telling(words: Sequence[str], language: str) -> list[str]:
    """Folded."""
    telling = [word for word in words if not COMMON.get((language, word), False)] or words
    return [form for word in telling for form in asked_words(word)]


def _learn(words: Collection[str], language: str) -> None:
    unknown = [word for word in words if (language, word) not in COMMON]
    if not unknown:
        return
    if len(COMMON) > MOST_KEPT:
        COMMON.clear()
    common = common_words(unknown, [language])
    COMMON.update({(language, word): (language, word) in common for word in unknown})
