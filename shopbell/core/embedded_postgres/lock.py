"""One desk per data folder: a lock that the kernel takes back when its holder dies, even by kill -9."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from .cannot_start import CannotStart


class AlreadyRunning(CannotStart):
    """Another process holds the data folder."""


class Lock:
    def __init__(self, data: Path):
        self.data = data
        self._descriptor: int | None = None

    def take(self) -> None:
        """Hold the data folder until `release` or the end of this process; AlreadyRunning when it is held."""
        descriptor = os.open(self.data / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 20, 0).decode().strip()
            os.close(descriptor)
            raise AlreadyRunning(
                f"Shopbell already runs on the data folder {self.data}{f' (process {holder})' if holder else ''}: "
                "stop it first, or name another folder with --data."
            ) from None
        self._descriptor = descriptor
        with suppress(OSError):  # a full disk: the number is for people, the lock holds without it
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        """Let the next one in; does nothing when the lock is not held. The file stays: removing it would race."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
