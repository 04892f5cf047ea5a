"""One's own line: behind whom one stands, and for whom one waits, where not everybody can answer everything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.promises.own_line import Group, Helper, own_line, place_behind
from shopbell.promises.wait import Pace

PACE = Pace()
ANA, BEN, CLEO = 1, 2, 3
EVERYBODY = frozenset([ANA, BEN, CLEO])
GERMAN = frozenset([ANA])
some = st.frozensets(st.sampled_from([*EVERYBODY]))
groups = st.lists(
    st.builds(Group, st.integers(1, 9), some, st.none() | st.sampled_from([*EVERYBODY])), max_size=5
)
crews = st.builds(
    lambda held: [Helper(agent, 3, talks) for agent, talks in held.items()],
    st.dictionaries(st.sampled_from([*EVERYBODY]), st.integers(0, 4)),
)


def there(**talks):
    return [Helper(agent, 3, talks.get(name, 0)) for name, agent in (("ana", 1), ("ben", 2), ("cleo", 3))]


def test_who_needs_a_rare_skill_waits_for_those_who_have_it():
    line = own_line([], GERMAN, there(ana=3), PACE)

    assert (line.places, line.room, line.departures) == (3, 0, 1)
    assert own_line([], EVERYBODY, there(ana=3), PACE).departures == 0


def test_whom_they_would_never_take_stands_in_no_way():
    only_ben = Group(4, frozenset([BEN]))

    assert place_behind([only_ben], GERMAN) == 1
    assert own_line([only_ben], GERMAN, there(), PACE).ahead == 0


def test_of_those_whom_others_take_too_a_share_stands_in_the_way():
    anybodys = Group(6, EVERYBODY)

    assert place_behind([anybodys], GERMAN) == 7
    assert own_line([anybodys], GERMAN, there(), PACE).ahead == 2


def test_who_was_given_to_somebody_waits_for_them_alone():
    bens = Group(2, EVERYBODY, BEN)

    assert place_behind([bens], GERMAN) == 1
    assert own_line([bens], GERMAN, there(), PACE).ahead == 0
    assert own_line([bens], EVERYBODY, there(), PACE).ahead == 2


def test_too_many_talks_of_one_take_no_room_of_another():
    assert own_line([], EVERYBODY, there(ana=9), PACE).room == 6


def test_with_nobody_there_for_it_everybody_before_is_ahead_and_nothing_is_foretold():
    nobody: frozenset[int] = frozenset()

    assert place_behind([Group(3, EVERYBODY)], nobody) == 4
    assert own_line([Group(3, EVERYBODY)], nobody, there(), PACE).places == 0


@given(groups, crews, some, some)
def test_more_who_can_answer_never_make_the_line_longer(ahead, helpers, able, more):
    agents = {each.agent for each in helpers}
    own = [each for each in ahead if each.agent is None]
    narrow, wide = (own_line(own, each & agents, helpers, PACE) for each in (able, able | more))

    assert narrow.places <= wide.places and narrow.room <= wide.room
    assert narrow.ahead <= wide.ahead  # of more people, who are taken by more


@given(groups, crews)
def test_who_anybody_can_answer_stands_behind_all_whom_somebody_there_can(ahead, helpers):
    agents = frozenset(each.agent for each in helpers)
    reached = [
        each.count for each in ahead
        if (each.agent in agents if each.agent else each.able & agents)
    ]  # fmt: skip

    if agents:
        assert place_behind(ahead, agents) == 1 + sum(reached)
        assert own_line(ahead, agents, helpers, PACE).ahead == sum(reached)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_rare_skill_never_hears_less_than_others_in_the_same_line(count):
    """A share of those ahead, and a share of the places: behind a full desk it takes as long or longer."""
    full = there(ana=3, ben=3, cleo=3)
    anybody = own_line([Group(count * 3, EVERYBODY)], EVERYBODY, full, PACE)
    rare = own_line([Group(count * 3, EVERYBODY)], GERMAN, full, PACE)

    assert rare.departures / rare.places >= anybody.departures / anybody.places
