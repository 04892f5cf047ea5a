"""A PostgreSQL of our own, from the wheel, private to the desk: no installation, no port, no stranger.

`Server` starts and keeps one; `available` uses the one that runs already, if any.
Nothing here needs Django, because Django's settings need the address first.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from . import leftover
from .cannot_start import CannotStart, sentences_about
from .lock import AlreadyRunning, Lock
from .server import Server, url

__all__ = ["AlreadyRunning", "CannotStart", "Lock", "Server", "available", "running_url", "sentences_about"]

START_SECONDS = 60


def running_url(data: Path) -> str | None:
    """The address of the server that runs on this data folder and answers; None when there is none."""
    cluster = (data / "postgres").resolve()
    try:
        marks = leftover.marks_of(cluster)
        if marks and marks.is_ready and leftover.is_server(marks.pid, cluster):
            return url(data, marks.socket_folder)
    except PermissionError:
        raise CannotStart(
            f"The data folder {data} belongs to another user: use the account that made it."
        ) from None
    return None


@contextmanager
def available(
    data: Path, say: Callable[[str], None] = lambda text: None, *, alone: bool = False
) -> Iterator[str]:
    """The address of a server on this data folder: the running one (unless `alone`), else one for this block."""
    server = Server(data, say=say)
    try:
        server.start()
    except AlreadyRunning:
        if alone:
            raise
        yield wait_for_running(data)
        return
    try:
        yield server.url
    finally:
        server.stop()


def wait_for_running(data: Path) -> str:
    """The address of the server that another process is just starting; AlreadyRunning when none comes up."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if address := running_url(data):
            return address
        time.sleep(0.1)
    raise CannotStart(
        f"Another process holds the data folder {data}, but its database does not answer: stop that first."
    )
