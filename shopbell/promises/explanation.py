"""Explaining a deadline: each step of the very fold that reckoned it, with the time that counted and the hours it was
counted by. `deadline_at` is the same for any moment of the past."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shopbell.tickets.event import Event, Verb
from shopbell.tickets.ticket import Ticket

from .business_hours import HoursVersion
from .clock import NONE, Clock
from .clock_state import MERGED, State
from .fold import Folded, fold
from .fold_step import GOALS, rules_in
from .goal_policy import GoalPolicyVersion
from .happening import Happening, What
from .history import events_of, happenings_of
from .rulebook import rules_of


@dataclass(frozen=True)
class Line:
    """One step: what happened, the time that counted since the step before, and how it stood then."""

    at: datetime
    sentence: str
    passed: timedelta
    used: timedelta
    limit: timedelta | None  # how much time there is
    due_at: datetime | None
    hours: str  # whose hours `passed` was counted by; empty: round the clock, or nothing counted
    changed: str = ""  # the hours that were saved anew; several times in a row are one step
    times: int = 1  # how often
    mistake: str = ""  # why the goals that decided it were one


def state_at(ticket: Ticket, moment: datetime) -> State:
    """How the clocks of `ticket` stood at a moment, by what is known of it now."""
    return _folded(ticket, moment).at(moment)


def deadline_at(ticket: Ticket, moment: datetime) -> tuple[str, datetime] | None:
    """The goal that was the most urgent at a moment, and when it was due then; None when nothing ran."""
    shown = state_at(ticket, moment).shown
    return (shown[0].goal, shown[0].due_at) if shown and shown[0].due_at else None


def explain(ticket: Ticket, goal: str, at: datetime | None = None) -> list[Line]:
    """How the deadline of the ticket's last clock for `goal` came about, until `at` (now); none when there is none."""
    at = at or timezone.now()
    events = events_of(ticket.pk, until=at)
    happenings = happenings_of(events)
    last = fold(happenings, rules_of)
    key = (goal, last.state.numbers[GOALS.index(goal)])
    lines: list[Line] = []
    folded = Folded()
    for happening in happenings:
        was, before = _clock(key, folded), folded.state
        folded.take(happening, rules_of)
        lines += _lines(happening, was, _clock(key, folded), (before, folded.state))
    clock = _clock(key, last)
    told = sorted([*lines, *_counted_again(events, clock)], key=lambda line: line.at)
    return [*_joined(told), *_now(clock, last.state, at)]


def _joined(lines: list[Line]) -> Iterator[Line]:
    """Hours that were saved several times in a row changed so many times, which is one step."""
    for hours, steps in groupby(lines, key=lambda line: line.changed):
        if not hours:
            yield from steps
            continue
        first, *more = steps
        if more:
            count = len(more) + 1
            words = {"hours": hours, "count": count}
            sentence = ngettext(
                "The hours “%(hours)s” changed %(count)s time.",
                "The hours “%(hours)s” changed %(count)s times.",
                count,
            )
            passed = sum((each.passed for each in more), first.passed)
            counted = next((each.hours for each in (first, *more) if each.hours), "")
            yield replace(more[-1], sentence=sentence % words, passed=passed, hours=counted, times=count)
        else:
            yield first


def _counted_again(events: list[Event], clock: Clock | None) -> Iterator[Line]:
    """Goals that were no mistake after all, of those that decided something of the clock: nothing is left of the taking
    back but that it was."""
    if clock is None:
        return
    decided = {clock.policy, *(each.policy for each in clock.stretches)}
    reasons = {each.pk: each.data.get("reason", "") for each in events if each.verb == Verb.GOALS_VOIDED}
    for event in events:
        policy = event.data.get("policy_version")
        if event.verb == Verb.GOALS_RESTORED and policy in decided:
            words = {"policy": _name(policy), "reason": reasons.get(event.data.get("undoes"), "")}
            sentence = _("The goals “%(policy)s” had been taken back (%(reason)s), and count again.") % words
            yield Line(event.created_at, sentence, NONE, NONE, None, None, "")


def _folded(ticket: Ticket, moment: datetime) -> Folded:
    return fold(happenings_of(events_of(ticket.pk, until=moment)), rules_of)


def _clock(key: tuple[str, int], folded: Folded) -> Clock | None:
    state = folded.state
    standing = (*state.clocks, *state.unjudged, *([state.solution] if state.solution else []))
    return next((each for each in standing if each.key == key), None) or folded.ended.get(key)


def _lines(
    happening: Happening, was: Clock | None, now: Clock | None, states: tuple[State, State]
) -> Iterator[Line]:
    """What one happening did to the clock, if it did anything to it; `states` are those before and after."""
    if now is None:
        return
    before, after = states
    if now.broken_at and not (was and was.broken_at):
        yield _line(now.broken_at, _("Its time had passed: the promise is broken."), now, now, now.limit)
    if was and not now.ended_at and (hours := _changed_hours(happening, before)):
        sentence = _("The hours “%(hours)s” changed.") % {"hours": hours}
        yield replace(_line(happening.at, sentence, was, now), changed=hours)
    elif sentence := _sentence(happening, was, now, after):
        mistake = happening.why if happening.what == What.VOIDED else ""
        yield replace(_line(happening.at, sentence, was, now), mistake=mistake)
    if was is None and happening.what != What.CHOSEN and after.in_force is not None:
        yield _line(happening.at, _applied(after.in_force, after.hours, now), now, now)


