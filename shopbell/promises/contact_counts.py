"""How much was solved at first contact, by need, channel and the week in which it was solved. The share is of what is
known; what must still rest stands beside it.

Who may open every ticket, or all that some teams have, reads the sums that are kept of each day (`contact_sums.py`), as
of promises (`kept.py`); who reads their own tickets alone has the rows of these counted.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncWeek
from django.utils import timezone

from shopbell.core.share import share
from shopbell.tickets.reason import ContactReason
from shopbell.tickets.ticket import TicketQuerySet

from .contact_outcome import FirstContact
from .contact_sums import CONTACTS
from .first_contact import Outcome
from .kept import WEEK, begins_of, is_summed, midnight_of, monday_of, mondays_of, readable

COUNTED = [Outcome.YES, Outcome.NO, Outcome.OPEN]
KNOWN = "known"  # what a share is of: those that must still rest stand beside it
Row = tuple[int | None, str, int, int, int, int]  # need, channel, number of the week, yes, no, open


@dataclass(frozen=True)
class Share:
    yes: int = 0
    no: int = 0
    open: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.yes + other.yes, self.no + other.no, self.open + other.open)

    @property
    def count(self) -> int:
        """How many are known."""
        return self.yes + self.no

    @property
    def percent(self) -> int | None:
        """How many of them at first contact; None where none is known."""
        return share(self.yes, self.count)


class Line(NamedTuple):
    """One need on one channel, week by week; `need` is None for tickets without a contact reason."""

    need: ContactReason | None
    channel: str
    weeks: list[Share]
    total: Share


@dataclass(frozen=True)
class Counts:
    weeks: list[date]  # their Mondays, the oldest first
    lines: list[Line]
    by_week: list[Share]
    total: Share
    left: int = 0  # days that are still to be summed up, and stand as they were before


@dataclass(frozen=True)
class Wish:
    """Which tickets are meant; empty words and None mean all. `need` is 0 for those without."""

    need: int | None = None
    channel: str = ""
    week: date | None = None
    outcome: str = ""


def contacts_for(
    agent, team_ids: Collection[int] | None, tickets: TicketQuerySet | None = None
) -> QuerySet[FirstContact]:
    """What counts, of the tickets that `agent` may open; with `team_ids` of those teams alone, with `tickets` of those
    that they may open among them."""
    return readable(FirstContact.objects.filter(outcome__in=COUNTED), agent, team_ids, tickets)


def counts_for(
    agent,
    team_ids: Collection[int] | None,
    weeks: int,
    now: datetime,
    *,
    tickets: TicketQuerySet | None = None,
    every_day: bool = False,
) -> Counts:
    """The last `weeks` weeks, this one included, of what `contacts_for` finds, or of all that was solved by teams of
    which the agent may read everything; `every_day` as `Sums.weekly` has it."""
    if tickets is not None or not is_summed(agent, team_ids):
        return counts_of(contacts_for(agent, team_ids, tickets), weeks, now)
    mondays = mondays_of(weeks, now)
    rows, left = CONTACTS.weekly(begins_of(mondays), team_ids, every_day=every_day)
    return replace(_counts(rows, mondays), left=left)


def counts_of(contacts: QuerySet[FirstContact], weeks: int, now: datetime) -> Counts:
    """The last `weeks` weeks of these, counted one by one."""
    mondays = mondays_of(weeks, now)
    places = {monday: place for place, monday in enumerate(mondays)}
    begins = begins_of(mondays)
    rows = (
        contacts.filter(solved_at__gte=begins[0], solved_at__lt=begins[-1])
        .annotate(week=TruncWeek("solved_at", tzinfo=timezone.get_current_timezone()))
        .order_by()
        .values_list("need", "channel", "week")
        .annotate(**{each.value: Count("pk", filter=Q(outcome=each)) for each in COUNTED})
    )
    return _counts(
        ((need, kind, places[week.date()], *counts) for need, kind, week, *counts in rows), mondays
    )


def figure_of(counts: Counts, wish: Wish) -> int:
    """What the counts say of a wish: how many `meant` finds."""
    shares = (
        share
        for line in counts.lines
        if wish.channel in ("", line.channel) and wish.need in (None, line.need.pk if line.need else 0)
        for week, share in zip(counts.weeks, line.weeks, strict=True)
        if wish.week in (None, week)
    )
    total = sum(shares, Share())
    every = total.count + total.open
    figures: dict[str, int] = {"": every, KNOWN: total.count}
    figures |= {Outcome.YES: total.yes, Outcome.NO: total.no, Outcome.OPEN: total.open}
    return figures.get(wish.outcome, 0)


def meant(contacts: QuerySet[FirstContact], wish: Wish, weeks: int, now: datetime) -> QuerySet[FirstContact]:
    """Those of `contacts` that one figure is about: as many rows as it says."""
    since = wish.week or monday_of(now) - WEEK * (weeks - 1)
    found = contacts.filter(solved_at__gte=midnight_of(since))
    if wish.week:
        found = found.filter(solved_at__lt=midnight_of(wish.week + WEEK))
    if wish.need is not None:
        found = found.filter(need=wish.need or None)
    if wish.channel:
        found = found.filter(channel=wish.channel)
    if wish.outcome:
        outcomes = [Outcome.YES, Outcome.NO] if wish.outcome == KNOWN else [wish.outcome]
        found = found.filter(outcome__in=outcomes)
    return found


def _counts(rows: Iterable[Row], mondays: list[date]) -> Counts:
    """The need with the most tickets first."""
    shares: defaultdict[tuple[int | None, str], list[Share]] = defaultdict(lambda: [Share()] * len(mondays))
    for need, kind, place, *counts in rows:
        shares[need, kind][place] = Share(*counts)
    needs = ContactReason.objects.in_bulk([need for need, _kind in shares if need])
    lines = [
        Line(needs.get(need or 0), kind, each, sum(each, Share())) for (need, kind), each in shares.items()
    ]
    lines.sort(key=_order(lines))
    by_week = [sum((line.weeks[place] for line in lines), Share()) for place in range(len(mondays))]
    return Counts(mondays, lines, by_week, sum(by_week, Share()))


def _order(lines: list[Line]):
    """Needs by how much there was of them, those without one last; within each by channel."""
    sizes: defaultdict[int, int] = defaultdict(int)
    for line in lines:
        sizes[line.need.pk if line.need else 0] += line.total.count + line.total.open
    return lambda line: (
        line.need is None,
        -sizes[line.need.pk if line.need else 0],
        str(line.need or ""),
        line.channel,
    )
