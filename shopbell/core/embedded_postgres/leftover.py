"""A server that an earlier run left behind, and the marks it leaves.

Its process id stands in `postmaster.pid`; after a crash that number may belong to
a stranger, so nothing is signalled before it is known to be this very server.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .cannot_start import CannotStart

SOCKET = ".s.PGSQL.5432"
SOCKET_PREFIX = "shopbell-"  # of socket folders outside the data folder
PATIENCE_SECONDS = ((signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 10))


@dataclass(frozen=True)
class Marks:
    """What a running server writes into its folder."""

    pid: int
    socket_folder: str
    is_ready: bool


def marks_of(cluster: Path) -> Marks | None:
    """The marks of the last server of this folder; None when it stopped properly."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        return Marks(abs(int(lines[0])), lines[4] if len(lines) > 4 else "", lines[7:8] == ["ready   "])
    except (FileNotFoundError, NotADirectoryError, ValueError, IndexError):
        return None


def is_server(pid: int, cluster: Path) -> bool:
    """Whether process `pid` lives and is the server of these files."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        if Path("/proc/self").exists():
            return False
        ps = subprocess.run(
            ["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
        )
        command = ps.stdout.split()
    return command[0].endswith("postgres") and str(cluster) in command


def stop_leftover(cluster: Path, say: Callable[[str], None]) -> None:
    """Stop a server whose keeper is dead and clear its marks. Call this with the data folder locked."""
    marks = marks_of(cluster)
    if marks and is_server(marks.pid, cluster):
        say("Stopping the database server that an earlier run left behind.")
        for number, seconds in PATIENCE_SECONDS:
            if end(marks.pid, cluster, number, seconds):
                break
        else:
            raise CannotStart(
                f"The earlier database server (process {marks.pid}) does not stop: end it and start again."
            )
    if marks:
        remove_socket_folder(marks.socket_folder)
    clear_marks(cluster)


def clear_marks(cluster: Path) -> None:
    """Take away what a server that is gone has left.

    A zombie or a stranger may have its number by now, which PostgreSQL would take for a living server. That
    its last backends are gone too PostgreSQL sees for itself, by the shared memory they hold.
    """
    for name in ("postmaster.pid", f"{SOCKET}.lock"):
        (cluster / name).unlink(missing_ok=True)


def end(pid: int, cluster: Path, number: signal.Signals, seconds: float) -> bool:
    """Send the signal and wait; True when the server is gone."""
    until = time.monotonic() + seconds
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return True
    while is_server(pid, cluster):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def remove_socket_folder(folder: str) -> None:
    """Remove a socket folder that was made in the folder for temporary files; leave any other alone."""
    if Path(folder).name.startswith(SOCKET_PREFIX):
        shutil.rmtree(folder, ignore_errors=True)
