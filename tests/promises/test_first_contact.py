"""Solved at first contact: the definition, word by word."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.promises.first_contact import Because, Contact, Outcome, Step, Verdict, What, contact_of, judge

pytestmark = pytest.mark.requirement("R118")
START = datetime(2026, 5, 4, 9, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def steps(words: str, *, apart: timedelta = DAY, channel: str = "email") -> list[Step]:
    """What happened, a word each, so long after one another."""
    return [
        Step(START + apart * place, What(word), channel if word == "asked" else "", channel == "chat")
        for place, word in enumerate(words.split())
    ]


@pytest.mark.parametrize(
    "words, answers",
    [
        ("asked answered solved", 1),
        ("asked acted solved", 1),
        ("asked answered acted answered solved", 1),  # what was forgotten is no second answer
        ("asked asked answered solved", 1),
        ("asked answered asked answered solved", 2),
        ("asked answered asked solved", 1),  # thanks need no answer
        ("answered asked answered solved", 1),  # the shop had written first
        ("asked solved opened answered solved", 1),  # nobody had answered when it was solved before
    ],
)
def test_answers_are_counted_until_it_is_solved(words, answers):
    assert contact_of(steps(words)).answers == answers


@pytest.mark.parametrize("words", ["asked", "asked answered", "asked solved", "answered solved", "solved"])
def test_nothing_counts_that_was_not_solved_with_a_persons_doing(words):
    assert contact_of(steps(words)) is None


def test_a_talk_is_one_answer_until_an_hour_has_passed():
    talk = "asked answered asked answered asked answered solved"

    assert contact_of(steps(talk, apart=timedelta(minutes=20), channel="chat")).answers == 1
    assert contact_of(steps(talk, apart=timedelta(minutes=60), channel="chat")).answers == 3
    assert contact_of(steps(talk, apart=timedelta(minutes=20))).answers == 3


def test_it_is_known_only_when_its_days_are_over():
    solved = Contact(START, answers=2)

    assert judge(solved, None, 7, START + 7 * DAY - MINUTE) == Verdict(Outcome.OPEN)
    assert judge(solved, None, 7, START + 7 * DAY) == Verdict(Outcome.NO, Because.ANSWERS)


def test_what_comes_within_the_days_speaks_against_it_and_later_nothing_does():
    now, soon, late = START + 30 * DAY, START + 6 * DAY, START + 7 * DAY
    once = Contact(START, answers=1)

    assert judge(Contact(START, 1, reopened_at=soon), None, 7, now) == (Outcome.NO, Because.REOPENED)
    assert judge(Contact(START, 1, reopened_at=late), None, 7, now) == (Outcome.YES, None)
    assert judge(once, soon, 7, now) == (Outcome.NO, Because.AGAIN)
    assert judge(once, late, 7, now) == (Outcome.YES, None)
    assert judge(once, late, 14, now) == (Outcome.NO, Because.AGAIN)


@given(st.lists(st.sampled_from(list(What)), max_size=12), st.integers(1, 30))
def test_the_first_solution_stands_whatever_comes_later(whats, days):
    before = [Step(START + MINUTE * place, what) for place, what in enumerate(whats)]
    contact = contact_of(before)
    later = [Step(START + DAY, what) for what in What]

    if contact:
        again = contact_of([*before, *later])
        assert (again.solved_at, again.answers) == (contact.solved_at, contact.answers)
        assert again.reopened_at == (contact.reopened_at or START + DAY)
        assert judge(contact, None, days, START + 40 * DAY).outcome in (Outcome.YES, Outcome.NO)
