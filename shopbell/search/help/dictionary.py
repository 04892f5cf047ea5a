"""The dictionary: words that are right in a language, whether or not a shop has them.

Who types one of them means it: in a shop that sells stones and says nothing of stores, “store” is no slip for “stone”.
The words come with `pyspellchecker`. They are kept folded and in order, in one text for each language: as words of
Python's they would take ten times the memory.
"""

import gzip
import json
from bisect import bisect_left
from functools import lru_cache
from importlib.resources import files
from os.path import commonprefix

from shopbell.core.folding import fold

BREAK = "\n"
SHORTEST_SAME = 6  # letters that two endings of one word have before them


def is_spelled(word: str, language: str) -> bool:
    """Whether the dictionary of `language` has the folded `word`; no word of a language without one is."""
    words = _words_of(language.split("-")[0].lower())

    def word_at(place: int) -> str:
        return words[words.rfind(BREAK, 0, place + 1) + 1 : words.find(BREAK, place + 1)]

    places = range(len(words) - 1)
    place = bisect_left(places, word, key=word_at)
    return place in places and word_at(place) == word


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
    folded = fold(BREAK.join(json.loads(gzip.decompress(packed.read_bytes()))))
    return BREAK.join(["", *sorted(set(folded.split(BREAK))), ""])
