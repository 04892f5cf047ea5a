"""The dictionary: words that are right in a language, whether or not a shop has them.

Who types one of them means it: in a shop that sells stones and says nothing of stores, “store” is no slip for “stone”.
The words come with `pyspellchecker`, with how often each is written: one that is hardly ever may be a slip after all
for one that is, as “refound” for “refund”. They are kept folded and in order, in one text for each language: as words
of Python's they would take ten times the memory.
"""

import gzip
import json
from bisect import bisect_left
from functools import lru_cache
from importlib.resources import files
from os.path import commonprefix

from shopbell.core.folding import fold

BREAK = "\n"
RAREST = "b"  # behind each word: how often it is written, each letter twice as often as the one before
FAR = 5  # grades between one of the rarest and a word that it is likely a slip for
SHORTEST_SAME = 6  # letters that two endings of one word have before them


def is_spelled(word: str, language: str) -> bool:
    """Whether the dictionary of `language` has the folded `word`; no word of a language without one is."""
    return bool(_grade(word, language))


def is_far_rarer(word: str, other: str, language: str) -> bool:
    """Whether the dictionary has both, `word` is hardly ever written, and `other` many times as often."""
    meant = _grade(other, language)
    return _grade(word, language) == RAREST and bool(meant) and ord(meant) - ord(RAREST) >= FAR


def commonness_of(word: str, language: str) -> float:
    """How often the folded `word` is written, from 0 (not in the dictionary) to 1 (as often as any is)."""
    grade = _grade(word, language)
    return (ord(grade) - ord(RAREST) + 1) / _highest(language.split("-")[0].lower()) if grade else 0.0


@lru_cache
def _highest(language: str) -> int:
    """The grade of what is written most often, the rarest being one."""
    return max(ord(line[-1]) for line in _words_of(language).split(BREAK) if line) - ord(RAREST) + 1


def _grade(word: str, language: str) -> str:
    """How often the folded `word` is written, as a letter; empty for one that is not there."""
    words = _words_of(language.split("-")[0].lower())

    def line_at(place: int) -> str:
        return words[words.rfind(BREAK, 0, place + 1) + 1 : words.find(BREAK, place + 1)]

    places = range(len(words) - 1)
    place = bisect_left(places, word, key=lambda at: line_at(at)[:-1])
    line = line_at(place) if place in places else ""
    return line[-1] if line[:-1] == word and word else ""


def is_other_ending(word: str, other: str) -> bool:
    """Whether two neighbours are likely the same word: “liefert” is right, and means what “liefern” does."""
    same = len(commonprefix([word, other]))
    return same >= max(SHORTEST_SAME, len(word) - 1, len(other) - 1)


@lru_cache
def _words_of(language: str) -> str:
    """Every word once, in order, each between two breaks. Reading takes up to half a second, once for a process."""
    lists = files("spellchecker") / "resources"
    packed = next((each for each in lists.iterdir() if each.name == f"{language}.json.gz"), None)
    if not packed:
        return ""
    written = json.loads(gzip.decompress(packed.read_bytes()))
    rarest, counts = min(written.values()), dict[str, int]()
    for word, count in zip(fold(BREAK.join(written)).split(BREAK), written.values(), strict=True):
        counts[word] = counts.get(word, 0) + count
    grades = {word: chr(ord(RAREST) + (count // rarest).bit_length() - 1) for word, count in counts.items()}
    return BREAK.join(["", *(word + grades[word] for word in sorted(grades)), ""])
