"""Stored files: bytes kept by their SHA-256, in the data folder or in the bucket that SHOPBELL_OBJECT_STORE names.

A key never changes its content, so writing twice is one write. `put` returns only when the bytes
are kept durably: what it returned is not lost by a crash. Callers keep names and types; the store does not.
A blob that no row names within a day is swept (`blob_sweep.py`).
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, TypeVar

from django.conf import settings

from .object_store.access import Access
from .object_store.folder import Folder
from .object_store.store import CHUNK, Damaged, Missing, Store, StoreError, Unreachable, size_of

__all__ = ["CHUNK", "Damaged", "Missing", "StoreError", "Unreachable", "size_of"]
T = TypeVar("T")


def put(content: bytes) -> str:
    """Keep `content` durably and return its key."""
    return put_chunks([content])[0]


def put_many(contents: list[bytes]) -> list[str]:
    """Keep all `contents` durably; returns their keys in order. Many at once are much quicker than one by one."""
    return store().put_many(contents)


def put_chunks(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Keep the joined `chunks` durably without holding them in memory; returns key and size in bytes."""
    return store().put_chunks(chunks)


def get(key: str) -> bytes:
    """The bytes of `key`. Raises Missing when they were never put, Damaged when they are not what was."""
    return _first(lambda place: place.get(key))


def open_blob(key: str) -> BinaryIO:
    """The bytes of `key` to be read from the start. Raises Missing."""
    return _first(lambda place: place.open(key))


def part(key: str, start: int, most: int) -> tuple[bytes, int]:
    """Up to `most` bytes of `key` from `start` on, and the size of all, as a player asks. Raises Missing."""
    return _first(lambda place: place.part(key, start, most))


def store() -> Store:
    """Where blobs are put."""
    return bucket(settings.OBJECT_STORE) if settings.OBJECT_STORE else folder()


def stores() -> Iterator[Store]:
    """Where a blob may lie: where it is put, and the folder that it was not moved from yet."""
    yield store()
    if settings.OBJECT_STORE and Path(settings.BLOBS).is_dir():
        yield folder()


def folder() -> Folder:
    return Folder(Path(settings.BLOBS))


@lru_cache
def bucket(access: Access) -> Store:
    """One client for the whole process: it keeps its connections open."""
    from .object_store.bucket import Bucket

    return Bucket(access)


def _first(look: Callable[[Store], T]) -> T:
    """What the first of the stores has; Missing of the first when none has it."""
    missing: Missing | None = None
    places = list(stores())
    for place in places if len(places) == 1 else [*places, places[0]]:  # it may be moved while we look
        try:
            return look(place)
        except Missing as error:
            missing = missing or error
    assert missing
    raise missing
