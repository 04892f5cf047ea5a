"""Hours as people write them are understood, kept alike, and written so that they are understood again."""

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from shopbell.core.errors import Refused
from shopbell.promises.hours_text import read_clock, read_spans, read_week, write_spans, write_week

EN, DE = Locale("en"), Locale("de")
READERS = [EN, DE, Locale("ar"), Locale("en", "GB")]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("9:00–18:00", [[540, 1080]]),
        ("9-18", [[540, 1080]]),
        ("9 am to 5 pm", [[540, 1020]]),
        ("12am-12pm", [[0, 720]]),
        ("9h30 – 12h", [[570, 720]]),
        ("13:00-18:00, 9–12:30", [[540, 750], [780, 1080]]),
        ("9-12 and 13-17", [[540, 720], [780, 1020]]),
        ("22–2", [[1320, 1560]]),
        ("0–24", [[0, 1440]]),
        ("24 h", [[0, 1440]]),
        ("24/7", [[0, 1440]]),
        ("", []),
        ("closed", []),
        ("–", []),
    ],
)
def test_hours_are_understood_as_they_are_written(text, spans):
    assert read_spans(text) == spans


@pytest.mark.parametrize(
    "text", ["noon", "9", "9–9", "9–25", "25–26", "9:70–10", "13 pm – 15 pm", "9–12, 11–15", "9–12–15"]
)
def test_what_are_no_hours_is_said_and_not_guessed(text):
    with pytest.raises(Refused):
        read_spans(text)


@given(
    st.lists(st.integers(0, 1439), min_size=2, max_size=8, unique=True)
    .map(sorted)
    .map(lambda edges: [list(pair) for pair in zip(edges[::2], edges[1::2], strict=False)])
)
def test_what_is_written_is_understood_again(spans):
    for reader in (None, *READERS):
        assert read_spans(write_spans(spans, reader)) == spans


def test_a_week_names_its_days_in_the_readers_language_or_in_english():
    working = [[[540, 1080]]] * 5

    assert read_week("Mon–Fri 9–18; Sat 10–14", EN) == [*working, [[600, 840]], []]
    assert read_week("Mo–Fr 9–18; Sa, So 10–14", DE) == [*working, [[600, 840]], [[600, 840]]]
    assert read_week("Saturday-Monday: 22–2", EN) == [
        [[1320, 1560]],
        [],
        [],
        [],
        [],
        [[1320, 1560]],
        [[1320, 1560]],
    ]


@pytest.mark.parametrize("text", ["9–18", "Someday 9–18", "Mon–Tue–Wed 9–18", "Mon 9–99", "S 9–18"])
def test_what_is_no_week_is_said(text):
    with pytest.raises(Refused):
        read_week(text, EN)


@pytest.mark.parametrize("locale", [EN, DE, Locale("fr"), Locale("es"), Locale("ar")])
@given(st.lists(st.sampled_from([[], [[540, 1080]], [[1320, 1560]]]), min_size=7, max_size=7))
def test_a_week_that_is_written_is_understood_again(locale, week):
    assert read_week(write_week(week, locale), locale) == week
    assert read_week(write_week(week, locale, locale), locale) == week


def test_hours_are_written_by_the_clock_of_who_reads_them():
    spans = [[540, 750], [1320, 1560]]

    assert write_spans(spans) == write_spans(spans, DE) == "9:00–12:30, 22:00–2:00"
    assert write_spans(spans, EN).replace("\u202f", " ") == "9:00 AM–12:30 PM, 10:00 PM–2:00 AM"
    assert write_spans([[0, 1440]], EN) == "0:00–24:00"


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("9", 540), ("9:30", 570), ("9.30", 570), ("9 pm", 1260), ("24", 1440), ("18h", 1080)],
)
def test_a_clock_is_read_as_people_write_it(text, minutes):
    assert read_clock(text) == minutes


@pytest.mark.parametrize("text", ["25", "9:70", "noon", "24:30", "13 pm"])
def test_an_hour_that_no_clock_shows_is_refused(text):
    with pytest.raises(Refused):
        read_clock(text)
