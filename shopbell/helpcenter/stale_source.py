"""Where it is counted how often articles, and guides, were read and offered, and which contact reasons they answer."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from .article import Article
from .article_read import ArticleRead, ReadDay
from .guides.guide import Guide
from .met_before import Met
from .offer_day import OfferDay

Things = Mapping[int, Article | Guide]


@dataclass(frozen=True)
class Source:
    things: type[Article] | type[Guide]
    kind: str  # as an offer and what was met call it
    kind_read: str  # as a day's readings do
    number: str  # the column of what was read
    unsettled: Callable[[], QuerySet[Any]]  # readings that a ticket may still follow, a row each
    reasons: Callable[[Things], dict[int, set[int]]]  # that each carries, without their details

    def days(self) -> QuerySet[ReadDay]:
        return ReadDay.objects.filter(kind=self.kind_read).order_by()

    def offers(self) -> QuerySet[OfferDay]:
        return OfferDay.objects.filter(kind=self.kind).order_by()


def _of_articles(articles: Things) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = Article.reasons.through.objects.filter(article__in=articles)
    for article, reason in rows.values_list("article_id", "contactreason_id"):
        found[article].add(reason)
    return found


def _of_guides(guides: Things) -> dict[int, set[int]]:
    """The topics with which what readers see leads to a person."""
    topics = {
        key: guide.shown.tree.topics() for key, guide in guides.items()
        if isinstance(guide, Guide) and guide.shown
    }  # fmt: skip
    return {key: own for key, own in topics.items() if own}


ARTICLES = Source(Article, "article", "", "article", ArticleRead.objects.all, _of_articles)
GUIDES = Source(
    Guide,
    "guide",
    "guide",
    "object_id",
    lambda: Met.objects.filter(kind="guide", is_counted=True),
    _of_guides,
)
EVERY_KIND = [ARTICLES.kind_read, GUIDES.kind_read]
