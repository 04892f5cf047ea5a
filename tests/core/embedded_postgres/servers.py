"""Servers in processes of their own, questions to them, and waiting for what must become so."""

import subprocess
import sys
import time
from pathlib import Path

import psycopg

from shopbell.core.embedded_postgres import leftover
from tests.accounts_of_the_machine import ROOT

PATIENCE_SECONDS = 180  # a recovery on a loaded machine takes its time


def wait_until(is_so, what: str):
    until = time.monotonic() + PATIENCE_SECONDS
    while not (answer := is_so()):
        assert time.monotonic() < until, f"not in {PATIENCE_SECONDS} s: {what}"
        time.sleep(0.02)
    return answer


def ask(url: str, statement: str):
    with psycopg.connect(url) as connection:
        return connection.execute(statement).fetchone()


def serve_elsewhere(data: Path, python: str = sys.executable, **words) -> subprocess.Popen:
    """A server kept by a process of its own; returns when it is up."""
    code = (
        "import sys; from pathlib import Path; from shopbell.core.embedded_postgres import Server\n"
        "with Server(Path(sys.argv[1])) as server: print(server.url, flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [python, "-c", code, str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **{"env": {"PYTHONPATH": str(ROOT)}, "cwd": "/"} | words,
    )
    process.url = process.stdout.readline().strip()
    assert process.url
    return process


def postmaster(data: Path) -> int:
    marks = leftover.marks_of((data / "postgres").resolve())
    assert marks
    return marks.pid
