"""Raw mail: the bytes as they came, kept before anything tries to understand them.

A mail is waiting until a job has made a message of it, done afterwards, or quarantined with the error that
stopped it. The same mail at the same inbox is one row, however often it is delivered: what counts as the
same is its Message-ID and body, since every relay on the way adds headers of its own.
"""

import hashlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils import timezone

from shopbell.core import blob

from .headers import peek

WRITERS = 16  # files synced at once: the disk joins their journal writes, four times as quick as one by one
_pool = ThreadPoolExecutor(WRITERS, thread_name_prefix="raw-mail")


class Door(models.TextChoices):
    SMTP = "smtp"
    LMTP = "lmtp"
    IMAP = "imap"
    STDIN = "stdin"
    WEBHOOK = "webhook"


class State(models.TextChoices):
    WAITING = "waiting"
    DONE = "done"
    QUARANTINED = "quarantined"


class RawMail(models.Model):
    blob = models.CharField(max_length=64)
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
    inbox = models.ForeignKey("channels.Inbox", models.SET_NULL, null=True, related_name="raw_mails")
    state = models.CharField(max_length=11, choices=State, default=State.WAITING)
    error = models.TextField(blank=True)
    message = models.ForeignKey("tickets.Message", models.SET_NULL, null=True, related_name="raw_mails")
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


@dataclass(frozen=True)
class Arrival:
    """One mail at the door: its bytes and what the envelope said."""

    raw: bytes
    door: Door
    sender: str = ""
    recipients: list[str] = field(default_factory=list)
    inbox_id: int | None = None
    received_at: datetime = field(default_factory=timezone.now)


def store(arrivals: Iterable[Arrival]) -> list[int]:
    """Keep the mails durably, in order; returns the ids of those that wait to be processed.

    The bytes are on the disk before the rows are written. A mail that is known already adds nothing.
    Runs in the caller's transaction if there is one.
    """
    arrivals = list(arrivals)
    keys = list(_pool.map(blob.put, [arrival.raw for arrival in arrivals]))
    rows = [_row(arrival, key) for arrival, key in zip(arrivals, keys, strict=True)]
    with transaction.atomic():
        RawMail.objects.bulk_create(rows, ignore_conflicts=True)
        mine = models.Q(state=State.WAITING, fingerprint__in=[row.fingerprint for row in rows])
        return list(RawMail.objects.filter(mine).order_by("pk").values_list("pk", flat=True))


def keep(arrival: Arrival) -> RawMail:
    """Keep one mail durably; returns its row, which may be done already."""
    fresh = _row(arrival, blob.put(arrival.raw))
    RawMail.objects.bulk_create([fresh], ignore_conflicts=True)
    return RawMail.objects.get(inbox_id=arrival.inbox_id, fingerprint=fresh.fingerprint)


def _row(arrival: Arrival, key: str) -> RawMail:
    message_id, body_hash = peek(arrival.raw)
    known_by = f"{message_id}\n{body_hash}" if message_id else key
    return RawMail(
        blob=key,
        size_bytes=len(arrival.raw),
        fingerprint=hashlib.sha256(known_by.encode("utf-8", "replace")).hexdigest(),
        external_id=_storable(message_id)[:500],
        door=arrival.door,
        sender=_storable(arrival.sender),
        recipients=[_storable(address) for address in arrival.recipients],
        inbox_id=arrival.inbox_id,
        received_at=arrival.received_at,
    )


def _storable(address: str) -> str:
    return address.replace("\0", "").encode("utf-8", "replace").decode()[:1000]
