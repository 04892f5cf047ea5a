"""Who fits a ticket best, for any need and any agents: what must hold whatever the numbers are."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.routing.score import FULL, Candidate, Need, Refusal, Wanted, rank, refusal_of, score

SKILLS = st.integers(1, 4)
LEVELS = st.integers(1, 3)
AGENTS = st.integers(1, 6)
WANTED = st.builds(Wanted, SKILLS, LEVELS, st.booleans())
NEEDS = st.builds(
    Need,
    wanted=st.lists(WANTED, max_size=3, unique_by=lambda each: each.skill).map(tuple),
    weight=st.sampled_from([0, 33, 50, 100]),
    asked=st.none() | AGENTS,
    usual=st.none() | AGENTS,
    is_at_risk=st.booleans(),
    is_complex=st.booleans(),
    passed=st.frozensets(AGENTS, max_size=2),
)
CANDIDATES = st.builds(
    Candidate,
    agent=AGENTS,
    is_available=st.booleans(),
    may_answer=st.booleans(),
    is_asked=st.booleans(),
    levels=st.dictionaries(SKILLS, LEVELS),
    load=st.integers(0, 150),
    open=st.integers(0, 12),
    capacity=st.integers(1, 10),
    given_lately=st.integers(0, 30),
    idle_minutes=st.floats(0, 600),
)
CROWD = st.lists(CANDIDATES, max_size=6, unique_by=lambda each: each.agent)


@given(NEEDS, CROWD)
@pytest.mark.requirement("R98")
def test_nobody_gets_a_ticket_who_is_away_full_without_the_right_or_a_required_skill(need, crowd):
    for each in rank(need, crowd):
        agent = each.candidate
        assert agent.is_available and agent.may_answer and not agent.is_asked
        assert agent.agent not in need.passed
        assert agent.load + need.weight <= FULL if need.weight else agent.open < agent.capacity
        assert all(agent.levels.get(want.skill, 0) >= want.level for want in need.wanted if want.is_required)


@given(NEEDS, CROWD)
def test_whoever_may_have_it_is_ranked_and_the_order_of_asking_changes_nothing(need, crowd):
    ranked = [each.candidate for each in rank(need, crowd)]

    assert {each.agent for each in ranked} == {each.agent for each in crowd if refusal_of(need, each) is None}
    assert ranked == [each.candidate for each in rank(need, list(reversed(crowd)))]


@given(NEEDS, CANDIDATES, SKILLS)
def test_knowing_more_never_makes_an_agent_worth_less(need, agent, skill):
    better = replace(agent, levels={**agent.levels, skill: min(agent.levels.get(skill, 0) + 1, 3)})

    if refusal_of(need, agent) is None:
        assert score(need, better).total >= score(need, agent).total
        assert refusal_of(need, better) is None


@given(NEEDS, CANDIDATES)
def test_more_to_do_never_makes_an_agent_worth_more(need, agent):
    busier = replace(agent, load=agent.load + 10, open=agent.open + 1, given_lately=agent.given_lately + 1)

    if refusal_of(need, busier) is None:
        assert score(need, busier).total <= score(need, agent).total
        assert refusal_of(need, agent) is None


@given(NEEDS, CANDIDATES)
def test_an_agent_whom_the_customer_asked_for_or_knows_is_worth_more_than_their_like(need, agent):
    twin, need = replace(agent, agent=7), replace(need, usual=None, asked=7)
    if refusal_of(need, agent) or refusal_of(need, twin):
        return

    assert score(need, twin).total > score(need, agent).total
    assert score(replace(need, asked=None, usual=7), twin).total > score(need, agent).total


@given(NEEDS, CANDIDATES)
def test_the_reasons_add_up_to_the_score_and_a_refused_agent_has_none(need, agent):
    told = score(need, agent)

    assert told.total == sum(part.points for part in told.parts)
    assert bool(told.parts) != bool(told.refusal)


@given(st.integers(2, 6), st.integers(1, 60))
def test_alike_agents_are_given_alike_many(agents, tickets):
    given_to: Counter[int] = Counter()
    last: dict[int, int] = {}
    for moment in range(tickets):
        crowd = [
            Candidate(each, open=given_to[each], capacity=100, given_lately=given_to[each],
                      idle_minutes=moment - last.get(each, -1_000))
            for each in range(agents)
        ]  # fmt: skip
        best = rank(Need(), crowd)[0].candidate.agent
        given_to[best] += 1
        last[best] = moment
    counts = [given_to[each] for each in range(agents)]

    assert max(counts) - min(counts) <= 1


@given(NEEDS, CANDIDATES)
@pytest.mark.requirement("R117")
def test_a_complex_ticket_makes_knowing_it_well_worth_more(need, agent):
    need = replace(need, wanted=(Wanted(1, 1),), is_complex=False)
    some, expert = replace(agent, levels={1: 1}), replace(agent, levels={1: 3})
    if refusal_of(need, agent) or refusal_of(need, some):
        return

    ahead = score(need, expert).total - score(need, some).total
    need = replace(need, is_complex=True)
    assert score(need, expert).total - score(need, some).total == ahead + 80


def test_three_chats_fill_an_agent_a_call_does_so_alone_and_mails_wait():
    two_chats = Candidate(1, load=66, open=2)

    assert refusal_of(Need(weight=33), two_chats) is None
    assert refusal_of(Need(weight=33), replace(two_chats, load=99)) == Refusal.FULL
    assert refusal_of(Need(weight=100), Candidate(1, load=1, open=1)) == Refusal.FULL
    assert refusal_of(Need(weight=100), Candidate(1)) is None
    assert refusal_of(Need(weight=0), replace(two_chats, load=100)) is None


def test_when_a_promise_may_break_whoever_is_free_goes_before_whoever_knows_a_little_more():
    free, expert = Candidate(1), Candidate(2, levels={1: 3}, load=90, open=10)
    need = Need(wanted=(Wanted(1, 1),))

    assert rank(need, [free, expert])[0].candidate is expert
    assert rank(replace(need, is_at_risk=True), [free, expert])[0].candidate is free


def test_who_takes_one_of_their_own_wish_may_be_away_but_needs_the_right_and_the_skill():
    need = Need(wanted=(Wanted(1, 2, is_required=True),), passed=frozenset({1}))

    assert refusal_of(need, Candidate(1, is_available=False, levels={1: 2}), is_own_wish=True) is None
    assert refusal_of(need, Candidate(1, levels={1: 1}), is_own_wish=True) == Refusal.NO_SKILL
    assert (
        refusal_of(need, Candidate(1, may_answer=False, levels={1: 2}), is_own_wish=True) == Refusal.NO_RIGHT
    )
