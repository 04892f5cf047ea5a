"""Hours: when people of the shop answer, exact to the second over every change of clocks.

A moment is open when a clock on the wall of the zone then shows a time inside the hours of a day. So in the night in
which clocks go back, what is open between two and three is open twice, and in the night in which they go forward not
at all. What goes on past midnight belongs to the day on which it began: a holiday takes away its own evening with all
that follows of it, and leaves what is left of the evening before.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from .clock_changes import offsets_between

DAY = 86_400  # seconds
PATIENCE_DAYS = 366  # hours that hold no open time for so long are taken for closed for ever
EPOCH = date(1970, 1, 1)

Piece = tuple[int, int]  # from, until, in seconds since 1970


class NeverOpen(Exception):
    """These hours hold no open time in the year that follows."""


@dataclass(frozen=True)
class Span:
    """A stretch of a day, in seconds of the clock on the wall since its midnight; beyond 24 hours it is the next day.

    Raises ValueError for one that does not begin on its day, ends before it begins or lasts longer than a day.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.start < DAY and self.start < self.end <= self.start + DAY):
            raise ValueError(f"{self.start}–{self.end} is not a stretch of a day")


Week = tuple[tuple[Span, ...], ...]  # seven days, Monday first


@dataclass(frozen=True)
class Season:
    """Other hours for a part of every year: the days from `first` through `last`, each (month, day).

    Over New Year when `last` is the earlier of the two.
    """

    first: tuple[int, int]
    last: tuple[int, int]
    week: Week

    def holds(self, day: date) -> bool:
        today = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= today <= self.last
        return today >= self.first or today <= self.last


@dataclass(frozen=True)
class Break:
    """A stretch of time by itself, as a closure or an extra opening; both ends aware."""

    start: datetime
    end: datetime

    @property
    def piece(self) -> Piece:
        return int(self.start.timestamp()), int(self.end.timestamp())


class Openness(ABC):
    """The arithmetic of what is open when; who inherits says which pieces of a day are."""

    @abstractmethod
    def _open_on(self, number: int) -> list[Piece]:
        """The open pieces of a day of UTC, counted since 1970, in order and apart from each other."""

    def is_open(self, at: datetime) -> bool:
        moment = at.timestamp()
        return any(start <= moment < end for start, end in self._open_on(int(moment // DAY)))

    def within(self, start: datetime, end: datetime) -> timedelta:
        """The open time between two moments; none when `end` is not after `start`."""
        return sum((until - since for since, until in self.open_between(start, end)), timedelta())

    def after(self, start: datetime, time: timedelta) -> datetime:
        """The first moment by which so much open time has passed since `start`, in UTC. Raises NeverOpen."""
        if time <= timedelta():
            return start.astimezone(UTC)
        for since, until in self._from(start):
            if time <= until - since:
                return since + time
            time -= until - since
        raise NeverOpen

    def next_open(self, at: datetime) -> datetime:
        """`at` itself when that is open, else when it opens again, in UTC. Raises NeverOpen."""
        for since, _ in self._from(at):
            return since
        raise NeverOpen

    def next_closed(self, at: datetime) -> datetime | None:
        """`at` itself when that is closed, else when it closes, in UTC; None when it is open for a year on end."""
        closes = at.astimezone(UTC)
        last = closes + timedelta(days=PATIENCE_DAYS)
        for since, until in self._from(at):
            if since > closes:
                break
            closes = until
            if closes >= last:
                return None
        return closes

    def open_between(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open stretches between two moments, in order and apart from each other, in UTC."""
        held: tuple[datetime, datetime] | None = None
        for since, until in self._from(start, end):
            if held and held[1] == since:
                held = (held[0], until)
                continue
            if held:
                yield held
            held = (since, until)
        if held:
            yield held

    def _from(self, start: datetime, end: datetime | None = None) -> Iterator[tuple[datetime, datetime]]:
        """The open stretches since `start`, cut at midnights of UTC; without an `end` until none comes for a year."""
        start = start.astimezone(UTC)
        number = int(start.timestamp() // DAY)
        last = number + PATIENCE_DAYS if end is None else int(end.timestamp() // DAY)
        while number <= last:
            for piece in self._open_on(number):
                since, until = (datetime.fromtimestamp(each, UTC) for each in piece)
                since, until = max(since, start), min(until, end) if end else until
                if since < until:
                    yield since, until.astimezone(UTC)
                    last = max(last, number + PATIENCE_DAYS) if end is None else last
            number += 1


@dataclass(frozen=True)
class Hours(Openness):
    """Rules by which any moment is open or closed.

    `zone` is a name of the IANA's. The first season that holds a day gives its hours, else `week`. A day in
    `holidays` has none. `openings` are open besides; `closures` are closed whatever else is said.
    """

    zone: str
    week: Week
    seasons: tuple[Season, ...] = ()
    holidays: frozenset[date] = frozenset()
    openings: tuple[Break, ...] = ()
    closures: tuple[Break, ...] = ()
    _days: dict[int, list[Piece]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """The hours that begin on a day of the zone, openings and closures aside."""
        if day in self.holidays:
            return ()
        week = next((season.week for season in self.seasons if season.holds(day)), self.week)
        return week[day.weekday()]

    def _open_on(self, number: int) -> list[Piece]:
        if number not in self._days:
            start, end = number * DAY, (number + 1) * DAY
            pieces = [*self._regular(start, end), *(each.piece for each in self.openings)]
            merged = _merged(_cut(pieces, start, end))
            # one in the hour that a change of clocks leaves out ends before it begins, and takes nothing away
            for closed in (each.piece for each in self.closures):
                if closed[0] < closed[1]:
                    merged = [rest for piece in merged for rest in _without(piece, closed)]
            self._days[number] = merged
        return self._days[number]

    def _regular(self, start: int, end: int) -> Iterator[Piece]:
        """What the hours of days say of the seconds between `start` and `end`."""
        first = EPOCH + timedelta(days=start // DAY - 2)  # up to a day past midnight, and a zone a day behind
        for day in (first + timedelta(days=each) for each in range(4)):
            midnight = (day - EPOCH).days * DAY
            for span in self.spans_on(day):
                for since, until, offset in offsets_between(self.zone, start, end):
                    yield max(midnight + span.start - offset, since), min(midnight + span.end - offset, until)


@dataclass(frozen=True)
class ChangedHours(Openness):
    """Hours that were changed: each counts from its moment until the next; before the first, the first does."""

    versions: tuple[tuple[datetime, Hours], ...]  # in order, one at least

    def _open_on(self, number: int) -> list[Piece]:
        start, end = number * DAY, (number + 1) * DAY
        since = [start, *(int(begins.timestamp()) for begins, _ in self.versions[1:]), end]
        return _merged(
            piece
            for (_, hours), begins, ends in zip(self.versions, since[:-1], since[1:], strict=True)
            for piece in _cut(hours._open_on(number), max(begins, start), min(ends, end))
        )


def _cut(pieces: Iterable[Piece], start: int, end: int) -> Iterator[Piece]:
    for since, until in pieces:
        if max(since, start) < min(until, end):
            yield max(since, start), min(until, end)


def _merged(pieces: Iterable[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for since, until in sorted(pieces):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def _without(piece: Piece, closed: Piece) -> Iterator[Piece]:
    since, until = piece
    if since < closed[0]:
        yield since, min(until, closed[0])
    if until > closed[1]:
        yield max(since, closed[1]), until
