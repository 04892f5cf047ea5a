"""What lies nearest to a question: one product of a matrix, which each process keeps until the vectors change.

Access is asked twice, as by the rank of words: what may not be read takes no place among the nearest, and the query
that names them asks it again of the rows as they are now.
"""

from dataclasses import dataclass
from typing import Any

from shopbell.search.help.document import Document
from shopbell.search.help.ranking import Ranked

from . import encoder
from .vectors import NUMBERS, VectorState

MOST = 10
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
    """The documents of `language` open to `access` that are at least `least` like `text`.

    Empty while there is nothing to compare with, or nothing that could.
    """
    state = VectorState.current()
    loaded = encoder.SHELF.at_hand() if state.encoder and state.encoder == encoder.encoder_name() else None
    matrix = _matrix(language, state.stamp) if loaded else None
    if not loaded or not matrix or not matrix.ids:
        return Nearest([], frozenset())
    like = _likeness(matrix, loaded.encode([text])[0], access)
    first = sorted((-likeness, pk) for pk, likeness in like if likeness >= least)[:MOST]
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
