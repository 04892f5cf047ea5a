"""A flood: generated mails of customers who write one to four times each, one in the other's midst, and its truth.

SHOPBELL_FLOOD_MAILS makes the floods of the tests long ones.
"""

import collections
import hashlib
import os
import random
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage

import psycopg

LONG = int(os.environ.get("SHOPBELL_FLOOD_MAILS", "0"))
MOST_IN_A_THREAD = 4
FILE_BYTES = [800, 40_000, 300_000]  # the last lies in the object store from the beginning
THREADS = """
    select array_agg(mail.external_id order by message.id)
      from channel_email_emailmessage mail join tickets_message message on message.id = mail.message_id
     group by message.ticket_id
"""
FILES = """
    select mail.external_id, file.blob from tickets_attachment file
      join channel_email_emailmessage mail on mail.message_id = file.message_id
"""


@dataclass(frozen=True)
class FloodMail:
    """`id` is its Message-ID without brackets, `file` the SHA-256 of its file; empty when it has none."""

    thread: int
    id: str
    sender: str
    raw: bytes
    file: str


def make_flood(count: int) -> list[FloodMail]:
    """So many mails, in the order in which they are written; always the same."""
    mails: list[FloodMail] = []
    chance, said = random.Random(7), collections.defaultdict(list)
    for number in range(count):
        thread = number if chance.random() < 0.4 else max(0, number - chance.randrange(1, 60))
        thread = thread if len(said[thread]) < MOST_IN_A_THREAD else number
        file = chance.randbytes(chance.choice(FILE_BYTES)) if number % 12 == 5 else b""
        mails.append(_mail(number, thread, said[thread], file, lines=chance.choice([1, 3, 200])))
        said[thread].append(f"<{mails[-1].id}>")
    return mails


def _mail(number: int, thread: int, earlier: list[str], file: bytes, *, lines: int) -> FloodMail:
    mail, own = EmailMessage(), f"{number}.{thread}@flood.example"
    sender = f"writer-{thread}@flood.example"
    mail["From"], mail["To"], mail["Subject"] = sender, "care@shop.example", f"Question {thread}"
    mail["Message-ID"] = f"<{own}>"
    if earlier:
        mail["In-Reply-To"], mail["References"] = earlier[-1], " ".join(earlier)
    mail.set_content("\n".join(f"Where is order {number}-{thread}-{line}?" for line in range(lines)))
    if file:
        mail.add_attachment(file, "application", "pdf", filename="label.pdf")
    return FloodMail(thread, own, sender, mail.as_bytes(), hashlib.sha256(file).hexdigest() if file else "")


def shared_out(mails: Iterable[FloodMail], hands: int) -> list[list[FloodMail]]:
    """The mails for so many who send at once: each thread by one of them, so that its order is known."""
    shares: list[list[FloodMail]] = [[] for _ in range(hands)]
    for mail in mails:
        shares[mail.thread % hands].append(mail)
    return shares


def prove_flood(database: psycopg.Connection, mails: list[FloodMail]) -> None:
    """Each is kept once, stands in its thread and no other, in order, with its file as it was sent."""
    kept = database.execute("select external_id, count(*) from channel_email_rawmail group by 1").fetchall()
    assert dict(kept) == {mail.id: 1 for mail in mails}, "lost or doubled"
    truth: dict[int, list[str]] = collections.defaultdict(list)
    for mail in mails:
        truth[mail.thread].append(mail.id)
    threads = [ids for (ids,) in database.execute(THREADS).fetchall()]
    assert sorted(threads) == sorted(truth.values()), "joined wrongly, parted, or out of order"
    files = sorted(database.execute(FILES).fetchall())
    assert files == sorted((mail.id, mail.file) for mail in mails if mail.file), "a file was lost or changed"
