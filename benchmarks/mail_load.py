"""Mails, who sends them, and a desk that takes them in: what the benchmarks of mail share, not a benchmark itself."""

import contextlib
import os
import pickle
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from random import Random
from typing import NamedTuple

import psycopg

from benchmarks.desk import ROOT, cpu_seconds, free_port
from shopbell.core.embedded_postgres import Server

CONNECTIONS = 16
WORDS = "parcel lamp order return size kettle refund late broken thanks colour card".split()
CLIENT = """
import pickle, socket, sys
mails = pickle.load(open(sys.argv[1], "rb"))
client = socket.create_connection(("127.0.0.1", int(sys.argv[2])))
heard = client.makefile("rb")
def answer():
    while (line := heard.readline())[3:4] == b"-":
        pass
    return line
answer(); client.sendall(b"EHLO bench\\r\\n"); answer()
for mail in mails:
    client.sendall(b"MAIL FROM:<a@shopper.example>\\r\\nRCPT TO:<care@shop.example>\\r\\nDATA\\r\\n")
    answer(), answer(), answer()
    client.sendall(mail.replace(b"\\r\\n.", b"\\r\\n..") + b".\\r\\n")
    if not answer().startswith(b"250"):
        sys.exit("a mail was not taken")
"""


def mails(count: int, seed: int = 7) -> list[bytes]:
    """Plausible mails of some 4 kB, text and HTML, a third of them answers to earlier ones."""
    chance, ids, made = Random(seed), [], []
    for n in range(count):
        mail = EmailMessage()
        is_answer = n % 3 == 2
        answered, person = (
            chance.choice(ids[-500:]) if is_answer else ("", f"shopper{seed}.{n}@mail{n % 13}.example")
        )
        mail["From"], mail["To"] = f"Shopper {n} <{person}>", "care@shop.example"
        mail["Subject"] = " ".join(chance.choices(WORDS, k=5))
        mail["Message-ID"] = f"<{n}.{chance.randrange(10**9)}@mail.example>"
        if is_answer:
            mail["In-Reply-To"] = mail["References"] = answered
        else:
            ids.append((str(mail["Message-ID"]), person))
        text = "\n\n".join(" ".join(chance.choices(WORDS, k=60)) + "." for _ in range(4))
        quote = "\n".join(f"> {line}" for line in text.splitlines())
        text += (
            f"\n\nOn 5 May 2025 at 10:00, Care <care@shop.example> wrote:\n\n{quote}\n" if is_answer else ""
        )
        mail.set_content(text)
        mail.add_alternative("".join(f"<p>{each}</p>" for each in text.split("\n\n")), subtype="html")
        made.append(mail.as_bytes().replace(b"\n", b"\r\n"))
    return made


@contextlib.contextmanager
def on_cores(count: int) -> Iterator[None]:
    """Whatever is started in this block (desk, database, senders) shares that many cores."""
    all_cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(all_cores)[:count])
    try:
        yield
    finally:
        os.sched_setaffinity(0, all_cores)


def send_all(raws: list[bytes], port: int, folder: Path) -> float:
    """Send by sixteen connections at once; returns mails a second."""
    for n in range(CONNECTIONS):
        (folder / f"mails-{n}").write_bytes(pickle.dumps(raws[n::CONNECTIONS]))
    begun = time.monotonic()
    clients = [
        subprocess.Popen([sys.executable, "-c", CLIENT, str(folder / f"mails-{n}"), str(port)])
        for n in range(CONNECTIONS)
    ]
    codes = [client.wait() for client in clients]
    if any(codes):
        raise RuntimeError("not every mail was taken")
    return len(raws) / (time.monotonic() - begun)


@contextlib.contextmanager
def running(*words: str, port: int = 0, **settings: str) -> Iterator[subprocess.Popen]:
    """A process of Python until the end of the block; with a `port`, once somebody listens there."""
    process = subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env=os.environ | settings,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    try:
        while port and socket.socket().connect_ex(("127.0.0.1", port)):
            time.sleep(0.05)
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.terminate()
        process.wait(60)


