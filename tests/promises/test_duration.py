"""Times of goals: written as people write them, and read back to the second."""

from datetime import timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from shopbell.core.errors import Refused
from shopbell.promises.duration import LONGEST, read_duration, write_duration
from shopbell.promises.jinja import shown_duration


@given(seconds=st.integers(1, LONGEST))
def test_what_is_written_is_read_as_just_as_long(seconds):
    assert read_duration(write_duration(seconds)) == seconds
    assert read_duration(write_duration(seconds, in_days=True)) == seconds


@pytest.mark.parametrize(
    "text, seconds",
    [
        ("60 s", 60),
        ("2min", 120),
        ("1 h 30 min", 5400),
        ("1H30M", 5400),
        ("24 h", 86_400),
        ("2 d", 172_800),
        ("1 day", 86_400),
        ("1 hour", 3600),
        ("1 minute", 60),
        ("90 sec.", 90),
        ("90 seconds", 90),
        ("1 day 2 hrs", 93_600),
        (" ", None),
    ],
)
def test_people_write_it_as_they_like(text, seconds):
    assert read_duration(text) == seconds


@pytest.mark.parametrize(
    "language, text, seconds",
    [
        ("de", "2 Tage", 172_800),
        ("de", "1 Stunde 30 Minuten", 5400),
        ("de", "4 Std. 5 Min.", 14_700),
        ("fr", "1 jour", 86_400),
        ("fr", "2 j 3 heures", 183_600),
        ("es", "3 días", 259_200),
        ("es", "1 hora 2 minutos", 3720),
        ("ar", "3 أيام", 259_200),
        ("ar", "ساعتان", 7200),
        ("ar", "11 ساعة", 39_600),
        ("ar", "2 days", 172_800),
    ],
)
def test_it_is_understood_in_the_words_of_the_reader_s_language_and_in_english(language, text, seconds):
    with translation.override(language):
        assert read_duration(text) == seconds
        assert read_duration(write_duration(seconds, in_days=True)) == seconds


def test_another_language_s_words_are_not():
    with pytest.raises(Refused):
        read_duration("2 Tage")


@pytest.mark.parametrize(
    "text", ["soon", "2", "h", "0 s", "-1 h", "1 fortnight", "1 h soon", "9" * 30 + " s"]
)
def test_what_is_no_time_is_refused_with_the_word(text):
    with pytest.raises(Refused, match=r"60 s, 2 min"):
        read_duration(text)


def test_what_is_too_long_is_refused_as_that():
    with pytest.raises(Refused, match="“400 d” is too long. A goal may take up to 366 days."):
        read_duration("400 d")


def test_days_of_counted_time_are_written_in_hours_unless_every_hour_counts():
    assert (write_duration(86_400), write_duration(172_800), write_duration(None)) == ("24 h", "48 h", "")
    assert (write_duration(86_400, in_days=True), write_duration(172_800, in_days=True)) == ("24 h", "2 d")


def test_among_words_from_right_to_left_its_units_stay_behind_the_numbers():
    with translation.override("ar"):
        assert shown_duration(timedelta(hours=10)) == "\u206610 h\u2069"
    assert shown_duration(timedelta(seconds=0.4)) == "0 s"
