"""One happening as it changes a ticket's clocks: the state, which is replaced piece by piece, and what ends by it.

What each happening does is said in `fold.py`, with these as its words.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from .clock import Clock, Rulebook, Rules
from .clock_state import State

FIRST_REPLY, NEXT_REPLY, SOLVE = GOALS = ("first_reply", "next_reply", "solve")  # as `goal.Goal`
REPLIES = (FIRST_REPLY, NEXT_REPLY)


def rules_in(state: State, rulebook: Rulebook) -> Rules | None:
    return rulebook(state.in_force, state.hours) if state.in_force is not None else None


@dataclass
class Step:
    """One happening: the state as it changes, and the clocks that ended."""

    state: State
    rulebook: Rulebook
    ended: list[Clock]

    @property
    def rules(self) -> Rules | None:
        return rules_in(self.state, self.rulebook)

    def change(self, **columns) -> None:
        self.state = replace(self.state, **columns)

    def start(self, goal: str, at: datetime, likeness: Clock | None = None) -> None:
        """A new clock since `at`, or one that goes on with what another has counted."""
        numbers = list(self.state.numbers)
        numbers[GOALS.index(goal)] += 1
        clock = likeness or Clock(goal, 0, at, since=at if self.state.is_running else None)
        clock = replace(clock, goal=goal, number=numbers[GOALS.index(goal)])
        self.change(numbers=tuple(numbers), clocks=(*self.state.clocks, self.in_step(clock)))

    def in_step(self, clock: Clock) -> Clock:
        return clock.counted_by(self.rules, self.state.hours).reckoned(self.rules)

    def end(self, clock: Clock, at: datetime, because: str = "") -> Clock:
        over = clock.ended(at, self.rules, self.state.hours, because)
        self.change(clocks=tuple(each for each in self.state.clocks if each is not clock))
        if over.broken_at or (self.rules and over.goal in self.rules.targets):
            self._hold(over)
        elif not self.state.is_chosen:  # kept as it ran, to be ended by the rules that are found
            ran = replace(clock, ended_at=at, because=because)
            self.change(unjudged=(*self.state.unjudged, ran))
        return over

    def _hold(self, over: Clock) -> None:
        self.ended.append(over if over.broken_at else replace(over, policy=self.state.policy))

    def judge(self, rules: Rules) -> None:
        """What ended before it was looked which goals apply is held to those that do, if they were there."""
        for clock in filter(rules.holds_from_beginning, self.state.unjudged):
            at = clock.ended_at or clock.started_at
            over = clock.counted_by(rules, self.state.hours, holds=True).reckoned(rules)
            over = over.passed(at, self.state.policy).ended(at, rules, self.state.hours, clock.because)
            if over.goal in rules.targets:
                self._hold(over)
            if self.state.solution and self.state.solution.key == over.key:
                self.change(solution=over)
        if self.state.solution:
            self.change(solution=self.state.solution.with_time(rules, self.state.hours))

    def freed(self, clock: Clock) -> Clock:
        """`clock`, as if goals that were a mistake had neither broken it nor counted any of its time. What other goals
        broke stays as it is."""
        void = self.state.void
        if clock.policy not in void if clock.broken_at else not clock.ran_under(void):
            return clock
        return clock.without(void, self.rulebook, (self.rules, self.state.hours))

    def each(self, change: Callable[[Clock], Clock]) -> None:
        clocks = tuple(map(change, self.state.clocks))
        if any(after is not before for after, before in zip(clocks, self.state.clocks, strict=True)):
            self.change(clocks=clocks)

    def let_run(self, at: datetime) -> None:
        """All clocks run or are paused, as the state says."""
        rules, hours = self.rules, self.state.hours
        if self.state.is_running:
            self.each(lambda clock: clock.running(at, rules))
        else:
            self.each(lambda clock: clock.paused(at, rules, hours))

    def pass_until(self, at: datetime) -> None:
        self.each(lambda clock: clock.passed(at, self.state.policy))
