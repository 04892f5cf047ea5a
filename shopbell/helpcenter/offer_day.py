"""How often something was offered before a question was sent, and what became of it: sums of a day, of every kind.

The row knows the number of what was offered and no more: other floors have some of the kinds, and a sum holds nobody
up who wants to delete.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F
from django.utils import timezone

from shopbell.channels.offered import KINDS, MOST_KIND, MOST_LANGUAGE, Named, parse_key
from shopbell.channels.offering import Place, Told

KEPT = timedelta(days=400)


class OfferDay(models.Model):
    kind = models.CharField(max_length=MOST_KIND)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=MOST_LANGUAGE)
    place = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Place])
    day = models.DateField()
    shown = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    solved = models.PositiveIntegerField(default=0)
    unsolved = models.PositiveIntegerField(default=0)
    inserted = models.PositiveIntegerField(default=0)
    followed = models.PositiveIntegerField(default=0, help_text="solved at first, and then a ticket came")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "language", "place", "day"], name="offer_day_once"
            )
        ]
        indexes = [models.Index(fields=["day"], name="offer_day_by_day")]


def count(place: Place, told: Told, keys: Iterable[str]) -> None:
    """Count for each thing behind `keys` that it was shown, opened and so on today.

    A key comes from a browser: what nobody is offered, as it is not published or not for everybody, does not count.
    """
    today = timezone.localdate()
    rows = [
        OfferDay(
            kind=named.kind, object_id=named.number, language=named.language, place=place.value, day=today
        )
        for named in offered_among(keys)
    ]
    OfferDay.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        day_of(row.kind, row.object_id, row.language, row.place, today).update(
            **{told.value: F(told.value) + 1}
        )


def offered_among(keys: Iterable[str]) -> list[Named]:
    """What those of `keys` name that everybody may read."""
    by_kind: dict[str, set[Named]] = defaultdict(set)
    for key in keys:
        if named := parse_key(key):
            by_kind[named.kind].add(named)
    found = []
    for kind, all_named in by_kind.items():
        is_open = KINDS[kind].open_in({named.number for named in all_named})
        found += [named for named in all_named if (named.number, named.language) in is_open]
    return sorted(found)


def day_of(kind: str, number: int, language: str, place: str, day: date) -> models.QuerySet[OfferDay]:
    """The row of one thing at one place on a day."""
    return OfferDay.objects.filter(kind=kind, object_id=number, language=language, place=place, day=day)


def sweep_offers(now: datetime) -> int:
    """Forget days of more than a year ago; returns how many rows."""
    return OfferDay.objects.filter(day__lt=timezone.localdate(now) - KEPT).delete()[0]
