"""The keys of rows as browsers and addresses say them."""

import pytest

from shopbell.core.row_key import row_key


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("2001", 2001), ("٢٠٠١", 2001), ("9" * 18, 10**18 - 1), ("9" * 19, 0), ("", 0), ("-1", 0), ("1.5", 0), ("²", 0),
        ("two", 0), (" 7", 0), ("7\0", 0),
    ],
)  # fmt: skip
def test_a_key_is_digits_and_no_more_of_them_than_the_database_counts_to(said, key):
    assert row_key(said) == key
