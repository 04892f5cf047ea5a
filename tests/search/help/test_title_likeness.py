"""A title that is the question itself, by whatever name, comes before one that only has its words."""

import pytest

from shopbell.search.help.question import read_question
from shopbell.search.help.synonym import Synonym
from shopbell.search.help.title_likeness import likeness

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]


def likenesses(asked: str, *titles: str) -> list[float]:
    (question,) = read_question(asked, ("en",))
    return likeness(question, titles)


def test_a_title_that_says_all_that_is_asked_and_nothing_else_is_the_most_like_it(centre):
    same, more, other = likenesses(
        "how do I send something back", "Send something back", "Send back something large", "Care"
    )
    assert same == 1.0 > more > other == 0.0


def test_another_name_of_several_words_is_the_question_itself(centre):
    Synonym.objects.create(words=["is my order", "track your parcel"], language="en")

    named, has_its_word = likenesses(
        "where is my order", "Track your parcel", "Where is the number of my order?"
    )
    assert named == 1.0 > has_its_word


def test_words_of_another_name_that_stand_apart_name_nothing(centre):
    Synonym.objects.create(words=["is my order", "track your parcel"], language="en")

    assert likenesses("where is my order", "A parcel on its track") == [0.0]
