"""Files of a spreadsheet: no words are taken for a formula, and figures stay figures."""

import csv
import io
from datetime import date

import pytest

from shopbell.core.spreadsheet import csv_file, harmless


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_words_that_begin_like_a_formula_are_shown_as_words(first):
    answer = csv_file("sheet.csv", [["Name"], [f"{first}cmd|' /C calc'!A0"]])

    _head, [cell] = csv.reader(io.StringIO(answer.content.decode(), newline=""))
    assert cell == f"'{first}cmd|' /C calc'!A0"


def test_figures_dates_and_other_words_stay_as_they_are():
    assert [harmless(each) for each in (-4, -0.5, None, date(2026, 1, 1), "Lamp=")] == [
        *(-4, -0.5, None, date(2026, 1, 1), "Lamp=")
    ]
