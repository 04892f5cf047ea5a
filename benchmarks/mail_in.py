"""Mails a second: taken in durably by SMTP, and made tickets by a worker, beside what the bare parts allow."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from random import Random

import psycopg

from benchmarks.desk import ROOT, free_port, row
from shopbell.core.embedded_postgres import Server

MAILS, CONNECTIONS, WORDS = (
    3000,
    16,
    "parcel lamp order return size kettle refund late broken thanks colour card".split(),
)
BARE_LISTENER = """
import sys, time
from aiosmtpd.controller import Controller
class Handler:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"
Controller(Handler(), hostname="127.0.0.1", port=%d).start()
sys.stdin.read()
"""
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
    client.sendall(mail + b".\\r\\n")
    if not answer().startswith(b"250"):
        sys.exit("a mail was not taken")
"""


def mails() -> list[bytes]:
    """Plausible mails of some 4 kB, text and HTML, a third of them answers to earlier ones."""
    chance, ids, made = Random(7), [], []
    for n in range(MAILS):
        mail = EmailMessage()
        is_answer = n % 3 == 2
        answered, person = (
            chance.choice(ids[-500:]) if is_answer else ("", f"shopper{n}@mail{n % 13}.example")
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
        made.append(mail.as_bytes().replace(b"\n", b"\r\n").replace(b"\r\n.", b"\r\n.."))
    return made


def send_all(raws: list[bytes], port: int, folder: Path) -> float:
    """Send by sixteen connections at once; returns mails a second."""
    import pickle

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
        process.wait(30)


def bare_rows_per_second(url: str, raws: list[bytes]) -> float:
    """The limit of keeping: the same bytes into a bare table, sixteen to a durable transaction."""
    with psycopg.connect(url, autocommit=True) as database:
        database.execute("create table bare (id bigserial primary key, content bytea)")
        begun = time.monotonic()
        for start in range(0, len(raws), CONNECTIONS):
            database.execute(
                "insert into bare (content) select unnest(%s::bytea[])", [raws[start : start + CONNECTIONS]]
            )
        spent = time.monotonic() - begun
        database.execute("drop table bare")
    return len(raws) / spent


def tickets_per_second(url: str, environment: dict[str, str]) -> float:
    """Mails made tickets by one worker of four threads, its start left out."""
    with (
        psycopg.connect(url, autocommit=True) as database,
        running("-m", "shopbell.cli", "worker", **environment),
    ):

        def waiting() -> int:
            found = database.execute(
                "select count(*) from channel_email_rawmail where state = 'waiting'"
            ).fetchone()
            return found[0] if found else 0

        while waiting() == MAILS:
            time.sleep(0.02)
        begun, first = time.monotonic(), waiting()
        while waiting():
            time.sleep(0.05)
        return first / (time.monotonic() - begun)


def main() -> None:
    raws = mails()
    with tempfile.TemporaryDirectory(prefix="shopbell-bench-") as name:
        folder, bare_port, port = Path(name), free_port(), free_port()
        os.chmod(folder, 0o755)
        with running("-c", BARE_LISTENER % bare_port, port=bare_port):
            bare = send_all(raws, bare_port, folder)
        with Server(folder / "data") as server:
            environment = {
                "DATABASE_URL": server.url, "SHOPBELL_DATA": str(folder / "data"), "SHOPBELL_SMTP_PORT": str(port),
                "SHOPBELL_LOG_LEVEL": "WARNING",
            }  # fmt: skip
            rows = bare_rows_per_second(server.url, raws)
            setup = "manage migrate -v0", "manage createcachetable"
            for words in setup:
                subprocess.run(
                    [sys.executable, "-m", "shopbell.cli", *words.split()],
                    env=os.environ | environment,
                    check=True,
                )
            with psycopg.connect(server.url, autocommit=True) as database:
                database.execute(
                    "insert into channels_inbox"
                    " (channel, name, address, public_key, settings, signature, is_active, created_at)"
                    " values ('email', 'Care', 'care@shop.example', 'bench', '{}', '', true, now())"
                )
            with running("-m", "shopbell.cli", "mail", port=port, **environment):
                taken = send_all(raws, port, folder)
            made = tickets_per_second(server.url, environment)
    row(
        "mails taken in durably, 16 connections",
        taken,
        "/s",
        limit=bare,
        limit_name="aiosmtpd that keeps nothing",
        goal="≥ 1,500",
    )
    row("  the same beside keeping alone", taken, "/s", limit=rows, limit_name="the bytes into PostgreSQL")
    row("mails made tickets, 4 threads", made, "/s", goal="≥ 160")


if __name__ == "__main__":
    main()
