"""The 168 hours of a week, Monday at midnight first: which of them business hours hold, and how often each came by.

Hours are those of the clock on the wall. A week is kept as in `rules.py`: for each day its spans in minutes, beyond
1440 on the next day.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from .hours_text import DAY_MINUTES, Spans

DAY, WEEK = 24, 168  # hours
HOUR = 60  # minutes
QUARTER = timedelta(minutes=15)  # zones differ from UTC by no less


def openness(week: Sequence[Spans]) -> tuple[float, ...]:
    """How much of each hour is open, from 0 to 1."""
    is_open = bytearray(WEEK * HOUR)  # by minutes: a night may reach into what the next day has open itself
    for day, spans in enumerate(week):
        for start, end in spans:
            for minute in range(start, end):
                is_open[(day * DAY * HOUR + minute) % len(is_open)] = 1
    return tuple(sum(is_open[hour * HOUR : (hour + 1) * HOUR]) / HOUR for hour in range(WEEK))


def hour_of_week(at: datetime) -> int:
    """Of a moment in its own zone."""
    return at.weekday() * DAY + at.hour


def passes(zone: ZoneInfo, start: datetime, end: datetime, holidays: Collection[date]) -> tuple[float, ...]:
    """How often each hour of the week came by between two moments, holidays left out.

    The hour that a change of clocks leaves out did not, and the one that it repeats came twice.
    """
    found = Counter[int]()
    start = start.astimezone(UTC)
    for step in range(int((end - start) / QUARTER)):
        at = (start + step * QUARTER).astimezone(zone)
        if at.date() not in holidays:
            found[hour_of_week(at)] += 1
    return tuple(found[hour] / 4 for hour in range(WEEK))


def opened(week: Sequence[Spans], days: Collection[int], start: int, end: int) -> list[Spans]:
    """The week with the hours from `start` to `end` (0 to 24) open on `days` besides."""
    return _readable(
        [
            _joined([*spans, [start * HOUR, end * HOUR]]) if day in days else [*spans]
            for day, spans in enumerate(week)
        ]
    )


def closed(week: Sequence[Spans], days: Collection[int], start: int, end: int) -> list[Spans]:
    """The week without those hours on `days`, also where hours of the day before last until then."""
    start, end = start * HOUR, end * HOUR
    found: list[Spans] = [[*spans] for spans in week]
    for day in range(7):
        if day in days:
            found[day] = _without(found[day], start, end)
        if (day + 1) % 7 in days:
            found[day] = _without(found[day], start + DAY_MINUTES, end + DAY_MINUTES)
    return _readable(found)


def hours_on(week: Sequence[Spans], day: int) -> Spans:
    """The hours of a day in its own minutes; those that began on the day before begin below 0."""
    before = [
        [since - DAY_MINUTES, until - DAY_MINUTES] for since, until in week[day - 1] if until > DAY_MINUTES
    ]
    return [*before, *week[day]]


def round_the_clock() -> list[Spans]:
    return [[[0, DAY_MINUTES]] for _day in range(7)]


def _joined(spans: Spans) -> Spans:
    found: Spans = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = [found[-1][0], max(found[-1][1], end)]
        else:
            found.append([start, end])
    return found


def _without(spans: Spans, start: int, end: int) -> Spans:
    pieces = [
        piece for since, until in spans for piece in ([since, min(until, start)], [max(since, end), until])
    ]
    return [[since, until] for since, until in pieces if since < until]


def _readable(week: Sequence[Spans]) -> list[Spans]:
    """The same hours as `hours_text` can write and read: none begins after midnight, or lasts for a whole day until
    the next one. What moves to the next day may make that one so."""
    before, found = list(week), _moved_on(week)
    while found != before:
        before, found = found, _moved_on(found)
    return found


def _moved_on(week: Sequence[Spans]) -> list[Spans]:
    found: list[Spans] = [[] for _day in range(7)]
    moved: list[Spans] = [[] for _day in range(7)]
    for day, spans in enumerate(week):
        for since, until in spans:
            is_whole = until > DAY_MINUTES and until - since >= DAY_MINUTES
            if since < DAY_MINUTES:
                found[day].append([since, DAY_MINUTES if is_whole else until])
            if since >= DAY_MINUTES or is_whole:
                moved[(day + 1) % 7].append([max(since - DAY_MINUTES, 0), until - DAY_MINUTES])
    return [_joined(spans + more) if more else spans for spans, more in zip(found, moved, strict=True)]
