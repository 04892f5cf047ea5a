"""What a quote is: eight words in a row that a customer wrote, however they are marked or spaced.

Whoever says the same in their own words quotes nobody, and needs no consent.
"""

import re
from collections.abc import Iterable

from shopbell.core.folding import Span, spans

from ..body import text_of_body

RUN = 8  # words
MOST_SHOWN = 120  # characters of a quote that is named
MARK = re.compile(r"[>*•–|-]+|\d{1,2}[.)]")


def quotes_in(body: str, quoted: str) -> list[str]:
    """The places of `body` (HTML) that stand in `quoted` as well, each as `body` has it."""
    text = text_of_body(body)
    words = list(spans(text))
    theirs = _runs(each.folded for each in spans(quoted))
    found: list[tuple[int, int]] = []
    for at in range(len(words) - _length(theirs) + 1) if theirs else ():
        if tuple(each.folded for each in words[at : at + _length(theirs)]) in theirs:
            found = _joined(found, words, at, at + _length(theirs) - 1)
    return [text[start:end] for start, end in found]


def _runs(words: Iterable[str]) -> set[tuple[str, ...]]:
    """Every run of so many words; all of them where there are fewer, but a word or two are nobody's."""
    told = list(words)
    length = min(RUN, len(told))
    return {tuple(told[at : at + length]) for at in range(len(told) - length + 1)} if length >= 3 else set()


def _length(runs: set[tuple[str, ...]]) -> int:
    return len(next(iter(runs)))


def _joined(found: list[tuple[int, int]], words: list[Span], first: int, last: int) -> list[tuple[int, int]]:
    start, end = words[first].start, words[last].end
    if found and start <= found[-1][1]:
        return [*found[:-1], (found[-1][0], end)]
    return [*found, (start, end)]


def shortened(quote: str) -> str:
    """`quote` in a line, without the marks of lists and quotes, cut between words."""
    words = " ".join(each for each in quote.split() if not MARK.fullmatch(each))
    if len(words) > MOST_SHOWN:
        words = f"{words[:MOST_SHOWN].rsplit(' ', 1)[0]}…"
    return f"{words}]" if words.count("[") > words.count("]") else words
