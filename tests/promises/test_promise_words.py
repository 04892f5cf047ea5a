"""A moment in the few words that a small button has room for."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from shopbell.promises.promise_words import brief_moment_words, end_words, moment_words

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


def test_the_end_of_a_call_says_its_day_only_where_it_is_another_one(late_parcel):
    late_parcel.customer.time_zone = "Europe/Berlin"
    since = datetime(2026, 11, 28, 21, 30, tzinfo=UTC)

    assert end_words(since + timedelta(minutes=30), since, late_parcel).replace("\u202f", " ") == "11:00 PM"
    assert end_words(since + timedelta(hours=2), since, late_parcel).startswith("Sunday, November 29, ")


def test_a_day_is_written_as_the_language_joins_it(late_parcel):
    late_parcel.customer.time_zone = "Europe/Berlin"

    with translation.override("ar"):
        assert moment_words(NOW, late_parcel) == "الجمعة، 27 نوفمبر، 10:00 ص"
    with translation.override("fr"):
        assert moment_words(NOW, late_parcel) == "vendredi 27 novembre 10:00"
