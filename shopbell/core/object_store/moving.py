"""Bringing blobs from one place to another: into a store from a backup, from the folder into a bucket, or back."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import BinaryIO

from .store import CHUNK, Damaged, Missing, Store, size_of

SMALL_BYTES = 1024 * 1024  # of a file that is put together with others
AT_ONCE = 32


def bring(target: Store, files: Iterable[tuple[str, BinaryIO, int]]) -> Iterator[str]:
    """Put each of `files` (key, bytes, size) into `target`; returns each key once its bytes are kept there.

    Raises Damaged when the bytes are not those of their key. The small ones go many at once.
    """
    small: dict[str, bytes] = {}
    for key, file, size_bytes in files:
        with file:
            if size_bytes > SMALL_BYTES:
                yield _same(key, target.put_chunks(iter(partial(file.read, CHUNK), b""))[0])
            else:
                small[key] = file.read()
        if len(small) >= AT_ONCE:
            yield from _bring_small(target, small)
            small = {}
    yield from _bring_small(target, small)


def move(source: Store, target: Store) -> Iterator[str]:
    """Bring every blob of `source` to `target` and remove it there; returns each key that was moved.

    It may be broken off at any moment and begun again: a blob is removed once it is kept, and readers look in both.
    """
    for key in bring(target, _opened(source)):
        source.forget(key)
        yield key


def _opened(source: Store) -> Iterator[tuple[str, BinaryIO, int]]:
    for key in source.list_keys():
        try:
            file = source.open(key)
        except Missing:  # swept meanwhile
            continue
        yield key, file, size_of(file)


def _bring_small(target: Store, contents: dict[str, bytes]) -> list[str]:
    keys = target.put_many(list(contents.values())) if contents else []
    return [_same(key, kept) for key, kept in zip(contents, keys, strict=True)]


def _same(key: str, kept: str) -> str:
    if key != kept:
        raise Damaged(key, "the place it was brought from")
    return key
