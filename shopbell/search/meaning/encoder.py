"""What makes numbers of a text: `wordllama`, whose model lies inside its package. It is optional (`bin/setup vectors`).

It takes two seconds and about a hundred megabytes, so a process loads it when it is first needed: the worker waits for
it, a search goes by words alone until it is there. Nothing is ever fetched.
"""

import logging
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Protocol

PACKAGE = "wordllama"
MOST_CHARACTERS = 20_000  # of a text; what follows says little more of what it is about
log = logging.getLogger(__name__)


class Encoder(Protocol):
    name: str  # vectors of another name are of no use beside its own

    def encode(self, texts: Sequence[str]) -> Any:
        """A matrix with a row of length one for each text, in float32; of an empty text a row of zeros."""


class WordLlamaEncoder:
    def __init__(self) -> None:
        import wordllama

        self.name = f"{PACKAGE} {version(PACKAGE)}"
        self._turn = Lock()  # its tokenizer is not for two threads at once
        self._model = wordllama.WordLlama.load(
            cache_dir=Path(wordllama.__file__).parent, disable_download=True
        )

    def encode(self, texts: Sequence[str]) -> Any:
        import numpy

        rows = [self._row(text[:MOST_CHARACTERS]) if text.strip() else None for text in texts]
        width = self._model.embedding.shape[1]
        return numpy.stack([numpy.zeros(width, "float32") if row is None else row for row in rows])

    def _row(self, text: str) -> Any:
        """One text at a time: a batch takes as much memory as if each text were as long as its longest."""
        with self._turn:
            return self._model.embed([text], norm=True)[0]


class Shelf:
    """The encoder of this process, once it is loaded."""

    def __init__(self, make: Any = WordLlamaEncoder) -> None:
        self._make = make
        self._lock = Lock()
        self._loaded: Encoder | None = None
        self._is_asked_for = False

    def take(self) -> Encoder:
        """The encoder; the first one who comes loads it, and whoever comes meanwhile waits."""
        with self._lock:
            if self._loaded is None:
                self._loaded = self._make()
            return self._loaded

    def at_hand(self) -> Encoder | None:
        """The encoder if it is there. If not, it is loaded meanwhile, once: whoever searches does not wait for it."""
        if self._loaded is None and not self._is_asked_for:
            self._is_asked_for = True
            Thread(target=self._load, name="encoder", daemon=True).start()
        return self._loaded

    def _load(self) -> None:
        try:
            self.take()
        except Exception:  # a search is answered by words, whatever is wrong with a package that is optional
            log.exception("The search cannot find by meaning: the package %s does not load.", PACKAGE)


SHELF = Shelf()


def is_installed() -> bool:
    """Whether the package is there: the desk does without it."""
    return bool(encoder_name())


@cache
def encoder_name() -> str:
    """What an encoder of this machine is called, without loading it; empty when there is none."""
    try:
        return f"{PACKAGE} {version(PACKAGE)}"
    except PackageNotFoundError:
        return ""
