"""Of many, one that fails keeps no other from its turn."""

import pytest
from django.db import OperationalError

from shopbell.promises.portions import in_portions


def test_only_what_fails_by_itself_is_given_up_and_found_by_halves():
    tried: list[list[int]] = []
    gone: list[int] = []

    def act(ids):
        tried.append(ids)
        if 13 in ids:
            raise ValueError

    in_portions(range(100), act, gone.append, doing="Trying", together=64)

    assert gone == [13]
    assert len(tried) == 2 + 2 * 6  # both portions, and two halves each time until one is left


def test_what_fails_because_the_database_is_away_is_not_given_up():
    def act(_ids):
        raise OperationalError

    with pytest.raises(OperationalError):
        in_portions([1, 2], act, lambda _pk: pytest.fail("given up"), doing="Trying")
