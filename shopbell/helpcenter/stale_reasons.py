"""The sign that tickets which an article or a guide should answer keep coming, although it was there to be read.

What is compared is the share of its contact reasons (of a guide, the topics with which it leads to a person) in all
tickets that have one: in the last four weeks and in the four before, so that a shop that grows raises no doubt. One
that surely answers most of those who say whether it does is left alone: what keeps coming then comes for something
else. A text has its four weeks first, from its publishing or from the day on which somebody called it still true.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.utils import timezone

from shopbell.tickets.reason import ContactReason
from shopbell.tickets.ticket import Ticket

from .article_text import ArticleText
from .guides.guide_text import GuideText
from .share import wilson
from .stale_sign import Found, Looked, Sign, StaleKind, Text
from .stale_source import ARTICLES, GUIDES, Source

SPAN = timedelta(weeks=4)
FEWEST_TICKETS, FEWEST_SEEN = 10, 10
ANSWERS = 0.5  # of those who say whether it does: an article that surely answers more is not doubted


def reasons_kept_coming(looked: Looked[ArticleText]) -> Found[ArticleText]:
    return _kept_coming(looked, ARTICLES)


def reasons_kept_coming_after_guides(looked: Looked[GuideText]) -> Found[GuideText]:
    return _kept_coming(looked, GUIDES)


def _kept_coming(looked: Looked[Text], source: Source) -> Found[Text]:
    since = looked.now - SPAN
    stood = [(text, moment) for text, moment in _stood_since(looked, source) if moment <= since]
    reasons = _with_details(source.reasons({text.of: looked.things[text.of] for text, _moment in stood}))
    if not reasons:
        return
    now, before = _tickets(since, looked.now), _tickets(since - SPAN, since)
    seen, answers = _seen(source, reasons, since), _answers(source, reasons, since)
    for text, moment in stood:
        own = reasons.get(text.of, set())
        last, first = (sum(each[reason] for reason in own) for each in (now, before))
        if (
            last >= FEWEST_TICKETS
            and seen[text.of] >= FEWEST_SEEN
            and wilson(last, now.total())[0] > wilson(first, before.total())[1]
            and wilson(*answers.get(text.of, (0, 0)))[0] <= ANSWERS
        ):
            what = {"now": last, "before": first, "seen": seen[text.of]}
            yield text, Sign(StaleKind.REASONS, moment.isoformat(), what)


def _stood_since(looked: Looked[Text], source: Source) -> list[tuple[Text, datetime]]:
    """Of each the text first written, or whichever there is, and since when it stands as it was looked over."""
    called = Q(stale_flags__kind=StaleKind.REASONS, stale_flags__is_still_true=True)
    last = source.things._default_manager.filter(pk__in=looked.things).annotate(
        at=Max("stale_flags__settled_at", filter=called)
    )
    settled = dict(last.values_list("pk", "at"))
    return [(text, max(text.published_at, settled[text.of] or text.published_at)) for text in looked.heads()]


def _with_details(reasons: dict[int, set[int]]) -> dict[int, set[int]]:
    """`reasons` that each carries, with the details of each."""
    carried = set().union(*reasons.values())
    details: dict[int, set[int]] = defaultdict(set)
    for detail, above in ContactReason.objects.filter(parent__in=carried).values_list("pk", "parent_id"):
        details[above].add(detail)
    return {key: own.union(*(details[reason] for reason in own)) for key, own in reasons.items()}


def _tickets(since: datetime, until: datetime) -> Counter[int]:
    """How many tickets of that time have each reason."""
    rows = Ticket.objects.undeleted().filter(
        created_at__gte=since, created_at__lt=until, reason__isnull=False
    )
    return Counter(dict(rows.order_by().values_list("reason").annotate(count=Count("pk"))))


def _seen(source: Source, numbers: Iterable[int], since: datetime) -> Counter[int]:
    """How often each was read or offered; readings that a ticket may still follow are rows yet."""
    read, shown = Sum(F("reads") + F("unknown")), Sum("shown")
    sums: list[tuple[QuerySet[Any], str, Any]] = [
        (source.days(), source.number, read),
        (source.offers(), "object_id", shown),
        (source.unsettled(), source.number, Count("pk")),
    ]
    found = Counter[int]()
    for rows, name, count in sums:
        own = rows.filter(day__gte=timezone.localdate(since), **{f"{name}__in": numbers})
        found.update(dict(own.order_by().values_list(name).annotate(count=count)))
    return found


def _answers(source: Source, numbers: Iterable[int], since: datetime) -> dict[int, tuple[int, int]]:
    """How many said that it answered their question, and how many said anything about it."""
    offers = source.offers().filter(object_id__in=numbers, day__gte=timezone.localdate(since))
    said = offers.values_list("object_id").annotate(
        yes=Sum("solved"), every=Sum(F("solved") + F("unsolved") + F("followed"))
    )
    return {number: (yes, every) for number, yes, every in said}
