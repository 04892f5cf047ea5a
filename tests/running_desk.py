"""A whole desk in a process of its own, started as a person would: `shopbell run` and its roles."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

from shopbell.core.embedded_postgres import leftover
from tests.accounts_of_the_machine import ROOT

PATIENCE_SECONDS = 300
OURS = re.compile(r"SHOPBELL_|DATABASE_URL$|DJANGO_|PYTEST_|PYTHON")


def environment(**more: str) -> dict[str, str]:
    """The environment of the tests without what belongs to the tests."""
    kept = {key: value for key, value in os.environ.items() if not OURS.match(key)}
    return kept | {"PYTHONPATH": str(ROOT), "SHOPBELL_SMTP_PORT": "0", "PYTHONUNBUFFERED": "1"} | more


def command(*words: object, python: str = sys.executable) -> list[str]:
    return [python, "-m", "shopbell.cli", *map(str, words)]


def run_command(*words: object, env: dict | None = None, **more) -> subprocess.CompletedProcess:
    """A command of `shopbell` from start to end."""
    more = {"capture_output": True, "text": True, "timeout": PATIENCE_SECONDS, "cwd": "/"} | more
    return subprocess.run(command(*words), env=env or environment(), **more)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def hear_every_signal() -> None:
    """In a child before it starts: whoever runs the tests under nohup has it begin with a closed terminal ignored."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Desk:
    """A command that serves; `said` is all that it printed so far."""

    def __init__(self, *words: object, env: dict | None = None, python: str = sys.executable, **more):
        self.said = ""
        more = {"preexec_fn": hear_every_signal} | more
        self.process = subprocess.Popen(
            command(*words, python=python), env=env or environment(), cwd="/", text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.said += line

    def wait_for(self, words: str) -> "Desk":
        """Return when `words` were printed."""
        until = time.monotonic() + PATIENCE_SECONDS
        while words not in self.said:
            assert self.process.poll() is None, f"it ended with {self.process.returncode}:\n{self.said}"
            assert time.monotonic() < until, f"no {words!r} in {PATIENCE_SECONDS} s:\n{self.said}"
            time.sleep(0.02)
        return self

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send the signal, wait for the end; returns the exit code."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        try:
            code = self.process.wait(PATIENCE_SECONDS)
        finally:
            self.process.kill()
        self._reader.join(PATIENCE_SECONDS)
        return code


def get(port: int, path: str = "/health") -> int:
    """The status of a page."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return answer.status


def database_processes(data: Path) -> list[int]:
    """Every process that serves the database of this data folder, or works in its folder."""
    cluster = (data / "postgres").resolve()
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [number for number in numbers if leftover.is_server(number, cluster) or works_in(number, cluster)]


def works_in(number: int, folder: Path) -> bool:
    try:
        return Path(os.readlink(f"/proc/{number}/cwd")) == folder
    except OSError:
        return False
