"""The forms by which a word is found: itself, folded, and its stem in the language of the text.

The stem is taken of the word as it was written and of the folded word too, since many people type no accents. A stem
is kept with a stroke before it, so that it is never taken for a word. A German noun in -ung has the stem of its verb
besides: “Stornierung” is what somebody wants to “stornieren”. Languages without a stemmer have words only.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

from shopbell.core.folding import LONGEST, SPAN, fold, is_unspaced, words
from shopbell.search.vector import STROKE

from .arabic import kin_of

ALGORITHMS = dict(
    pair.split(":")
    for pair in """
    ar:arabic hy:armenian eu:basque ca:catalan cs:czech da:danish nl:dutch en:english eo:esperanto et:estonian
    fi:finnish fr:french de:german el:greek hi:hindi hu:hungarian id:indonesian ga:irish it:italian lt:lithuanian
    ne:nepali no:norwegian nb:norwegian nn:norwegian fa:persian pl:polish pt:portuguese ro:romanian ru:russian
    sr:serbian es:spanish sv:swedish ta:tamil tr:turkish yi:yiddish
    """.split()
)

OF_VERB = re.compile(r"(\w{4,})ung(?:en)?\Z")  # a German noun, with what its verb begins with


def forms_of(text: str, language: str) -> Iterator[str]:
    """Every form of every word of `text`, in order, as the index keeps them."""
    for match in SPAN.finditer(text):
        yield from words(match[0])
        yield from stems_of(match[0], language)


def stems_of(word: str, language: str, *, with_kin: bool = True) -> tuple[str, ...]:
    """The stems of one written word, each with its stroke; none where the language or its script has none. In Arabic
    `with_kin`: what other forms of its verb have too."""
    algorithm = ALGORITHMS.get(language.split("-")[0].lower())
    if not algorithm or is_unspaced(word) or not any(each.isalpha() for each in word):
        return ()
    return _stems(word.lower(), algorithm, with_kin)


@lru_cache(maxsize=50_000)
def _stems(word: str, algorithm: str, with_kin: bool) -> tuple[str, ...]:
    written = (word, fold(word)) if not word.isascii() else (word,)
    stems = (fold(_stemmer(algorithm).stemWord(each))[: LONGEST - 1] for each in written)
    found = [stem for stem in stems if stem]
    if algorithm == "german" and (noun := OF_VERB.match(fold(word))):
        found.append(fold(_stemmer(algorithm).stemWord(noun[1] + "en")))
    if algorithm == "arabic" and with_kin:
        found += [kin for stem in found for kin in kin_of(stem)]
    return tuple(dict.fromkeys(STROKE + stem for stem in found))


@lru_cache
def _stemmer(algorithm: str):
    return snowballstemmer.stemmer(algorithm)
