"""The expected wait as a shopper reads it."""

import pytest
from django.utils import translation

from shopbell.promises.wait import Range
from shopbell.promises.wait_words import wait_words


@pytest.mark.parametrize(
    ("shown", "language", "words"),
    [
        (Range(0, 1), "en-gb", "Expected wait: less than a minute"),
        (Range(0, 3), "en-gb", "Expected wait: up to 3 minutes"),
        (Range(4, 8), "en-gb", "Expected wait: 4 to 8 minutes"),
        (Range(90, 180), "en-gb", "Expected wait: up to 3 hours"),
    ],
)
def test_a_range_reads_as_people_say_it(shown, language, words):
    with translation.override(language):
        assert wait_words(shown) == words
