"""What lies nearest to a question: one product of a matrix, which each process keeps until the vectors change.

Access is asked twice, as by the rank of words: what may not be read takes no place among the nearest, and the query
that names them asks it again of the rows as they are now.

Of many documents the likest is liker by chance than of few, so a bound grows with their number, by what the likest of
so many unrelated ones is liker. And where even what lies in the middle reaches it, likeness says nothing by itself, as
in Arabic, where all texts are alike to an English model: then only what stands out from the others is near.
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from shopbell.search.help.document import Document
from shopbell.search.help.ranking import Ranked

from . import encoder
from .vectors import NUMBERS, VectorState

MOST = 10
MEASURED = 96  # documents, among which bounds of likeness were chosen
FEW = 30  # documents; fewer do not tell what is usual, and a bound for them is the one for so many
SPREAD = 0.06  # of the likenesses of what has nothing in common
OUT = 1.0  # spreads above the likest by chance: what stands out
Key = tuple[str, int]  # kind and number


@dataclass(frozen=True)
class Matrix:
    """The vectors of a language as they were at `stamp`, a row for each document."""

    stamp: str
    ids: list[int]
    keys: frozenset[Key]
    access: Any
    rows: Any


@dataclass(frozen=True)
class Nearest:
    near: list[Ranked]  # the nearest first; the score is its likeness, from -1 to 1
    measured: frozenset[Key]  # all that could have been among them


_kept: dict[str, Matrix] = {}  # by language; two threads that read one at once read the same


def nearest(text: str, language: str, access: list[str], least: float) -> Nearest:
    """The documents of `language` open to `access` that are like `text`: `least` is enough where `MEASURED` are open.

    Empty while there is nothing to compare with, or nothing that could.
    """
    state = VectorState.current()
    loaded = encoder.SHELF.at_hand() if state.encoder and state.encoder == encoder.encoder_name() else None
    matrix = _matrix(language, state.stamp) if loaded else None
    if not loaded or not matrix or not matrix.ids:
        return Nearest([], frozenset())
    like = _likeness(matrix, loaded.encode([text])[0], access)
    bound = bound_of([likeness for _pk, likeness in like], least)
    first = sorted((-likeness, pk) for pk, likeness in like if likeness >= bound)[:MOST]
    rows = Document.objects.filter(language=language, access__in=access, pk__in=[pk for _unlike, pk in first])
    named = rows.only("kind", "object_id", "category").in_bulk()
    near = [_ranked(named[pk], -unlike) for unlike, pk in first if pk in named]
    return Nearest(near, matrix.keys)


def _ranked(document: Document, likeness: float) -> Ranked:
    return Ranked(document.kind, document.object_id, document.category, likeness)


def _likeness(matrix: Matrix, asked: Any, access: list[str]) -> list[tuple[int, float]]:
    """Number and likeness of each document that is open to `access`."""
    import numpy

    is_open = numpy.isin(matrix.access, access)
    like = (matrix.rows @ asked)[is_open].tolist()
    return list(zip(numpy.array(matrix.ids)[is_open].tolist(), like, strict=True))


def bound_of(like: list[float], least: float) -> float:
    """From which likeness on something is near, of documents that are so `like` a question."""
    import numpy

    by_chance = _by_chance(len(like))
    bound = least + SPREAD * (by_chance - _by_chance(MEASURED))
    if len(like) < FEW:
        return bound
    low, middle = (float(each) for each in numpy.quantile(like, (NormalDist().cdf(-1), 0.5)))
    return bound if middle < bound else middle + (middle - low) * (by_chance + OUT)


def _by_chance(count: int) -> float:
    """How many spreads above the middle the likest of so many unrelated documents lies."""
    return NormalDist().inv_cdf(1 - 1 / (max(count, FEW) + 1))


def _matrix(language: str, stamp: str) -> Matrix:
    kept = _kept.get(language)
    if not kept or kept.stamp != stamp:
        kept = _kept[language] = _read(language, stamp)
    return kept


def _read(language: str, stamp: str) -> Matrix:
    """Read after `stamp` was: the rows are of then or newer, and newer ones bring another stamp."""
    import numpy

    rows = Document.objects.filter(language=language, vector__isnull=False).exclude(vector=b"")
    found = list(rows.order_by("pk").values_list("pk", "kind", "object_id", "access", "vector"))
    numbers = numpy.frombuffer(b"".join(bytes(row[4] or b"") for row in found), NUMBERS)
    return Matrix(
        stamp,
        [row[0] for row in found],
        frozenset((row[1], row[2]) for row in found),
        numpy.array([row[3] for row in found], dtype=str),
        numbers.reshape(len(found), -1) if found else numbers,
    )
