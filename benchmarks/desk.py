"""A real desk to measure: `shopbell run` on a fresh data folder and a free port, and what its processes use."""

import contextlib
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from shopbell.core import embedded_postgres

ROOT = Path(__file__).resolve().parent.parent
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class RunningDesk:
    url: str
    data: Path
    process: subprocess.Popen
    seconds_to_first_page: float
    smtp_port: int

    def database(self) -> psycopg.Connection:
        """A connection of our own to the desk's database."""
        with embedded_postgres.available(self.data, lambda _: None) as address:
            return psycopg.connect(address, autocommit=True)

    def database_url(self) -> str:
        with embedded_postgres.available(self.data, lambda _: None) as address:
            return address

    def processor_ms(self, act, times: int = 30, warm: int = 5) -> float:
        """Processor time of `act()`, of all the desk's processes and its database: who else is busy is not in it."""
        for _ in range(warm):
            act()
        before = cpu_seconds(self.process.pid)
        for _ in range(times):
            act()
        return (cpu_seconds(self.process.pid) - before) / times * 1000

    def memory_mb(self) -> float:
        """What all processes of the desk and its database hold together, shared pages counted once (PSS)."""
        return sum(pss_kb(pid) for pid in tree(self.process.pid)) / 1024


@contextlib.contextmanager
def running_desk(*options: str, **settings: str) -> Iterator[RunningDesk]:
    """A desk from nothing, until the block ends. `options` go to `shopbell run`, `settings` into its environment."""
    with tempfile.TemporaryDirectory(prefix="shopbell-bench-") as folder:
        os.chmod(folder, 0o755)
        port, smtp_port, data = free_port(), free_port(), Path(folder) / "data"
        environment = os.environ | {
            "SHOPBELL_DATA": str(data),
            "SHOPBELL_SMTP_PORT": str(smtp_port),
            **settings,
        }
        begun = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "shopbell.cli", "run", "--port", str(port), *options],
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=sys.stderr,
        )  # fmt: skip
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(f"{url}/accounts/login/", process)
            yield RunningDesk(url, data, process, time.perf_counter() - begun, smtp_port)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def wait_for(url: str, process: subprocess.Popen, seconds: float = 300) -> None:
    """Return when `url` answers 200. RuntimeError when the process ends first or time runs out."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"The desk ended with {process.returncode} before it answered.")
        with (
            contextlib.suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(url, timeout=5) as answer,
        ):  # noqa: S310
            if answer.status == 200:
                return
        time.sleep(0.02)
    raise RuntimeError(f"{url} did not answer within {seconds} s.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def tree(pid: int) -> list[int]:
    """`pid` and all its descendants."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def pss_kb(pid: int) -> int:
    with contextlib.suppress(OSError):
        match = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
        return int(match[1]) if match else 0
    return 0


def cpu_seconds(pid: int) -> float:
    """Processor time of `pid` and all its descendants so far, also of those that have ended."""
    spent = 0
    for each in tree(pid):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            spent += sum(map(int, fields[11:15]))  # its own, and of those children that have ended
    return spent / TICK


def median_ms(act, times: int = 30, warm: int = 5) -> float:
    """Median milliseconds of `act()` over `times` calls after `warm` uncounted ones."""
    for _ in range(warm):
        act()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def processor_ms(act, warm: int = 3, seconds: float = 1.0, most: int = 3000) -> float:
    """Processor time of `act()` in this process and those that it started, its database: who else is busy is not in it.

    It is called until it has taken some `seconds`, since the system counts in hundredths of one, or `most` times.
    """
    for _ in range(warm):
        act()
    before, times, spent = cpu_seconds(os.getpid()), 0, 0.0
    while spent < seconds and times < most:
        for _ in range(max(1, times)):  # it is looked at after 1, 2, 4, 8 … calls: looking costs, too
            act()
            times += 1
            if times >= most:
                break
        spent = cpu_seconds(os.getpid()) - before
    return spent / times * 1000


def processor_once_ms(act) -> float:
    """The same for what is done once and takes long."""
    before = cpu_seconds(os.getpid())
    act()
    return (cpu_seconds(os.getpid()) - before) * 1000


def row(
    name: str, value: float, unit: str, *, limit: float | None = None, limit_name: str = "", goal: str = ""
) -> None:
    """Print one figure with its ratio to a limit or peer of the same run."""
    ratio = f"  {value / limit:6.2f} × {limit_name} ({limit:.2f} {unit})" if limit else ""
    print(f"{name:<52} {value:10.2f} {unit:<8}{ratio}{'  goal ' + goal if goal else ''}", flush=True)
