"""A share is told in hundredths as people round, and a hundred means all."""

import pytest

from shopbell.core.share import share


@pytest.mark.parametrize(
    ("part", "whole", "hundredths"),
    [
        (2, 3, 67),
        (10, 11, 91),
        (1, 3, 33),
        (1, 8, 12),  # 12.5: to the even
        (3, 8, 38),  # 37.5
        (999, 1000, 99),
        (10**18 - 1, 10**18, 99),
        (3, 3, 100),
        (0, 5, 0),
        (0, 0, None),
    ],
)
def test_a_share_is_rounded_to_the_nearest_and_a_hundred_means_all(part, whole, hundredths):
    assert share(part, whole) == hundredths
