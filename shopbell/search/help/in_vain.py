"""What was searched in vain: what to write next, and which words mean the same to shoppers.

Who finds nothing and asks again in other words tells what the first ones meant. Two visits that do so are a hint,
one may be anything.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import connection
from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Greatest

from shopbell.helpcenter.share import wilson
from shopbell.promises.kept import midnight_of

from .asked import SearchAsked
from .synonym import Synonym

MOST = 100
NEVER_OPENED = 3  # visits in which something was found and nothing opened, until it is told
FOLLOWED = Q(followed=True)
AGAIN = timedelta(minutes=10)
ENOUGH, MOST_WORDS, MOST_SUGGESTED = 2, 3, 12
SAID_AGAIN = """
select first.words, again.words, first.language, count(distinct first.visit) as visits
  from search_searchasked first
  join lateral (select words, hits from search_searchasked n
                 where n.visit = first.visit and n.language = first.language
                   and n.at > first.at and n.at <= first.at + make_interval(secs => %s)
                 order by n.at limit 1) again on again.hits > 0
 where first.hits = 0
 group by 1, 2, 3 having count(distinct first.visit) >= %s
 order by visits desc, 1, 2 limit 100
"""


@dataclass(frozen=True)
class Vain:
    words: str
    language: str
    visits: int
    last: datetime

    @property
    def key(self) -> str:
        """What it is dismissed by; no words of shoppers are kept for it."""
        return f"search-{sha256(f'{self.language} {self.words}'.encode()).hexdigest()[:32]}"


def found_nothing(since: date | None = None) -> list[Vain]:
    """What was searched and found nothing, what most visits asked first. What finds something by now is left out: since
    somebody found it, or since it was searched again (`again.py`)."""
    rows = (
        _asked(since)
        .values("words", "language")
        .annotate(
            vain=Count("visit", distinct=True, filter=Q(hits=0)),
            last=Max("at", filter=Q(hits=0)),
            found=Greatest(Max("at", filter=Q(hits__gt=0)), Max("found_since")),
        )
        .filter(Q(found=None) | Q(found__lt=F("last")), vain__gt=0)
    )
    rows = rows.order_by("-vain", "-last", "words")[:MOST]
    return [Vain(row["words"], row["language"], row["vain"], row["last"]) for row in rows]


def never_opened() -> list[Vain]:
    """What found something that nobody opened, in several visits."""
    rows = (
        SearchAsked.objects.filter(hits__gt=0)
        .values("words", "language")
        .annotate(
            visits=Count("visit", distinct=True), opens=Count("pk", filter=Q(opened=True)), last=Max("at")
        )
    )
    rows = rows.filter(opens=0, visits__gte=NEVER_OPENED).order_by("-visits", "-last", "words")[:MOST]
    return [Vain(row["words"], row["language"], row["visits"], row["last"]) for row in rows]


def then_wrote(since: date | None = None) -> list[Vain]:
    """What found something, after which a ticket was written surely more often than after other searches."""
    rows = (
        _asked(since)
        .filter(hits__gt=0)
        .values("words", "language")
        .annotate(visits=Count("visit", distinct=True), last=Max("at", filter=FOLLOWED))
        .annotate(followed=Count("visit", distinct=True, filter=FOLLOWED))
    )
    of_all = (
        _asked(since).filter(hits__gt=0).aggregate(all=Count("pk"), followed=Count("pk", filter=FOLLOWED))
    )
    usual = of_all["followed"] / of_all["all"] if of_all["all"] else 0
    rows = rows.filter(followed__gt=0).order_by("-followed", "-last", "words")
    return [
        Vain(row["words"], row["language"], row["followed"], row["last"])
        for row in rows[: 2 * MOST]
        if wilson(row["followed"], row["visits"])[0] > usual
    ][:MOST]


def _asked(since: date | None) -> QuerySet[SearchAsked]:
    return SearchAsked.objects.filter(at__gte=midnight_of(since)) if since else SearchAsked.objects.all()


@dataclass(frozen=True)
class Hint:
    """Two ways to say the same, as some visits said them one after the other."""

    words: tuple[str, str]
    language: str
    visits: int


def hints() -> list[Hint]:
    """Which words may mean the same; without those that are known to."""
    with connection.cursor() as cursor:
        cursor.execute(SAID_AGAIN, [AGAIN.total_seconds(), ENOUGH])
        rows = cursor.fetchall()
    known = [set(words) for words in Synonym.objects.values_list("words", flat=True)]
    found = [Hint((first, again), language, visits) for first, again, language, visits in rows]
    return [
        hint
        for hint in found
        if all(len(words.split()) <= MOST_WORDS and "…" not in words for words in hint.words)
        and not any(set(hint.words) <= words for words in known)
    ][:MOST_SUGGESTED]
