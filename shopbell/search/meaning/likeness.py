"""How like a text some documents are: asked where words have named them already, as what stands beside a topic is."""

from collections.abc import Sequence

from shopbell.search.help.document import Document

from . import encoder
from .setting import Meaning
from .vectors import NUMBERS, VectorState


def likeness_stamp(language: str) -> str:
    """What changes with the vectors of `language`; empty while there is nothing to compare, or nothing that could."""
    if not Meaning.current().helps(language):
        return ""
    state = VectorState.current()
    is_there = bool(state.encoder) and state.encoder == encoder.encoder_name() and encoder.SHELF.at_hand()
    return state.stamp if is_there else ""


def likeness_of(kind: str, ids: Sequence[int], language: str, title: str, whole: str) -> dict[int, float]:
    """From -1 to 1, of each of `ids` that has a vector: the mean of what title and whole text are to those of both."""
    loaded = encoder.SHELF.at_hand()
    if not loaded:
        return {}
    import numpy

    asked = loaded.encode([title, whole]).mean(axis=0)
    rows = Document.objects.filter(kind=kind, object_id__in=ids, language=language, vector__isnull=False)
    found = rows.exclude(vector=b"").values_list("object_id", "vector")
    return {pk: float(numpy.frombuffer(bytes(vector or b""), NUMBERS) @ asked) for pk, vector in found}
