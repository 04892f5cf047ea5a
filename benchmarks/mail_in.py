"""Mails a second, taken in durably and made tickets, on one core and two, beside the bare parts and two other desks."""

import time

import psycopg

from benchmarks import helpdesk_peer, request_tracker_peer
from benchmarks.desk import free_port, row
from benchmarks.mail_load import (
    CONNECTIONS,
    MailDesk,
    mail_desk,
    mails,
    note_load,
    on_cores,
    running,
    send_all,
)

MAILS, PEERS_MAILS = 3000, 300
BARE_LISTENER = """
import sys, time
from aiosmtpd.controller import Controller
class Handler:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"
Controller(Handler(), hostname="127.0.0.1", port=%d).start()
sys.stdin.read()
"""


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


def measure(raws: list[bytes], desk: MailDesk, cores: str) -> float:
    """Print what a fresh desk does with `raws`; returns mails a second all the way to tickets."""
    port = free_port()
    with running("-c", BARE_LISTENER % port, port=port):
        bare = send_all(raws, port, desk.folder)
    rows = bare_rows_per_second(desk.url, raws)
    taken = desk.take_in(raws)
    made = desk.work()
    row(f"mails taken in durably, 16 senders, {cores}", taken, "/s", limit=bare,
        limit_name="aiosmtpd that keeps nothing", goal="≥ 1,500 (two cores)")  # fmt: skip
    row("  the same beside keeping alone", taken, "/s", limit=rows, limit_name="the bytes into PostgreSQL")
    row(f"mails made tickets, 4 threads, {cores}", made.per_second, "/s", goal="≥ 160 (two cores)")
    row("  processor time for one, in the worker", made.worker_ms, "ms")
    row("  and in the database", made.database_ms, "ms")
    row("  with all that follows (acknowledged, indexed, told)", made.followed_per_second, "/s")
    row("  and its processor time, worker and database", made.followed_ms, "ms")
    return made.per_second


def main() -> None:
    raws = mails(MAILS)
    note_load()
    with on_cores(1), mail_desk() as desk:
        measure(raws, desk, "one core")
    with mail_desk() as desk:
        made = measure(raws, desk, "two cores")
        for peer in (helpdesk_peer, request_tracker_peer):
            try:
                theirs = peer.mails_per_second(desk.url, raws[:PEERS_MAILS], desk.folder)
            except peer.NotHere as why:
                print(f"{peer.NAME} was not measured: {why}", flush=True)
            else:
                row(f"mails made tickets, beside {peer.NAME}", made, "/s", limit=theirs, limit_name=peer.NAME,
                    goal="≥ 10 ×")  # fmt: skip
    note_load()


if __name__ == "__main__":
    main()
