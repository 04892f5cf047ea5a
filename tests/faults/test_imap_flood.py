"""A flood through IMAP while those who fetch and those who work on it are killed -9, and the server numbers anew.

SHOPBELL_FLOOD_MAILS makes it a long one, and prints how long it took.
"""

import collections
import os
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
from tests.channels.email.conftest import mail
from tests.channels.email.imap.conftest import dovecot
from tests.channels.email.imap.dovecot import NEEDED
from tests.running_desk import Desk, environment

pytestmark = NEEDED
MAILS = int(os.environ.get("SHOPBELL_FLOOD_MAILS", "200"))
WAVES = max(3, MAILS // 2500)
PATIENCE_SECONDS = 120 + MAILS // 10
SHOWN = {"mail": "Taking mail", "worker": "Working on"}
THREADS = """
    select message.ticket_id, array_agg(mail.external_id order by message.id)
      from channel_email_emailmessage mail join tickets_message message on message.id = mail.message_id
     group by message.ticket_id
"""


def flood() -> list[tuple[str, bytes]]:
    """Mails of customers who write one to four times each, one in the other's midst; (thread, mail), in order."""
    mails, chance = [], random.Random(7)
    said: dict[int, list[str]] = collections.defaultdict(list)
    for number in range(MAILS):
        thread = number if chance.random() < 0.4 else max(0, number - chance.randrange(1, 60))
        thread = thread if len(said[thread]) < 4 else number
        earlier, own = said[thread], f"<{number}.{thread}@flood.example>"
        headers = {"in_reply_to": earlier[-1], "references": " ".join(earlier)} if earlier else {}
        raw = mail(
            f"Words {number} of thread {thread}",
            message_id=own,
            subject=f"Question {thread}",
            **{"from": f"writer-{thread}@flood.example"},
            **headers,
        )
        said[thread].append(own)
        mails.append((str(thread), raw))
    return mails


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
    mails, chance, began = flood(), random.Random(), time.monotonic()
    size = -(-MAILS // WAVES)
    with psycopg.connect(house.database, autocommit=True) as database:
        for wave in range(WAVES):
            first = wave * size
            some = [raw for _, raw in mails[first : first + size]]
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
        prove(database, mails)
    house.kill("mail")
    prove_count()


def prove(database: psycopg.Connection, mails: list[tuple[str, bytes]]) -> None:
    truth: dict[str, list[str]] = collections.defaultdict(list)
    for number, (thread, _) in enumerate(mails):
        truth[thread].append(f"{number}.{thread}@flood.example")
    rows = database.execute("select external_id, count(*) from channel_email_rawmail group by 1").fetchall()
    assert dict(rows) == {each: 1 for thread in truth.values() for each in thread}, "lost or doubled"
    threads = [messages for _, messages in database.execute(THREADS).fetchall()]
    assert sorted(threads) == sorted(truth.values()), "joined wrongly, parted, or out of order"


def prove_count() -> None:
    """What the server lists and what is here is the same, by the desk's own count."""
    mailbox = Mailbox.objects.get()
    client = connect(mailbox)
    client.select_folder(mailbox.folder, readonly=True)
    assert reconcile.count(mailbox, client) == []
    assert mailbox.listed_count == MAILS
    client.logout()
