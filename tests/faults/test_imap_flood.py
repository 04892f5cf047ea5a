"""A flood through IMAP while those who fetch and those who work on it are killed -9, and the server numbers anew.

SHOPBELL_FLOOD_MAILS makes it a long one, and prints how long it took.
"""

import random
import signal
import time

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from shopbell.channels.email.imap import reconcile
from shopbell.channels.email.imap.connection import connect
from shopbell.channels.email.models import Mailbox
from tests.channels.email.imap.conftest import dovecot
from tests.channels.email.imap.dovecot import NEEDED
from tests.faults.flood import LONG, make_flood, prove_flood
from tests.running_desk import Desk, environment

pytestmark = NEEDED
MAILS = LONG or 200
WAVES = max(3, MAILS // 2500)
PATIENCE_SECONDS = 120 + MAILS // 10
SHOWN = {"mail": "Taking mail", "worker": "Working on"}


class House:
    """The processes that fetch and work, on the database of this test."""

    def __init__(self) -> None:
        base = connection.settings_dict
        self.database = f"postgres://{base['USER']}:{base['PASSWORD']}@/{base['NAME']}?host={base['HOST']}"
        self.database += f"&port={base['PORT']}" if base["PORT"] else ""
        self.env = environment(
            DATABASE_URL=self.database, SHOPBELL_DATA=str(settings.DATA), SHOPBELL_DNS="off"
        )
        self.running = {role: Desk(role, env=self.env) for role in SHOWN}
        for role, desk in self.running.items():
            desk.wait_for(SHOWN[role])

    def kill(self, role: str) -> None:
        self.running[role].process.send_signal(signal.SIGKILL)
        self.running[role].process.wait()

    def start(self, role: str) -> None:
        self.running[role] = Desk(role, env=self.env)

    def stop(self) -> None:
        for desk in self.running.values():
            desk.process.kill()
            desk.wait()


def wait(database: psycopg.Connection, question: str) -> None:
    """Return when the database answers `select <question>` with yes."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not database.execute(f"select {question}").fetchone()[0]:
        assert time.monotonic() < until, f"not in time: {question}"
        time.sleep(0.005)


@pytest.fixture
def server():
    with dovecot() as server:
        yield server


@pytest.fixture
def house(transactional_db, care, server):
    Mailbox.objects.create(
        inbox=care,
        host="127.0.0.1",
        port=server.port,
        encryption="none",
        user="care",
        secret="secret",
        since=None,
    )
    house = House()
    yield house
    house.stop()


@pytest.mark.requirement("R19", "R24")
def test_a_flood_is_stored_once_each_and_in_order_whoever_is_killed(house, server):
    mails, chance, began = make_flood(MAILS), random.Random(), time.monotonic()
    size = -(-MAILS // WAVES)
    with psycopg.connect(house.database, autocommit=True) as database:
        for wave in range(WAVES):
            first = wave * size
            some = [mail.raw for mail in mails[first : first + size]]
            server.drop(*some, first=first)
            due = first + chance.randrange(1, len(some))
            wait(database, f"count(*) >= {due} from channel_email_rawmail")
            house.kill("mail")
            if wave == WAVES // 2:
                server.renumber()
            house.start("mail")
            if wave == 0:
                house.kill("worker")
                house.start("worker")
        wait(database, f"count(*) >= {MAILS} from channel_email_rawmail")
        stored = time.monotonic() - began
        wait(database, f"count(*) >= {MAILS} from channel_email_rawmail where state = 'done'")
        if MAILS > 1000:
            print(
                f"{MAILS} mails, {WAVES} kills: stored in {stored:.0f} s, all tickets after {time.monotonic() - began:.0f} s"
            )
        prove_flood(database, mails)
    house.kill("mail")
    prove_count()


def prove_count() -> None:
    """What the server lists and what is here is the same, by the desk's own count."""
    mailbox = Mailbox.objects.get()
    client = connect(mailbox)
    client.select_folder(mailbox.folder, readonly=True)
    assert reconcile.count(mailbox, client) == []
    assert mailbox.listed_count == MAILS
    client.logout()
