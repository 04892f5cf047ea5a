"""When the clocks of a zone change, and by how much they differ from UTC between two changes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

HOUR = 3600


@lru_cache(maxsize=4096)
def offsets_in(zone: str, year: int) -> tuple[tuple[int, int, int], ...]:
    """The stretches of a UTC year with one offset each: (from, until, offset), in seconds since 1970."""
    tz = ZoneInfo(zone)
    start, end = _new_year(year), _new_year(year + 1)
    found = []
    since, offset = start, _offset(tz, start)
    for moment in range(start + HOUR, end + 1, HOUR):
        if moment < end and (after := _offset(tz, moment)) != offset:
            change = _change_between(tz, moment - HOUR, moment)
            found.append((since, change, offset))
            since, offset = change, after
    return (*found, (since, end, offset))


def offsets_between(zone: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """As `offsets_in`, for the years that `start` and `end` (seconds since 1970) lie in."""
    for year in range(_year_of(start), _year_of(end) + 1):
        yield from (piece for piece in offsets_in(zone, year) if piece[0] < end and piece[1] > start)


def _change_between(tz: ZoneInfo, early: int, late: int) -> int:
    """The first second with the offset of `late`."""
    before = _offset(tz, early)
    while late - early > 1:
        middle = (early + late) // 2
        if _offset(tz, middle) == before:
            early = middle
        else:
            late = middle
    return late


def _offset(tz: ZoneInfo, moment: int) -> int:
    return round(datetime.fromtimestamp(moment, tz).utcoffset().total_seconds())  # type: ignore[union-attr]


def _new_year(year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())


def _year_of(moment: int) -> int:
    return datetime.fromtimestamp(moment, UTC).year
