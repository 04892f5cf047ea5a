"""A desk of chats alone made up by simpy: shoppers who come, wait and give up, and agents with shifts.

Its waits are foretold by the real estimator, from the same facts that the desk has. The whole desk, with all its
channels, is `simulated_world.py`.
"""

import math
import random
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Generic, Protocol, TypeVar

import simpy

from shopbell.promises.calibration import REMEMBERED, Observation
from shopbell.promises.own_line import Group, Helper, own_line, place_behind
from shopbell.promises.wait import Model, Pace, Range, forecast, pace_of

HOUR = 3600
AT_ONCE = 3  # chats of one agent
EVERYBODY = 1
CALM_SECONDS = 30  # what is shown to one changes no sooner
RECENT = 60  # conversations and pick-ups that the pace is taken from


@dataclass(frozen=True)
class Scenario:
    """What happens by the hour; `service` and `patience` in seconds on average."""

    name: str
    hours: float
    arrivals_an_hour: Callable[[float], float]
    agents: Callable[[float], int]
    service: Callable[[float], float] = lambda hour: 480.0
    service_varies: float = 0.8  # as a logarithm: people, not dice
    patience: float = 900.0
    pickup: float = 25.0


@dataclass(frozen=True)
class Told:
    """What a shopper read at one moment."""

    at: float
    ahead: int
    model: Model
    range: Range
    is_queued: bool
    crew: int = 0  # how many of those who are there could answer


class Waits(Protocol):
    """Somebody who waits in a chat, and what became of it."""

    came: float
    shown: list[Told]
    answered: float | None
    left: float | None


Who = TypeVar("Who", bound=Waits)


@dataclass
class Shopper:
    came: float
    turn: simpy.Event
    shown: list[Told] = field(default_factory=list)
    answered: float | None = None
    left: float | None = None


@dataclass
class Foretelling(Generic[Who]):
    """What a desk knows of its chats, and shows to those who wait in them."""

    shoppers: list[Who] = field(default_factory=list)
    waiting: list[Who] = field(default_factory=list)  # not answered, in the order in which they came
    services: list[float] = field(default_factory=list)
    pickups: list[float] = field(default_factory=list)

    def come(self, me: Who) -> None:
        self.shoppers.append(me)
        self.waiting.append(me)

    def gone(self, me: Who) -> list[Who]:
        """`me` was answered or left; returns those behind, who move up."""
        place = self.waiting.index(me)
        del self.waiting[place]
        return self.waiting[place:]

    def ahead_of(self, me: Who) -> list[Who]:
        return self.waiting[: self.waiting.index(me)]

    def tell(
        self, me: Who, now: float, ahead: Collection[Group], able: frozenset[int], helpers: Collection[Helper]
    ) -> None:
        """Show them their place and range, as the widget does when the place changes, but not every moment."""
        if me.shown and now - me.shown[-1].at < CALM_SECONDS:
            return
        line = own_line(ahead, able, helpers, self._pace(now))
        if line.places:
            model, shown = forecast(line, self._past(now))
            place = place_behind(ahead, able) - 1
            me.shown.append(Told(now, place, model, shown, line.departures > 0, len(able)))

    def _pace(self, now: float) -> Pace:
        known = self.shoppers[-REMEMBERED:]
        waited = sum((each.answered or each.left or now) - each.came for each in known)
        left = sum(each.left is not None for each in known)
        return pace_of(
            self.services[-RECENT:], waited_seconds=waited, left=left, pickups=self.pickups[-RECENT:]
        )

    def _past(self, now: float) -> Iterator[Observation]:
        for each in reversed(self.shoppers[-2 * REMEMBERED :]):
            if each.shown:
                told = each.shown[0]
                took = (each.answered or each.left or now) - told.at
                yield Observation(
                    told.model.middle, told.model.spread, told.is_queued, took, each.answered is not None
                )


