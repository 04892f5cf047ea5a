"""Raw mail: the bytes as they came, kept before anything tries to understand them.

At first they lie in the row itself, so that keeping a mail is one transaction and a flood is one disk sync for
many mails; the job that processes it moves them to the object store. Large mails go there at once.

A mail is waiting until a job has made a message of it, done afterwards, or quarantined with the error that
stopped it. The same mail at the same inbox is one row, however often it is delivered: what counts as the
same is what relays leave alone (see `headers.peek`), since each of them adds headers of its own.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.utils import timezone

from shopbell.core import blob
from shopbell.core.blob_key import BlobKey
from shopbell.core.storable import storable_name

from .mime.headers import peek


class Door(models.TextChoices):
    SMTP = "smtp"
    LMTP = "lmtp"
    IMAP = "imap"
    JUNK = "junk"
    SENT = "sent"
    STDIN = "stdin"
    WEBHOOK = "webhook"


class State(models.TextChoices):
    WAITING = "waiting"
    DONE = "done"
    QUARANTINED = "quarantined"


class RawMail(models.Model):
    blob = BlobKey(blank=True, help_text="empty while the bytes lie in content")
    content = models.BinaryField(null=True)
    size_bytes = models.BigIntegerField()
    fingerprint = models.CharField(
        max_length=64, help_text="of Message-ID and body: the same mail by another way"
    )
    external_id = models.CharField(
        max_length=500, blank=True, help_text="its Message-ID, as peeked before parsing"
    )
    door = models.CharField(max_length=10, choices=Door)
    sender = models.CharField(max_length=1000, blank=True, help_text="of the envelope")
    recipients = ArrayField(models.CharField(max_length=1000), default=list, help_text="of the envelope")
    # the database knows their default too: a process of the version before names neither of them
    peer = models.CharField(
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text="address of the server that handed it over",
    )
    helo = models.CharField(
        max_length=255, blank=True, default="", db_default="", help_text="what that server called itself"
    )
    inbox = models.ForeignKey("channels.Inbox", models.SET_NULL, null=True, related_name="raw_mails")
    state = models.CharField(max_length=11, choices=State, default=State.WAITING)
    error = models.TextField(blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inbox", "fingerprint"], name="mail_once_per_inbox", nulls_distinct=False
            )
        ]
        indexes = [
            models.Index(fields=["received_at"], name="unfinished_mail", condition=~models.Q(state="done")),
            models.Index(fields=["fingerprint"]),
            models.Index(fields=["external_id"], name="waiting_mail", condition=models.Q(state="waiting")),
        ]

    @property
    def raw(self) -> bytes:
        """The mail, wherever it lies."""
        return blob.get(self.blob) if self.content is None and self.blob else bytes(self.content or b"")


SMALL_BYTES = 256 * 1024


@dataclass(frozen=True)
class Arrival:
    """One mail at the door: its bytes and what the envelope said."""

    raw: bytes
    door: Door
    sender: str = ""
    recipients: list[str] = field(default_factory=list)
    inbox_id: int | None = None
    received_at: datetime = field(default_factory=timezone.now)
    peer: str = ""
    helo: str = ""


def store(arrivals: Iterable[Arrival]) -> list[int]:
    """Keep the mails, in order, in the caller's transaction; returns the ids of those that are new.

    A mail that is known already adds nothing.
    """
    rows, contents = [], bytearray()
    for arrival in arrivals:
        rows.append({**_fields(arrival), "start": len(contents) + 1})
        contents += arrival.raw if len(arrival.raw) <= SMALL_BYTES else b""
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [bytes(contents), json.dumps(rows)])
        return [pk for (pk,) in cursor.fetchall()]


# One statement for any number of rows; Django's bulk_create takes longer to write it than PostgreSQL to do it. All
# their bytes are one binary value, of which each row cuts its own: psycopg writes an array of bytes as text, twice as
# long, which took a fifth of all that the listener had to do.
INSERT = """
    with given as materialized (select %b::bytea as bytes)
    insert into channel_email_rawmail (blob, content, size_bytes, fingerprint, external_id, door, sender, recipients,
                                       peer, helo, inbox_id, state, error, received_at)
    select blob, case when blob = '' then substring(given.bytes from start for size_bytes::int) end, size_bytes,
           fingerprint, external_id, door, sender, recipients, peer, helo, inbox_id, 'waiting', '', received_at
      from given, json_to_recordset(%s::json) as mail (
           start int, blob text, size_bytes bigint, fingerprint text, external_id text, door text, sender text,
           recipients text[], peer text, helo text, inbox_id bigint, received_at timestamptz)
        on conflict do nothing
    returning id
"""


def _fields(arrival: Arrival) -> dict:
    message_id, fingerprint = peek(arrival.raw)
    return {
        "blob": blob.put(arrival.raw) if len(arrival.raw) > SMALL_BYTES else "",
        "size_bytes": len(arrival.raw),
        "fingerprint": fingerprint,
        "external_id": storable_name(message_id, 500),
        "door": str(arrival.door),
        "sender": storable_name(arrival.sender, 1000),
        "recipients": [storable_name(address, 1000) for address in arrival.recipients],
        "peer": storable_name(arrival.peer, 60),
        "helo": storable_name(arrival.helo, 255),
        "inbox_id": arrival.inbox_id,
        "received_at": arrival.received_at.isoformat(),
    }


def keep(arrival: Arrival) -> RawMail:
    """Keep one mail; returns its row, which may be done already."""
    store([arrival])
    return RawMail.objects.get(inbox=arrival.inbox_id, fingerprint=_fields(arrival)["fingerprint"])


def move_to_store(rows: list[RawMail]) -> None:
    """Put the bytes that lie in `rows` into the object store, all at once; the rows themselves are not saved yet."""
    inside = [row for row in rows if not row.blob]
    for row, key in zip(inside, blob.put_many([bytes(row.content or b"") for row in inside]), strict=True):
        row.blob = key


def replace_bytes(row: RawMail, content: bytes) -> None:
    """Keep `content` instead of what came, where the law asks for it; its fingerprint stays that of what came."""
    if row.blob:
        row.blob = blob.put(content)
    if row.content is not None:
        row.content = content
    row.size_bytes = len(content)
    row.save(update_fields=["content", "blob", "size_bytes"])
