"""What of a shop system could not be kept, with what is wrong with it: shown on the page of its connection.

The rest goes on meanwhile. A row goes when the thing is kept after all, by its next change or by "Try again".
"""

from collections.abc import Iterable

from django.db import models
from django.utils import timezone

from shopbell.core.storable import storable_name

from .connection import Connection
from .item import Broken, Item


class Unkept(models.Model):
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="unkept")
    noun = models.CharField(max_length=12)
    key = models.CharField(max_length=80)
    words = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["connection", "noun", "key"], name="unkept_once")]


def note_unkept(connection: Connection, broken: Iterable[Broken]) -> None:
    for each in broken:
        Unkept.objects.update_or_create(
            connection=connection,
            noun=each.noun,
            key=storable_name(each.key, 80),
            defaults={"words": storable_name(each.words, 1000), "at": timezone.now()},
        )


def forget_unkept(connection: Connection, items: Iterable[Item]) -> None:
    keys: dict[str, list[str]] = {}
    for item in items:
        keys.setdefault(item.noun, []).append(item.key)
    for noun, names in keys.items():
        Unkept.objects.filter(connection=connection, noun=noun, key__in=names).delete()
