"""A word of a question: what it is looked for as, how near each of that is to what was typed, and how much it tells."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shopbell.core.folding import is_unspaced
from shopbell.search.ask import Term

from .stems import stems_of

EXACT, STEM, SYNONYM, SPELLING, BEGINNING, COMPOUND = 1.0, 0.9, 0.8, 0.7, 0.6, 0.5


@dataclass(frozen=True)
class Asked(Term):
    """A word of a question. `forms` are what it is looked for as, each with how near that is to what was typed."""

    forms: dict[str, float] = field(default_factory=dict, hash=False, compare=False)
    tells: float = 1.0
    count: int = 0
    language: str = ""
    is_common: bool = False  # every sentence has it
    is_held: bool = False  # the count is of itself or its stem, and not of what it may stand for
    both: tuple[str, ...] = ()  # what holds all of these holds it: the parts of a long word

    def marks(self, word: str) -> bool:
        """Whether the folded `word` of a text is what this term looks for."""
        if is_unspaced(word):
            return False  # a run is marked as a whole
        if word in self.forms or any(stem in self.forms for stem in stems_of(word, self.language)):
            return True
        return self.is_open and word.startswith(self.words[-1])

    @property
    def rows(self) -> list[str]:
        """Its other names of several words."""
        return [form for form in self.forms if " " in form]

    @property
    def is_nowhere(self) -> bool:
        """Whether no document of the language holds it, nor a word that begins so, as far as the lexicon can say: it
        knows no words in a row, and no beginnings of runs."""
        is_word = len(self.words) == 1 and not is_unspaced(self.words[0])
        return is_word and not self.count and not self.rows

    @property
    def parts(self) -> list[tuple[float, str]]:
        """For `tsquery`: how near, and the forms that are so near."""
        if self.both:
            return [(COMPOUND, " & ".join(f"'{form}'" for form in self.both))]
        by_nearness: dict[float, list[str]] = {}
        for form, nearness in self.forms.items():
            by_nearness.setdefault(nearness, []).append(_in_a_row(form.split()))
        parts = [(nearness, " | ".join(forms)) for nearness, forms in by_nearness.items()]
        if len(self.words) > 1 or is_unspaced(self.words[0]):
            parts = [(EXACT, _in_a_row(self.words))]
        if self.is_open:
            row = [f"'{word}'" for word in self.words]
            parts.append((BEGINNING, " <-> ".join([*row[:-1], row[-1] + ":*"])))
        return parts

    @property
    def sql(self) -> str:
        return self.sql_of(0)

    def sql_of(self, least: float) -> str:
        """For `tsquery`: the forms that are at least so near."""
        return " | ".join(f"({part})" for nearness, part in self.parts if nearness >= least)

    def in_title(self, mark: str) -> str:
        """For `tsquery`: what has it in its title, of the documents whose titles bear `mark`."""
        if self.both:
            return "(" + " & ".join(f"'{mark}{form}'" for form in self.both) + ")"
        is_run = len(self.words) > 1 or is_unspaced(self.words[0])
        rows = [list(self.words)] if is_run else [form.split() for form in self.forms]
        parts = [" & ".join(f"'{mark}{word}'" for word in row) for row in rows]
        if self.is_open:
            *before, last = (f"'{mark}{word}'" for word in self.words)
            parts.append(" & ".join([*before, f"{last}:*"]))
        return " | ".join(f"({part})" for part in parts)


def _in_a_row(words: Sequence[str]) -> str:
    """`words` one after the other, for `tsquery`: letters and digits, so nothing in them needs to be escaped."""
    row = " <-> ".join(f"'{word}'" for word in words)
    return f"({row})" if len(words) > 1 else row
