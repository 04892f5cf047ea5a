"""Of each thing of a shop system, the newest moment of change that was told: what is older is no news.

Webhooks arrive late, twice and out of order, and a page of an import may be older than a webhook that overtook it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import models
from django.utils import timezone

from .connection import Connection
from .item import Item


class LastTold(models.Model):
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="+")
    noun = models.CharField(max_length=12)
    key = models.CharField(max_length=80)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "noun", "key"], name="last_told_once")]


def news(connection: Connection, items: Sequence[Item]) -> list[Item]:
    """Those of `items` that are not older than what was told before, of each thing the newest."""
    newest: dict[tuple[str, str], Item] = {}
    for item in items:
        other = newest.get((item.noun, item.key))
        if other is None or not _is_older(item, other.changed_at):
            newest[item.noun, item.key] = item
    told = {
        (noun, key): at
        for noun, key, at in LastTold.objects.filter(
            connection=connection, key__in={key for _noun, key in newest}
        ).values_list("noun", "key", "changed_at")
    }
    return [item for name, item in newest.items() if not _is_older(item, told.get(name))]


def moments_told(connection: Connection, noun: str, keys: Iterable[str]) -> dict[str, datetime]:
    """The newest moment that was told of each of `keys`, where there was one."""
    rows = LastTold.objects.filter(connection=connection, noun=noun, key__in=set(keys))
    return dict(rows.values_list("key", "changed_at"))


def note_told(connection: Connection, items: Sequence[Item]) -> None:
    """Remember how new `items` are; never an older moment than before."""
    rows = [
        LastTold(connection=connection, noun=item.noun, key=item.key, changed_at=at)
        for item in items
        # what is gone stays gone, although an older call comes after this one
        if (at := item.changed_at or (timezone.now() if item.is_gone else None)) is not None
    ]
    LastTold.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["connection", "noun", "key"], update_fields=["changed_at"],
        batch_size=1000,
    )  # fmt: skip


def _is_older(item: Item, than) -> bool:
    return item.changed_at is not None and than is not None and item.changed_at < than
