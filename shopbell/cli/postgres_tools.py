"""PostgreSQL's own programs, for a dump of the desk's database and the way back: the wheel's, or the machine's own."""

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from shopbell.core.embedded_postgres import CannotStart, binaries
from shopbell.core.embedded_postgres.cluster import environment

HEAD_LINES = 60  # of a dump: where it sets what an older server may not know
UNKNOWN_BEFORE_17 = b"SET transaction_timeout"


def dump(address: str, target: Path, *, snapshot: str, server_major: int) -> None:
    """Write the database as the `snapshot` sees it into `target`, compressed."""
    command = [program("pg_dump", server_major), "--format=custom", "--no-owner", "--no-privileges"]
    run([*command, f"--snapshot={snapshot}", f"--file={target}", f"--dbname={bare(address)}"], address)


def load(address: str, source: Path, last_words: Iterable[str], *, server_major: int) -> None:
    """Fill the empty database from a dump and then do `last_words` (SQL), all of it or nothing."""
    reading = subprocess.Popen(
        [program("pg_restore", server_major), "--no-owner", "--no-privileges", "--file=-", str(source)],
        env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    writing = subprocess.Popen(
        [program("psql", server_major), "-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-f", "-",
         "-d", bare(address)],
        env=words_of(address), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert reading.stdout and writing.stdin and writing.stderr
    try:
        pour(reading.stdout, writing.stdin)
        if reading.wait():
            writing.kill()  # the transaction ends unfinished
            raise CannotStart("The dump in this backup cannot be read to its end. Nothing was restored.")
        writing.stdin.write("\n".join(["", *last_words, ""]).encode())
        writing.stdin.close()
    except BrokenPipeError:
        pass  # it says why below
    finally:
        reading.kill()
        reading.wait()
    complaint = writing.stderr.read().decode(errors="replace")
    if writing.wait():
        raise CannotStart(f"The database could not be restored: {last_line(complaint)}")


def pour(source: IO[bytes], sink: IO[bytes]) -> None:
    for _ in range(HEAD_LINES):
        line = source.readline()
        if not line.startswith(UNKNOWN_BEFORE_17):
            sink.write(line)
    shutil.copyfileobj(source, sink, 2**20)


def program(name: str, server_major: int) -> str:
    """The wheel's program; the machine's where there is no wheel, or the server is newer than it."""
    own = shutil.which(name)
    if server_major > binaries.MAJOR:
        if own:
            return own
        raise CannotStart(
            f"The database is PostgreSQL {server_major}: install its client programs, {name} of it is needed."
        )
    try:
        return str(binaries.installed() / "bin" / name)
    except CannotStart:
        if own:
            return own
        raise


def run(command: list[str], address: str) -> None:
    done = subprocess.run(
        command, env=words_of(address), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotStart(f"The database could not be dumped: {last_line(done.stderr)}")


def bare(address: str) -> str:
    """The address without its password, since every account of the machine can read command lines."""
    return make_conninfo("", **{**conninfo_to_dict(address), "password": None})


def words_of(address: str) -> dict[str, str]:
    password = conninfo_to_dict(address).get("password")
    return environment() | ({"PGPASSWORD": str(password)} if password else {})


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if "rror:" in line or "ERROR:" in line or "FATAL:" in line]
    return (telling or lines or ["it said nothing"])[-1]
