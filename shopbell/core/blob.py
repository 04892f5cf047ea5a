"""The object store: bytes kept by their SHA-256, in the data folder.

A key never changes its content, so writing twice is one write. `put` returns only when the bytes
are on the disk: what it returned is not lost by a crash. Callers keep names and types; the store does not.
A blob that no row names within a day is swept (`blob_sweep.py`).
"""

import contextlib
import ctypes
import fcntl
import hashlib
import os
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

CHUNK = 256 * 1024
MANY = 4  # files from which on one sync of the file system is cheaper than one each
_libc = ctypes.CDLL(None, use_errno=True)


def path_of(key: str) -> Path:
    """Where the bytes of `key` lie. ValueError when `key` is not a SHA-256 in hex."""
    if len(key) != 64 or not set(key) <= set("0123456789abcdef"):
        raise ValueError(f"{key!r} is no blob key")
    return Path(settings.BLOBS) / key[:2] / key


def put(content: bytes) -> str:
    """Keep `content` durably and return its key."""
    return put_chunks(iter([content]))[0]


def put_many(contents: list[bytes]) -> list[str]:
    """Keep all `contents` durably; returns their keys in order.

    Many at once are written first and then synced together: one sync of the file system costs as much as a
    few files', so a flood of small files is ten times as quick as one by one.
    """
    if len(contents) < MANY or not hasattr(_libc, "syncfs"):
        return [put(content) for content in contents]
    folder = Path(settings.BLOBS)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = [hashlib.sha256(content).hexdigest() for content in contents]
    fresh = {key: content for key, content in zip(keys, contents, strict=True) if not path_of(key).exists()}
    try:
        for key, content in fresh.items():
            _draft(folder, key).write_bytes(content)
        _sync_file_system(folder)
        with _putting():
            for key in dict.fromkeys(keys):
                if key in fresh:
                    path_of(key).parent.mkdir(exist_ok=True, mode=0o700)
                    os.rename(_draft(folder, key), path_of(key))
                elif not _renew(key):
                    raise _Swept
    except _Swept:  # one that was there is not any more
        _drop_drafts(folder, fresh)
        return [put(content) for content in contents]
    except BaseException:
        _drop_drafts(folder, fresh)
        raise
    _sync_file_system(folder)  # also what was there already may be a rename that is not on the disk yet
    return keys


def put_chunks(chunks: Iterator[bytes]) -> tuple[str, int]:
    """Keep the joined `chunks` durably without holding them in memory; returns key and size in bytes."""
    folder = Path(settings.BLOBS)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size_bytes = hashlib.sha256(), 0
    descriptor, name = tempfile.mkstemp(prefix=".new-", dir=folder)
    try:
        with open(descriptor, "wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                size_bytes += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        _settle(Path(name), digest.hexdigest())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return digest.hexdigest(), size_bytes


def get(key: str) -> bytes:
    """The bytes of `key`; FileNotFoundError when they were never put."""
    return path_of(key).read_bytes()


def open_blob(key: str) -> BinaryIO:
    """The bytes of `key` as an open file."""
    return path_of(key).open("rb")


@contextlib.contextmanager
def sweeping() -> Iterator[None]:
    """While this is held nobody puts, so that what was just seen to be old can be removed."""
    with _lock(fcntl.LOCK_EX):
        yield


def _putting() -> contextlib.AbstractContextManager[None]:
    return _lock(fcntl.LOCK_SH)


@contextlib.contextmanager
def _lock(how: int) -> Iterator[None]:
    descriptor = os.open(Path(settings.BLOBS) / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)


class _Swept(Exception):
    pass


def _renew(key: str) -> bool:
    """Make the blob young again; whether it is there."""
    try:
        os.utime(path_of(key))
    except FileNotFoundError:
        return False
    return True


def _drop_drafts(folder: Path, keys: Iterable[str]) -> None:
    for key in keys:
        _draft(folder, key).unlink(missing_ok=True)


def _settle(fresh: Path, key: str) -> None:
    """Give the file `fresh` the name of its content, unless that is there."""
    target = path_of(key)
    with _putting():
        if _renew(key):
            fresh.unlink()
            return
        is_new_folder = not target.parent.exists()
        target.parent.mkdir(exist_ok=True, mode=0o700)
        os.rename(fresh, target)
    # a rename is on the disk only when its folder is; a new folder only when its parent is
    for folder in [target.parent, *([target.parent.parent] if is_new_folder else [])]:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _draft(folder: Path, key: str) -> Path:
    """A name of this thread's own, so that two that keep the same bytes never share a half-written file."""
    return folder / f".new-{os.getpid()}-{threading.get_ident()}-{key}"


def _sync_file_system(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if _libc.syncfs(descriptor) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
    finally:
        os.close(descriptor)
