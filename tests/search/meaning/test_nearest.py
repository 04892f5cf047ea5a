"""What is near does not depend on how many documents there are, nor on how alike all texts of a language are."""

import numpy
import pytest

from shopbell.search.meaning.fusing import ALONE, BESIDE
from shopbell.search.meaning.nearest import FEW, MEASURED, bound_of

pytestmark = pytest.mark.requirement("R45")
TIMES = 300


def _found_by_chance(count: int, bound: float | None = None) -> int:
    """How many questions of 300 find something among `count` documents that have nothing in common with any."""
    chance = numpy.random.default_rng(7)
    rows = (chance.normal(0, 0.08, count).tolist() for _ in range(TIMES))
    return sum(max(row) >= (bound or bound_of(row, ALONE)) for row in rows)


def test_among_fifty_times_as_many_documents_chance_finds_no_more():
    assert _found_by_chance(MEASURED) <= TIMES / 50
    assert _found_by_chance(50 * MEASURED) <= TIMES / 50
    assert (
        _found_by_chance(50 * MEASURED, ALONE) > TIMES / 10
    )  # what a bound that stays where it is lets through


@pytest.mark.parametrize("least", [ALONE, BESIDE])
def test_among_as_many_as_were_measured_a_bound_is_what_it_was_chosen_to_be(least):
    assert bound_of([0.0] * MEASURED, least) == pytest.approx(least)


def test_where_all_texts_are_alike_only_what_stands_out_is_near():
    alike = numpy.random.default_rng(7).normal(0.76, 0.04, MEASURED).tolist()

    assert max(alike) < bound_of([*alike, 0.93], ALONE) < 0.93


def test_of_a_few_documents_nothing_is_learnt_of_what_is_usual():
    assert bound_of([0.9], ALONE) == bound_of([0.9] * (FEW - 1), ALONE) < ALONE
