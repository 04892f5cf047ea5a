"""Both ranks become one that holds each thing once and heeds both."""

from hypothesis import given
from hypothesis import strategies as st

from shopbell.search.help.ranking import Ranked
from shopbell.search.meaning.fusing import fused


def ranked(*ids: int) -> list[Ranked]:
    return [Ranked("article", each, "", 1.0) for each in ids]


def order(found: list[Ranked]) -> list[int]:
    return [each.object_id for each in found]


def keys(*ids: int) -> frozenset:
    return frozenset(("article", each) for each in ids)


ids = st.lists(st.integers(1, 30), unique=True, max_size=20)


@given(ids, ids)
def test_each_thing_stands_there_once_and_none_is_lost(by_words, by_meaning):
    found = order(fused(ranked(*by_words), ranked(*by_meaning), keys(*by_words, *by_meaning)))

    assert sorted(found) == sorted({*by_words, *by_meaning})


@given(ids)
def test_two_ranks_that_say_the_same_change_nothing(both):
    assert order(fused(ranked(*both), ranked(*both), keys(*both))) == both


@given(ids)
def test_where_nothing_has_a_vector_the_words_decide(by_words):
    assert order(fused(ranked(*by_words), [], frozenset())) == by_words


@given(ids, ids)
def test_scores_fall_along_the_rank(by_words, by_meaning):
    scores = [each.score for each in fused(ranked(*by_words), ranked(*by_meaning), keys(*by_meaning))]

    assert scores == sorted(scores, reverse=True)


def test_what_both_found_comes_before_what_one_found():
    assert order(fused(ranked(1, 2, 3), ranked(3, 4), keys(1, 2, 3, 4))) == [3, 1, 2, 4]


def test_of_two_that_are_as_good_the_one_that_words_found_comes_first():
    assert order(fused(ranked(9), ranked(1), keys(1, 9))) == [9, 1]


def test_a_product_keeps_its_place_before_articles_that_are_near():
    product = Ranked("product", 7, "", 1.0)

    found = fused([product, *ranked(1)], ranked(1, 2), keys(1, 2))
    assert [(each.kind, each.object_id) for each in found] == [("product", 7), ("article", 1), ("article", 2)]
