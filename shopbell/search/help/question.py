"""What somebody asks, in one language: each word with the other forms it may stand in, and how much it tells.

A word that few documents hold tells more than one that is in all of them (the weight of BM25). A word that stands in
no document is read as its neighbours, if a finger slipped, or as the two words it is written of.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from shopbell.core.folding import SPAN, asked_words, fold, is_unspaced
from shopbell.search.ask import MOST_CHARACTERS, MOST_TERMS
from shopbell.search.vector import STROKE

from .dictionary import is_far_rarer, is_other_ending, is_spelled
from .lexicon import ALL, Counts, compounds_of, count_beginning, counts_of, neighbours_of, parts_of
from .stems import stems_of
from .stop_words import common_words
from .synonym import Synonyms, synonyms_among
from .word_asked import COMPOUND, EXACT, SPELLING, STEM, SYNONYM, Asked

COMMON = 0.5  # what a word tells that every sentence has, of what another as rare tells
UNSAID = 0.01  # and one of them that no document says: as good as nothing
MUCH = 3  # documents that hold what a right word may be a slip for after all
FEW, MANY_TIMES = 2, 20  # documents that hold a slip as well; how many times as many hold what was meant
LONG = 8  # letters from which on a word is hardly one of another language that looks alike
SHORTEST_BEGINNING = 3  # letters of the last word, which may still be typed
TOGETHER = 3  # times what the part tells that tells less, what both parts of a long word tell together
END = re.compile(r"\w\Z")


@dataclass(frozen=True)
class Question:
    text: str
    language: str
    terms: tuple[Asked, ...]
    instead: dict[str, str] = field(default_factory=dict)  # what was typed, and as what it was read
    everything: int = 0  # documents of the language

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def telling(self) -> tuple[Asked, ...]:
        """The words that not every sentence has, or all of them where it has no others."""
        return tuple(term for term in self.terms if not term.is_common) or self.terms

    @property
    def total(self) -> float:
        """What all its words tell."""
        return sum(term.tells for term in self.terms)


LONGEST_ROW = 3  # words that may have another name together


def read_question(text: str, languages: tuple[str, ...]) -> list[Question]:
    """`text` as a question in each of `languages`. A word that one of them knows is misspelled in none."""
    text = " ".join(text.replace("\0", "").split())[:MOST_CHARACTERS]
    typed = list(dict.fromkeys(match[0] for match in SPAN.finditer(text) if asked_words(match[0])))[
        :MOST_TERMS
    ]
    plain = {form for word in typed for form in asked_words(word)}
    stems = {stem for word in typed for language in languages for stem in stems_of(word, language)}
    counts, common = counts_of(languages, plain | stems), common_words(typed, languages)
    counts.update({(language, form): 0 for language in languages for form in plain | stems})  # asked for once
    last = typed[-1] if typed and END.search(text) else ""
    questions = []
    rows = _rows(typed)
    for language in languages:
        synonyms = synonyms_among([*rows], language)
        reading = _Reading(language, languages, counts, synonyms, common, typed)
        terms = tuple(
            term
            for word in typed
            for term in reading.terms(
                word, [row for row, said in rows.items() if word in said], is_last=word == last
            )
        )
        question = Question(text, language, terms, reading.instead, counts[language, ALL])
        questions.append(_as_read(question) if question.instead else question)
    return questions


def _as_read(question: Question) -> Question:
    """It asks what the words ask that it was read as, other names and all; what else was typed may be meant too."""
    right = SPAN.sub(lambda match: question.instead.get(fold(match[0]), match[0]), question.text)
    (read,) = read_question(right, (question.language,))
    if read.instead or len(read.terms) != len(question.terms):
        return question
    pairs = zip(question.terms, read.terms, strict=True)
    terms = (replace(meant, forms=dict.fromkeys(term.forms, SPELLING) | meant.forms) for term, meant in pairs)
    return replace(question, terms=tuple(terms))


def _rows(typed: list[str]) -> dict[str, list[str]]:
    """Each word, and some words in a row, folded, with the words that they are."""
    return {
        fold(" ".join(typed[at : at + length])): typed[at : at + length]
        for length in range(1, LONGEST_ROW + 1)
        for at in range(len(typed) - length + 1)
    }


class _Reading:
    """One language's reading of the words."""

    def __init__(
        self,
        language: str,
        languages: tuple[str, ...],
        counts: Counts,
        synonyms: Synonyms,
        common: set[tuple[str, str]],
        typed: Sequence[str],
    ) -> None:
        self.language, self.languages, self.counts = language, languages, counts
        self.synonyms, self.common = synonyms, common
        self.is_spoken = language == languages[0] or any(self._has(word) for word in typed)
        words = [
            asked[0] for asked in map(asked_words, typed) if len(asked) == 1 and not is_unspaced(asked[0])
        ]
        self.compounds = compounds_of(dict.fromkeys(words), language)
        self.instead: dict[str, str] = {}
        self.is_alone = len(typed) == 1

    def terms(self, typed: str, rows: list[str], *, is_last: bool) -> list[Asked]:
        """One; or, where it is all that is asked and no document holds it, but words that it is written of, those and
        both of them together: what has one of them comes after what has both."""
        term = self.term(typed, rows, is_last=is_last)
        parts = [self._part(part) for part in self._parts(typed) or ()] if not term.count else []
        if not parts:
            return [term]
        tells, count = min(part.tells for part in parts), max(part.count for part in parts)
        if not self.is_alone:
            forms = term.forms | {form: COMPOUND for part in parts for form in part.forms}
            return [replace(term, forms=forms, tells=self._tells(typed, count), count=count)]
        both = tuple([*part.forms][-1] for part in parts)  # the stem: what has the word has it too
        together = Asked(term.words, False, (), {}, TOGETHER * tells, count, self.language, both=both)
        return [*parts, together]

    def _parts(self, typed: str) -> tuple[str, str] | None:
        word, *others = asked_words(typed)
        if others or is_unspaced(word) or self._is_known(typed):
            return None
        is_right = any(is_spelled(word, each) for each in {self.language, self.languages[0]})
        return parts_of(word, self.language, may_slip=self.is_spoken and not is_right)

    def _part(self, part: str) -> Asked:
        forms = dict.fromkeys((part, *self._stems_besides(part)), COMPOUND)
        count = self._most(forms)
        word = part.removeprefix(STROKE)
        return Asked((word,), False, (), forms, self._tells(word, count), count, self.language)

    def term(self, typed: str, rows: list[str], *, is_last: bool) -> Asked:
        words = tuple(asked_words(typed))
        if len(words) > 1 or is_unspaced(words[0]):
            count = min(self.counts[self.language, word] for word in words)
            is_open = is_last and len(words) == 1
            return Asked(words, is_open, tells=self._tells(typed, count), count=count, language=self.language,
                         is_common=(self.language, typed) in self.common)  # fmt: skip
        word = words[0]
        is_open = is_last and len(word) >= SHORTEST_BEGINNING
        forms = {word: EXACT} | dict.fromkeys(stems_of(typed, self.language), STEM)
        count = max(self.counts[self.language, form] for form in forms)
        is_held = count > 0
        if not count and is_open:
            count = count_beginning(word, self.language)
        others = self._synonyms(rows)
        if not count and not others and not self._is_known(typed):
            others = self._meant(word)
        elif is_held and count <= FEW and not others and (others := self._meant_besides(word, count)):
            count = self._most(others)
        others |= dict.fromkeys(self.compounds.get(word, ()), COMPOUND)
        for form, nearness in others.items():
            forms.setdefault(form, nearness)
        count = count or self._most(forms)
        is_common = (self.language, typed) in self.common
        return Asked(
            words, is_open, (), forms, self._tells(typed, count), count, self.language, is_common, is_held
        )

    def _tells(self, typed: str, count: int) -> float:
        """A word that nothing holds tells as much as one that a single thing holds: it cannot say what that is."""
        everything, is_said = max(self.counts[self.language, ALL], 1), count > 0
        count = min(max(count, 1), everything)
        tells = math.log(1 + (everything - count + 0.5) / (count + 0.5))
        if (self.language, typed) not in self.common:
            return tells
        return tells * (COMMON if is_said else UNSAID)

    def _most(self, forms: Iterable[str]) -> int:
        """The count of the commonest of `forms`; those that are not known yet are asked for at once."""
        keys = [(self.language, form) for form in forms]
        missing = [form for key in keys if key not in self.counts for form in key[1:]]
        if missing:
            found = counts_of([self.language], missing)
            for form in missing:
                self.counts[self.language, form] = found[self.language, form]
        return max((self.counts[key] for key in keys), default=0)

    def _is_known(self, typed: str) -> bool:
        """Whether any language of the centre has the word."""
        return any(
            self.counts[language, form]
            for language in self.languages
            for form in (fold(typed), *stems_of(typed, language))
        )

    def _synonyms(self, rows: list[str]) -> dict[str, float]:
        """The other names of what a word is part of; those of several words as they stand, others by stem too, but not
        by their kin: a receipt may stand for an invoice, and «يصل», it arrives, for neither."""
        names = [name for row in rows for name in self.synonyms.get(row, ())]
        single = [name for name in names if " " not in name]
        stems = [stem for name in single for stem in stems_of(name, self.language, with_kin=False)]
        return dict.fromkeys([*names, *stems], SYNONYM)

    def _has(self, typed: str) -> bool:
        """Whether the language has the word, and not in every sentence."""
        if (self.language, typed) in self.common:
            return False
        return any(
            self.counts[self.language, form] for form in (fold(typed), *stems_of(typed, self.language))
        )

    def _meant(self, word: str) -> dict[str, float]:
        """As what a word is read that no document holds. One that is short is a slip in the reader's language, and in
        another only where the question speaks it: “stuff” is right in English, and no slip for the German “Stoff”. One
        that is right in the dictionary is at most the same word with another ending, unless it is hardly ever written
        and the other one, of which the shop says much, is."""
        may_slip = self.is_spoken or len(word) >= LONG
        neighbours = neighbours_of(word, self.language) if may_slip else []
        neighbours = [each for each in neighbours if self._is_likely(word, each)]
        if neighbours:
            self.instead[word] = neighbours[0]
            return {form: SPELLING for each in neighbours for form in (each, *stems_of(each, self.language))}
        return {}

    def _stems_besides(self, part: str) -> tuple[str, ...]:
        """None of what is a stem already."""
        return () if part.startswith(STROKE) else stems_of(part, self.language)

    def _meant_besides(self, word: str, count: int) -> dict[str, float]:
        """As what a word is read too that only `count` documents hold: many hold what it is likely a slip for."""
        if not self.is_spoken or self.counts[self.language, ALL] < count * MANY_TIMES:
            return {}
        near = [each for each in neighbours_of(word, self.language) if self._is_likely(word, each)]
        meant = [each for each in near if self._most([each]) >= count * MANY_TIMES]
        return {form: SPELLING for each in meant for form in (each, *stems_of(each, self.language))}

    def _is_likely(self, word: str, meant: str) -> bool:
        """Whether `word` is likely a slip for its neighbour `meant`, going by the dictionary and what the shop says."""
        right_in = [each for each in {self.language, self.languages[0]} if is_spelled(word, each)]
        if not right_in or is_other_ending(word, meant):
            return True
        return self._most([meant]) >= MUCH and all(is_far_rarer(word, meant, each) for each in right_in)
