"""A slow clock: it keeps nothing but what was done to it, and is walked minute by minute whenever somebody asks.

Made from the words of docs/promises.md, without a line of the code that it is held against. Time is in whole minutes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

FIRST, NEXT, SOLVE = "first_reply", "next_reply", "solve"
MOST_AHEAD = 4000  # minutes in which everything is due that ever is
RUN, PAUSE, RENAME, CHOOSE_FIRST, CHOOSE = "run", "pause", "rename", "choose first", "choose"


@dataclass(frozen=True, eq=False)
class Goals:
    """A version of goals with one of hours."""

    key: int
    targets: dict[str, int]
    percent: int
    since: int
    is_open: Callable[[int], bool]


@dataclass(frozen=True)
class Standing:
    """How a clock stands at a minute."""

    used: int
    limit: int | None
    is_running: bool
    due: int | None
    warn: int | None
    broken: int | None
    key: int | None  # of the goals that it was broken by, or is held to


@dataclass(frozen=True)
class Clock:
    goal: str
    number: int
    start: int
    deeds: tuple[tuple[int, str, object], ...] = ()
    was_goal: str = ""  # before it came here from another ticket, or was renamed
    end: int | None = None
    because: str = ""
    is_judged: bool = True

    def with_deed(self, at: int, kind: str, what: object = None) -> "Clock":
        return replace(self, deeds=(*self.deeds, (at, kind, what)))

    def at(self, minute: int) -> Standing:
        return _Walk(self).until(minute if self.end is None else self.end)


class _Walk:
    """One walk along a clock, from its first minute."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.goal = clock, clock.was_goal or clock.goal
        self.goals: Goals | None = None
        self.minutes: list[list] = []  # that it ran: which, and whether it counted; None: nobody said so far
        self.used = self.given = 0
        self.is_running = False
        self.mark = clock.start
        self.broken: tuple[int, int, int] | None = None  # when, with which limit, by which goals

    @property
    def target(self) -> int | None:
        return self.goals.targets.get(self.goal) if self.goals else None

    @property
    def limit(self) -> int | None:
        return None if self.target is None else self.target + self.given

    def until(self, last: int) -> Standing:
        """Deeds from before it began, as where earlier messages were split off, say how it stood then."""
        deeds: dict[int, list] = {}
        for deed in self.clock.deeds:
            deeds.setdefault(max(deed[0], self.clock.start), []).append(deed)
        for minute in range(self.clock.start, last + 1):
            self._look(minute)
            for at, kind, what in deeds.get(minute, []):
                self._do(max(at, minute), kind, what)
            if self.is_running and minute < last:
                counts = self.goals.is_open(minute) if self.goals else None
                self.minutes.append([minute, counts])
                self.used += bool(counts)
        return self._standing()

    def _look(self, minute: int) -> None:
        """At the moment at which all its time is used it is too late."""
        if not self.broken and self.is_running and self.limit is not None and self.used >= self.limit:
            self.broken = minute, self.limit, self.goals.key  # type: ignore[union-attr]

    def _do(self, at: int, kind: str, what) -> None:
        if kind == RUN and not self.is_running:
            self.is_running, self.mark = True, at
        elif kind == PAUSE:
            self.is_running = False
        elif kind == RENAME:
            self._choose(self.goals, what)
        elif kind == CHOOSE_FIRST and what and self._is_held_from_the_beginning(what):
            self._hold_from_the_beginning(what)
        elif kind in (CHOOSE, CHOOSE_FIRST) and (self.goals or what):
            self.mark = at
            self._choose(what, self.goal)

    def _is_held_from_the_beginning(self, goals: Goals) -> bool:
        """Not by younger ones, and not where another ticket's goals have counted before."""
        return goals.since <= self.clock.start and self.used == 0

    def _hold_from_the_beginning(self, goals: Goals) -> None:
        self._count(goals)
        self.goals = goals
        passed = 0
        for minute, counts in self.minutes:
            passed += bool(counts)
            if not self.broken and self.target is not None and passed >= self.target:
                self.broken = minute + 1, self.target, goals.key

    def _choose(self, goals: Goals | None, goal: str) -> None:
        """What was counted stays so; a target of another length is met with nothing given, and finds nobody late."""
        before = self.target
        if goals:
            self._count(goals)
        self.goals, self.goal = goals, goal
        if self.target != before:
            self.given = 0
        if not self.broken and self.limit is not None and self.used >= self.limit:
            self.given = self.used

    def _count(self, goals: Goals) -> None:
        for each in self.minutes:
            if each[1] is None:
                each[1] = goals.is_open(each[0])
                self.used += each[1]

    def _standing(self) -> Standing:
        if self.broken:
            at, limit, key = self.broken
            return Standing(self.used, limit, self.is_running, at, None, at, key)
        due = warn = None
        if self.is_running and self.target is not None:
            due = self._reached(self.limit)
            warn = self._reached(self.given + self.target * self.goals.percent / 100)  # type: ignore[union-attr]
        key = self.goals.key if self.goals else None
        return Standing(self.used, self.limit, self.is_running, due, warn, None, key)

    def _reached(self, most) -> int | None:
        """When so much is used, as it goes on: never before it began to run or other goals were chosen."""
        used = sum(bool(counts) for minute, counts in self.minutes if minute < self.mark)
        for minute in range(self.mark, self.mark + MOST_AHEAD):
            if used >= most:
                return minute
            used += self.goals.is_open(minute)  # type: ignore[union-attr]
        return None