def _changed_hours(happening: Happening, before: State) -> str:
    """The hours that were saved anew, where nothing else was chosen; else empty."""
    is_same = happening.policy is not None and happening.policy == before.in_force
    if happening.what != What.CHOSEN or not is_same or happening.hours in (None, before.hours):
        return ""
    name = _hours(happening.hours)
    return name if name == _hours(before.hours) else ""


def _line(at: datetime, sentence: str, was: Clock | None, now: Clock, used: timedelta | None = None) -> Line:
    passed = now.counted - (was.counted if was else NONE)
    hours = now.stretches[-1].hours if now.stretches and passed else None
    return Line(
        at, sentence, passed, now.counted if used is None else used, now.limit, now.due_at, _hours(hours)
    )


def _sentence(happening: Happening, was: Clock | None, now: Clock, after: State) -> str:
    """In the reader's language; empty when nothing changed for this clock."""
    if was is None:
        return _started(happening.what)
    if now.ended_at and not was.ended_at:
        return _ended(happening, now)
    if was.ended_at and not now.ended_at:
        return _("The ticket was opened again: the clock goes on.")
    if happening.what == What.CHOSEN:
        return "" if was.ended_at and now == was else _chosen(happening, was, now, after)
    if happening.what == What.VOIDED:
        return _voided(happening, was, now)
    if bool(was.since) != bool(now.since):
        return _stopped(happening, after) if was.since else _("The ticket is open again: the clock goes on.")
    if happening.what == What.LEFT and was.started_at != now.started_at:
        return _("The message that it ran for moved to another ticket: it runs for the next one.")
    return ""


def _started(what: What) -> str:
    if what == What.CREATED:
        return _("The ticket was created: the clock starts.")
    if what == What.JOINED:
        return _("A ticket was merged into this one: its customer has waited since the earlier of the two.")
    if what == What.BEGUN:
        return _("The ticket was split off: its customer has waited since the first message that moved.")
    return _("The customer wrote: the clock starts.")


def _ended(happening: Happening, clock: Clock) -> str:
    if clock.because == MERGED:
        return _("The clock goes on as that of the merged ticket.")
    if clock.because:
        return _("Nobody waits for a reply any more: the clock ends without counting.")
    if happening.what == What.STATUS:
        return _("The ticket was solved: the clock ends.")
    return _("An agent answered: the clock ends.")


def _stopped(happening: Happening, after: State) -> str:
    if MERGED in after.hidden:
        return _("The ticket was merged into another one: the clock stops.")
    return _("The ticket waits for somebody else (pending or on hold): the clock stops.")


def _chosen(happening: Happening, was: Clock, now: Clock, after: State) -> str:
    if happening.policy is None:
        return _("No goals apply from here on.")
    if now.limit is not None and now.forgiven > was.forgiven:
        words = {"policy": _name(happening.policy)}
        return _("The goals “%(policy)s” apply from here on, with all of their time.") % words
    return _applied(happening.policy, after.hours, now)


def _voided(happening: Happening, was: Clock, now: Clock) -> str:
    """Goals were a mistake: what that means for this clock."""
    words = {"policy": _name(happening.policy), "reason": happening.why}
    if now.ended_at and now.policy == happening.policy:
        return _("The goals “%(policy)s” were a mistake (%(reason)s): this does not count.") % words
    if not now.ended_at and now.stretches != was.stretches:
        return (
            _("The goals “%(policy)s” were a mistake (%(reason)s): it goes on as if they had not been there.")
            % words
        )
    return ""


def _applied(policy: int, hours: int | None, clock: Clock) -> str:
    """Which goals hold the clock, and which time counts for it."""
    words = {"policy": _name(policy), "hours": _hours(hours)}
    if clock.limit is None:
        return _("The goals “%(policy)s” have no time for this.") % words
    if not words["hours"]:
        return _("The goals “%(policy)s” apply; all of the time counts.") % words
    return _("The goals “%(policy)s” apply; the time of “%(hours)s” counts.") % words


def _now(clock: Clock | None, state: State, at: datetime) -> Iterator[Line]:
    """How it stands at last."""
    if clock is None or clock.ended_at:
        return
    rules = rules_in(state, rules_of)
    passed = clock.passed(at, state.policy)
    if passed.broken_at and not clock.broken_at:
        yield _line(
            passed.broken_at, _("Its time had passed: the promise is broken."), clock, passed, clock.limit
        )
    elif state.hidden:
        yield _line(
            at, _("Nothing is due while the ticket is spam, deleted or merged into another."), clock, clock
        )
    elif clock.since and clock.due_at and not clock.broken_at:
        used = clock.used(at, rules)
        sentence = _("So it stands now.")
        yield Line(at, sentence, used - clock.counted, used, clock.limit, clock.due_at, _hours(state.hours))


def _name(version: int | None) -> str:
    return str(GoalPolicyVersion.objects.get(pk=version)) if version else ""


def _hours(version: int | None) -> str:
    return HoursVersion.objects.values_list("name", flat=True).get(pk=version) if version else ""
