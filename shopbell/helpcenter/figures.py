"""What the help centre does, in figures: readings, votes, tickets that followed, and how many were spared.

The method, as the page states it: of the readings of a day that is settled, those are counted as followed whose
browser wrote a ticket of any matter on that day or in the days after (`HelpCentre.follow_days`). What is left, by all
readings, is the share without a ticket. A ticket on another matter counts against the articles; one by e-mail, by
phone or from another device is not seen, and counts for them.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import dropwhile

from babel.dates import format_date, format_skeleton
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone

from shopbell.core.reader import locale
from shopbell.core.share import share
from shopbell.promises.kept import midnight_of

from .article import Article
from .article_read import ReadDay
from .article_text import ArticleText
from .centre import HelpCentre
from .reading import best_texts
from .vote import Tally, Vote

PERIODS = (4, 13, 52)  # weeks


@dataclass
class Line:
    """An article in a time, in all of its languages."""

    article_id: int
    title: str
    language: str
    reads: int = 0
    followed: int = 0
    unknown: int = 0
    votes: Tally = field(default_factory=Tally)

    @property
    def spared(self) -> int | None:
        """The share of its readings, in hundredths, that no ticket followed; None where none is settled."""
        return share(self.reads - self.followed, self.reads)


@dataclass(frozen=True)
class Week:
    """Seven days that are all settled: how many readings (`size`), and how many of them a ticket followed (`part`)."""

    until: date
    size: int
    part: int

    @property
    def words(self) -> str:
        return format_skeleton("MMMd", self.until, locale=locale())


@dataclass(frozen=True)
class Figures:
    since: date
    until: date | None  # the last day that is settled, if any
    follow_days: int
    lines: list[Line]
    total: Line
    weeks: list[Week]  # up to the last day that is settled, the oldest first

    @property
    def most_reads(self) -> int:
        return max((line.reads for line in self.lines), default=0)

    @property
    def best_week(self) -> int:
        return max((week.size for week in self.weeks), default=0)

    @property
    def until_words(self) -> str:
        return format_date(self.until, "long", locale=locale()) if self.until else ""


def figures(weeks: int, today: date | None = None) -> Figures:
    """Of the last `weeks`: those articles that were read or voted on, the ones that most tickets followed first."""
    since = (today or timezone.localdate()) - timedelta(weeks=weeks)
    centre = HelpCentre.current()
    days = ReadDay.objects.filter(day__gte=since)
    read, votes = _readings(days), _votes(since)
    lines = [
        Line(pk, title, language, *read.get(pk, (0, 0, 0)), votes=votes.get(pk, Tally()))
        for pk, (title, language) in _titles({*read, *votes}, centre).items()
    ]
    lines.sort(key=lambda line: (-line.followed, -line.reads, -line.votes.total, line.article_id))
    until = days.filter(reads__gt=0).aggregate(last=Max("day"))["last"]
    by_week = _by_week(until, weeks, [line.article_id for line in lines]) if until else []
    return Figures(since, until, centre.follow_days, lines, _total(lines), by_week)


def _readings(days: QuerySet[ReadDay]) -> dict[int, tuple[int, int, int]]:
    """Of each article: readings, those that were followed, and those that are unknown."""
    sums = days.order_by().values_list("article_id")
    return {
        article: (reads, followed, unknown)
        for article, reads, followed, unknown in sums.annotate(
            reads=Sum("reads"), followed=Sum("followed"), unknown=Sum("unknown")
        )
    }


def _by_week(until: date, weeks: int, articles: list[int]) -> list[Week]:
    """From the first with a reading on. They end with the last day that is settled: a part would look like a fall."""
    sums = [[0, 0] for _ in range(weeks)]
    days = ReadDay.objects.filter(
        article__in=articles, day__lte=until, day__gt=until - timedelta(weeks=weeks)
    )
    for day, reads, followed in days.order_by().values_list("day", "reads", "followed"):
        week = sums[(until - day).days // 7]
        week[0] += reads
        week[1] += followed
    found = [Week(until - timedelta(weeks=back), *sums[back]) for back in reversed(range(weeks))]
    return list(dropwhile(lambda week: not week.size, found))


def _votes(since: date) -> dict[int, Tally]:
    rows = Vote.objects.filter(at__gte=midnight_of(since)).order_by().values("version__article_id")
    rows = rows.annotate(yes=Count("pk", Q(is_useful=True)), no=Count("pk", Q(is_useful=False)))
    return {row["version__article_id"]: Tally(row["yes"], row["no"]) for row in rows}


def _titles(articles: set[int], centre: HelpCentre) -> dict[int, tuple[str, str]]:
    """What each is called in the centre's first language, or another; one that is not published is left out."""
    texts = ArticleText.objects.filter(article__in=Article.objects.filter(pk__in=articles)).defer("body")
    return {
        text.article_id: (text.title, text.language)
        for text in best_texts(texts.order_by("article_id"), centre.chain(centre.language))
    }


def _total(lines: list[Line]) -> Line:
    votes = Tally(sum(line.votes.yes for line in lines), sum(line.votes.no for line in lines))
    reads, followed, unknown = (
        sum(getattr(line, name) for line in lines) for name in ("reads", "followed", "unknown")
    )
    return Line(0, "", "", reads, followed, unknown, votes)
