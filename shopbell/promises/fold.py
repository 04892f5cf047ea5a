"""What happens to a ticket, and what each happening does to its clocks: a pure function, from the first to the last.

They come in the order in which they happened, also where one is written down later, as an answer that is entered for
an earlier moment (`history.py`).
`docs/promises.md` says the same as a table. Whatever comes, in whatever order, there is a state after it. What takes
back an earlier happening (a reply unsent, a solution undone, a merge taken apart) is done by folding without that one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from .clock import BROKEN, Clock, Rulebook, Stretch
from .clock_state import MERGED, SOLVED, State, Waiting
from .fold_step import FIRST_REPLY, NEXT_REPLY, REPLIES, SOLVE, Step, rules_in
from .happening import Happening, What


def step(state: State, happening: Happening, rulebook: Rulebook) -> tuple[State, list[Clock]]:
    """The state after `happening`, and the clocks that ended by it, each with a goal that it was held to."""
    now = Step(state, rulebook, [])
    now.pass_until(happening.at)
    WAYS[happening.what](now, happening)
    now.pass_until(happening.at)
    now.change(at=happening.at)
    return now.state, now.ended


# --- one way for each happening ---------------------------------------------------------------------


def _created(now: Step, happening: Happening) -> None:
    now.start(SOLVE, happening.at)


def _wrote(now: Step, happening: Happening) -> None:
    """The first unanswered message starts the clock, not the last."""
    now.change(waiting=(*now.state.waiting, Waiting(happening.message, happening.at)))
    if now.state.clock_of(*REPLIES) is None:
        now.start(NEXT_REPLY if now.state.is_answered else FIRST_REPLY, happening.at)


def _answered(now: Step, happening: Happening) -> None:
    now.change(waiting=(), is_answered=True)
    if clock := now.state.clock_of(*REPLIES):
        now.end(clock, happening.at)


def _status(now: Step, happening: Happening) -> None:
    before, phase = now.state.phase, happening.phase
    if SOLVED not in (before, phase) or before == phase:
        now.change(phase=phase)
        now.let_run(happening.at)
    elif phase == SOLVED:
        _solve(now, happening.at)
    else:
        _go_on(now, happening)


def _solve(now: Step, at: datetime) -> None:
    """Nobody waits for a reply any more; that is neither keeping nor breaking what was promised."""
    if clock := now.state.clock_of(*REPLIES):
        now.end(clock, at, SOLVED)
    if clock := now.state.clock_of(SOLVE):
        now.change(solution=now.end(clock, at))
    now.change(phase=SOLVED, waiting=())


def _go_on(now: Step, happening: Happening) -> None:
    """Opened again: the solution takes up its clock where it was."""
    now.change(phase=happening.phase)
    if solution := now.state.solution:
        clock = now.freed(replace(solution, ended_at=None))
        clock = clock.held_to(now.rules).with_time(now.rules, now.state.hours)
        unjudged = tuple(each for each in now.state.unjudged if each.key != clock.key)
        now.change(solution=None, unjudged=unjudged, clocks=(*now.state.clocks, now.in_step(clock)))
    now.let_run(happening.at)


def _hidden(now: Step, happening: Happening) -> None:
    now.change(hidden=tuple(sorted({*now.state.hidden, happening.why})))
    now.let_run(happening.at)


def _shown(now: Step, happening: Happening) -> None:
    now.change(hidden=tuple(each for each in now.state.hidden if each != happening.why))
    now.let_run(happening.at)


def _chosen(now: Step, happening: Happening) -> None:
    before = now.rules, now.state.hours
    is_first = not now.state.is_chosen
    hours = happening.hours if happening.policy is not None else None
    now.change(policy=happening.policy, hours=hours, is_chosen=True)
    after = now.rules, now.state.hours
    now.each(lambda clock: clock.chosen(happening.at, before, after, is_first=is_first))
    if is_first and after[0] is not None:
        now.judge(after[0])
    now.change(unjudged=())  # goals that are chosen later were not there when it ended


def _voided(now: Step, happening: Happening) -> None:
    """Goals were a mistake: what ran under them goes on as if they had not been there, whether they broke it or
    not. What has ended stays as it was; it counts no more."""
    if happening.policy is None:
        return
    before = now.rules, now.state.hours
    is_held = now.state.policy == happening.policy
    now.change(void=tuple(sorted({*now.state.void, happening.policy})))
    if is_held:
        now.each(lambda clock: clock.chosen(happening.at, before, (None, None), is_first=False))
    now.each(lambda clock: now.freed(clock).untold(happening.at))


def _told(now: Step, happening: Happening) -> None:
    """Of the wait that ran then, or of one that turned out to be longer; not of what began after it."""
    since = happening.since

    def told(clock: Clock) -> Clock:
        is_meant = clock.goal == happening.goal and (since is None or clock.started_at <= since)
        return replace(clock, told=happening.why) if is_meant and clock.told != BROKEN else clock

    now.each(told)


def _joined(now: Step, happening: Happening) -> None:
    """The customer has waited since the earlier of the two tickets. What is broken already goes on as it is."""
    if happening.phase and happening.phase != now.state.phase:
        _status(now, happening)
    other = happening.other
    if other is None:
        return
    now.change(
        waiting=tuple(sorted({*now.state.waiting, *other.waiting}, key=lambda each: (each.at, each.message))),
        is_answered=now.state.is_answered or other.is_answered,
    )
    goal = NEXT_REPLY if now.state.is_answered else FIRST_REPLY
    own, theirs = now.state.clock_of(*REPLIES), other.clock_of(*REPLIES)
    if own and (own.broken_at or (own.goal == goal and (not theirs or own.started_at <= theirs.started_at))):
        return
    if own and (not theirs or own.started_at <= theirs.started_at):
        now.end(own, happening.at, MERGED)
        now.start(goal, happening.at, _taken_over(now, own, goal, now.state, happening.at))
    elif theirs:
        if own:
            now.end(own, happening.at, MERGED)
        now.start(goal, happening.at, _taken_over(now, theirs, goal, other, happening.at))
    now.let_run(happening.at)


def _taken_over(now: Step, clock: Clock, goal: str, of: State, at: datetime) -> Clock:
    """The clock of another ticket, or for another goal, goes on here: as under other rules that are chosen now."""
    rules = rules_in(of, now.rulebook)
    clock = replace(clock.passed(at, of.policy).paused(at, rules, of.hours), goal=goal)
    if not clock.broken_at:
        clock = replace(clock, told="")
    return clock.held_to(now.rules).with_time(now.rules, now.state.hours)


def _left(now: Step, happening: Happening) -> None:
    """Who waits for an answer to what is left has waited since the first of it."""
    waiting = tuple(each for each in now.state.waiting if each.message not in happening.messages)
    is_first_gone = waiting[:1] != now.state.waiting[:1]
    now.change(waiting=waiting)
    clock = now.state.clock_of(*REPLIES)
    if clock is None or not is_first_gone:
        return
    if not waiting:
        now.end(clock, happening.at, "split")
        return
    later = now.freed(clock.begun_at(waiting[0].at, now.rulebook, (now.rules, now.state.hours)))
    now.each(lambda each: later if each is clock else each)


def _begun(now: Step, happening: Happening) -> None:
    """What was unanswered among the messages goes on waiting."""
    other = happening.other
    waiting = tuple(each for each in other.waiting if each.message in happening.messages) if other else ()
    now.change(waiting=waiting, is_answered=happening.is_answered, phase=happening.phase or now.state.phase)
    clock = other.clock_of(*REPLIES) if other else None
    if waiting and clock:
        goal = NEXT_REPLY if happening.is_answered else FIRST_REPLY
        now.start(goal, happening.at, _begun_at(clock, waiting[0].at))
    now.let_run(happening.at)


def _begun_at(clock: Clock, start: datetime) -> Clock:
    """When `clock` ran since a later message than the one that started it: counted anew, by its own rules."""
    later = clock.cut_off_before(start)
    ran = tuple(Stretch(each.since, each.until) for each in later.stretches)
    return Clock(clock.goal, 0, start, ran, since=later.since)


WAYS: dict[What, Callable[[Step, Happening], None]] = {
    What.CREATED: _created,
    What.WROTE: _wrote,
    What.ANSWERED: _answered,
    What.STATUS: _status,
    What.HIDDEN: _hidden,
    What.SHOWN: _shown,
    What.CHOSEN: _chosen,
    What.VOIDED: _voided,
    What.TOLD: _told,
    What.JOINED: _joined,
    What.LEFT: _left,
    What.BEGUN: _begun,
}


# --- from the first to the last ---------------------------------------------------------------------


@dataclass
class Folded:
    """All that became of a ticket's clocks: how they stand, and what has ended."""

    state: State = field(default_factory=State)
    ended: dict[tuple[str, int], Clock] = field(default_factory=dict)

    def take(self, happening: Happening, rulebook: Rulebook) -> None:
        self.state, over = step(self.state, happening, rulebook)
        self.ended.update((clock.key, clock) for clock in over)
        for clock in self.state.clocks:  # a solution goes on when its ticket is opened again
            self.ended.pop(clock.key, None)

    def at(self, moment: datetime) -> State:
        """How it stands at a moment after the last happening: what was due by then is broken."""
        policy = self.state.policy
        return replace(self.state, clocks=tuple(each.passed(moment, policy) for each in self.state.clocks))


def fold(happenings: Iterable[Happening], rulebook: Rulebook) -> Folded:
    folded = Folded()
    for happening in happenings:
        folded.take(happening, rulebook)
    return folded
