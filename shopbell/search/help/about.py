"""What a title is about, for what is to stand beside it: which of its words tell something, and how much.

How rare a word is among some hundred documents says little: “really” stands in one of them and tells nothing. So what
a word tells counts by how rarely it is written anywhere, too, as far as the dictionary of its language knows.
"""

import re
from dataclasses import replace

from shopbell.core.folding import fold
from shopbell.search.vector import STROKE

from .dictionary import commonness_of
from .lexicon import parts_of
from .question import Question
from .stems import stems_of
from .stop_words import telling_words

QUOTED = re.compile(r"[“„«‹\"][^“”„«»‹›\"]+[”“»›\"]")
SHORTEST, LONG = 3, 8  # letters: “cm” is a unit; shorter words are hardly written of two


def without_names(text: str) -> str:
    """`text` without what stands in quotes, as the names of products do: the bowl “Dip” is about no dip."""
    return QUOTED.sub(" ", text)


def words_about(text: str, language: str) -> str:
    """The words of `text` that tell something, without numbers and units, and what long ones are written of."""
    words = [each for each in telling_words(text, language).split() if _tells(each)]
    return " ".join([*words, *(part for word in words for part in _parts(word, language))])


def weighed(question: Question, power: int = 1) -> Question:
    """`question`, where words tell less that everybody writes all the time; the higher `power`, the less they do."""
    terms = (
        replace(term, tells=term.tells * (1 - _commonness(term.words[0], question.language)) ** power)
        for term in question.terms
    )
    return replace(question, terms=tuple(terms))


def _tells(word: str) -> bool:
    return not any(each.isdigit() for each in word) and not (word.isascii() and len(word) < SHORTEST)


def _parts(word: str, language: str) -> list[str]:
    parts = parts_of(fold(word), language) if len(word) >= LONG else None
    return [part.removeprefix(STROKE) for part in parts or ()]


def _commonness(word: str, language: str) -> float:
    """Of the folded `word` or what it is a form of, whichever is written more often."""
    forms = [word, *(stem.removeprefix(STROKE) for stem in stems_of(word, language))]
    return max(commonness_of(form, language) for form in forms)
