"""Advice on business hours: a pure function of what was asked in each hour of the week and the hours that are kept.

A further hour is worth opening where at least half as much is asked as in a usual open hour (`BUSY`), and an open one
is idle where less than a fifth is (`IDLE`). Both must hold at the far end of what chance may have done to the counts,
so that few questions advise nothing. Where no part of the week is quiet (`STEADY`), the desk is advised to stay open
round the clock. The rules in words: docs/promises.md, Hours that shoppers keep.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from math import sqrt

from django.db.models import TextChoices

from .equal import Waits
from .hours_text import Spans
from .week_hours import DAY, WEEK, closed, hours_on, opened, openness, round_the_clock

LEAST, LEAST_WEEKS = 200, 4  # questions, and weeks that they are of: below that nothing is advised
BUSY, IDLE = 1 / 2, 1 / 5  # of what is asked in a usual open hour
STEADY, PART = 1 / 3, 4  # of what is asked in a usual hour, in each part of the week of so many hours
LEAST_IN_PART = 10  # questions in such a part on average: fewer may be steady by chance
LENGTHS, TO_CLOSE = (2, 3, 4), (1, 2, 3, 4)  # hours of a block
LEAST_SHARE, LEAST_IN_BLOCK = 0.02, 12
MOST = 4  # blocks of one kind
CHANCE = 1.645  # nine times of ten a count lies within so many deviations
SURE = 3.0  # so many that of all the blocks of a week, which are looked at, none looks busy or idle by chance
DAYS = [tuple(range(first, last + 1)) for first in range(7) for last in range(first, 7)]


class Kind(TextChoices):
    OPEN = "open"
    CLOSE = "close"
    ALWAYS = "always"


@dataclass(frozen=True)
class Demand:
    """What was asked in each hour of the week.

    `passes` says how often that hour came by. Of the questions that were answered or still wait, `waits` are the
    seconds until the first answer, in steps; `same_day` counts those that had it before midnight.
    """

    asked: tuple[int, ...]
    passes: tuple[float, ...]
    weeks: int = 8
    waits: Mapping[int, Waits] = field(default_factory=dict)
    same_day: tuple[int, ...] = (0,) * WEEK

    @property
    def total(self) -> int:
        return sum(self.asked)

    @property
    def is_enough(self) -> bool:
        return self.total >= LEAST and self.weeks >= LEAST_WEEKS

    def usual(self) -> list[float]:
        """How much is asked in each hour when it comes by."""
        return [count / times if times else 0 for count, times in zip(self.asked, self.passes, strict=True)]

    def shares(self) -> list[float]:
        """Of what is asked in a usual week, how much in each hour: together 1, or 0 where nothing is."""
        usual = self.usual()
        whole = sum(usual)
        return [each / whole if whole else 0 for each in usual]


@dataclass(frozen=True)
class Block:
    """Hours of some days in a row, from `start` to `end` (0 to 24)."""

    days: tuple[int, ...]
    start: int
    end: int

    @property
    def hours(self) -> list[int]:
        return [day * DAY + hour for day in self.days for hour in range(self.start, self.end)]


@dataclass(frozen=True)
class Advice:
    """What to change, and why. Shares are of what is asked in a usual week; `week` is the week with it."""

    kind: Kind
    block: Block
    asked: int
    share: float
    lowest: float  # the share, as chance may have it
    highest: float
    wait: timedelta | None  # until half of them had their answer
    covered: float  # with it
    week: list[Spans]


def advise(demand: Demand, week: Sequence[Spans]) -> list[Advice]:
    """What to change in `week`, the most useful first; empty when nothing is, or too little was asked to say."""
    if not demand.is_enough:
        return []
    if _is_steady(demand) and min(openness(week)) < 1:
        return [_advice(Kind.ALWAYS, Block(tuple(range(7)), 0, DAY), demand, week)]
    worth = [_advice(Kind.OPEN, block, demand, week) for block in worth_opening(demand, week)]
    return [*worth, *(_advice(Kind.CLOSE, block, demand, week) for block in worth_closing(demand, week))]


def with_all(advice: Sequence[Advice], week: Sequence[Spans]) -> list[Spans]:
    """The week with everything that is advised."""
    found = [*week]
    for each in advice:
        found = _changed(each.kind, each.block, found)
    return found


def worth_opening(demand: Demand, week: Sequence[Spans]) -> list[Block]:
    """Closed blocks in which enough is asked; such as follow each other on the same days are one."""
    floor = BUSY * usual_open_hour(demand, week)
    found: list[Block] = []
    while floor and len(found) < MOST:
        state = openness(week)
        fitting = [
            (_above(floor, demand, block), block)
            for block in _blocks(LENGTHS)
            if not any(state[hour] for hour in block.hours) and _is_worth(floor, demand, block)
        ]
        if not fitting:
            break
        best = max(fitting, key=_first_of_best)[1]
        found.append(best)
        week = opened(week, best.days, best.start, best.end)
    return _joined(found)


def worth_closing(demand: Demand, week: Sequence[Spans]) -> list[Block]:
    """Blocks at the begin or the end of open hours in which next to nothing is asked."""
    ceiling = IDLE * usual_open_hour(demand, week)
    found: list[Block] = []
    while len(found) < MOST:
        fitting = [
            (-_above(ceiling, demand, block), block)
            for block in _blocks(TO_CLOSE)
            if _is_edge(block, week) and _bounds(demand, block)[1] < ceiling
        ]
        if not fitting:
            break
        best = max(fitting, key=_first_of_best)[1]
        found.append(best)
        week = closed(week, best.days, best.start, best.end)
    return _joined(found)


def usual_open_hour(demand: Demand, week: Sequence[Spans]) -> float:
    """How much is asked in an hour that is open; where none is, in any."""
    state = openness(week)
    if not any(state):
        state = (1.0,) * WEEK
    times = sum(part * each for part, each in zip(state, demand.passes, strict=True))
    count = sum(part * each for part, each in zip(state, demand.asked, strict=True))
    return count / times if times else 0


def covered(demand: Demand, week: Sequence[Spans]) -> float:
    """Of what is asked in a usual week, how much while it is open."""
    return sum(part * share for part, share in zip(openness(week), demand.shares(), strict=True))


def same_day(demand: Demand, week: Sequence[Spans]) -> float | None:
    """Of those who ask while it is open, how many hear the same day; None where few do."""
    hours = [hour for hour, part in enumerate(openness(week)) if part == 1]
    asked = sum(demand.asked[hour] for hour in hours)
    return sum(demand.same_day[hour] for hour in hours) / asked if asked >= LEAST_IN_BLOCK else None


def _blocks(lengths: Sequence[int]) -> Iterator[Block]:
    for days in DAYS:
        for length in lengths:
            for start in range(DAY - length + 1):
                yield Block(days, start, start + length)


def _first_of_best(each: tuple[float, Block]) -> tuple:
    """Of alike ones the longer, and the earlier."""
    value, block = each
    return round(value, 9), len(block.hours), [-day for day in block.days], -block.start


def _counts(demand: Demand, block: Block) -> tuple[int, float]:
    hours = block.hours
    return sum(demand.asked[hour] for hour in hours), sum(demand.passes[hour] for hour in hours)


def _above(limit: float, demand: Demand, block: Block) -> float:
    """How much more is asked than `limit` in each hour: an hour below it makes a block worse."""
    count, times = _counts(demand, block)
    return count - limit * times


def _bounds(demand: Demand, block: Block) -> tuple[float, float]:
    """How little and how much may be asked in an hour of it, where chance had its part in the count."""
    count, times = _counts(demand, block)
    if not times:
        return 0, float("inf")
    lowest = max(sqrt(count) - SURE / 2, 0) ** 2
    return lowest / times, (sqrt(count + 1) + SURE / 2) ** 2 / times


def _is_worth(floor: float, demand: Demand, block: Block) -> bool:
    count, _times = _counts(demand, block)
    return count >= max(LEAST_IN_BLOCK, LEAST_SHARE * demand.total) and _bounds(demand, block)[0] >= floor


def _is_edge(block: Block, week: Sequence[Spans]) -> bool:
    """Whether some hours on each of its days begin or end with it; those of a night end on the next day."""
    start, end = block.start * 60, block.end * 60
    return all(
        any(
            since <= start and end <= until and (since == start or until == end)
            for since, until in hours_on(week, day)
        )
        for day in block.days
    )


def _is_steady(demand: Demand) -> bool:
    """Whether every part of the week has its share of the questions, so that no hour is one to sleep in."""
    parts = [Block((day,), start, start + PART) for day in range(7) for start in range(0, DAY, PART)]
    if demand.total < LEAST_IN_PART * len(parts):
        return False
    counts = [_counts(demand, part) for part in parts]
    usual = demand.total / (sum(demand.passes) or 1)
    return all(not times or count / times >= STEADY * usual for count, times in counts)


def _joined(blocks: Sequence[Block]) -> list[Block]:
    """Those that follow each other on the same days as one, where the first of them stood."""
    found: list[Block] = []
    for block in blocks:
        near = next(
            (each for each in found if each.days == block.days and block.start <= each.end and each.start <= block.end),
            None,
        )  # fmt: skip
        if near is None:
            found.append(block)
        else:
            place = found.index(near)
            found[place] = Block(block.days, min(near.start, block.start), max(near.end, block.end))
    return found if len(found) == len(blocks) else _joined(found)


def _changed(kind: Kind, block: Block, week: Sequence[Spans]) -> list[Spans]:
    if kind == Kind.ALWAYS:
        return round_the_clock()
    change = opened if kind == Kind.OPEN else closed
    return change(week, block.days, block.start, block.end)


def _advice(kind: Kind, block: Block, demand: Demand, week: Sequence[Spans]) -> Advice:
    state, shares = openness(week), demand.shares()
    hours = block.hours if kind != Kind.ALWAYS else [hour for hour in range(WEEK) if state[hour] < 1]
    count = sum(demand.asked[hour] for hour in hours)
    share = min(sum(shares[hour] * (1 - state[hour] if kind == Kind.ALWAYS else 1) for hour in hours), 1)
    waited = _until_half(demand, hours)
    changed = _changed(kind, block, week)
    spread = CHANCE / 2 / sqrt(count) if count else 1
    return Advice(
        kind, block, count, share, share * max(1 - spread, 0) ** 2, min(share * (1 + spread) ** 2, 1),
        wait=waited,
        covered=covered(demand, changed),
        week=changed,
    )  # fmt: skip


def _until_half(demand: Demand, hours: Sequence[int]) -> timedelta | None:
    """Until half of those who asked in `hours` had their answer, to about 3 %."""
    waits = Waits()
    for hour in hours:
        waits += demand.waits.get(hour, Waits())
    half = waits.at(1 / 2)
    return timedelta(seconds=half) if half is not None else None
