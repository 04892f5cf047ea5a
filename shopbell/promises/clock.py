"""A clock: the time that counts towards one goal of a ticket, and when that is due. Nothing here knows Django.

A clock counts in stretches. Each was counted by the hours of its time and stays counted so; one that passed before any
goals were chosen is counted by the first that are. A clock that is broken stays broken, whatever is chosen later.
`fold.py` says what moves clocks; `docs/promises.md` has it as a table.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .hours import NeverOpen, Openness

NONE = timedelta()
RISK, BROKEN = "risk", "broken"


@dataclass(frozen=True)
class Rules:
    """One version of goals with one version of hours: how much time there is, and which time counts."""

    targets: Mapping[str, timedelta]  # by goal; without one there is no such goal
    warn_percent: int = 75
    openness: Openness | None = None  # None: always
    since: datetime | None = None  # nobody was held to them before
    policy: int | None = None  # the version of goals

    def held(self, at: datetime) -> bool:
        """Whether they were there at `at`."""
        return self.since is None or self.since <= at

    def holds_from_beginning(self, clock: "Clock") -> bool:
        """Whether they, the first of a ticket, hold `clock` as long as it is: not what another ticket's counted."""
        return self.held(clock.started_at) and clock.counted == NONE

    def within(self, since: datetime, until: datetime) -> timedelta:
        if until <= since:
            return NONE
        return self.openness.within(since, until) if self.openness else until - since

    def after(self, since: datetime, time: timedelta) -> datetime | None:
        """When so much counted time has passed since `since`; None when that never comes."""
        if time <= NONE or self.openness is None:
            return since + max(time, NONE)
        try:
            return self.openness.after(since, time)
        except NeverOpen:
            return None


Rulebook = Callable[[int, int | None], Rules]  # by the keys of a version of goals and one of hours


@dataclass(frozen=True)
class Stretch:
    """Time in which a clock ran. `counted` is None until goals are chosen."""

    since: datetime
    until: datetime
    counted: timedelta | None = None
    hours: int | None = None  # the version of hours that it was counted by
    policy: int | None = None  # the version of goals that were promised while it passed


