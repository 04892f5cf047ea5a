"""Days and stretches, a line each, are understood and written so that they are understood again."""

import re
from datetime import UTC, datetime

import pytest
from babel import Locale
from django.utils.translation import override

from shopbell.core.errors import Refused
from shopbell.promises.day_lines import (
    read_days,
    read_seasons,
    read_stretches,
    write_days,
    write_seasons,
    write_stretches,
)

EN = Locale("en")


def test_days_of_one_year_and_of_every_year():
    days = [
        {"day": "2026-12-24", "name": "Christmas Eve"},
        {"day": "02-29", "name": "Leap day"},
        {"day": "05-01", "name": ""},
    ]

    assert read_days("24.12.2026 Christmas Eve\n\n02-29 Leap day\n1.5.") == days
    assert read_days(write_days(days)) == days


@pytest.mark.parametrize("line", ["Christmas", "2026-13-01", "31.2.", "12/24"])
def test_a_line_that_is_no_day_is_named(line):
    with pytest.raises(Refused, match="Write it like"):
        read_days(f"2026-12-24 Christmas Eve\n{line}")


@pytest.mark.parametrize(
    ("line", "start", "end", "name"),
    [
        ("2026-08-03 Stocktaking", "2026-08-03T00:00", "2026-08-04T00:00", "Stocktaking"),
        ("2026-08-03", "2026-08-03T00:00", "2026-08-04T00:00", ""),
        ("2026-08-03 – 2026-08-14 Summer", "2026-08-03T00:00", "2026-08-15T00:00", "Summer"),
        ("2026-08-03 12:00 – 18:00 Meeting", "2026-08-03T12:00", "2026-08-03T18:00", "Meeting"),
        ("2026-08-03 10-14 Fair", "2026-08-03T10:00", "2026-08-03T14:00", "Fair"),
        ("2026-08-03 10–14", "2026-08-03T10:00", "2026-08-03T14:00", ""),
        ("2026-08-03 10:00-14:00", "2026-08-03T10:00", "2026-08-03T14:00", ""),
        ("2026-08-03 9:30-18", "2026-08-03T09:30", "2026-08-03T18:00", ""),
        ("2026-08-03 9 am – 5 pm Fair", "2026-08-03T09:00", "2026-08-03T17:00", "Fair"),
        ("2026-08-03 9:00 AM – 5:00 PM Meeting", "2026-08-03T09:00", "2026-08-03T17:00", "Meeting"),
        ("2026-08-03 9 A.M. – 12 P.M.", "2026-08-03T09:00", "2026-08-03T12:00", ""),
        ("2026-08-03 10 Uhr – 14 UHR Messe", "2026-08-03T10:00", "2026-08-03T14:00", "Messe"),
        ("2026-08-03 14:00 – 18:00 am Messestand", "2026-08-03T14:00", "2026-08-03T18:00", "am Messestand"),
        ("2026-08-03 9:00 – 17:00 Ambulance", "2026-08-03T09:00", "2026-08-03T17:00", "Ambulance"),
        ("2026-08-03 Amsterdam – a day out", "2026-08-03T00:00", "2026-08-04T00:00", "Amsterdam – a day out"),
        ("2026-08-03 18-24", "2026-08-03T18:00", "2026-08-04T00:00", ""),
        ("3.8.2026 20 – 4.8.2026 6 Night", "2026-08-03T20:00", "2026-08-04T06:00", "Night"),
        ("2026-08-03 9:00-24:00", "2026-08-03T09:00", "2026-08-04T00:00", ""),
        ("3.8.2026 20:00 – 4.8.2026 06:00 Night", "2026-08-03T20:00", "2026-08-04T06:00", "Night"),
    ],
)
def test_stretches_by_the_clock_of_the_shop(line, start, end, name):
    stretch = {"start": start, "end": end, "name": name}

    assert read_stretches(line) == [stretch]
    assert read_stretches(write_stretches([stretch])) == [stretch]


@pytest.mark.parametrize(
    "line",
    [
        "Summer",
        "2026-08-14 – 2026-08-03",
        "2026-08-03 25:00 – 26:00",
        "2026-08-03 – 2026-8 x",
        "2026-08-03 – 14",
        "2026-08-03 10",
        "2026-08-03 10-25",
        "2026-08-03 14:00 AM – 5:00 PM Meeting",
        "2026-08-03 9:00 – 18:00 PM Meeting",
        "2026-08-03 9:00 – 18:00 am",
        "2026-08-03 9:00 to 17:00 Meeting",
        "2026-08-03 9:00 bis 17:00 Messe",
        "2026-08-03 AM – 5:00 PM Meeting",
        "2026-08-03 – 9999-12-31",
    ],
)
def test_a_line_that_is_no_stretch_is_named(line):
    with pytest.raises(Refused):
        read_stretches(line)


@pytest.mark.parametrize(
    ("line", "like"),
    [
        ("1 Dec 14:00-16:00 Team", "2026-12-01 14:00-16:00 Team"),
        ("12-01 – 12-14 Winter", "2026-12-01 – 2026-12-14 Winter"),
        ("24.12. 10-14", "2026-12-24 10-14"),
        ("28.12. – 3.1. Closed", "2026-12-28 – 2027-01-03 Closed"),
        ("3.1. Closed", "2027-01-03 Closed"),
    ],
)
def test_a_stretch_without_a_year_is_asked_for_the_next_one(line, like, wall):
    wall.now = datetime(2026, 11, 28, 9, tzinfo=UTC)
    with pytest.raises(Refused, match=re.escape(f"has no year, and it comes once. Write “{like}”.")):
        read_stretches(line)
    assert read_stretches(like)


@pytest.mark.parametrize("end", ["11:00", "12:00"])
def test_am_before_a_word_is_no_clock_of_a_german_reader(end):
    with override("de"):
        [stretch] = read_stretches(f"2026-08-03 9:00 – {end} am Messestand")
        [clocks] = read_stretches("2026-08-03 9:00 am – 11:30 am")
    [morning] = read_stretches("2026-08-03 9:00 – 11:00 am Meeting")

    assert stretch == {"start": "2026-08-03T09:00", "end": f"2026-08-03T{end}", "name": "am Messestand"}
    assert clocks == {"start": "2026-08-03T09:00", "end": "2026-08-03T11:30", "name": ""}
    assert morning == {"start": "2026-08-03T09:00", "end": "2026-08-03T11:00", "name": "Meeting"}


def test_seasons_come_every_year():
    [season] = seasons = read_seasons("12-01 – 12-23 Advent: Mon–Sat 8–20; Sun 10–16", EN)

    assert (season["name"], season["first"], season["last"]) == ("Advent", "12-01", "12-23")
    assert season["week"] == [*[[[480, 1200]]] * 6, [[600, 960]]]
    assert read_seasons(write_seasons(seasons, EN), EN) == seasons
    with pytest.raises(Refused):
        read_seasons("Advent: Mon 8–20", EN)


def test_a_season_without_hours_is_refused_with_where_closed_days_stand():
    with pytest.raises(Refused, match="stands under “Closed besides”"):
        read_seasons("12-24 – 01-06 Christmas: closed", EN)
    with override("de"), pytest.raises(Refused, match="has no hours|hat keine Zeiten"):
        read_seasons("12-24 – 01-06 Weihnachten: geschlossen", EN)
