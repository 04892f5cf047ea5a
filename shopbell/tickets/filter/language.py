"""The language of filters: text to conditions, and conditions to text, each exactly the other's way back.

    status:open tag:vip,urgent -assignee:none created:<7d "where is my order"

A field, a colon and a value; several values with commas mean any of them; a minus turns a condition round; words
without a field are looked for in the subject. Quotes hold together what has spaces, commas or colons, and take
fixed words (`none`, `me`) as names. All conditions must hold.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _t

from shopbell.core.storable import storable_name

from .condition import Asker, Condition, Filter, Value, Word
from .field import FIELDS, Field, Fields, field_called
from .misread import Misread

LONGEST, MOST_CONDITIONS, MOST_VALUES = 2_000, 40, 60

SPACE = re.compile(r"\s*")
NAME = re.compile(r"([^\W\d_][\w-]*):")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)(?:"|\Z|\\\Z)', re.DOTALL)
BARE_VALUE = re.compile(r'[^\s,"]+')
BARE_WORD = re.compile(r'[^\s"]+')
PLAIN_VALUE = re.compile(r'[^\s,"\\]+')  # needs no quotes behind a colon
PLAIN_WORD = re.compile(r'[^\s,"\\:-][^\s,"\\:]*')  # nor where a word stands alone


class Piece(NamedTuple):
    """One condition as it was typed: the name is None for words without a field.

    `begun` is where its last value begins, `end` what follows it.
    """

    name: str | None
    words: list[Word]
    is_not: bool
    begun: int
    end: int


def parse(text: str, asker: Asker, fields: Fields = FIELDS) -> Filter:
    """The conditions that `text` means; none for empty text.

    Raises Misread, a sentence that names the word, for whatever cannot be understood. It never raises anything else.
    """
    text = storable_name(text)
    if len(text) > LONGEST:
        raise Misread(_t("This filter is too long. Leave some conditions out."))
    found = [_condition(piece, asker, fields) for piece in pieces(text)]
    if len(found) > MOST_CONDITIONS:
        raise Misread(_t("These are too many conditions. Leave some out."))
    return tuple(dict.fromkeys(found))


def write(conditions: Iterable[Condition], asker: Asker, fields: Fields = FIELDS) -> str:
    """`conditions` as the text that `parse` understands as just these."""
    return " ".join(write_one(each, asker, fields) for each in conditions)


def write_one(condition: Condition, asker: Asker, fields: Fields = FIELDS) -> str:
    words = [_word_of(fields.get(condition.field), value, asker) for value in condition.values]
    minus = "-" if condition.is_not else ""
    if condition.field == fields.free and len(words) == 1:
        return minus + quoted(words[0], PLAIN_WORD)
    return f"{minus}{condition.field}:{','.join(map(quoted, words))}"


def quoted(word: Word, plain: re.Pattern[str] = PLAIN_VALUE) -> str:
    """`word` as it is typed: in quotes where it must be."""
    if not word.is_quoted and plain.fullmatch(word.text):
        return word.text
    escaped = word.text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def pieces(text: str) -> list[Piece]:
    """`text` cut into conditions, whatever it holds; a quote that is never closed goes to the end."""
    found, place = [], SPACE.match(text).end()  # type: ignore[union-attr]
    while place < len(text):
        is_not = text[place] == "-" and len(text) > place + 1 and not text[place + 1].isspace()
        place += is_not
        name = NAME.match(text, place)
        if name:
            words, begun, place = _values(text, name.end())
        else:
            begun = place
            words, place = _word(text, place, BARE_WORD)
        found.append(Piece(name[1] if name else None, words, is_not, begun, place))
        place = SPACE.match(text, place).end()  # type: ignore[union-attr]
    return found


def _values(text: str, place: int) -> tuple[list[Word], int, int]:
    """The values from `place` on, with commas between, where the last one begins, and where it ends."""
    words: list[Word] = []
    while True:
        begun = place
        found, place = _word(text, place, BARE_VALUE)
        words += found
        if place >= len(text) or text[place] != ",":
            return words, begun, place
        place += 1


def _word(text: str, place: int, bare: re.Pattern[str]) -> tuple[list[Word], int]:
    if quote := QUOTED.match(text, place):
        return [Word(re.sub(r"\\(.)", r"\1", quote[1], flags=re.DOTALL), is_quoted=True)], quote.end()
    if found := bare.match(text, place):
        return [Word(found[0])], found.end()
    return [], place


def _condition(piece: Piece, asker: Asker, fields: Fields) -> Condition:
    field = field_called(piece.name, fields) if piece.name else fields[fields.free]
    if not piece.words:
        raise _missing(field)
    if len(piece.words) > MOST_VALUES:
        raise Misread(_t("These are too many values for one field. Leave some out."))
    values = dict.fromkeys(field.kind.read(word, asker) for word in piece.words)
    return Condition(field.name, tuple(values), piece.is_not)


def _missing(field: Field) -> Misread:
    return Misread(
        _t("A value is missing behind “%(word)s:”. Write it like %(example)s.")
        % {"word": field.name, "example": field.example}
    )


def _word_of(field: Field | None, value: Value, asker: Asker) -> Word:
    return field.kind.write(value, asker) if field else Word(str(value))
