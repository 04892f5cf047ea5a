"""Web and mail addresses in what somebody typed: where each stands, and where it leads."""

import re
from collections.abc import Iterator
from typing import NamedTuple

LINK = re.compile(
    r"https?://[^\s<>\"'`]+|\bwww\.[^\s<>\"'`]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", re.IGNORECASE
)
AFTER = ".,;:!?…*_"
PAIRS = {")": "(", "]": "[", "}": "{", "»": "«", "”": "“", "’": "‘"}


class Found(NamedTuple):
    """`words` stand in the text from `start` to `end`; `href` is what they mean."""

    start: int
    end: int
    words: str
    href: str


def addresses_in(text: str) -> Iterator[Found]:
    """The addresses in `text`, in order."""
    for match in LINK.finditer(text):
        words = _without_tail(match.group())
        yield Found(match.start(), match.start() + len(words), words, _href(words))


def _without_tail(address: str) -> str:
    """`address` without the punctuation of the sentence it stands in: (see https://a.example/b.)

    Each sign is counted once: what a stranger wrote may end in a hundred thousand brackets.
    """
    surplus = {close: address.count(close) - address.count(begin) for close, begin in PAIRS.items()}
    end = len(address)
    while end:
        last = address[end - 1]
        if last in PAIRS and surplus[last] > 0:
            surplus[last] -= 1
        elif last not in AFTER:
            break
        end -= 1
    return address[:end]


def _href(address: str) -> str:
    lower = address.lower()
    if lower.startswith(("http://", "https://")):
        return address
    return f"https://{address}" if lower.startswith("www.") else f"mailto:{address}"
