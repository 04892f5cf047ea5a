"""The sign that tickets which an article should answer keep coming, although it was there to be read.

What is compared is the share of the article's contact reasons in all tickets that have one: in the last four weeks and
in the four before, so that a shop that grows raises no doubt. An article that surely answers most of those who say
whether it does is left alone: what keeps coming then comes for something else. A text has its four weeks first, from
its publishing or from the day on which somebody called it still true.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.utils import timezone

from shopbell.tickets.reason import ContactReason
from shopbell.tickets.ticket import Ticket

from .article import Article
from .article_read import ArticleRead, ReadDay
from .article_text import ArticleText
from .offer_day import OfferDay
from .share import wilson
from .stale_sign import Found, Looked, Sign, StaleKind

SPAN = timedelta(weeks=4)
FEWEST_TICKETS, FEWEST_SEEN = 10, 10
ANSWERS = 0.5  # of those who say whether it does: an article that surely answers more is not doubted


def reasons_kept_coming(looked: Looked[ArticleText]) -> Found[ArticleText]:
    since = looked.now - SPAN
    stood = {text: moment for text, moment in _stood_since(looked).items() if moment <= since}
    reasons = _reasons_of(text.article_id for text in stood)
    if not reasons:
        return
    now, before = _tickets(since, looked.now), _tickets(since - SPAN, since)
    seen, answers = _seen(reasons, since), _answers(reasons, since)
    for text, moment in stood.items():
        own = reasons.get(text.article_id, set())
        last, first = (sum(each[reason] for reason in own) for each in (now, before))
        if (
            last >= FEWEST_TICKETS
            and seen[text.article_id] >= FEWEST_SEEN
            and wilson(last, now.total())[0] > wilson(first, before.total())[1]
            and wilson(*answers.get(text.article_id, (0, 0)))[0] <= ANSWERS
        ):
            what = {"now": last, "before": first, "seen": seen[text.article_id]}
            yield text, Sign(StaleKind.REASONS, moment.isoformat(), what)


def _stood_since(looked: Looked[ArticleText]) -> dict[ArticleText, datetime]:
    """Of each article the text first written, or whichever there is, and since when it stands as it was looked over."""
    called = Q(stale_flags__kind=StaleKind.REASONS, stale_flags__is_still_true=True)
    last = Article.objects.filter(pk__in=looked.things).annotate(
        at=Max("stale_flags__settled_at", filter=called)
    )
    settled = dict(last.values_list("pk", "at"))
    return {
        text: max(text.published_at, settled[text.article_id] or text.published_at) for text in looked.heads()
    }


def _reasons_of(articles: Iterable[int]) -> dict[int, set[int]]:
    """The reasons that the articles carry, by article, each with its details."""
    rows = Article.reasons.through.objects.filter(article__in=articles)
    found: dict[int, set[int]] = defaultdict(set)
    for article, reason in rows.values_list("article_id", "contactreason_id"):
        found[article].add(reason)
    carried = set().union(*found.values())
    details: dict[int, set[int]] = defaultdict(set)
    for detail, above in ContactReason.objects.filter(parent__in=carried).values_list("pk", "parent_id"):
        details[above].add(detail)
    return {article: own.union(*(details[reason] for reason in own)) for article, own in found.items()}


def _tickets(since: datetime, until: datetime) -> Counter[int]:
    """How many tickets of that time have each reason."""
    rows = Ticket.objects.undeleted().filter(
        created_at__gte=since, created_at__lt=until, reason__isnull=False
    )
    return Counter(dict(rows.order_by().values_list("reason").annotate(count=Count("pk"))))


def _seen(articles: Iterable[int], since: datetime) -> Counter[int]:
    """How often each was read or offered; readings that a ticket may still follow are rows yet."""
    read, shown = Sum(F("reads") + F("unknown")), Sum("shown")
    sums: list[tuple[QuerySet[Any], str, Any]] = [
        (ReadDay.objects.all(), "article", read),
        (OfferDay.objects.filter(kind="article"), "object_id", shown),
        (ArticleRead.objects.all(), "article", Count("pk")),
    ]
    found = Counter[int]()
    for rows, name, count in sums:
        own = rows.filter(day__gte=timezone.localdate(since), **{f"{name}__in": articles})
        found.update(dict(own.order_by().values_list(name).annotate(count=count)))
    return found


def _answers(articles: Iterable[int], since: datetime) -> dict[int, tuple[int, int]]:
    """How many said that it answered their question, and how many said anything about it."""
    offers = OfferDay.objects.filter(kind="article", object_id__in=articles).order_by()
    rows = offers.filter(day__gte=timezone.localdate(since)).values_list("object_id")
    said = rows.annotate(yes=Sum("solved"), every=Sum(F("solved") + F("unsolved") + F("followed")))
    return {article: (yes, every) for article, yes, every in said}
