"""Days with the name of their month are understood in the reader's language and in English."""

import pytest
from babel import Locale
from django.utils.translation import override

from shopbell.core.errors import Refused
from shopbell.promises.day_lines import read_days, read_seasons, read_stretches
from shopbell.promises.month_names import in_digits


@pytest.mark.parametrize(
    "language, line, digits",
    [
        ("en", "1 Dec Fair", "12-01 Fair"),
        ("en", "24 December 2026 Christmas Eve", "2026-12-24 Christmas Eve"),
        ("en", "Dec 24, 2026 Christmas Eve", "2026-12-24 Christmas Eve"),
        ("en", "1st of May", "05-01"),
        ("en", "Sept 3rd Market", "09-03 Market"),
        ("de", "24. Dezember Heiligabend", "12-24 Heiligabend"),
        ("de", "3. Okt. 2026 Feiertag", "2026-10-03 Feiertag"),
        ("de", "3 Dec 2026", "2026-12-03"),
        ("fr", "1er mai Fête du Travail", "05-01 Fête du Travail"),
        ("fr", "14 févr. 2027", "2027-02-14"),
        ("es", "24 de diciembre de 2026 Nochebuena", "2026-12-24 Nochebuena"),
        ("ar", "24 ديسمبر 2026", "2026-12-24"),
        ("en", "3 Aug 2026 – 14 Aug 2026 Summer", "2026-08-03 – 2026-08-14 Summer"),
        ("en", "1 Dec – 23 Dec Advent: Mon 8–20", "12-01 – 12-23 Advent: Mon 8–20"),
        ("en", "1 Dec 2026 14:00-16:00 Meeting", "2026-12-01 14:00-16:00 Meeting"),
        ("en", "2026-05-03 10-14 May fair", "2026-05-03 10-14 May fair"),
        ("en", "2026-08-03 Until 5 May 2027", "2026-08-03 Until 5 May 2027"),
        ("en", "12-24 Mayor's day", "12-24 Mayor's day"),
        ("en", "1 Decoration", "1 Decoration"),
    ],
)
def test_a_month_is_known_by_its_name_whole_or_short(language, line, digits):
    assert in_digits(line, Locale(language)) == digits


def test_days_stretches_and_seasons_are_read_so():
    assert read_days("24 Dec Christmas Eve") == [{"day": "12-24", "name": "Christmas Eve"}]
    [stretch] = read_stretches("1 Dec 2026 14:00-16:00 Meeting")
    assert stretch == {"start": "2026-12-01T14:00", "end": "2026-12-01T16:00", "name": "Meeting"}
    [season] = read_seasons("1 Dec – 23 Dec Advent: Mon–Sat 8–20", Locale("en"))
    assert (season["first"], season["last"]) == ("12-01", "12-23")
    with override("de"):
        assert read_days("24. Dezember") == [{"day": "12-24", "name": ""}]


@pytest.mark.parametrize("line", ["31 Feb", "1 Foo", "32 Dec 2026"])
def test_what_is_no_day_is_refused(line):
    with pytest.raises(Refused, match="Write it like"):
        read_days(line)


@pytest.mark.parametrize("line", ["1 Dec 14:00-16:00 Meeting", "24.12. 9–12"])
def test_hours_of_a_day_that_is_closed_whole_are_not_taken_for_its_name(line):
    with pytest.raises(Refused, match="names hours, but such a day is closed whole"):
        read_days(line)
