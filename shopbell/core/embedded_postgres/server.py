"""The running server: started, watched, started again when it dies, stopped with us.

The kernel tells the server of the death of the *thread* that started it, so the
thread that starts it is the one that waits for it until the end.
"""

import logging
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import psycopg

from . import binaries, cluster, leftover
from .account import account_for
from .cannot_start import CannotStart, sentences_about
from .folder import kept_password, make_data_folder
from .lock import Lock

log = logging.getLogger(__name__)
LONGEST_SOCKET_PATH = 107  # bytes, what a Unix socket address holds
TINY_SHM_BYTES = 48 * 2**20  # containers often have 64 MB or nothing in /dev/shm
HELD = "shared memory block"  # in the log: backends of a server that was killed are about to end
HELD_SECONDS = 15

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "40MB",
    "effective_cache_size": "512MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "huge_pages": "off",
    "io_method": "sync",  # the workers of PostgreSQL 18 cost three processes and help a small desk nothing
    "max_logical_replication_workers": "0",
    "jit": "off",
    "random_page_cost": "1.1",
    "min_wal_size": "32MB",
    "max_wal_size": "512MB",
    "wal_compression": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_min_messages": "log",  # an error of a statement is told to the statement's author
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class Server:
    """An embedded server on a data folder, for as long as the `with` block (or `start` to `stop`) lasts.

    Not `durable` means quick and not safe against a power cut: for tests.
    """

    def __init__(self, data: Path, *, durable: bool = True, say: Callable[[str], None] = log.info):
        self.data = data.absolute()
        self.url = ""
        self._durable, self._say = durable, say
        self._lock = Lock(self.data)
        self._process: subprocess.Popen | None = None
        self._keeper: threading.Thread | None = None
        self._stopping, self._is_up = threading.Event(), threading.Event()
        self._socket_folder = ""

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Take the data folder, make or recover the database, and return when it answers. Raises CannotStart."""
        account = account_for(self.data)
        make_data_folder(self.data, account)
        with sentences_about(self.data):
            self._lock.take()
        try:
            with sentences_about(self.data):
                self._account = account_for(self.data)
                self._cluster = cluster.prepare(
                    self.data, self._account, durable=self._durable, say=self._say
                )
                leftover.stop_leftover(self._cluster, self._say)
                self._programs = binaries.reachable_by(self._account)
                self._choose_socket()
                self._open_log()
                self._keeper = threading.Thread(target=self._keep, name="embedded-postgres", daemon=True)
                self._keeper.start()
                self._wait_until_up()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server, politely first, and give the data folder back. Does nothing the second time."""
        self._stopping.set()
        process = self._process
        if process is not None:
            for number, seconds in leftover.PATIENCE_SECONDS:
                if process.poll() is None:
                    process.send_signal(number)
                try:
                    process.wait(seconds)
                    break
                except subprocess.TimeoutExpired:
                    log.warning("The database server is slow to stop.")
        if self._keeper is not None:
            self._keeper.join(5)
        leftover.remove_socket_folder(self._socket_folder)
        self._lock.release()

    # --- the thread that keeps it ------------------------------------------------------------------

    def _keep(self) -> None:
        pause, last_try = 0.2, time.monotonic() + HELD_SECONDS
        while not self._stopping.is_set():
            began = time.monotonic()
            with open(self.data / "postgres.log", "ab") as output:
                self._process = subprocess.Popen(
                    self._account.command(self._programs / "bin" / "postgres", "-D", self._cluster, *self._options()),
                    env=cluster.environment(), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                )  # fmt: skip
            code = self._process.wait()
            if self._stopping.is_set():
                return
            if self._is_up.is_set():
                log.error("The database server ended by itself (code %s); starting it again.", code)
                leftover.clear_marks(self._cluster)
            elif began > last_try or HELD not in self._read_log():
                return
            pause = 0.5 if time.monotonic() - began > 60 else min(pause * 2, 30)
            self._stopping.wait(pause)

    def _options(self) -> list[str]:
        settings = SETTINGS | ({} if self._durable else NOT_DURABLE)
        settings["unix_socket_directories"] = self._socket_folder
        settings["dynamic_shared_memory_type"] = "mmap" if has_tiny_shm() else "posix"
        return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    def _choose_socket(self) -> None:
        """In the database's own folder, closed to others; in a private one of /tmp if that path is too long."""
        self._socket_folder = str(self._cluster)
        if len(os.fsencode(self._cluster / leftover.SOCKET)) > LONGEST_SOCKET_PATH:
            self._socket_folder = tempfile.mkdtemp(prefix=leftover.SOCKET_PREFIX, dir="/tmp")
            os.chown(self._socket_folder, self._account.uid, self._account.gid)
        self.url = url(self.data, self._socket_folder)

    def _open_log(self) -> None:
        """Begin the server's log anew, keeping that of the run before."""
        path = self.data / "postgres.log"
        if path.exists():
            path.replace(path.with_suffix(".log.1"))
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))

    def _read_log(self) -> str:
        return (self.data / "postgres.log").read_text(errors="replace")

    # --- coming up ---------------------------------------------------------------------------------

    def _wait_until_up(self) -> None:
        began = said = time.monotonic()
        while not self._answers():
            if self._keeper is None or not self._keeper.is_alive():
                raise cluster.reason(self._read_log(), self.data, "The database server did not start")
            if time.monotonic() - said > 5:
                said = time.monotonic()
                self._say(f"Waiting for the database to come up, {said - began:.0f} s.")
            time.sleep(0.02)
        self._is_up.set()

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if f'database "{cluster.DATABASE}" does not exist' in str(error):
                make_database(url(self.data, self._socket_folder, "postgres"))
                return True
            if "password authentication failed" in str(error):
                raise CannotStart(
                    f"The database does not accept the password in {self.data / 'secrets' / 'postgres-password'}: "
                    "put that file back from a backup."
                ) from error
            return False
        return True


def url(data: Path, socket_folder: str, database: str = cluster.DATABASE) -> str:
    """The address of an embedded server, in the form of DATABASE_URL."""
    return f"postgres://{cluster.ROLE}:{kept_password(data)}@/{database}?host={quote(socket_folder, safe='')}"


def make_database(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {cluster.DATABASE}")


def has_tiny_shm() -> bool:
    """Whether /dev/shm is missing, closed or too small for the shared memory of parallel queries."""
    folder = Path("/dev/shm")
    try:
        return not os.access(folder, os.W_OK) or shutil.disk_usage(folder).total < TINY_SHM_BYTES
    except OSError:
        return True
