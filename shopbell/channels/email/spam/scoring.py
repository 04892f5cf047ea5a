"""The score: how sure the filter is that a mail is spam, from 0 to 1, out of where each of its tokens was seen.

A naive Bayes classifier over the presence of tokens, careful by design: the probability of a token leans towards one
half as long as little was seen of it (Robinson), and the logarithms of the odds are added up and divided by the root
of their number (Stouffer), so that a long mail is not sure of everything. What the desk was taught counts in letters
and not in shares: a desk with a thousand German customers and five English pieces of spam must not hold English
against anybody.
"""

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

STRONGEST = 120  # tokens that count
LEAST = 0.05  # how far from one half a token must be to count
DOUBT = 1.0  # so many letters are imagined in which it stood as often on either side
MOST_OF_BASE = 20.0  # letters: what the desk has seen itself outweighs more than that
FEWEST = 8  # tokens that must count, or nothing is said
UNDERSTOOD = (
    0.15  # so many of its words must be known from wanted mail, or its language is foreign to the filter
)
STEEPNESS = 2.3
MIDDLE = 0.5  # do not know


class Seen(NamedTuple):
    """In how many letters of each kind a token was seen; of all letters: how many there are."""

    spam: float = 0.0
    wanted: float = 0.0


class Known(NamedTuple):
    """All that is known of some tokens: from the start, of how many letters, and what the desk was taught."""

    base: Mapping[str, Seen]
    letters: Seen
    desk: Mapping[str, Seen]


class Score(NamedTuple):
    """`clues` are the tokens that counted with their probability, what speaks loudest for spam first."""

    value: float
    clues: list[tuple[str, float]]


NOTHING = Seen()


def score(tokens: Iterable[str], known: Known) -> Score:
    """How surely a mail with these `tokens` is spam; MIDDLE when too little is known to say."""
    tokens = list(tokens)
    clues = [(token, probability(token, known)) for token in tokens]
    clues = [clue for clue in clues if abs(clue[1] - MIDDLE) >= LEAST]
    clues = sorted(clues, key=lambda clue: -abs(clue[1] - MIDDLE))[:STRONGEST]
    clues.sort(key=lambda clue: -clue[1])
    if len(clues) < FEWEST or not _is_understood(tokens, known):
        return Score(MIDDLE, clues)
    total = sum(math.log(each / (1 - each)) for _, each in clues) / math.sqrt(len(clues))
    return Score(1 / (1 + math.exp(-STEEPNESS * total)), clues)


def probability(token: str, known: Known) -> float:
    """That a letter with this token is spam, were both kinds as frequent."""
    base, desk = known.base.get(token, NOTHING), known.desk.get(token, NOTHING)
    of_spam, of_wanted = base.spam / known.letters.spam, base.wanted / known.letters.wanted
    often = min(base.spam + base.wanted, MOST_OF_BASE)
    share = of_spam / (of_spam + of_wanted) if often else 0.0
    found = DOUBT * MIDDLE + often * share + desk.spam
    return min(max(found / (DOUBT + often + desk.spam + desk.wanted), 0.01), 0.99)


def _is_understood(tokens: list[str], known: Known) -> bool:
    words = [token for token in tokens if ":" not in token and not token.startswith("!")]
    familiar = sum(
        known.base.get(each, NOTHING).wanted + known.desk.get(each, NOTHING).wanted >= 1 for each in words
    )
    return familiar >= UNDERSTOOD * len(words)