@dataclass(frozen=True)
class Clock:
    goal: str
    number: int  # of the ticket's clocks for this goal
    started_at: datetime
    stretches: tuple[Stretch, ...] = ()
    since: datetime | None = None  # it runs since then; None: it is paused, or has ended
    forgiven: timedelta = NONE  # counted time from before a goal that had less
    limit: timedelta | None = None  # how much counted time there is
    due_at: datetime | None = None
    warn_at: datetime | None = None
    broken_at: datetime | None = None
    policy: int | None = None  # the version of goals that it was broken by, or ended under
    told: str = ""  # what somebody was told of it: RISK or BROKEN
    ended_at: datetime | None = None
    because: str = ""  # why its end is no answer

    @property
    def key(self) -> tuple[str, int]:
        return self.goal, self.number

    @property
    def counted(self) -> timedelta:
        """What is counted in the stretches that are over."""
        return sum((each.counted for each in self.stretches if each.counted), NONE)

    def used(self, at: datetime, rules: Rules | None) -> timedelta:
        """What is counted until `at`."""
        return self.counted + (rules.within(self.since, at) if self.since and rules else NONE)

    # --- running and pausing --------------------------------------------------------------------

    def running(self, at: datetime, rules: Rules | None) -> "Clock":
        """The clock from `at` on, if it does not run already."""
        return self if self.since else replace(self, since=at).reckoned(rules)

    def paused(self, at: datetime, rules: Rules | None, hours: int | None) -> "Clock":
        return self._cut(at, rules, hours, since=None).reckoned(rules)

    def ended(self, at: datetime, rules: Rules | None, hours: int | None, because: str = "") -> "Clock":
        """Its last stretch is over. One that is not broken keeps when it would have been due."""
        cut = self._cut(at, rules, hours, since=None)
        return replace(cut, ended_at=at, because=because)

    def _cut(self, at: datetime, rules: Rules | None, hours: int | None, since: datetime | None) -> "Clock":
        """The running stretch ends at `at`, counted as the rules so far say; the next begins at `since`."""
        if self.since is None:
            return self
        until = max(self.since, at)
        counted = rules.within(self.since, until) if rules else None
        stretch = Stretch(
            self.since, until, counted, hours if rules else None, rules.policy if rules else None
        )
        return replace(self, stretches=(*self.stretches, stretch), since=since)

    def cut_off_before(self, start: datetime) -> "Clock":
        """The clock as if it had begun at `start`; a stretch that is cut is counted anew, by what is chosen next."""
        kept = [
            each if each.since >= start else replace(each, since=start, counted=None)
            for each in self.stretches
            if each.until > start
        ]
        since = max(self.since, start) if self.since else None
        return replace(self, started_at=start, stretches=tuple(kept), since=since)

    def begun_at(self, start: datetime, rulebook: Rulebook, now: tuple[Rules | None, int | None]) -> "Clock":
        """The clock as if it had begun at `start`: all that was chosen while it ran is chosen again."""
        later = self.cut_off_before(start)
        clock = Clock(self.goal, self.number, start)
        for each in later.stretches:
            rules = rulebook(each.policy, each.hours) if each.policy is not None else None
            clock = clock.held_to(rules).with_time(rules, each.hours).running(each.since, rules)
            clock = clock.passed(each.until, each.policy).paused(each.until, rules, each.hours)
        rules, hours = now
        clock = clock.held_to(rules).with_time(rules, hours)
        return clock.running(later.since, rules) if later.since else clock.reckoned(rules)

    def without(
        self, void: Collection[int], rulebook: Rulebook, now: tuple[Rules | None, int | None]
    ) -> "Clock":
        """The clock as if these versions of goals had promised nothing: what passed under them is counted by those that
        were chosen next, which it may have broken since. Who was told that it is at risk is told so once."""
        ran = [
            replace(each, counted=None, hours=None, policy=None) if each.policy in void else each
            for each in self.stretches
        ]
        clock = replace(self, stretches=tuple(ran)).begun_at(self.started_at, rulebook, now)
        return clock if self.broken_at else replace(clock, told=self.told)

    def ran_under(self, policies: Collection[int]) -> bool:
        """Whether some of its time was counted by these versions of goals."""
        return any(each.policy in policies for each in self.stretches)

    # --- what is due ------------------------------------------------------------------------------

    def chosen(
        self,
        at: datetime,
        before: tuple[Rules | None, int | None],
        now: tuple[Rules | None, int | None],
        *,
        is_first: bool,
    ) -> "Clock":
        """The clock under other rules from `at` on; each is with the key of its hours.

        Counted time stays counted. The first rules of a ticket hold from its beginning, unless they are younger; later
        ones that leave less time than was used already were not there while it passed, so that theirs begins at `at`.
        """
        (old, old_hours), (rules, hours) = before, now
        holds_before = is_first and rules is not None and rules.holds_from_beginning(self)
        clock = self.held_to(rules)
        if old or (rules and not holds_before):
            clock = clock._cut(at, old, old_hours, since=max(at, self.since or at))
        clock = clock.counted_by(rules, hours, holds=True) if holds_before else clock.with_time(rules, hours)
        return clock.reckoned(rules).untold(at)

    def untold(self, at: datetime) -> "Clock":
        """The clock after something else was decided at `at`: where it is at risk later, that is told again."""
        is_news = self.told == RISK and self.warn_at and self.warn_at > at
        return replace(self, told="") if is_news else self

    def held_to(self, rules: Rules | None) -> "Clock":
        """The clock as other rules find it: what was forgiven under another target is none of theirs.

        So a shorter goal that was a mistake, and was put right, leaves the longer one due as if it had never been.
        """
        before = None if self.limit is None else self.limit - self.forgiven
        is_same = self._target(rules) == before
        return self if self.broken_at or is_same else replace(self, forgiven=NONE)

    def with_time(self, rules: Rules | None, hours: int | None) -> "Clock":
        """The clock before it goes on under rules that were not there so far: they cannot find it broken already."""
        clock = self.counted_by(rules, hours)
        if clock.broken_at:
            return clock
        limit, used = clock._limit(rules), clock.counted
        used_up = limit is not None and used >= limit
        return replace(clock, due_at=None, warn_at=None, forgiven=used if used_up else clock.forgiven)

    def counted_by(self, rules: Rules | None, hours: int | None, *, holds: bool = False) -> "Clock":
        """With the stretches counted that nothing was chosen for; it may turn out that it was due in one of them.

        Whether the rules hold in these is kept with them.
        """
        if rules is None or all(each.counted is not None for each in self.stretches):
            return self
        limit, used, due_at = self._limit(rules), NONE, self.due_at
        is_due, done = self.broken_at is not None, []
        for each in self.stretches:
            if each.counted is None:
                counted, policy = rules.within(each.since, each.until), rules.policy if holds else None
                each = replace(each, counted=counted, hours=hours, policy=policy)
                if limit is not None and not is_due and used + (each.counted or NONE) >= limit:
                    due_at, is_due = rules.after(each.since, limit - used), True
            used += each.counted or NONE
            done.append(each)
        return replace(
            self, stretches=tuple(done), due_at=due_at, limit=self.limit if self.broken_at else limit
        )

    def _limit(self, rules: Rules | None) -> timedelta | None:
        target = self._target(rules)
        return None if target is None else target + self.forgiven

    def _target(self, rules: Rules | None) -> timedelta | None:
        return rules.targets.get(self.goal) if rules else None

    def reckoned(self, rules: Rules | None) -> "Clock":
        """With the moments at which it is at risk and due; none while it is paused, unless they have passed."""
        if self.broken_at:
            return self
        limit, used = self._limit(rules), self.counted
        if limit is not None and used >= limit and self.due_at:  # it was due in a stretch that is over
            return replace(self, limit=limit, warn_at=self.due_at)
        if rules is None or limit is None or self.since is None:
            return replace(self, limit=limit, due_at=None, warn_at=None)
        warned = self.forgiven + (limit - self.forgiven) * rules.warn_percent / 100
        return replace(
            self,
            limit=limit,
            due_at=rules.after(self.since, limit - used),
            warn_at=rules.after(self.since, warned - used),
        )

    def passed(self, at: datetime, policy: int | None) -> "Clock":
        """The clock at `at`: broken when it was due by then."""
        if self.broken_at or self.due_at is None or self.due_at > at:
            return self
        return replace(self, broken_at=self.due_at, policy=policy)

    def next_to_tell(self) -> tuple[str, datetime] | None:
        """What somebody is told of next, and when, as long as it runs."""
        if self.since is None or self.due_at is None or self.told == BROKEN:
            return None
        if self.told == RISK or self.broken_at or self.warn_at is None:
            return BROKEN, self.due_at
        return RISK, self.warn_at
