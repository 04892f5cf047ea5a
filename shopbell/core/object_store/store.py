"""What every object store can do, and what may go wrong with one. A key is the SHA-256 of its bytes, in hex.

A store keeps durably before it returns, never changes what it has, and makes a blob young again that is put once more:
what is old and nobody names is removed (`blob_sweep.py`).
"""

import hashlib
import io
import os
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import BinaryIO

KEY = re.compile(r"[0-9a-f]{64}")
CHUNK = 256 * 1024


class StoreError(OSError):
    """The store does not do what it should; the text is a sentence."""


class Missing(StoreError, FileNotFoundError):
    """No such blob is in the store."""

    def __init__(self, key: str, place: str):
        super().__init__(f"The stored file {key} is not in {place}.")


class Damaged(StoreError):
    """What the store has under the key are not the bytes that were put."""

    def __init__(self, key: str, place: str):
        super().__init__(
            f"The stored file {key} in {place} is damaged: its bytes are not those that were kept."
        )


class Unreachable(StoreError):
    """The store does not answer, or lets nobody in. It may later."""


class Store(ABC):
    """One place with blobs. `str()` says where it is, without its secrets."""

    @abstractmethod
    def put_chunks(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Keep the joined `chunks` durably without holding them in memory; returns key and size in bytes."""

    @abstractmethod
    def put_many(self, contents: list[bytes]) -> list[str]:
        """Keep all `contents` durably; returns their keys in order. Quicker than one by one."""

    @abstractmethod
    def open(self, key: str) -> BinaryIO:
        """The bytes of `key` to read from the start, see `size_of`. Raises Missing."""

    @abstractmethod
    def part(self, key: str, start: int, most: int) -> tuple[bytes, int]:
        """Up to `most` bytes of `key` from `start` on, and the size of all; of a part nobody can tell whether its bytes
        are right. Raises Missing."""

    @abstractmethod
    def has(self, key: str) -> bool:
        """Whether `key` is there."""

    @abstractmethod
    def list_keys(self, *, put_before: datetime | None = None) -> Iterator[str]:
        """All keys, or those that were put last before that moment."""

    @abstractmethod
    def remove(self, keys: list[str], *, put_before: datetime) -> int:
        """Remove those of `keys` that are still that old; returns how many. Nobody puts at the same moment."""

    @abstractmethod
    def forget(self, key: str) -> None:
        """Remove `key`, which is kept elsewhere now, however young it is."""

    @abstractmethod
    def remove_drafts(self, *, put_before: datetime) -> int:
        """Remove what a crash left half written; returns how many."""

    @abstractmethod
    def look(self) -> str:
        """How the store does, in a few words, after keeping and reading a little. Raises StoreError."""

    def get(self, key: str) -> bytes:
        """The bytes of `key`, which are those that were put. Raises Missing and Damaged."""
        with self.open(key) as file:
            return file.read()


def refuse_no_key(key: str) -> None:
    """ValueError when `key` is not a SHA-256 in hex, so that no other path is ever opened."""
    if not KEY.fullmatch(key):
        raise ValueError(f"{key!r} is no blob key")


def size_of(file: BinaryIO) -> int:
    """The size in bytes of what `Store.open` returned."""
    return file.size_bytes if isinstance(file, Streamed) else os.fstat(file.fileno()).st_size


class Streamed(io.BufferedReader):
    """Bytes that come from afar, piece by piece; the last piece is given out only when all of them were right."""

    def __init__(self, key: str, pieces: Iterable[bytes], size_bytes: int, place: str):
        super().__init__(_Pieces(_checked(key, pieces, place)), CHUNK)
        self.size_bytes = size_bytes


class _Pieces(io.RawIOBase):
    def __init__(self, pieces: Iterator[bytes]):
        self._pieces, self._rest = pieces, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, room) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(room), len(self._rest))
        room[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


def _checked(key: str, pieces: Iterable[bytes], place: str) -> Iterator[bytes]:
    digest, last = hashlib.sha256(), b""
    for piece in pieces:
        if last:
            yield last
        digest.update(piece)
        last = piece
    if digest.hexdigest() != key:
        raise Damaged(key, place)
    yield last