class Made(NamedTuple):
    """Mails made tickets a second, and the milliseconds of processor time that one took, which depend less on
    what else the machine does; then with all that follows: acknowledged, indexed, agents told."""

    per_second: float
    worker_ms: float
    database_ms: float
    followed_per_second: float
    followed_ms: float


@dataclass
class MailDesk:
    """A migrated desk with one inbox, whose processes are started one by one."""

    url: str
    folder: Path
    environment: dict[str, str]
    port: int

    def take_in(self, raws: list[bytes]) -> float:
        """Mails a second that the listener kept durably, with nobody working on them."""
        with running("-m", "shopbell.cli", "mail", port=self.port, **self.environment):
            return send_all(raws, self.port, self.folder)

    def work(self) -> Made:
        """All that waits made tickets by one worker of four threads, its start left out."""
        with (
            psycopg.connect(self.url, autocommit=True) as database,
            running("-m", "shopbell.cli", "worker", **self.environment) as worker,
        ):
            all_of_them = waiting(database)
            while waiting(database) == all_of_them:
                time.sleep(0.02)
            begun, first, before = time.monotonic(), waiting(database), self._spent(worker)
            while waiting(database):
                time.sleep(0.05)
            seconds = time.monotonic() - begun
            worker_ms, database_ms = (
                (now - then) / first * 1000 for now, then in zip(self._spent(worker), before, strict=True)
            )
            while jobs_left(database):
                time.sleep(0.05)
            followed_ms = (sum(self._spent(worker)) - sum(before)) / first * 1000
            return Made(
                first / seconds, worker_ms, database_ms, first / (time.monotonic() - begun), followed_ms
            )

    def _spent(self, worker: subprocess.Popen) -> tuple[float, float]:
        """Processor time of the worker and of the database so far."""
        postgres = (self.folder / "data" / "postgres" / "postmaster.pid").read_text().split()[0]
        return cpu_seconds(worker.pid), cpu_seconds(int(postgres))


@contextlib.contextmanager
def mail_desk() -> Iterator[MailDesk]:
    with tempfile.TemporaryDirectory(prefix="shopbell-bench-") as name:
        folder, port = Path(name), free_port()
        os.chmod(folder, 0o755)
        with Server(folder / "data") as server:
            environment = {
                "DATABASE_URL": server.url, "SHOPBELL_DATA": str(folder / "data"), "SHOPBELL_SMTP_PORT": str(port),
                "SHOPBELL_LOG_LEVEL": "WARNING", "SHOPBELL_DNS": "off",
            }  # fmt: skip
            for words in ("manage migrate -v0", "manage createcachetable"):
                command = [sys.executable, "-m", "shopbell.cli", *words.split()]
                subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True)
            with psycopg.connect(server.url, autocommit=True) as database:
                database.execute(INBOX)
            yield MailDesk(server.url, folder, environment, port)


INBOX = """
    insert into channels_inbox (channel, name, address, public_key, settings, signature, is_active, created_at)
    values ('email', 'Care', 'care@shop.example', 'bench', '{}', '', true, now())
"""


def waiting(database: psycopg.Connection) -> int:
    found = database.execute("select count(*) from channel_email_rawmail where state = 'waiting'").fetchone()
    return found[0] if found else 0


def jobs_left(database: psycopg.Connection) -> int:
    """Jobs that are due or done now; those of the timetable wait for their minute."""
    found = database.execute(
        "select count(*) from procrastinate_jobs where status in ('todo', 'doing')"
        " and (scheduled_at is null or scheduled_at <= now())"
    ).fetchone()
    return found[0] if found else 0


def note_load() -> None:
    """How busy the machine was besides: figures of a busy one are worth their ratios only."""
    print(f"load of this machine now: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
