"""What shoppers read most of late: a list of its own on the home of the help centre; categories keep their order."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import F, Sum
from django.utils import timezone

from .article_read import ReadDay
from .article_text import ArticleText
from .reading import Reader, Shelf

DAYS = 30
MOST, FEWEST = 6, 3  # articles in the list: of less there is none
FEWEST_READINGS = 10  # of an article, so that no few readers make a list


def most_read(reader: Reader, shelves: Iterable[Shelf]) -> list[ArticleText]:
    """The texts of `shelves` that were read most in the reader's language in the last DAYS days, the most read first;
    none where too little was read."""
    there = {
        text.article_id: text for shelf in shelves for text in shelf.texts if text.language == reader.language
    }
    readings = ReadDay.objects.filter(
        article__in=reader.articles().filter(texts__language=reader.language),
        language=reader.language,
        day__gt=timezone.localdate() - timedelta(days=DAYS),
    )
    sums = readings.order_by().values_list("article_id").annotate(sum=Sum(F("reads") + F("unknown")))
    most = sums.filter(sum__gte=FEWEST_READINGS).order_by("-sum", "article_id")[:MOST]
    found = [there[article] for article, _sum in most if article in there]
    return found if len(found) >= FEWEST else []
