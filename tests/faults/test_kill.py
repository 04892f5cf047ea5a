"""kill -9 at any moment: nothing that was acknowledged is lost, nothing is delivered twice, jobs resume.

Shoppers chat, and customers write by SMTP, one to four mails each, of all sizes. SHOPBELL_FLOOD_MAILS makes the mails a
flood with more kills, and prints how long it took.
"""

import collections
import email
import signal
import time
from pathlib import Path

import psycopg
import pytest

from shopbell.core import embedded_postgres
from tests.faults.flood import LONG, make_flood, prove_flood, shared_out
from tests.faults.shop import KEY, open_shop
from tests.faults.writers import Mailer, Shopper
from tests.running_desk import Desk, environment, free_port, run_command

SHOPPERS, MESSAGES, MAILERS, MAILS = 200, 3, 8, LONG or 40
KILLS = max(2, MAILS // 500)
PATIENCE_SECONDS = 120 + MAILS // 10
RECOVER = (
    "from datetime import timedelta; from django.utils import timezone;"
    "from shopbell.channels.recovery import recover_deliveries;"
    "recover_deliveries(timezone.now() + timedelta(minutes=10))"
)


def write_through(kill_one, port: int, smtp_port: int) -> tuple[list[Shopper], list[Mailer]]:
    """Let everybody write, call `kill_one` now and then, and return when all were acknowledged."""
    shoppers = [Shopper(port, KEY, MESSAGES) for _ in range(SHOPPERS)]
    mailers = [Mailer(smtp_port, share) for share in shared_out(make_flood(MAILS), MAILERS)]
    began = time.monotonic()
    for writer in [*shoppers, *mailers]:
        writer.start()
    done = 0
    while any(writer.is_alive() for writer in [*shoppers, *mailers]):
        taken = sum(len(writer.taken) for writer in [*shoppers, *mailers])
        due = (SHOPPERS * MESSAGES + MAILS) * (done + 1) // (KILLS + 3)
        if done < KILLS and taken >= due:  # early enough that some is left to do
            kill_one(done)
            done += 1
        time.sleep(0.02)
    assert done == KILLS
    assert all(len(shopper.taken) == MESSAGES for shopper in shoppers)
    assert sum(len(mailer.taken) for mailer in mailers) == MAILS
    if LONG:
        print(f"{MAILS} mails, {KILLS} kills: all accepted in {time.monotonic() - began:.0f} s")
    return shoppers, mailers


def wait_for_jobs(database: psycopg.Connection) -> None:
    """Return when no job is due or running."""
    query = """select count(*) from procrastinate_jobs where status = 'doing'
               or (status = 'todo' and coalesce(scheduled_at, now()) <= now())"""
    until = time.monotonic() + PATIENCE_SECONDS
    while database.execute(query).fetchone()[0]:
        assert time.monotonic() < until, "jobs were left behind"
        time.sleep(0.2)


def prove(database: psycopg.Connection, outbox: Path, shoppers: list[Shopper], mailers: list[Mailer]) -> None:
    rows = database.execute(
        "select client_id::text, ticket_id, id from tickets_message order by id"
    ).fetchall()
    found = collections.Counter(client_id for client_id, _, _ in rows)
    ticket_of = {client_id: ticket_id for client_id, ticket_id, _ in rows}
    place = {client_id: number for client_id, _, number in rows}
    for shopper in shoppers:
        assert [found[client_id] for client_id in shopper.taken] == [1] * MESSAGES, "lost or doubled"
        assert len({ticket_of[client_id] for client_id in shopper.taken}) == 1, "one chat became two tickets"
        assert sorted(shopper.taken, key=place.__getitem__) == shopper.taken, "out of order"
    mails = [mail for mailer in mailers for mail in mailer.taken]
    prove_flood(database, mails)
    prove_acknowledgements(database, outbox, list({mail.sender for mail in mails}))


def prove_acknowledgements(database: psycopg.Connection, outbox: Path, senders: list[str]) -> None:
    """Every ticket was acknowledged once; or the one in a hundred that may have left says so and was not sent again."""
    mails = [email.message_from_bytes(path.read_bytes()) for path in outbox.rglob("*.eml")]
    sent = collections.Counter(mail["To"] for mail in mails)
    states = dict(
        database.execute(
            "select recipient, state from channels_delivery where purpose = 'acknowledgement'"
        ).fetchall()
    )
    assert set(states) == set(senders)
    assert set(states.values()) <= {"sent", "failed"}
    for sender in senders:
        assert sent[sender] <= 1, "delivered twice"
        assert states[sender] == "failed" or sent[sender] == 1, "said to be sent, and was not"


@pytest.mark.requirement("R24")
def test_killing_the_desk_loses_nothing_that_was_acknowledged(home):
    port, smtp_port, data = free_port(), free_port(), home / "data"
    settings = environment(SHOPBELL_SMTP_PORT=str(smtp_port), SHOPBELL_DNS="off")

    def start() -> Desk:
        return Desk("run", "--empty", "--data", data, "--port", port, env=settings).wait_for("is open at")

    desks = [start()]
    try:
        with (
            embedded_postgres.available(data, lambda _: None) as address,
            psycopg.connect(address) as database,
        ):
            open_shop(database)

        def kill_and_start(_: int) -> None:
            desks[-1].process.send_signal(signal.SIGKILL)
            desks[-1].process.wait()
            desks.append(start())

        shoppers, mailers = write_through(kill_and_start, port, smtp_port)
        with (
            embedded_postgres.available(data, lambda _: None) as address,
            psycopg.connect(address, autocommit=True) as database,
        ):
            wait_for_jobs(database)
            run_command("manage", "shell", "-v0", "-c", RECOVER, env=settings | {"SHOPBELL_DATA": str(data)})
            wait_for_jobs(database)
            prove(database, data / "outbox", shoppers, mailers)
    finally:
        desks[-1].stop()


def test_killing_any_role_loses_nothing_that_was_acknowledged(home):
    port, smtp_port, data = free_port(), free_port(), home / "data"
    with embedded_postgres.Server(home / "database") as server:
        settings = environment(
            SHOPBELL_SMTP_PORT=str(smtp_port),
            SHOPBELL_DNS="off",
            DATABASE_URL=server.url,
            SHOPBELL_DATA=str(data),
        )
        commands = {"web": ["--port", port], "live": ["--port", free_port()], "worker": [], "mail": []}
        ready = {"web": "Pages are", "live": "Sockets are", "worker": "Working on", "mail": "Taking mail"}

        def start(role: str) -> Desk:
            return Desk(role, *commands[role], env=settings).wait_for(ready[role])

        desks = {role: start(role) for role in commands}
        try:
            with psycopg.connect(server.url, autocommit=True) as database:
                open_shop(database)

                def kill_and_start(number: int) -> None:
                    for role in [["web", "worker"], ["mail", "live"]][number % 2]:
                        desks[role].process.send_signal(signal.SIGKILL)
                        desks[role].process.wait()
                        desks[role] = Desk(role, *commands[role], env=settings)

                shoppers, mailers = write_through(kill_and_start, port, smtp_port)
                for role, desk in desks.items():
                    desk.wait_for(ready[role])
                wait_for_jobs(database)
                run_command("manage", "shell", "-v0", "-c", RECOVER, env=settings)
                wait_for_jobs(database)
                prove(database, data / "outbox", shoppers, mailers)
        finally:
            for desk in desks.values():
                desk.stop()
