"""Redacting: what in a text is personal, as pieces of which each can be put back or stay covered."""

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from shopbell.core.folding import fold

from .kind import ORDER, Kind
from .known import Known
from .naming import named
from .patterns import Span, formed
from .places import Placed

BESIDE = re.compile(r"[\s,;/\-–·()]*")  # what may stand between two parts of one address or name


@dataclass(frozen=True)
class Piece:
    """Words in a row. Those of a `kind` are personal, and covered unless somebody put them back; `key` names them."""

    text: str
    kind: str = ""
    key: str = ""
    is_covered: bool = False


def pieces_of(
    text: str, known: Known, *, language: str = "en", country: str = "", shown: Collection[str] = ()
) -> list[Piece]:
    """`text` in pieces, in order; joined they are `text` again. What has a key of `shown` is not covered."""
    pieces, last = [], 0
    for start, end, kind in _apart(
        text, [*_known(text, known), *formed(text, language, country), *named(text)]
    ):
        if start > last:
            pieces.append(Piece(text[last:start]))
        words = text[start:end]
        key = key_of(kind, words)
        pieces.append(Piece(words, kind.value, key, key not in shown))
        last = end
    if last < len(text):
        pieces.append(Piece(text[last:]))
    return pieces


def covered(pieces: Iterable[Piece], neutral: dict[str, str]) -> str:
    """The text with a neutral word in the place of each piece that is covered."""
    return "".join(neutral[piece.kind] if piece.is_covered else piece.text for piece in pieces)


def key_of(kind: str, words: str) -> str:
    """The same for the same words, wherever and in whatever case they stand."""
    return hashlib.sha256(f"{kind} {' '.join(fold(words).split())}".encode()).hexdigest()[:16]


def _known(text: str, known: Known) -> Iterable[Span]:
    placed = Placed(text)
    for kind, pattern in known.patterns():
        yield from ((start, end, kind) for start, end in placed.where(pattern))
    for kind, pattern in known.met_patterns():
        yield from ((start, end, kind) for start, end in placed.where(pattern) if not text[start].islower())


def _apart(text: str, spans: Iterable[Span]) -> list[Span]:
    """The spans in order, none over another: what overlaps is one, as are parts of an address in a row."""
    found: list[Span] = []
    for start, end, kind in sorted((start, end, kind) for start, end, kind in spans if end > start):
        if not found:
            found.append((start, end, kind))
            continue
        first, last, before = found[-1]
        is_one = start < last or (
            kind == before
            and kind in (Kind.ADDRESS, Kind.NAME, Kind.PHONE)
            and BESIDE.fullmatch(text[last:start])
        )
        if is_one:
            first_kind = before if start >= last else min(before, kind, key=ORDER.index)
            found[-1] = (first, max(last, end), first_kind)
        else:
            found.append((start, end, kind))
    return found
