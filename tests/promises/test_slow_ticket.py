"""The fold beside a slow, obvious reference made from the table in docs/promises.md, over whatever may happen."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from unittest import mock

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shopbell.promises import history
from shopbell.promises.clock import Rules
from shopbell.promises.fold import fold
from shopbell.promises.hours import Break, Hours, Span
from shopbell.promises.keeping import outcome_rows
from tests.promises.any_story import START, Story, moment
from tests.promises.slow_clock import FIRST, NEXT, SOLVE, Goals
from tests.promises.slow_ticket import Ticket

pytestmark = pytest.mark.requirement("R108")
HOUR, DAY = 60, 1440


@dataclass(frozen=True)
class Opening:
    """Open minutes of each hour; `until` says that it closes for ever."""

    minutes: tuple[tuple[int, int], ...]
    until: int | None = None

    def is_open(self, minute: int) -> bool:
        if self.until is not None and minute >= self.until:
            return False
        return any(start <= minute % HOUR < end for start, end in self.minutes)

    def hours(self) -> Hours:
        """The same as the desk has it."""
        spans = [
            Span((hour * HOUR + start) * 60, (hour * HOUR + end) * 60)
            for hour in range(24)
            for start, end in self.minutes
        ]
        ends = () if self.until is None else (Break(moment(self.until), START + timedelta(days=800)),)
        return Hours("UTC", (tuple(spans),) * 7, closures=ends)


@dataclass(frozen=True)
class Policy:
    targets: tuple[int, int, int]  # minutes of each goal; 0: none
    percent: int = 75
    since: int = -1

    def as_dict(self) -> dict[str, int]:
        return {goal: time for goal, time in zip((FIRST, NEXT, SOLVE), self.targets, strict=True) if time}


class Shop:
    """Policies and openings by their keys, from 1, as the desk and as the reference have them."""

    def __init__(self, policies: list[Policy], openings: list[Opening]) -> None:
        self.policies = policies
        self.openings = openings
        self.hours = [each.hours() for each in openings]
        pairs = [(p, h) for p in range(len(policies)) for h in (None, *range(len(openings)))]
        self.choices: list = [(None, {"policy_version": None, "hours_version": None})]
        for p, h in pairs:
            policy = policies[p]
            is_open = (lambda minute: True) if h is None else openings[h].is_open
            goals = Goals(p + 1, policy.as_dict(), policy.percent, policy.since, is_open)
            data = {"policy_version": p + 1, "hours_version": None if h is None else h + 1}
            self.choices.append((goals, data))

    def rulebook(self, policy: int, hours: int | None) -> Rules:
        found = self.policies[policy - 1]
        targets = {goal: timedelta(minutes=time) for goal, time in found.as_dict().items()}
        openness = self.hours[hours - 1] if hours else None
        return Rules(targets, found.percent, openness, moment(found.since), policy)


@contextmanager
def folding(story: Story, shop: Shop):
    """How the desk folds the events of the story: those of another ticket as well."""

    def folded(key: int, before: int | None = None):
        events = [each for each in story.tickets[key].events if before is None or each.pk < before]
        return fold(history.happenings_of(events), shop.rulebook)

    def stood(key: int, event):
        return folded(key, event.pk).at(event.created_at)

    with mock.patch.object(history, "_stood", stood):
        yield folded


def reckoned(story: Story, key: int, before: int | None = None) -> Ticket:
    """The same by the reference."""
    facts = [each for each in story.tickets[key].facts if before is None or each.number < before]
    return Ticket(facts, lambda other, number: reckoned(story, other, number))


def minute_of(at: datetime | None) -> float | None:
    return None if at is None else (at - START) / timedelta(minutes=1)


def minutes(time: timedelta | None) -> float | None:
    return None if time is None else time / timedelta(minutes=1)


def shown_by_the_fold(folded, now: int, shop: Shop) -> tuple[list, list]:
    state = folded.at(moment(now))
    rules = shop.rulebook(state.policy, state.hours) if state.policy is not None else None
    clocks = [
        {
            "clock": (each.goal, each.number),
            "started": minute_of(each.started_at),
            "runs": each.since is not None,
            "used": minutes(each.used(moment(now), rules)),
            "due": minute_of(each.due_at),
            "warn": None if each.broken_at else minute_of(each.warn_at),
            "broken": minute_of(each.broken_at),
        }
        for each in sorted(state.clocks, key=lambda each: each.goal)
    ]
    rows = [
        (
            *(row["goal"], row["number"], minute_of(row["started_at"]), minute_of(row["due_at"])),
            *(minute_of(row["ended_at"]), row["outcome"], row["because"], row["seconds"] / 60),
            row["policy_version_id"],
        )
        for row in outcome_rows(type(folded)(state, folded.ended))
    ]
    return clocks, rows


def shown_by_the_reference(ticket: Ticket, now: int) -> tuple[list, list]:
    clocks = []
    for clock in sorted(ticket.clocks, key=lambda each: each.goal):
        it = clock.at(now)
        clocks.append(
            {
                "clock": (clock.goal, clock.number),
                "started": clock.start,
                "runs": it.is_running,
                "used": it.used,
                "due": it.due,
                "warn": it.warn,
                "broken": it.broken,
            }
        )
    return clocks, ticket.outcomes(now)


def times(*, least: int) -> st.SearchStrategy[int]:
    return st.integers(least, 15).map(lambda each: 4 * each)


POLICIES = st.builds(
    Policy,
    st.tuples(*[times(least=0)] * 3),
    st.sampled_from([50, 75, 100]),
    st.sampled_from([-1, -1, -1, 0, 5, 30]),
)
OPENINGS = st.builds(
    lambda cuts, until: Opening(tuple(zip(cuts[::2], cuts[1::2], strict=False)), until),
    st.lists(st.integers(0, HOUR), min_size=2, max_size=4, unique=True).map(sorted),
    st.sampled_from([None, None, None, 50]),
)
ACTS = [name for name in vars(Story) if not name.startswith("_") and name != "do"]
OFTEN = ["customer_writes", "agent_answers", "goals_are_chosen", "status_is_set"]
STEPS = st.tuples(
    st.sampled_from([0, 0, 1, 4, 7, 13, 30, 60]), st.sampled_from([*ACTS, *OFTEN]), st.integers(0, 40)
)


def hold_together(policies, openings, steps) -> None:
    shop = Shop(policies, openings)
    story = Story(shop.choices)
    with folding(story, shop) as folded:
        for gap, act, place in steps:
            story.now += gap
            story.do(act, place)
            for key in story.tickets:
                ours = shown_by_the_fold(folded(key), story.now, shop)
                theirs = shown_by_the_reference(reckoned(story, key), story.now)
                assert ours == theirs, (key, act, story.now)


POLICY, LONGER = Policy((16, 4, 40)), Policy((40, 40, 60))
YOUNG = Policy((16, 4, 40), since=30)
ALWAYS, LONG_ALWAYS, YOUNG_ALWAYS = 1, 3, 5  # places of these among the choices, round the clock
NOON = Opening(((0, 60),))


def first(act: str, *, place: int = 0, after: int = 0) -> tuple[int, str, int]:
    """Done to the first of two tickets."""
    return after, act, 2 * place


def second(act: str, *, place: int = 0, after: int = 0) -> tuple[int, str, int]:
    return after, act, 2 * place + 1


def found(*steps: tuple[int, str, int]):
    """What the desk once reckoned otherwise than the table."""
    return example([POLICY, LONGER, YOUNG], [NOON], list(steps))


@found(  # another goal, of which more was used than there is, had all of its time again only in words
    first("goals_are_chosen", place=ALWAYS),
    first("customer_writes"),
    second("agent_answers"),
    first("merged", after=8),
)
@found(  # a merge gave more time to whoever had been given some already
    second("goals_are_chosen", place=LONG_ALWAYS),
    second("customer_writes"),
    second("goals_are_chosen", place=ALWAYS, after=20),
    first("goals_are_chosen", place=ALWAYS),
    first("merged", after=5),
)
@found(  # the first goals of a ticket found late what another ticket's had counted
    second("goals_are_chosen", place=LONG_ALWAYS),
    second("customer_writes"),
    first("merged", after=20),
    (3, "goals_are_chosen", ALWAYS),
)
@found(  # what was split off was broken when it ran on, not when its time was over
    first("goals_are_chosen", place=ALWAYS),
    first("customer_writes"),
    first("customer_writes", after=2),
    first("status_is_set", place=1, after=2),
    first("status_is_set", place=0, after=1),
    first("status_is_set", place=1, after=20),
    first("status_is_set", place=0, after=1),
    first("split", place=1, after=3),
    (1, "goals_are_chosen", 2 + 3 * ALWAYS),
)
@found(  # what was answered before it was looked did not say when it would have been due
    first("customer_writes"),
    first("agent_answers", after=3),
    first("goals_are_chosen", place=ALWAYS, after=1),
)
@found(  # goals that are younger than the solution found it late when it was opened again
    first("status_is_set", place=3, after=50),
    first("goals_are_chosen", place=YOUNG_ALWAYS),
    first("status_is_set", place=0, after=3),
)
@found(  # an undo that was undone went on to count
    first("goals_are_chosen", place=ALWAYS),
    first("status_is_set", place=1),
    first("status_is_undone", after=3),
    first("status_is_undone", after=3),
)
@found(  # an answer in time that was entered too late was late
    first("goals_are_chosen", place=ALWAYS),
    first("customer_writes"),
    first("customer_writes", after=20),
    first("an_old_answer_is_entered", place=10, after=2),
)
@found(  # what was answered before it began, as was entered later, went on as the first reply
    first("goals_are_chosen", place=ALWAYS),
    first("customer_writes"),
    first("status_is_set", place=3),
    first("status_is_set", place=0),
    first("customer_writes", after=6),
    first("an_old_answer_is_entered", place=8, after=5),
)
@found(  # who had been answered before they wrote again was held to the goal of a first reply
    first("goals_are_chosen", place=ALWAYS),
    first("customer_writes"),
    first("status_is_set", place=3),
    first("status_is_set", place=0, after=2),
    first("customer_writes", after=6),
    first("an_old_answer_is_entered", place=4, after=1),
)
@found(  # when it had been due was reckoned with a pause that came after the answer
    first("goals_are_chosen", place=ALWAYS),
    first("customer_writes"),
    first("status_is_set", place=1, after=5),
    first("status_is_set", place=0, after=10),
    first("an_old_answer_is_entered", place=16, after=5),
)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(POLICIES, min_size=2, max_size=3),
    st.lists(OPENINGS, min_size=1, max_size=2),
    st.lists(STEPS, min_size=3, max_size=16),
)
def test_whatever_happens_each_clock_stands_as_the_table_says(policies, openings, steps):
    hold_together(policies, openings, steps)


PAUSES = [
    *["an_old_answer_is_entered"] * 2,
    *["status_is_set"] * 3,
    *["customer_writes"] * 2,
    *["goals_are_chosen", "agent_answers", "answer_is_taken_back"],
]
LATE_STEPS = st.tuples(st.sampled_from([0, 1, 4, 7, 13, 30]), st.sampled_from(PAUSES), st.integers(0, 40))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(POLICIES, min_size=2, max_size=3),
    st.lists(OPENINGS, min_size=1, max_size=2),
    st.lists(LATE_STEPS, min_size=4, max_size=14),
)
def test_an_answer_that_is_entered_for_before_a_pause_counts_as_if_written_then(policies, openings, steps):
    hold_together(policies, openings, steps)


def told(*steps: tuple[int, str, int]):
    """The first ticket's clocks at last, and what became of those that ended: goal, number, due, end."""
    shop = Shop([POLICY, LONGER, YOUNG], [NOON])
    story = Story(shop.choices)
    with folding(story, shop) as folded:
        for gap, act, place in steps:
            story.now += gap
            story.do(act, place)
        clocks, rows = shown_by_the_fold(folded(1), story.now, shop)
    running = [each["clock"] for each in clocks if each["runs"]]
    return running, [(*row[:2], row[3], row[4]) for row in rows]


def test_what_an_old_answer_ended_was_due_as_if_it_had_been_written_then():
    running, ended = told(
        first("goals_are_chosen", place=ALWAYS),
        first("customer_writes"),
        first("status_is_set", place=1, after=5),
        first("status_is_set", place=0, after=10),
        first("an_old_answer_is_entered", place=16, after=5),
    )

    assert running == [(SOLVE, 1)]
    assert ended == [(FIRST, 1, 16, 4)]


def test_who_writes_after_an_old_answer_waits_for_a_next_reply():
    running, ended = told(
        first("goals_are_chosen", place=ALWAYS),
        first("customer_writes"),
        first("status_is_set", place=3),
        first("status_is_set", place=0, after=2),
        first("customer_writes", after=6),
        first("an_old_answer_is_entered", place=4, after=1),
    )

    assert (NEXT, 1) in running and (FIRST, 1, 16, 0) in ended
