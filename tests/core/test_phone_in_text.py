import pytest
from django.utils.translation import override

from shopbell.core.phone_in_text import numbers_apart


@pytest.mark.parametrize(
    ("language", "shown"), [("ar", "مثل \u2066+33 1 23 45\u2069."), ("de", "مثل +33 1 23 45.")]
)
def test_a_phone_number_is_read_from_the_left_among_words_that_are_not(language, shown):
    with override(language):
        assert numbers_apart("مثل +33 1 23 45.") == shown
