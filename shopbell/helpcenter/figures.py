"""What the help centre does, in figures: readings, votes, tickets that followed, and how many were spared.

The method, as the page states it: of the readings of a day that is settled, those are counted as followed whose
browser wrote a ticket of any matter on that day or in the days after (`HelpCentre.follow_days`). What is left, by all
readings, is the share without a ticket. A ticket on another matter counts against what was read; one by e-mail, by
phone or from another device is not seen, and counts for it.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import dropwhile

from babel.dates import format_date, format_skeleton
from django.db import connection
from django.db.models import Max, QuerySet, Sum
from django.utils import timezone

from shopbell.channels.offered import KINDS, Kind, Titled
from shopbell.core.reader import locale
from shopbell.core.share import share
from shopbell.promises.kept import midnight_of

from .article_read import ReadDay
from .centre import HelpCentre
from .vote import Tally, Vote, tallied

PERIODS = (4, 13, 52)  # weeks
BY_WEEK = """
select (%s - day) / 7, sum(reads), sum(followed) from helpcenter_readday read
  join unnest(%s::text[], %s::bigint[]) as shown (kind, object_id)
    on shown.object_id = coalesce(read.article_id, read.object_id)
   and shown.kind = case when read.article_id is null then read.kind else 'article' end
 where day <= %s and day > %s group by 1
"""
Key = tuple[str, int]  # kind and number of a thing
VOTED = {"article": "version__article_id", "guide": "guide_version__guide_id", "policy": "policy"}


@dataclass
class Line:
    """An article, a guide or a page of the policies in a time, in all of its languages."""

    kind: str
    object_id: int
    what: Titled
    reads: int = 0
    followed: int = 0
    unknown: int = 0
    votes: Tally = field(default_factory=Tally)

    @property
    def mark(self) -> Kind:
        return KINDS[self.kind]

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
    kinds: list[Line]  # the sums of each kind that was read or voted on
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
    """Of the last `weeks`: what was read or voted on, the things that most tickets followed first."""
    since = (today or timezone.localdate()) - timedelta(weeks=weeks)
    centre = HelpCentre.current()
    days = ReadDay.objects.filter(day__gte=since)
    read, votes = _readings(days), _votes(since)
    lines = [
        Line(*key, what, *read.get(key, (0, 0, 0)), votes=votes.get(key, Tally()))
        for key, what in _titles({*read, *votes}).items()
    ]
    lines.sort(key=lambda line: (-line.followed, -line.reads, -line.votes.total, line.kind, line.object_id))
    until = days.filter(reads__gt=0).aggregate(last=Max("day"))["last"]
    by_week = _by_week(until, weeks, lines) if until else []
    return Figures(since, until, centre.follow_days, lines, _total(lines), _by_kind(lines), by_week)


def _readings(days: QuerySet[ReadDay]) -> dict[Key, tuple[int, int, int]]:
    """Of each thing: readings, those that were followed, and those that are unknown."""
    sums = days.order_by().values_list("article_id", "kind", "object_id")
    return {
        (kind or "article", article or number): (reads, followed, unknown)
        for article, kind, number, reads, followed, unknown in sums.annotate(
            reads=Sum("reads"), followed=Sum("followed"), unknown=Sum("unknown")
        )
    }


def _by_week(until: date, weeks: int, lines: list[Line]) -> list[Week]:
    """From the first with a reading on. They end with the last day that is settled: a part would look like a fall."""
    sums = dict.fromkeys(range(weeks), (0, 0))
    shown = [line.kind for line in lines], [line.object_id for line in lines]
    with connection.cursor() as cursor:
        cursor.execute(BY_WEEK, [until, *shown, until, until - timedelta(weeks=weeks)])
        sums |= {back: (reads, followed) for back, reads, followed in cursor.fetchall()}
    found = [Week(until - timedelta(weeks=back), *sums[back]) for back in reversed(range(weeks))]
    return list(dropwhile(lambda week: not week.size, found))


def _votes(since: date) -> dict[Key, Tally]:
    votes = Vote.objects.filter(at__gte=midnight_of(since))
    return {
        (kind, pk): tally
        for kind, field in VOTED.items()
        for pk, tally in tallied(votes.exclude(**{field: None}), field).items()
    }


def _titles(things: set[Key]) -> dict[Key, Titled]:
    """What each is called in the centre's first language, or another; one that nobody may read any more is left out."""
    kinds = [kind for kind in KINDS if any(kind == each for each, _number in things)]
    return {
        (kind, number): what
        for kind in kinds
        for number, what in KINDS[kind].titles({pk for each, pk in things if each == kind}).items()
    }


def _by_kind(lines: list[Line]) -> list[Line]:
    own = {kind: [line for line in lines if line.kind == kind] for kind in KINDS}
    return [_total(of_kind, kind) for kind, of_kind in own.items() if of_kind]


def _total(lines: list[Line], kind: str = "") -> Line:
    votes = Tally(sum(line.votes.yes for line in lines), sum(line.votes.no for line in lines))
    reads, followed, unknown = (
        sum(getattr(line, name) for line in lines) for name in ("reads", "followed", "unknown")
    )
    return Line(kind, 0, Titled("", "", ""), reads, followed, unknown, votes)
