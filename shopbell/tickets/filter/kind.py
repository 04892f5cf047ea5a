"""Kinds of values that a field may have: how each is read, written, named and completed.

`read` and `write` are each other's way back: what `write` makes of a value, `read` understands as the same.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _t

from .condition import Asker, Suggestion, Value, Word, Words
from .misread import folded, misread

OFFERED = 12  # values that completion shows at once
ID = re.compile(r"#(\d{1,18})")
LONGEST = 200


class Kind:
    """What the values of a field are. `operators` says in the documents what may stand before a value."""

    operators: tuple[str, ...] = ()

    def read(self, word: Word, asker: Asker) -> Value:
        """The value that `word` means. Raises Misread, with the word and the nearest that would do."""
        raise NotImplementedError

    def write(self, value: Value, asker: Asker) -> Word:
        return Word(str(value))

    def label(self, value: Value, asker: Asker) -> str:
        """`value` for a chip, in the reader's language."""
        return str(value)

    def is_gone(self, value: Value, asker: Asker) -> bool:
        """Whether what a kept `value` names was deleted since."""
        return False

    def suggest(self, begun: str, asker: Asker) -> list[Suggestion]:
        """Values that go on from `begun`, the likeliest first; only what the asker may see."""
        return []


def fixed(words: Mapping[str, Words], word: Word) -> str | None:
    """The key in `words` that an unquoted `word` means, by the key itself or its name in the reader's language."""
    if word.is_quoted:
        return None
    typed = _joined(word.text)
    return next((key for key, label in words.items() if typed in {key, _joined(str(label))}), None)


def begun_words(words: Mapping[str, Words], begun: str) -> list[Suggestion]:
    """The fixed words that begin with `begun`, or a word of whose label does."""
    wanted = folded(begun)
    return [
        Suggestion(Word(key), str(label))
        for key, label in words.items()
        if key.startswith(wanted) or f" {wanted}" in f" {folded(str(label))}"
    ]


def _joined(label: str) -> str:
    return folded(label).replace(" ", "_")


@dataclass
class Choice(Kind):
    """One of a few fixed words."""

    words: Mapping[str, Words]

    def read(self, word: Word, asker: Asker) -> Value:
        key = fixed(self.words, Word(word.text))
        if key is None:
            raise misread(
                _t("“%(word)s” is none of the choices here."), word.text, self.words, is_choice=True
            )
        return key

    def label(self, value: Value, asker: Asker) -> str:
        return str(self.words.get(str(value), value))

    def suggest(self, begun: str, asker: Asker) -> list[Suggestion]:
        return begun_words(self.words, begun)


@dataclass
class Flags(Kind):
    """Fixed words with a question each; floors above add theirs with `add`."""

    words: dict[str, Words] = field(default_factory=dict)
    questions: dict[str, Callable[[Asker], Q]] = field(default_factory=dict)

    def add(self, name: str, label: Words, question: Callable[[Asker], Q]) -> None:
        self.words[name], self.questions[name] = label, question

    read, label, suggest = Choice.read, Choice.label, Choice.suggest

    def condition(self, values: Iterable[Value], asker: Asker) -> Q:
        found = Q(pk__in=[])
        for value in values:
            found |= self.questions[str(value)](asker) if value in self.questions else Q(pk__in=[])
        return found


OF_AGENTS = {"me", "mine"}  # fixed words that mean nobody where no agent asks


@dataclass
class Rows(Kind):
    """A row of a table, typed by one of its `names` or as `#12`; `words` are fixed ones besides (none, me)."""

    rows: Callable[[Asker], QuerySet]  # what the asker may see
    words: Mapping[str, Words] = field(default_factory=dict)
    names: tuple[str, ...] = ("name",)
    hint: Callable[[Any], Words] = field(default=lambda row: "")
    find: Callable[[Asker, str], QuerySet] | None = (
        None  # for completion; else rows with `begun` in their name
    )

    def read(self, word: Word, asker: Asker) -> Value:
        if key := fixed(self.words, word):
            return key
        if not word.is_quoted and (number := ID.fullmatch(word.text)):
            return int(number[1])
        found = self._called(word.text, asker)
        if len(found) == 1:
            return found[0]
        if found:
            raise misread(_t("Several are called “%(word)s”. Choose one from the list."), word.text)
        known = self.rows(asker).values_list(self.names[0], flat=True)[:500]
        raise misread(_t("There is no “%(word)s” here."), word.text, [*self.words, *known])

    def write(self, value: Value, asker: Asker) -> Word:
        if not isinstance(value, int):
            return Word(value)
        row = self.rows(asker).filter(pk=value).first()
        for name in self.names if row else ():
            text = getattr(row, name)
            if text and self._called(text, asker) == [value]:
                word = Word(text)
                return Word(text, is_quoted=bool(fixed(self.words, word) or ID.fullmatch(text)))
        return Word(f"#{value}")

    def label(self, value: Value, asker: Asker) -> str:
        if not isinstance(value, int):
            return str(self.words.get(value, value))
        row = self.rows(asker).filter(pk=value).first()
        return str(row) if row else f"#{value}"

    def is_gone(self, value: Value, asker: Asker) -> bool:
        return isinstance(value, int) and not self.rows(asker).filter(pk=value).exists()

    def suggest(self, begun: str, asker: Asker) -> list[Suggestion]:
        if self.find:
            found = self.find(asker, begun)
        else:
            any_name = Q()
            for name in self.names:
                any_name |= Q(**{f"{name}__icontains": begun})
            found = self.rows(asker).filter(any_name)
        rows = [
            Suggestion(self.write(row.pk, asker), str(row), str(self.hint(row))) for row in found[:OFFERED]
        ]
        words = {key: said for key, said in self.words.items() if asker.agent or key not in OF_AGENTS}
        return [*begun_words(words, begun), *rows]

    def _called(self, text: str, asker: Asker) -> list[int]:
        any_name = Q()
        for name in self.names:
            any_name |= Q(**{f"{name}__iexact": text})
        return list(self.rows(asker).filter(any_name).order_by("pk").values_list("pk", flat=True)[:2])


class Text(Kind):
    """Words that are looked for; the order of letters counts, their case does not."""

    def read(self, word: Word, asker: Asker) -> Value:
        if len(word.text) > LONGEST:
            raise misread(_t("“%(word)s” is too long to look for. Take a few words of it."), word.text)
        if not any(character.isalnum() for character in word.text):
            raise misread(_t("“%(word)s” has no letter and no digit to look for."), word.text)
        return word.text
