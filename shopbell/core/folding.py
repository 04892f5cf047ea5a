"""Folding: the words of a text as the index keeps them and as they are asked for, whatever the script.

Case, accents, width, ligatures, the vowel points of Hebrew and Arabic and the scripts' own digits do not matter.
Scripts that write no spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese) become overlapping pairs of characters. It
is ours since PostgreSQL's parsers know a few languages and no such pairs, and `unaccent` may be missing.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

LONGEST = 64  # characters of a word; what follows is cut, in the index as in the question
# marks by their class (Unicode, canonical combining class): 7 nukta, 10–35 points of Hebrew and Arabic, 36 Syriac,
# 107 and 122 tones of Thai and Lao, 202 and up accents. The others are letters in all but name: vowels, voicing.
DROPPED = {7, *range(10, 37), 107, 122, *range(202, 241)}
SPECIAL = str.maketrans(
    {
        **dict(zip("æœøłđðħıŧŋĸĳþɐəɛɔ", "ae oe o l d d h i t n k ij th a e e o".split(), strict=True)),
        **dict(zip("ךםןףץ", "כמנפצ", strict=True)),  # Hebrew letters at the end of a word
        **dict(zip("ىیېةۀہھەکڪڭ", "يييهههههككك", strict=True)),  # Arabic letters as neighbours write them
        "ـ": "",  # the Arabic stroke that only makes a word longer
        "ё": "е",
        "ँ": "ं",
    }
)
KATAKANA, TO_HIRAGANA = range(0x30A1, 0x30F7), -0x60
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
IS_UNSPACED = re.compile(f"[{UNSPACED}]")


def _marks() -> str:
    """The combining marks that are letters, which \\w leaves out, as ranges of a character class."""
    blocks = (range(0x900, 0x10A0), range(0x1700, 0x1D00), range(0xA800, 0xAC00), range(0x11000, 0x12000))
    codes = [code for block in blocks for code in block if unicodedata.category(chr(code)) in {"Mn", "Mc"}]
    ranges: list[list[int]] = []
    for code in [*codes, 0x3099, 0x309A]:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


RUN = re.compile(rf"(?:[^\W_]|[{_marks()}])+")
PART = re.compile(f"[{UNSPACED}]+|[^{UNSPACED}]+")


class _Folded(dict):
    """What each character becomes, found out once."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    if unicodedata.category(character) in {"Cf", "Cs"} or unicodedata.combining(character) in DROPPED:
        return ""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if "\uac00" <= character <= "\ud7a3" or character.isascii():
        return character.lower()  # Hangul stays in syllables
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold()).casefold()
    plain = "".join(each for each in plain if unicodedata.combining(each) not in DROPPED).translate(SPECIAL)
    plain = "".join(chr(ord(each) + TO_HIRAGANA) if ord(each) in KATAKANA else each for each in plain)
    return unicodedata.normalize("NFC", plain)


FOLDED = _Folded()


def fold(text: str) -> str:
    """`text` as it is compared. Folding twice changes nothing."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).translate(FOLDED)


def words(text: str) -> list[str]:
    """The words of `text` in order, folded; of a script without spaces, its pairs and the last character of a run."""
    found: list[str] = []
    for run in RUN.findall(fold(text)):
        if run.isascii() or not IS_UNSPACED.search(run):
            found.append(run[:LONGEST])
            continue
        for part in PART.findall(run):
            found.extend(_pairs(part, is_open=False) if IS_UNSPACED.match(part) else [part[:LONGEST]])
    return found


def asked_words(text: str) -> list[str]:
    """The words of `text` as one asks for them: without the lone character that ends a run of pairs."""
    found: list[str] = []
    for run in RUN.findall(fold(text)):
        for part in PART.findall(run):
            found.extend(_pairs(part, is_open=True) if IS_UNSPACED.match(part) else [part[:LONGEST]])
    return found


def _pairs(part: str, *, is_open: bool) -> Iterator[str]:
    for at in range(len(part) - 1):
        yield part[at : at + 2]
    if not is_open or len(part) == 1:
        yield part[-1]


class Span(NamedTuple):
    """A word as it stands in a text, with what it is folded to."""

    start: int
    end: int
    folded: str


def is_unspaced(word: str) -> bool:
    return IS_UNSPACED.search(word) is not None


def spans(text: str) -> Iterator[Span]:
    """Where the words of `text` stand, for marking them; of a script without spaces, each character by itself."""
    for match in SPAN.finditer(text):
        word = match[0]
        if not word.isascii() and IS_UNSPACED.search(word):
            for at, character in enumerate(word, start=match.start()):
                yield Span(at, at + 1, fold(character))
        else:
            yield Span(match.start(), match.end(), fold(word))


# before folding a word may hold marks that folding drops, and characters that it makes nothing of
DROPPED_RANGES = "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u00ad\u200b-\u200f"
SPAN = re.compile(rf"(?:[^\W_]|[{DROPPED_RANGES}{_marks()}])+")
