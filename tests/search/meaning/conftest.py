"""The search by meaning with a small made-up encoder: a dictionary says what each word is about."""

import numpy
import pytest

from shopbell.search.help.index import index_due
from shopbell.search.meaning import encoder, nearest, vectors
from shopbell.search.meaning.setting import Meaning
from tests.helpcenter.conftest import centre, sending_back, write  # noqa: F401
from tests.search.help.conftest import titles  # noqa: F401

ABOUT = {
    "parcel": 0,
    "package": 0,
    "lost": 1,
    "whereabouts": 1,
    "colour": 2,
    "shade": 2,
    "paket": 0,
    "sendung": 0,
}
NOTHING = 7  # what all other words are about


class MadeUp:
    name = "made up 1"

    def encode(self, texts):
        rows = numpy.zeros((len(texts), NOTHING + 1), "float32")
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().replace(".", " ").replace("?", " ").split():
                row[ABOUT.get(word, NOTHING)] += 1 if word in ABOUT else 0.01
            row /= max(float(numpy.linalg.norm(row)), 1e-9)
        return rows


@pytest.fixture
def made_up(monkeypatch):
    """An encoder that is there and loaded."""
    shelf = encoder.Shelf(MadeUp)
    shelf.take()
    monkeypatch.setattr(encoder, "SHELF", shelf)
    monkeypatch.setattr(encoder, "encoder_name", lambda: MadeUp.name)
    monkeypatch.setattr(nearest, "_kept", {})
    return shelf


@pytest.fixture
def meaning(db, made_up):
    """The search by meaning, switched on in English."""
    return Meaning.objects.create(pk=1, is_on=True)


@pytest.fixture
def in_step():
    """Do what the job does each minute."""

    def run() -> int:
        while index_due():
            pass
        return vectors.catch_up()

    return run