class Desk:
    def __init__(self, scenario: Scenario, seed: int):
        self.scenario = scenario
        self.random = random.Random(seed)
        self.env = simpy.Environment()
        self.line: list[Shopper] = []  # not given to anybody
        self.given = self.talks = 0
        self.told: Foretelling[Shopper] = Foretelling()
        self.env.process(self._arrive())
        self.env.process(self._change_shifts())

    def run(self) -> list[Shopper]:
        self.env.run(until=self.scenario.hours * HOUR)
        return self.told.shoppers

    @property
    def hour(self) -> float:
        return self.env.now / HOUR

    @property
    def places(self) -> int:
        return self.scenario.agents(self.hour) * AT_ONCE

    def _arrive(self) -> Iterator[simpy.Event]:
        busiest = max(
            self.scenario.arrivals_an_hour(step / 10) for step in range(int(self.scenario.hours * 10))
        )
        while True:
            yield self.env.timeout(self.random.expovariate(busiest / HOUR))
            if self.random.random() * busiest < self.scenario.arrivals_an_hour(self.hour) and self.places:
                self.env.process(self._visit())

    def _change_shifts(self) -> Iterator[simpy.Event]:
        while True:
            yield self.env.timeout(60)
            self._serve()

    def _visit(self) -> Iterator[simpy.Event]:
        me = Shopper(self.env.now, self.env.event())
        self.told.come(me)
        self.line.append(me)
        self._tell(me)
        self._serve()
        patience = self.env.timeout(self.random.expovariate(1 / self.scenario.patience))
        yield me.turn | patience
        if not me.turn.triggered:
            me.left = self.env.now
            self.line.remove(me)
            self._gone(me)
            return
        pickup = self._about(self.scenario.pickup, 0.5)
        yield self.env.timeout(pickup)
        me.answered = self.env.now
        self.told.pickups.append(pickup)
        self.given -= 1
        self.talks += 1
        self._gone(me)
        service = self._about(self.scenario.service(self.hour), self.scenario.service_varies)
        yield self.env.timeout(service)
        self.talks -= 1
        self.told.services.append(service)
        self._serve()

    def _about(self, mean: float, varies: float) -> float:
        return self.random.lognormvariate(math.log(mean) - varies**2 / 2, varies)

    def _serve(self) -> None:
        while self.line and self.given + self.talks < self.places:
            self.given += 1
            self.line.pop(0).turn.succeed()

    def _gone(self, me: Shopper) -> None:
        for other in self.told.gone(me):
            self._tell(other)

    def _tell(self, me: Shopper) -> None:
        """All are alike: as if one held all conversations."""
        everybody = frozenset([EVERYBODY])
        ahead = [Group(len(self.told.ahead_of(me)), everybody)]
        helpers = [Helper(EVERYBODY, self.places, self.talks)] if self.places else []
        self.told.tell(me, self.env.now, ahead, everybody, helpers)


@dataclass(frozen=True)
class Share:
    inside: int
    known: int

    @property
    def percent(self) -> float:
        return 100 * self.inside / self.known if self.known else math.nan


def share_inside(shoppers: Sequence[Waits], *, first_only: bool = True) -> Share:
    """How many of the ranges held what came; who left before their range was over says nothing of it."""
    inside = known = 0
    for each in shoppers:
        for told in each.shown[:1] if first_only else each.shown:
            if each.answered is not None:
                known += 1
                inside += told.range.holds(each.answered - told.at)
            elif each.left is not None and each.left - told.at > told.range.high * 60:
                known += 1
    return Share(inside, known)


def held_had_all_stayed(shoppers: Sequence[Waits]) -> float:
    """How many in 100 of the ranges that were shown first would have held had nobody left.

    Whoever leaves says only that it takes longer than so far, and rather hides a long wait than a short one: they are
    counted as Kaplan and Meier count the living, each wait as a share of its range's end.
    """
    ends, beginnings = [], []
    for each in shoppers:
        gone = each.answered if each.answered is not None else each.left
        if each.shown and gone is not None:
            told, is_over = each.shown[0], each.answered is not None
            took = gone - told.at
            ends.append((took / (told.range.high * 60), is_over))
            beginnings.append((took / (told.range.low * 60) if told.range.low else math.inf, is_over))
    return 100 * (_reached(ends, 1.0) - _reached(beginnings, math.nextafter(1.0, 0.0)))


def mean_width(shoppers: Sequence[Waits]) -> float:
    """Of the ranges that were shown first, in minutes."""
    widths = [each.shown[0].range.high - each.shown[0].range.low for each in shoppers if each.shown]
    return sum(widths) / max(len(widths), 1)


def _reached(waits: list[tuple[float, bool]], most: float) -> float:
    """The share that is over by `most`; who left is counted as going on."""
    going_on = 1.0
    ordered = sorted(waits, key=lambda wait: (wait[0], not wait[1]))
    for place, (took, is_over) in enumerate(ordered):
        if took > most:
            break
        if is_over:
            going_on *= 1 - 1 / (len(ordered) - place)
    return 1 - going_on


def day_curve(hour: float) -> float:
    """Quiet at night, most about noon and in the evening."""
    bell = NormalDist(12, 3).pdf(hour % 24) / NormalDist(12, 3).pdf(12)
    evening = NormalDist(19, 2).pdf(hour % 24) / NormalDist(19, 2).pdf(19)
    return max(bell, 0.8 * evening)


SCENARIOS = [
    Scenario("steady", 48, lambda hour: 62, lambda hour: 3),
    Scenario("flood", 24, lambda hour: 160 if 8 <= hour < 11 else 50, lambda hour: 3),
    Scenario("night", 72, lambda hour: 4 + 60 * day_curve(hour), lambda hour: 4 if 8 <= hour % 24 < 22 else 1),
    Scenario(
        "shift change", 72, lambda hour: 60,
        lambda hour: 4 if 6 <= hour % 24 < 14 else 3 if 14 <= hour % 24 < 22 else 2,
    ),
]  # fmt: skip
