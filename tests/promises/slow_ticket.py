"""The table of docs/promises.md once more, slow and obvious: what each fact does to the clocks of a ticket.

A ticket is what is left of its facts once those are taken out that a later one took back, in the order in which they
happened; it is told anew from the first whenever somebody asks.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

from tests.promises.slow_clock import (
    CHOOSE,
    CHOOSE_FIRST,
    FIRST,
    NEXT,
    PAUSE,
    RENAME,
    RUN,
    SOLVE,
    Clock,
    Goals,
)

OPEN, PAUSED, SOLVED = "open", "paused", "solved"


@dataclass(frozen=True)
class Fact:
    """Something of the table's left column, as it was written down: `number` is its place among all."""

    number: int
    at: int
    what: str
    message: int = 0
    undoes: int = 0
    phase: str = ""
    why: str = ""
    other: int = 0
    messages: frozenset[int] = frozenset()
    is_answered: bool = False
    goals: Goals | None = None


@dataclass
class Ticket:
    """A ticket as its facts leave it: `facts` of one ticket in the order of their numbers."""

    facts: list[Fact]
    stood: Callable[[int, int], "Ticket"]  # another ticket, before the fact of a number
    phase: str = OPEN
    waiting: list[tuple[int, int]] = field(default_factory=list)  # when, which message
    is_answered: bool = False
    hidden: set[str] = field(default_factory=set)
    goals: Goals | None = None
    is_looked: bool = False
    reply: Clock | None = None
    solve: Clock | None = None
    solution: Clock | None = None
    ended: list[Clock] = field(default_factory=list)
    begun: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for fact in self._standing_facts:
            getattr(self, f"_{fact.what}")(fact)

    @cached_property
    def _standing_facts(self) -> list[Fact]:
        """In the order in which they happened, without what was taken back.

        What took back is looked at from the last, since it may be taken back itself.
        """
        gone: set[int] = set()
        for fact in reversed(self.facts):
            if fact.undoes and fact.number not in gone:
                gone.add(fact.undoes)
        return sorted((each for each in self.facts if each.number not in gone), key=lambda each: each.at)

    @property
    def is_running(self) -> bool:
        return self.phase == OPEN and "merged" not in self.hidden

    @property
    def clocks(self) -> list[Clock]:
        return [each for each in (self.reply, self.solve) if each]

    # --- the table, line by line ------------------------------------------------------------------

    def _created(self, fact: Fact) -> None:
        self.solve = self._new(SOLVE, fact.at)

    def _wrote(self, fact: Fact) -> None:
        self.waiting = sorted([*self.waiting, (fact.at, fact.message)])
        if not self.reply:
            self.reply = self._new(NEXT if self.is_answered else FIRST, fact.at)

    def _nothing(self, fact: Fact) -> None:
        """A program, a bot or a date was no answer; what takes back has done so by taking out."""

    def _answered(self, fact: Fact) -> None:
        self.is_answered = True
        self.waiting = [each for each in self.waiting if each[0] > fact.at]
        if self.reply:
            self._end(self.reply, fact.at)
            self.reply = None
        if self.waiting:
            self.reply = self._new(NEXT, self.waiting[0][0])

    def _status(self, fact: Fact) -> None:
        before, self.phase = self.phase, fact.phase
        if fact.phase == SOLVED and before != SOLVED:
            if self.reply:
                self._end(self.reply, fact.at, SOLVED)
            if self.solve:
                self._end(self.solve, fact.at)
                self.solution = self.solve.with_deed(fact.at, PAUSE)
            self.reply = self.solve = None
            self.waiting = []
        elif fact.phase != SOLVED and before == SOLVED and self.solution:
            solution, self.solution = self.solution, None
            self.ended = [each for each in self.ended if each.goal != SOLVE]
            self.solve = solution.with_deed(fact.at, CHOOSE, self.goals)
        self._let_run(fact.at)

    def _hidden(self, fact: Fact) -> None:
        self.hidden.add(fact.why)
        self._let_run(fact.at)

    def _shown(self, fact: Fact) -> None:
        self.hidden.discard(fact.why)
        self._let_run(fact.at)

    def _chosen(self, fact: Fact) -> None:
        kind = CHOOSE if self.is_looked else CHOOSE_FIRST
        self.goals = fact.goals
        self.reply, self.solve = (
            each and each.with_deed(fact.at, kind, fact.goals) for each in (self.reply, self.solve)
        )
        if not self.is_looked:
            self.ended = [self._judged(each, fact.goals) for each in self.ended]
            self.solution = self.solution and self.solution.with_deed(fact.at, kind, fact.goals)
        self.is_looked = True

    def _merged(self, fact: Fact) -> None:
        if fact.phase and fact.phase != self.phase:
            self._status(fact)
        other = self.stood(fact.other, fact.number)
        self.waiting = sorted({*self.waiting, *other.waiting})
        self.is_answered |= other.is_answered
        goal = NEXT if self.is_answered else FIRST
        own, theirs = self.reply, other.reply
        if own and own.at(fact.at).broken is not None:
            return
        is_own = own and (not theirs or own.start <= theirs.start)
        first = own if is_own else theirs
        if first is None or (is_own and own and own.goal == goal):
            return
        if own:
            self._end(own, fact.at, "merged")
        here = (
            first.with_deed(fact.at, PAUSE)
            .with_deed(fact.at, RENAME, goal)
            .with_deed(fact.at, CHOOSE, self.goals)
        )
        self.reply = replace(
            here, was_goal=first.was_goal or first.goal, goal=goal, number=self._number(goal)
        )
        self._let_run(fact.at)

    def _split(self, fact: Fact) -> None:
        first, self.waiting = self.waiting[:1], [e for e in self.waiting if e[1] not in fact.messages]
        if self.reply and not self.waiting:
            self._end(self.reply, fact.at, "split")
            self.reply = None
        elif self.reply and self.waiting[:1] != first:
            self.reply = replace(self.reply, start=self.waiting[0][0])

    def _begun(self, fact: Fact) -> None:
        other = self.stood(fact.other, fact.number)
        self.waiting = [each for each in other.waiting if each[1] in fact.messages]
        self.is_answered, self.phase = fact.is_answered, fact.phase
        if other.reply and self.waiting:
            goal = NEXT if self.is_answered else FIRST
            ran = tuple(deed for deed in other.reply.deeds if deed[1] in (RUN, PAUSE))
            self.reply = Clock(goal, self._number(goal), self.waiting[0][0], ran)
        self._let_run(fact.at)

    # --- clocks -----------------------------------------------------------------------------------

    def _number(self, goal: str) -> int:
        self.begun[goal] = self.begun.get(goal, 0) + 1
        return self.begun[goal]

    def _new(self, goal: str, at: int) -> Clock:
        clock = Clock(goal, self._number(goal), at)
        clock = clock.with_deed(at, CHOOSE, self.goals) if self.goals else clock
        return clock.with_deed(at, RUN) if self.is_running else clock

    def _let_run(self, at: int) -> None:
        kind = RUN if self.is_running else PAUSE
        self.reply, self.solve = (each and each.with_deed(at, kind) for each in (self.reply, self.solve))

    def _end(self, clock: Clock, at: int, because: str = "") -> None:
        over = replace(clock, end=at, because=because)
        is_held = over.at(at).broken is not None or bool(self.goals and clock.goal in self.goals.targets)
        if is_held or not self.is_looked:
            self.ended.append(replace(over, is_judged=is_held))

    def _judged(self, clock: Clock, goals: Goals | None) -> Clock:
        """What ended before it was looked is held to the goals that are found, where they were there."""
        if clock.is_judged:
            return clock
        is_held = bool(goals and clock.goal in goals.targets and goals.since <= clock.start)
        is_held = is_held and clock.at(clock.end or 0).used == 0  # else another ticket's goals have counted
        return replace(clock.with_deed(clock.end or 0, CHOOSE_FIRST, goals), is_judged=is_held)

    def outcomes(self, minute: int) -> list[tuple]:
        """Goal, number, start, due, end, outcome, why it does not count, minutes used, goals; by goal and number."""
        rows = []
        for clock in [*(each for each in self.ended if each.is_judged), *self.clocks]:
            now = clock.at(minute)
            if clock.end is None and now.broken is None:
                continue
            why = next((each for each in sorted(self.hidden) if each != "merged" or clock.end is None), "")
            outcome = (
                "void" if why else "broken" if now.broken is not None else "void" if clock.because else "kept"
            )
            time = now.used if clock.end is not None else now.limit
            rows.append(
                (
                    clock.goal,
                    clock.number,
                    clock.start,
                    now.due,
                    clock.end,
                    outcome,
                    why or clock.because,
                    time,
                    now.key,
                )
            )
        return sorted(rows, key=lambda row: row[:2])
