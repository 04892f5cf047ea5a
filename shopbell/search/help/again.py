"""Whether what was searched in vain still finds nothing: a job searches it again, and notes on it what it found.

Somebody may have written it since without anybody asking for it again. A search costs, so the pages read what was
noted, and only what most visits asked is searched; the rest is believed. Words of which a number or an address was
masked are believed too: nobody knows any more what was asked.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max

from shopbell.helpcenter.centre import HelpCentre

from .asked import SearchAsked
from .find import find
from .sources import Reader

MOST_AGAIN = 100  # searches each time: as many as a list shows
MASK = "…"


def search_again(now: datetime) -> int:
    """Search once more what most visits searched in vain before `now`; returns how many of them find something."""
    vain = SearchAsked.objects.filter(hits=0).values("words", "language")
    vain = vain.annotate(visits=Count("visit", distinct=True), last=Max("at"))
    found = 0
    for each in vain.order_by("-visits", "-last", "words")[:MOST_AGAIN]:
        finds = finds_something(each["words"], each["language"])
        _note(each["words"], each["language"], now, finds=finds)
        found += finds
    return found


def finds_something(words: str, language: str) -> bool:
    """Whether everybody who searches `words` in `language` finds something now."""
    centre = HelpCentre.current()
    if MASK in words or language not in centre.languages:
        return False
    reader = Reader(languages=tuple(centre.chain(language)))
    return bool(find(words, language=language, reader=reader, limit=1).hits)


@transaction.atomic
def _note(words: str, language: str, now: datetime, *, finds: bool) -> None:
    """Note it where it is news: since when it is found stays until it is not any more."""
    rows = SearchAsked.objects.filter(words=words, language=language, hits=0, found_since__isnull=finds)
    rows = rows.filter(at__lte=now)  # who asks while the job runs has just seen for themselves
    held = list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))  # in one order for all
    if held:
        SearchAsked.objects.filter(pk__in=held).update(found_since=now if finds else None)
