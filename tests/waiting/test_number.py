"""Which numbers a shop calls, and which it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.core.errors import Refused
from shopbell.waiting.number import checked_number, ending_of, shown_number


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("020 7946 0018", "GB", "+442079460018"),
        ("+44 (0)20 7946 0018", "", "+442079460018"),
        ("0176 12345678", "DE", "+4917612345678"),
        ("٠٢٠ ٧٩٤٦ ٠٠١٨", "GB", "+442079460018"),
    ],
)
def test_a_number_is_kept_as_the_world_dials_it(written, country, number):
    assert checked_number(written, country) == number


@pytest.mark.parametrize(
    "written",
    [
        "",
        "12",
        "020 7946 0018",
        "<b>+442079460018</b>;",
        "+44 20 7946 0018 ext. 5",
        "+1" * 300,
        None,
        442,
        ["+4420"],
    ],
)
def test_what_is_no_number_is_refused_with_how_to_write_one(written):
    with pytest.raises(Refused, match="country code"):
        checked_number(written)


@pytest.mark.parametrize("costly", ["+44 909 879 0123", "+49 900 1234567", "+33 899 70 12 34"])
def test_a_number_that_costs_the_caller_is_refused(costly):
    with pytest.raises(Refused, match="cannot call this kind"):
        checked_number(costly)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_number_or_refused(text):
    try:
        number = checked_number(text, "GB")
    except Refused:
        return
    assert number.startswith("+") and number[1:].isdecimal() and len(number) <= 16


def test_others_see_the_last_digits_only():
    assert ending_of("+442079460018") == "…018"
    assert shown_number("+442079460018") == "+44 20 7946 0018"
