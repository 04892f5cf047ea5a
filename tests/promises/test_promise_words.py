"""A moment in the few words that a small button has room for."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from shopbell.promises.promise_words import brief_moment_words

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)  # a Friday


@pytest.mark.parametrize(
    ("at", "english", "german"),
    [
        (datetime(2026, 11, 27, 17, 0, tzinfo=UTC), "6:00 PM", "18:00"),
        (datetime(2026, 11, 30, 8, 30, tzinfo=UTC), "Mon, 9:30 AM", "Mo, 09:30"),
        (datetime(2026, 12, 4, 8, 30, tzinfo=UTC), "Dec 4, 9:30 AM", "4. Dez., 09:30"),
        (datetime(2026, 11, 27, 23, 30, tzinfo=UTC), "Sat, 12:30 AM", "Sa, 00:30"),  # tomorrow by their clock
    ],
)
def test_it_is_as_brief_as_is_clear_by_the_clock_of_the_customer(late_parcel, at, english, german):
    late_parcel.customer.time_zone = "Europe/Berlin"

    for language, words in (("en", english), ("de", german)):
        with translation.override(language):
            assert brief_moment_words(at, late_parcel, NOW).replace("\u202f", " ") == words


def test_the_clock_of_the_shop_is_named(late_parcel):
    late_parcel.customer.time_zone = ""

    assert brief_moment_words(NOW, late_parcel, NOW).endswith(" UTC")
