"""What speaks against a published text now, of an article or a guide: each kind of sign is a function of the texts, and
looks nothing up twice.

A sign is known by its article or guide, language, kind and `about`, which changes when the sign is another one: the new
value of a policy, the next score of votes. So what was called still true stays quiet until there is something new.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, F, Q, Sum, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from .article import Article
from .article_read import ReadDay
from .article_text import ArticleText, ArticleVersion
from .guides.guide import Guide
from .guides.guide_text import GuideText, texts_of
from .help_file import HelpFile
from .share import wilson
from .stale_articles import changed_articles
from .stale_policies import changed_policies, changed_values
from .stale_products import changed_products
from .stale_quotes import unagreed_quotes
from .stale_reasons import reasons_kept_coming, reasons_kept_coming_after_guides
from .stale_sign import Found, Looked, Sign, StaleKind, Text
from .stale_source import ARTICLES, EVERY_KIND, GUIDES, Source
from .vote import Tally, Vote

FILE = re.compile(r"/help/files/([0-9a-f-]{36})/")
OLD_PICTURE = timedelta(days=548)  # of a screen or a product: a year and a half
FOLLOWED_FROM = 0.05  # a share of readings that is no reason to doubt, however small the usual one is
RECENT, FEWEST = 20, 10  # votes that are compared with those before, and the fewest that say anything


Signs = dict[tuple[int, str, str, str], Sign]  # by article or guide, language, kind and what it is about


def signs_of_articles(articles: Iterable[Article], now: datetime) -> Signs:
    """Every sign against what readers see of `articles`."""
    known = {article.pk: article for article in articles}
    texts = list(ArticleText.objects.filter(article__in=known).order_by("pk"))
    return _signs(Looked(known, texts, now), LOOKS)


def signs_of_guides(guides: Iterable[Guide], now: datetime) -> Signs:
    """The same of `guides`, which a part of the looks can be taken at."""
    known = {guide.pk: guide for guide in guides}
    return _signs(Looked(known, texts_of(known.values()), now), GUIDE_LOOKS)


def _signs(looked: Looked[Text], looks: list[Callable[[Looked[Text]], Found[Text]]]) -> Signs:
    return {
        (text.of, text.language, sign.kind.value, sign.about[:200]): sign
        for look in looks
        for text, sign in look(looked)
    }


def old_pictures(looked: Looked[Text]) -> Found[Text]:
    shown = [set(FILE.findall(text.body)) for text in looked.texts]
    every = set().union(*shown)
    old = HelpFile.objects.filter(
        pk__in=every, type__startswith="image/", kept_at__lt=looked.now - OLD_PICTURE
    )
    kept = {str(file.pk): file for file in old}
    for text, keys in zip(looked.texts, shown, strict=True):
        for key in sorted(keys & set(kept)):
            file = kept[key]
            age = (looked.now - file.kept_at) // OLD_PICTURE
            year = timezone.localtime(file.kept_at).year
            yield text, Sign(StaleKind.PICTURE, f"{key} {age}", {"name": file.name, "year": year})


def replaced_pictures(looked: Looked[ArticleText]) -> Found[ArticleText]:
    """Pictures of a translation that the text first written showed when it was translated, and shows no more."""
    pairs = []
    for text in looked.texts:
        first = looked.original(text)
        if first and text.follows and text.is_behind(first):
            pairs.append((text, first))
    followed = _followed_bodies(pairs)
    for text, first in pairs:
        then = set(FILE.findall(followed.get((text.article_id, text.follows or 0), "")))
        gone = then & set(FILE.findall(text.body)) - set(FILE.findall(first.body))
        for file in HelpFile.objects.filter(pk__in=gone).order_by("pk"):
            yield text, Sign(StaleKind.REPLACED, str(file.pk), {"name": file.name})


def _followed_bodies(pairs: list[tuple[ArticleText, ArticleText]]) -> dict[tuple[int, int], str]:
    """The bodies of the versions first written that the translations follow."""
    firsts = {text.article_id: first.language for text, first in pairs}
    rows = ArticleVersion.objects.filter(
        article__in=firsts, language__in=firsts.values(), number__in={text.follows for text, _first in pairs}
    )
    return {(row.article_id, row.number): row.body for row in rows if firsts[row.article_id] == row.language}


class Place(NamedTuple):
    """Where a vote names what it is on, in which language, and the number of the version."""

    of: str
    language: str
    number: str


ARTICLE = Place("version__article_id", "version__language", "version__number")
GUIDE = Place("guide_version__guide_id", "language", "guide_version__number")


def turned_votes(looked: Looked[ArticleText]) -> Found[ArticleText]:
    """The last votes on what readers see are surely worse than those before, or surely most of them are against it."""
    return _turned(looked, ARTICLE)


def turned_votes_on_guides(looked: Looked[GuideText]) -> Found[GuideText]:
    return _turned(looked, GUIDE)


def _turned(looked: Looked[Text], place: Place) -> Found[Text]:
    every, recent = _votes(looked, place), _last_votes(looked, place)
    for text in looked.texts:
        key = (text.of, text.language)
        last = Tally.of(good for number, good in recent.get(key, []) if number == text.number)
        before = every.get(key, Tally()).less(last)
        if is_worse(last, before):
            what = {"recent": last.yes, "count": last.total, "before": before.yes, "all": before.total}
            score = (last.total + before.total) // RECENT
            yield text, Sign(StaleKind.VOTES, f"{text.number} {score}", what)


def _votes(looked: Looked[Text], place: Place) -> dict[tuple[int, str], Tally]:
    """All votes ever on each article or guide in each language."""
    rows = Vote.objects.filter(**{f"{place.of}__in": looked.things}).order_by().values(*place[:2])
    rows = rows.annotate(yes=Count("pk", Q(is_useful=True)), no=Count("pk", Q(is_useful=False)))
    return {(row[place.of], row[place.language]): Tally(row["yes"], row["no"]) for row in rows}


def _last_votes(looked: Looked[Text], place: Place) -> dict[tuple[int, str], list[tuple[int, bool]]]:
    """The last of them: number of the version, and whether it was useful."""
    rank = Window(
        RowNumber(),
        partition_by=[F(place.of), F(place.language)],
        order_by=[F("at").desc(), F("pk").desc()],
    )
    rows = Vote.objects.filter(**{f"{place.of}__in": looked.things}).annotate(rank=rank)
    found: dict[tuple[int, str], list[tuple[int, bool]]] = {}
    for thing, language, number, is_useful in rows.filter(rank__lte=RECENT).values_list(*place, "is_useful"):
        found.setdefault((thing, language), []).append((number, is_useful))
    return found


def is_worse(recent: Tally, before: Tally) -> bool:
    """Whether the share of `recent` lies surely below that of `before`, or below one half where few voted before."""
    if recent.total < FEWEST:
        return False
    floor = wilson(before.yes, before.total)[0] if before.total >= FEWEST else 0.5
    return wilson(recent.yes, recent.total)[1] < floor


def behind(looked: Looked[Text]) -> Found[Text]:
    for text in looked.texts:
        first = looked.original(text)
        if first and text.is_behind(first):
            yield text, Sign(StaleKind.BEHIND, str(first.number), {})


def overdue(looked: Looked[Text]) -> Found[Text]:
    """One for the article, in the language that it is first written in, or whichever there is."""
    today = timezone.localdate(looked.now)
    for text in looked.heads():
        day = looked.things[text.of].review_on
        if day and day <= today:
            yield text, Sign(StaleKind.REVIEW, day.isoformat(), {"day": day.isoformat()})


def kept_coming(looked: Looked[ArticleText]) -> Found[ArticleText]:
    """Of those who read it in four weeks, surely more than twice as many wrote to us as after other articles and
    guides."""
    return _kept_coming(looked, ARTICLES)


def kept_coming_after_guides(looked: Looked[GuideText]) -> Found[GuideText]:
    return _kept_coming(looked, GUIDES)


def _kept_coming(looked: Looked[Text], source: Source) -> Found[Text]:
    since = timezone.localdate(looked.now) - timedelta(weeks=4)
    days = ReadDay.objects.filter(day__gte=since, kind__in=EVERY_KIND).order_by()
    every = days.aggregate(reads=Sum("reads"), followed=Sum("followed"))
    usual = (every["followed"] or 0) / every["reads"] if every["reads"] else 0.0
    of_these = source.days().filter(day__gte=since, **{f"{source.number}__in": looked.things})
    sums = {
        (number, language): (followed, reads)
        for number, language, followed, reads in of_these.values_list(source.number, "language").annotate(
            of_tickets=Sum("followed"), of_readings=Sum("reads")
        )
    }
    for text in looked.texts:
        followed, reads = sums.get((text.of, text.language), (0, 0))
        if wilson(followed, reads)[0] > max(2 * usual, FOLLOWED_FROM):
            what = {"tickets": followed, "reads": reads}
            yield text, Sign(StaleKind.TICKETS, str(since.toordinal() // 28), what)


LOOKS: list[Callable[[Looked[ArticleText]], Found[ArticleText]]] = [
    changed_values,
    changed_policies,
    old_pictures,
    replaced_pictures,
    turned_votes,
    behind,
    overdue,
    kept_coming,
    reasons_kept_coming,
    changed_products,
    unagreed_quotes,
]
GUIDE_LOOKS: list[Callable[[Looked[GuideText]], Found[GuideText]]] = [
    changed_values,
    changed_policies,
    old_pictures,
    turned_votes_on_guides,
    behind,
    overdue,
    kept_coming_after_guides,
    reasons_kept_coming_after_guides,
    changed_products,
    changed_articles,
]
