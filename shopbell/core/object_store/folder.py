"""The object store in a folder: each blob a file named by its key.

`put` returns only when the bytes are on the disk: what it returned is not lost by a crash.
"""

import contextlib
import ctypes
import fcntl
import hashlib
import os
import tempfile
import threading
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from .store import KEY, Damaged, Missing, Store, Unreachable, refuse_no_key, size_of

MANY = 4  # files from which on one sync of the file system is cheaper than one each
_libc = ctypes.CDLL(None, use_errno=True)


class Folder(Store):
    def __init__(self, path: Path):
        self.path = Path(path)

    def __str__(self) -> str:
        return str(self.path)

    def path_of(self, key: str) -> Path:
        """Where the bytes of `key` lie. ValueError when `key` is not a SHA-256 in hex."""
        refuse_no_key(key)
        return self.path / key[:2] / key

    def put_chunks(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        self._make()
        digest, size_bytes = hashlib.sha256(), 0
        descriptor, name = tempfile.mkstemp(prefix=".new-", dir=self.path)
        try:
            with open(descriptor, "wb") as file:
                for chunk in chunks:
                    digest.update(chunk)
                    size_bytes += len(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            self._settle(Path(name), digest.hexdigest())
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return digest.hexdigest(), size_bytes

    def put_many(self, contents: list[bytes]) -> list[str]:
        """Many at once are written first and then synced together: one sync of the file system costs as much as a
        few files', so a flood of small files is ten times as quick as one by one."""
        if len(contents) < MANY or not hasattr(_libc, "syncfs"):
            return [self.put_chunks([content])[0] for content in contents]
        self._make()
        keys = [hashlib.sha256(content).hexdigest() for content in contents]
        fresh = {key: content for key, content in zip(keys, contents, strict=True) if not self.has(key)}
        try:
            for key, content in fresh.items():
                self._draft(key).write_bytes(content)
            self._sync()
            with self._lock(fcntl.LOCK_SH):
                for key in dict.fromkeys(keys):
                    if key in fresh:
                        self.path_of(key).parent.mkdir(exist_ok=True, mode=0o700)
                        os.rename(self._draft(key), self.path_of(key))
                    elif not self._renew(key):
                        raise _Swept
        except _Swept:  # one that was there is not any more
            self._drop_drafts(fresh)
            return [self.put_chunks([content])[0] for content in contents]
        except BaseException:
            self._drop_drafts(fresh)
            raise
        self._sync()  # also what was there already may be a rename that is not on the disk yet
        return keys

    def open(self, key: str) -> BinaryIO:
        try:
            return self.path_of(key).open("rb")
        except FileNotFoundError:
            raise Missing(key, str(self)) from None

    def part(self, key: str, start: int, most: int) -> tuple[bytes, int]:
        with self.open(key) as file:
            size = size_of(file)
            file.seek(start)
            return file.read(most), size

    def get(self, key: str) -> bytes:
        content = super().get(key)
        if hashlib.sha256(content).hexdigest() != key:
            raise Damaged(key, str(self))
        return content

    def has(self, key: str) -> bool:
        return self.path_of(key).exists()

    def list_keys(self, *, put_before: datetime | None = None) -> Iterator[str]:
        """In their order; one that is just being written has another name, and no row yet."""
        for folder in sorted(self.path.glob("[0-9a-f][0-9a-f]")):
            for name in sorted(path.name for path in folder.iterdir()):
                if KEY.fullmatch(name) and (put_before is None or self.is_old(folder / name, put_before)):
                    yield name

    def remove(self, keys: list[str], *, put_before: datetime) -> int:
        return sum(self._remove(self.path_of(key), put_before) for key in keys)

    def forget(self, key: str) -> None:
        self.path_of(key).unlink(missing_ok=True)

    def look(self) -> str:
        try:
            self._make()
            with tempfile.TemporaryFile(dir=self.path) as file:
                file.write(b"Can this be kept?")
        except OSError as error:
            raise Unreachable(f"{self} cannot be written ({error.strerror})") from error
        return f"they lie in {self}"

    def remove_drafts(self, *, put_before: datetime) -> int:
        return sum(self._remove(path, put_before) for path in self.path.glob(".new-*"))

    def is_old(self, path: Path, put_before: datetime) -> bool:
        try:
            return path.stat().st_mtime < put_before.timestamp()
        except FileNotFoundError:  # another sweep was quicker
            return False

    def _make(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)

    def _remove(self, path: Path, put_before: datetime) -> int:
        """While nobody puts, so that what was just seen to be old can be removed."""
        with self._lock(fcntl.LOCK_EX):
            if not self.is_old(path, put_before):
                return 0
            path.unlink(missing_ok=True)
        return 1

    @contextlib.contextmanager
    def _lock(self, how: int) -> Iterator[None]:
        descriptor = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, how)
            yield
        finally:
            os.close(descriptor)

    def _renew(self, key: str) -> bool:
        """Make the blob young again; whether it is there."""
        try:
            os.utime(self.path_of(key))
        except FileNotFoundError:
            return False
        return True

    def _settle(self, fresh: Path, key: str) -> None:
        """Give the file `fresh` the name of its content, unless that is there."""
        target = self.path_of(key)
        with self._lock(fcntl.LOCK_SH):
            if self._renew(key):
                fresh.unlink()
                return
            is_new_folder = not target.parent.exists()
            target.parent.mkdir(exist_ok=True, mode=0o700)
            os.rename(fresh, target)
        # a rename is on the disk only when its folder is; a new folder only when its parent is
        for folder in [target.parent, *([self.path] if is_new_folder else [])]:
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def _draft(self, key: str) -> Path:
        """A name of this thread's own, so that two that keep the same bytes never share a half-written file."""
        return self.path / f".new-{os.getpid()}-{threading.get_ident()}-{key}"

    def _drop_drafts(self, keys: Iterable[str]) -> None:
        for key in keys:
            self._draft(key).unlink(missing_ok=True)

    def _sync(self) -> None:
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            if _libc.syncfs(descriptor) != 0:
                code = ctypes.get_errno()
                raise OSError(code, os.strerror(code))
        finally:
            os.close(descriptor)


class _Swept(Exception):
    pass
