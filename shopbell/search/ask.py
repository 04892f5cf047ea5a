"""What somebody typed into the search, taken apart: words, phrases in quotes, and the last word as a beginning."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from shopbell.core.folding import IS_UNSPACED, asked_words

MOST_CHARACTERS, MOST_TERMS = 300, 12
SHORTEST_BEGINNING = 3  # of a word; one or two letters begin too many
PIECE = re.compile(r'"([^"]*)"?|[“„«]([^”“»]*)[”“»]?|([^\s"“„«]+)')
HANGUL = re.compile("[\uac00-\ud7a3]")


@dataclass(frozen=True)
class Term:
    """A word, or several in a row. `others` are words it may stand for; `is_open` lets the last one go on."""

    words: tuple[str, ...]
    is_open: bool = False
    others: tuple[str, ...] = ()

    @property
    def sql(self) -> str:
        """The term for `tsquery`. Words are letters and digits, so nothing in them needs to be escaped."""
        row = [f"'{word}'" for word in self.words]
        if self.is_open:
            row[-1] += ":*"
        whole = " <-> ".join(row)
        if self.others:
            whole = " | ".join([f"({whole})", *(f"'{other}'" for other in self.others)])
        return f"({whole})" if len(row) > 1 or self.others else whole

    def marks(self, word: str) -> bool:
        """Whether the folded `word` of a text is what this term looks for."""
        if word in self.others or word in self.words:
            return True
        return self.is_open and word.startswith(self.words[-1])


@dataclass(frozen=True)
class Ask:
    """A whole question: every term must be there."""

    text: str
    terms: tuple[Term, ...]

    @property
    def sql(self) -> str:
        return " & ".join(term.sql for term in self.terms)

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def has_phrase(self) -> bool:
        """Whether words must stand in a row."""
        return any(len(term.words) > 1 for term in self.terms)

    def with_others(self, others_of: Callable[[Term], list[str]]) -> "Ask":
        """The same question, each term with the words it may stand for."""
        return replace(self, terms=tuple(replace(term, others=tuple(others_of(term))) for term in self.terms))


def read_ask(text: str) -> Ask:
    """What `text` asks for; an Ask without terms when there is no letter or digit in it. It never raises."""
    text = " ".join(text.replace("\0", "").split())[:MOST_CHARACTERS]
    terms: list[Term] = []
    for match in PIECE.finditer(text):
        is_quoted = match[3] is None
        words = tuple(asked_words(match[1] or match[2] or match[3] or ""))
        if not words:
            continue
        is_last = match.end() == len(text)
        terms.append(Term(words, is_open=not is_quoted and _is_open(words[-1], is_last=is_last)))
    return Ask(text, tuple(dict.fromkeys(terms))[:MOST_TERMS])


def _is_open(word: str, *, is_last: bool) -> bool:
    """Whether `word` may be the beginning of a longer one: the last may, and Korean words, whose particles follow."""
    if IS_UNSPACED.match(word):
        return len(word) == 1
    if HANGUL.match(word):
        return True
    return is_last and len(word) >= SHORTEST_BEGINNING
