"""Equal treatment: whether customers with the same need wait alike, whatever channel they chose (R10). Pure.

A chat is promised an answer within a minute and a mail within a day, so waits are compared as a share of what was
promised. How far the worst channel of a need is from the best is its *spread*: how many times the median. Small numbers
differ by chance alone, so a spread counts only when a rank test says that chance would hardly do it: Mann–Whitney,
which needs no shape of the waits and is not moved by single long ones (decision 0055).

Waits are kept as counts in steps of about 5 %, so that a million tickets are compared as quickly as a hundred.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from shopbell.core.share import share

STEPS = 20  # of a wait, to the natural logarithm: each is about 5 % longer than the last
CHANCE = 0.01  # of a false alarm, however many needs are looked at, on a day when all are treated alike
WHOLE = 1000  # the time that was promised, as a share of itself
SMALLEST = 100.0  # a tenth: whoever had a reply sooner was treated alike, however much sooner

Step = tuple[int, float]  # how many waits, and their sum


def step_of(wait: float) -> int:
    return round(math.log1p(max(wait, 0)) * STEPS)


@dataclass
class Waits:
    """Many waits of one kind, in whatever order they came."""

    steps: dict[int, Step] = field(default_factory=dict)
    count: int = field(init=False)

    def __post_init__(self) -> None:
        self.count = sum(count for count, _total in self.steps.values())

    @classmethod
    def of(cls, waits: Iterable[float]) -> "Waits":
        found = cls()
        for wait in waits:
            found.add(wait)
        return found

    def add(self, wait: float, count: int = 1) -> None:
        self.put(step_of(wait), count, wait * count)

    def put(self, step: int, count: int, total: float) -> None:
        """Add so many waits of one step, or with negative numbers take them away."""
        before, so_far = self.steps.get(step, (0, 0.0))
        self.steps[step] = before + count, so_far + total
        self.count += count

    def __iadd__(self, other: "Waits") -> "Waits":
        steps = self.steps
        for step, each in other.steps.items():  # some hundred of them, some hundred times a page
            if step in steps:
                count, total = steps[step]
                steps[step] = count + each[0], total + each[1]
            else:
                steps[step] = each
        self.count += other.count
        return self

    def at(self, part: float) -> float | None:
        """The wait that `part` of all did not exceed: at(0.5) is the median. None where nobody waited."""
        wanted, seen = part * self.count, 0
        for step in sorted(self.steps):
            count, total = self.steps[step]
            seen += count
            if seen >= wanted:
                return total / count
        return None


def chance_that_longer(waits: Waits, others: Waits) -> float:
    """How likely `waits` would be this much longer than `others` by chance alone, if both came from one source.

    The normal approximation of the Mann–Whitney test, one-sided, corrected for continuity; ties count as half. Its
    variance is the one without ties, which is larger: many equal waits make an alarm rarer, never likelier.
    """
    first, second = waits.count, others.count
    if not first or not second:
        return 1.0
    deviation = math.sqrt(first * second * (first + second + 1) / 12)
    score = (_won(waits, others) - first * second / 2 - 0.5) / deviation
    return math.erfc(score / math.sqrt(2)) / 2


def _won(waits: Waits, others: Waits) -> float:
    """Of all pairs of both, in how many the first waited longer."""
    won, below = 0.0, 0
    for step in sorted({*waits.steps, *others.steps}):
        count, _ = waits.steps.get(step, (0, 0.0))
        alike, _ = others.steps.get(step, (0, 0.0))
        won += count * (below + alike / 2)
        below += alike
    return won


class Spread(NamedTuple):
    """How far one channel of a need is treated worse than another."""

    worst: str
    best: str
    times: float  # how many times the best channel's median the worst's is
    chance: float  # that it came about by chance, with all pairs of its channels in mind


def spread_of(channels: Mapping[str, Waits], fewest: int) -> Spread | None:
    """Of the channels with at least `fewest` waits; None where there are no two of them."""
    return max(_spreads(channels, fewest), key=lambda spread: (spread.times, spread), default=None)


def unequal_of(channels: Mapping[str, Waits], fewest: int, times: float, needs: int) -> Spread | None:
    """The spread to tell of, if there is one: at least `times`, and hardly by chance among `needs` looked at."""
    told = [spread for spread in _spreads(channels, fewest) if spread.times >= times]
    surest = min(told, key=lambda spread: (spread.chance, -spread.times, spread), default=None)
    return surest if surest and surest.chance * max(needs, 1) <= CHANCE else None


def _spreads(channels: Mapping[str, Waits], fewest: int) -> list[Spread]:
    """Each pair of channels, the worse first."""
    medians = {
        kind: waits.at(0.5) or 0.0 for kind, waits in channels.items() if waits.count >= max(fewest, 1)
    }
    order = sorted(medians, key=lambda kind: (medians[kind], kind))
    pairs = [(worst, best) for best, worst in combinations(order, 2)]
    return [
        Spread(
            worst,
            best,
            max(medians[worst], SMALLEST) / max(medians[best], SMALLEST),
            min(1.0, chance_that_longer(channels[worst], channels[best]) * 2 * len(pairs)),
        )
        for worst, best in pairs
    ]


@dataclass
class Treatment:
    """How the tickets of one need were treated on one channel."""

    seconds: Waits = field(default_factory=Waits)  # for the first reply, as the goal counted them
    shares: Waits = field(default_factory=Waits)  # the same, of what was promised
    real: Waits = field(
        default_factory=Waits
    )  # for the first reply, as the customer waited: nights and holidays too
    kept: int = 0
    waiting: int = 0  # late, and not answered yet
    solved: int = 0
    reopened: int = 0
    once: int = 0  # at first contact, of those of which that is `known`
    known: int = 0

    def count(self, kept: int, waiting: int, solved: int, reopened: int, once: int, known: int) -> None:
        self.kept += kept
        self.waiting += waiting
        self.solved += solved
        self.reopened += reopened
        self.once += once
        self.known += known

    def __iadd__(self, other: "Treatment") -> "Treatment":
        self.seconds += other.seconds
        self.shares += other.shares
        self.real += other.real
        self.count(other.kept, other.waiting, other.solved, other.reopened, other.once, other.known)
        return self

    @property
    def tickets(self) -> int:
        return self.seconds.count

    @property
    def once_percent(self) -> int | None:
        return share(self.once, self.known)

    def percent(self, count: int) -> int | None:
        """Of all tickets; None where there are none."""
        return share(count, self.tickets)


def together(treatments: Iterable[tuple[str, Treatment]]) -> dict[str, Treatment]:
    """By channel, what belongs to the same one added up."""
    found: defaultdict[str, Treatment] = defaultdict(Treatment)
    for kind, each in treatments:
        found[kind] += each
    return dict(sorted(found.items()))
