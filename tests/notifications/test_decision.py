"""The decision as laws: whatever the situation, each way gets one answer, and the right one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shopbell.accounts.availability import Choice
from shopbell.notifications.decision import Situation, Why, decide
from shopbell.notifications.kind import Way

EVENING = datetime(2026, 11, 25, 20, tzinfo=UTC)
ALL = frozenset(Way)
situations = some.builds(
    Situation,
    ways=some.frozensets(some.sampled_from(list(Way))),
    may_read=some.booleans(),
    is_looking=some.booleans(),
    has_screen=some.booleans(),
    has_device=some.booleans(),
    chosen=some.sampled_from(Choice.values),
    quiet_until=some.none() | some.just(EVENING),
    sounds_while_looking=some.booleans(),
)


@given(situations)
def test_every_way_has_an_answer(situation):
    decision = decide(situation)

    assert set(decision.whys) == set(Way)
    assert decision.is_told == any(decision[way] in (Why.SENT, Why.WAITS) for way in Way)


@given(situations)
def test_of_what_an_agent_may_not_read_nothing_is_told(situation):
    decision = decide(replace(situation, may_read=False))

    assert set(decision.whys.values()) == {Why.FORBIDDEN} and not decision.is_told


@given(situations)
def test_the_console_tells_whatever_was_chosen_for_it(situation):
    told = decide(situation)[Way.CONSOLE] == Why.SENT

    assert told == (situation.may_read and Way.CONSOLE in situation.ways)


@given(situations)
def test_what_is_switched_off_is_off_and_nothing_else_is(situation):
    situation = replace(situation, may_read=True)

    assert {way for way in Way if decide(situation)[way] == Why.OFF} == ALL - situation.ways


@given(situations, some.sampled_from(list(Way)))
def test_a_choice_for_one_way_changes_no_other(situation, way):
    other = decide(replace(situation, ways=situation.ways ^ {way}))

    assert all(decide(situation)[each] == other[each] for each in Way if each != way)


@given(situations)
def test_nobody_is_disturbed_in_quiet_hours_or_when_they_want_to_be_left_alone(situation):
    quiet = situation.quiet_until is not None or situation.chosen != Choice.AVAILABLE
    told = {way for way in (Way.SOUND, Way.PUSH) if decide(situation)[way] == Why.SENT}

    assert not (quiet and told)


@given(situations)
def test_whoever_can_be_told_and_wants_it_is(situation):
    free = replace(
        situation, may_read=True, ways=ALL, is_looking=False, has_screen=True, has_device=True,
        chosen=Choice.AVAILABLE, quiet_until=None,
    )  # fmt: skip

    assert set(decide(free).whys.values()) == {Why.SENT, Why.WAITS}


@pytest.mark.parametrize(
    ("change", "way", "why"),
    [
        ({"quiet_until": EVENING, "chosen": Choice.BUSY}, Way.PUSH, Why.QUIET),
        ({"chosen": Choice.BUSY}, Way.SOUND, Why.BUSY),
        ({"chosen": Choice.AWAY}, Way.PUSH, Why.AWAY),
        ({"chosen": Choice.OFFLINE}, Way.PUSH, Why.OFFLINE),
        ({"chosen": Choice.AWAY}, Way.MAIL, Why.WAITS),
        ({"is_looking": True}, Way.SOUND, Why.LOOKING),
        ({"is_looking": True, "sounds_while_looking": True}, Way.SOUND, Why.SENT),
        ({"is_looking": True}, Way.PUSH, Why.LOOKING),
        ({"has_screen": False}, Way.SOUND, Why.NO_SCREEN),
        ({"has_screen": False}, Way.PUSH, Why.SENT),
        ({"has_device": False}, Way.PUSH, Why.NO_DEVICE),
    ],
)
def test_the_first_reason_is_the_one_that_is_given(change, way, why):
    assert decide(replace(Situation(ways=ALL), **change))[way] == why


def test_every_reason_is_a_sentence_that_can_be_filled_in():
    for why in Why:
        assert str(why.label) % {"until": "08:00"}
