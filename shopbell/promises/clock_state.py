"""How the clocks of a ticket stand: what `fold.py` steps from happening to happening, and what is kept as JSON."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple

from .clock import BROKEN, Clock, Stretch

MICROSECOND = timedelta(microseconds=1)
OPEN, PAUSED, SOLVED = "open", "paused", "solved"
MERGED = "merged"
MOST_WAITING = 30  # messages that are kept: whoever writes without end costs no more with each


class Waiting(NamedTuple):
    """A message of the customer that no agent has answered."""

    message: int
    at: datetime


@dataclass(frozen=True)
class State:
    phase: str = OPEN
    clocks: tuple[Clock, ...] = ()  # that have not ended
    numbers: tuple[int, int, int] = (
        0,
        0,
        0,
    )  # how many there were of each goal so far, in the order of GOALS
    waiting: tuple[Waiting, ...] = ()  # in the order in which they were written
    is_answered: bool = False  # an agent has written to the customer
    solution: Clock | None = None  # of the solved ticket, to go on with when it is opened again
    unjudged: tuple[Clock, ...] = ()  # ended before it was looked which goals apply
    hidden: tuple[str, ...] = ()  # why nothing counts for now: spam, deleted, merged
    is_chosen: bool = False  # it was looked which goals apply, even if none do
    policy: int | None = None
    hours: int | None = None
    void: tuple[int, ...] = ()  # versions of goals that were a mistake: they promise nothing
    at: datetime | None = None  # of the last that happened

    @property
    def in_force(self) -> int | None:
        """The version of goals that holds."""
        return None if self.policy in self.void else self.policy

    @property
    def is_running(self) -> bool:
        """Whether time counts: hidden by spam or a deletion it still does, for when that is taken back."""
        return self.phase == OPEN and MERGED not in self.hidden

    def clock_of(self, *goals: str) -> Clock | None:
        return next((each for each in self.clocks if each.goal in goals), None)

    @property
    def shown(self) -> list[Clock]:
        """The clocks that run and are due at some time, the most urgent first."""
        if self.hidden:
            return []
        running = [each for each in self.clocks if each.since and each.due_at]
        return sorted(running, key=lambda each: each.due_at)  # type: ignore[arg-type, return-value]

    @property
    def news(self) -> Iterator[tuple[str, datetime, Clock]]:
        """What somebody is told of next, of each clock: that it is at risk or broken, and from when on."""
        for each in self.shown:
            if found := each.next_to_tell():
                yield *found, each

    @property
    def tell_at(self) -> datetime | None:
        return min((at for _, at, _ in self.news), default=None)


def trimmed(state: State) -> State:
    """The same with no more waiting messages than are kept, the first ones: they are what clocks go by."""
    return (
        state if len(state.waiting) <= MOST_WAITING else replace(state, waiting=state.waiting[:MOST_WAITING])
    )


def due_news(state: State, now: datetime) -> list[tuple[str, Clock]]:
    """What somebody is to be told at `now`: of one that is broken, not that it was at risk."""
    found = []
    for what, at, clock in state.news:
        if clock.due_at is not None and clock.due_at <= now:
            found.append((BROKEN, clock))
        elif at <= now:
            found.append((what, clock))
    return found


# --- as JSON, exactly ---------------------------------------------------------------------------------


def to_json(thing: Any) -> Any:
    """What has its default is left out."""
    make = MAKERS.get(type(thing))
    return make(thing) if make else thing


def _dict(thing: Any) -> dict[str, Any]:
    return {
        name: to_json(value)
        for name, default in _fields(thing.__class__)
        if (value := getattr(thing, name)) is not default and value != default
    }


def _list(things: tuple[Any, ...]) -> list[Any]:
    return list(map(to_json, things))


# by the very type: it is asked thirty times for each ticket that somebody is told of
MAKERS: dict[type, Callable[[Any], Any]] = {
    **dict.fromkeys((State, Clock, Stretch), _dict),
    **dict.fromkeys((tuple, Waiting), _list),
    datetime: lambda moment: (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).isoformat(),
    timedelta: lambda time: time // MICROSECOND,
}


@cache
def _fields(kind: Any) -> list[tuple[str, Any]]:
    return [(field.name, field.default) for field in fields(kind)]


@lru_cache(512)
def state_in(text: str) -> State:
    """The same of JSON as text. What is due is read to tell of it, and again a moment later to go on from there."""
    return state_of(json.loads(text))


def state_of(found: dict[str, Any]) -> State:
    """The state that `to_json` made of it; what an earlier version kept besides is passed over."""
    names = {name for name, _ in _fields(State)}
    return State(
        **{name: value for name, value in found.items() if name in names}
        | {
            "clocks": tuple(map(_clock, found.get("clocks", ()))),
            "numbers": tuple(found.get("numbers", (0, 0, 0))),
            "waiting": tuple(Waiting(message, _moment(at)) for message, at in found.get("waiting", ())),
            "solution": _clock(found["solution"]) if "solution" in found else None,
            "unjudged": tuple(map(_clock, found.get("unjudged", ()))),
            "hidden": tuple(found.get("hidden", ())),
            "void": tuple(found.get("void", ())),
            "at": _moment(found["at"]) if "at" in found else None,
        }
    )


def _clock(found: dict[str, Any]) -> Clock:
    moments = _moments(found, "started_at", "since", "due_at", "warn_at", "broken_at", "ended_at")
    times = _times(found, "forgiven", "limit")
    return Clock(**found | moments | times | {"stretches": tuple(map(_stretch, found.get("stretches", ())))})


def _stretch(found: dict[str, Any]) -> Stretch:
    return Stretch(**found | _moments(found, "since", "until") | _times(found, "counted"))


def _times(found: dict[str, Any], *names: str) -> dict[str, timedelta]:
    return {name: found[name] * MICROSECOND for name in names if name in found}


def _moments(found: dict[str, Any], *names: str) -> dict[str, datetime]:
    return {name: _moment(found[name]) for name in names if name in found}


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
