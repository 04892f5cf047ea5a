"""How often an article was offered before a question was sent, and what became of it: sums of a day."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F
from django.utils import timezone

from shopbell.channels.offering import Place, Told

from .article import Article

KEPT = timedelta(days=400)
PREFIX = "article"


class OfferDay(models.Model):
    article = models.ForeignKey(Article, models.CASCADE, related_name="offer_days")
    language = models.CharField(max_length=12)
    place = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Place])
    day = models.DateField()
    shown = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    solved = models.PositiveIntegerField(default=0)
    unsolved = models.PositiveIntegerField(default=0)
    inserted = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "language", "place", "day"], name="offer_day_once")
        ]
        indexes = [models.Index(fields=["day"], name="offer_day_by_day")]


def key_of(article_id: int, language: str) -> str:
    return f"{PREFIX}-{article_id}-{language}"


def parse_key(key: str) -> tuple[int, str] | None:
    """The article's number and the language in `key`; None for what is no key of an article."""
    prefix, _dash, rest = key.partition("-")
    number, _dash, language = rest.partition("-")
    if prefix != PREFIX or not (number.isascii() and number.isdecimal()) or len(number) > 18:
        return None
    return (int(number), language) if 0 < len(language) <= 12 else None


def count(place: Place, told: Told, keys: Iterable[str]) -> None:
    """Count for each article behind `keys` that it was shown, opened and so on today.

    A key comes from a browser: what nobody is offered, as it is not published or not for everybody, does not count.
    """
    named = sorted({parsed for key in keys if (parsed := parse_key(key))})
    offered = Article.objects.readable_by().filter(pk__in=[pk for pk, _language in named])
    texts = offered.values_list("pk", "texts__language")
    known, today = set(texts), timezone.localdate()
    rows = [
        OfferDay(article_id=pk, language=language, place=place.value, day=today)
        for pk, language in named
        if (pk, language) in known
    ]
    OfferDay.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        its_day = OfferDay.objects.filter(
            article=row.article_id, language=row.language, place=row.place, day=today
        )
        its_day.update(**{told.value: F(told.value) + 1})


def sweep_offers(now: datetime) -> int:
    """Forget days of more than a year ago; returns how many rows."""
    return OfferDay.objects.filter(day__lt=timezone.localdate(now) - KEPT).delete()[0]
