"""A notice: a webhook of a shop system, kept as it came before anything is made of it.

The shop is answered once it is kept. A second delivery of the same one changes nothing. What cannot be understood
stays for a month, with what is wrong, and can be tried again; of what was understood only its id is kept.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from math import ceil

from django.db import models, transaction
from django.utils import timezone
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from shopbell.core.patience import PAUSES_SECONDS

from .connection import Connection, note_trouble
from .connector import UNREADABLE, words_of
from .errors import ShopTrouble, Throttled
from .item import Broken, Call, Changed, Heard, Item
from .keep import keep_items
from .registry import connector_of
from .unkept import note_unkept

READ, FETCH = "shop.read_notice", "shop.fetch_thing"
KEPT_FOR = timedelta(days=14)  # longer than any shop goes on trying to deliver one
UNREAD_FOR = timedelta(days=30)  # what it would have changed was asked for since; it may name people


class Notice(models.Model):
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="notices")
    key = models.CharField(max_length=200, help_text="the shop's own id of the delivery")
    topic = models.CharField(max_length=80)
    body = models.BinaryField()  # empty once it was read
    error = models.TextField(blank=True)
    received_at = models.DateTimeField(default=timezone.now, db_index=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["connection", "key"], name="notice_once")]


def take_notice(connection: Connection, call: Call) -> Notice | None:
    """Keep a webhook, once for its id, and have it read; None when it says nothing.

    Raises NotGenuine when the shop did not send it."""
    heard = connector_of(connection).hear(call)
    if heard is None:
        return None
    with transaction.atomic():
        notice, is_new = _kept(connection, heard, call.body)
        if is_new:
            Connection.objects.filter(pk=connection.pk).update(heard_at=notice.received_at)
            jobs.configure_task(READ, queue="shop").defer(notice_id=notice.pk)
    return notice


def _kept(connection: Connection, heard: Heard, body: bytes) -> tuple[Notice, bool]:
    return Notice.objects.get_or_create(
        connection=connection, key=heard.key[:200], defaults={"topic": heard.topic[:80], "body": body}
    )


def read_notice(notice_id: int) -> None:
    """Keep what a webhook says; what must be asked for is fetched by jobs of their own."""
    notice = Notice.objects.select_related("connection").filter(pk=notice_id, read_at=None).first()
    if notice is None:
        return
    connection = notice.connection
    try:
        told = connector_of(connection).told(notice.topic, bytes(notice.body))
    except (*UNREADABLE, RecursionError) as error:
        Notice.objects.filter(pk=notice.pk).update(error=words_of(error))
        return
    with transaction.atomic():
        if not Notice.objects.select_for_update().filter(pk=notice.pk, read_at=None).exists():
            return
        keep_items(connection, [each for each in told if isinstance(each, Item | Broken)])
        for each in told:
            if isinstance(each, Changed):
                enqueue_fetch(connection, each.noun, each.key)
        Notice.objects.filter(pk=notice.pk).update(read_at=timezone.now(), body=b"", error="")


def unread_of(connection: Connection) -> models.QuerySet[Notice]:
    """Those that could not be understood, the newest first."""
    return Notice.objects.filter(connection=connection, read_at=None).exclude(error="")


def read_again(notice_id: int) -> None:
    """Try one again that could not be understood."""
    jobs.configure_task(READ, queue="shop").defer(notice_id=notice_id)


def enqueue_fetch(connection: Connection, noun: str, key: str) -> None:
    """Have one thing fetched as it is now; ten changes at once are one call."""
    name = f"shop-{connection.pk}-{noun}-{key}"
    with suppress(AlreadyEnqueued), transaction.atomic():
        task = jobs.configure_task(FETCH, queue="shop", queueing_lock=name, lock=name)
        task.defer(connection_id=connection.pk, noun=noun, key=key, tries=0)


def fetch_thing(connection_id: int, noun: str, key: str, tries: int) -> None:
    """Ask the shop for one thing and keep it; a shop in trouble is asked again for days."""
    connection = Connection.objects.open().filter(pk=connection_id).first()
    if connection is None:
        return
    try:
        item = connector_of(connection).fetch(noun, key)
    except Throttled as throttled:
        _later(connection, noun, key, tries, throttled.seconds)
    except ShopTrouble as trouble:
        note_trouble(connection, trouble.words)
        if trouble.is_lasting or tries >= len(PAUSES_SECONDS):
            note_unkept(connection, [Broken(noun, key, trouble.words)])
        else:
            _later(connection, noun, key, tries + 1, PAUSES_SECONDS[tries])
    else:
        keep_items(connection, [item if item is not None else Item(noun, key, is_gone=True)])
        note_trouble(connection, "")


def _later(connection: Connection, noun: str, key: str, tries: int, seconds: float) -> None:
    task = jobs.configure_task(
        FETCH, queue="shop", lock=f"shop-{connection.pk}-{noun}-{key}", schedule_in={"seconds": ceil(seconds)}
    )
    task.defer(connection_id=connection.pk, noun=noun, key=key, tries=tries)


def forget_notices(now: datetime) -> int:
    """Drop webhooks that were read and whose second delivery comes no more, and those that nobody could read for a
    month; returns how many."""
    read = models.Q(read_at__isnull=False, received_at__lt=now - KEPT_FOR)
    unread = ~models.Q(error="") & models.Q(received_at__lt=now - UNREAD_FOR)
    return Notice.objects.filter(read | unread).delete()[0]
