"""How long somebody who waits for a person still waits: the arithmetic, which knows neither Django nor a clock.

A line is served in the order in which people came. With `places` conversations going on, each over after about
`service_seconds`, and each of those who wait ahead leaving after about `patience_seconds`, the time until it is one's
turn is a sum of waits for the next who goes: the birth and death chain of the queue M/M/n+M (Erlang A), whose chance
is known exactly (`chance_beyond`). Real conversations are no such ideal ones, so that the range which is shown is
that of the chain stretched by what really happened to those before (`calibration.py`).

What is easily taken wrong: whoever waits ahead counts until a person answered them, given to somebody or not; `room`
is what is left of the places by conversations alone.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from .calibration import Observation, band

LOW, HIGH = 0.12, 0.9  # the shares of waits below and up to the ends of a range; rounding adds to it
ALONE_SPREAD = 0.7  # how much the time varies that a free person takes to answer, as a logarithm
LEAST_SPREAD = 0.25  # nobody knows a desk better than that, however long its line
WIDTH = 2.563  # between the 10th and the 90th in 100 of a bell curve, in its own spreads
LONGEST_SECONDS = 86_400.0
SOONEST = 1e-9  # seconds
TYPICAL_SERVICE_SECONDS = 600.0
TYPICAL_PATIENCE_SECONDS = 1200.0
TYPICAL_PICKUP_SECONDS = 30.0
GUESSED = 5  # how many conversations our typical ones count for beside those that were measured


@dataclass(frozen=True)
class Pace:
    """How fast a line goes of late."""

    service_seconds: float = TYPICAL_SERVICE_SECONDS
    patience_seconds: float = TYPICAL_PATIENCE_SECONDS
    pickup_seconds: float = TYPICAL_PICKUP_SECONDS  # until somebody answers who has room


@dataclass(frozen=True)
class Line:
    """How a line stands for one who waits in it."""

    ahead: int
    places: int  # how many conversations those who are there hold at once
    room: int  # how many more they could begin now
    pace: Pace = Pace()

    @property
    def departures(self) -> int:
        """How many must go, served or by themselves, before it is one's turn; 0: there is room."""
        return max(0, self.ahead - self.room + 1)


@dataclass(frozen=True)
class Model:
    """What a line lets one expect, before experience: the middle in seconds, and how far it varies as a logarithm."""

    middle: float
    spread: float

    def at(self, score: float) -> float:
        return self.middle * math.exp(score * self.spread)


@dataclass(frozen=True)
class Range:
    """An expected wait as it is shown, in whole minutes; `low` 0 is less than one."""

    low: int
    high: int

    def holds(self, seconds: float) -> bool:
        return self.low * 60 <= seconds <= self.high * 60


def chance_beyond(seconds: float, *, departures: int, rate: float, leaving: float) -> float:
    """The chance that `departures` take longer than `seconds`.

    They come at `rate` a second, and faster by `leaving` for each who still waits ahead: with j ahead after
    rate + j · leaving on average. The sum of such waits is a sum of positive terms, and that of a queue without
    impatience (Erlang's) where nobody leaves.
    """
    if departures <= 0:
        return 0.0
    grown = seconds if leaving == 0 else -math.expm1(-leaving * seconds) / leaving
    if grown < SOONEST:  # nobody is gone within no time; and the logarithm of less cannot be had
        return 1.0
    log_term = -rate * seconds
    total = math.exp(log_term)
    for passed in range(departures - 1):
        log_term += math.log((rate + passed * leaving) * grown / (passed + 1))
        total += math.exp(log_term)
    return min(1.0, total)


def time_until(chance: float, *, departures: int, rate: float, leaving: float) -> float:
    """Within how many seconds that many are gone with `chance`; at most a day."""
    low, high = 0.0, LONGEST_SECONDS
    for _halving in range(28):
        middle = (low + high) / 2
        is_short = chance_beyond(middle, departures=departures, rate=rate, leaving=leaving) > 1 - chance
        low, high = (middle, high) if is_short else (low, middle)
    return high


def model_of(line: Line) -> Model:
    """What to expect of `line`. ValueError when nobody serves it: then there is nothing honest to say."""
    if line.places <= 0:
        raise ValueError("nobody serves this line")
    pickup = line.pace.pickup_seconds
    if line.departures == 0:
        return Model(pickup, ALONE_SPREAD)
    rate, leaving = line.places / line.pace.service_seconds, 1 / line.pace.patience_seconds
    early, middle, late = (
        pickup + time_until(chance, departures=line.departures, rate=rate, leaving=leaving)
        for chance in (0.1, 0.5, 0.9)
    )
    return Model(middle, max(LEAST_SPREAD, math.log(late / early) / WIDTH))


def forecast(line: Line, past: Iterable[Observation], least_seconds: float = 0.0) -> tuple[Model, Range]:
    """The range to show to who waits in `line`, after what happened in the `past` (the newest first); it takes
    `least_seconds` at least.

    Only experience of the same kind counts: of waits with a line ahead, or of those without.
    """
    model = model_of(line)
    low, high = band((each for each in past if each.is_queued == (line.departures > 0)), LOW, HIGH)
    return model, shown(max(model.at(low), least_seconds), max(model.at(high), least_seconds))


STEPS = [
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    8,
    10,
    12,
    15,
    20,
    25,
    30,
    40,
    50,
    60,
    75,
    90,
    120,
    150,
    180,
    240,
    360,
    480,
    720,
    1440,
]


def shown(low_seconds: float, high_seconds: float) -> Range:
    """Rounded outwards to minutes that people say."""
    low = max((step for step in STEPS if step * 60 <= low_seconds), default=0)
    high = next((step for step in STEPS if step * 60 >= high_seconds), STEPS[-1])
    return Range(low, max(high, 1))


def pace_of(services: list[float], *, waited_seconds: float, left: int, pickups: list[float]) -> Pace:
    """The pace after the last `services` and `pickups` (seconds), and after `left` people gave up in all the time
    that people `waited`. Few of them weigh little beside what is typical.
    """
    service = (sum(services) + GUESSED * TYPICAL_SERVICE_SECONDS) / (len(services) + GUESSED)
    patience = (waited_seconds + TYPICAL_PATIENCE_SECONDS) / (left + 1)
    quick = sorted([*pickups, *[TYPICAL_PICKUP_SECONDS] * GUESSED])
    return Pace(service, patience, max(1.0, quick[len(quick) // 2]))
