"""Amounts, whatever the currency."""

import re
from decimal import Decimal

import pytest
from babel.core import get_global
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from shopbell.core.money import digits_of, in_major, in_minor
from shopbell.web.money import money

CURRENCIES = sorted(get_global("all_currencies"))


@given(st.integers(-(10**15), 10**15), st.sampled_from(CURRENCIES))
def test_what_is_read_is_what_is_shown(cents, currency):
    major = in_major(cents, currency)

    assert in_minor(major, currency) == cents
    with translation.override("en"):
        shown = re.search(r"\d[\d,]*(\.\d+)?", money(cents, currency))
    assert Decimal(shown[0].replace(",", "")) == abs(major)


@given(st.integers(1, 10**9), st.sampled_from(CURRENCIES))
def test_a_digit_more_than_the_currency_has_is_no_amount(cents, currency):
    assert in_minor(in_major(cents * 10 + 1, currency).scaleb(-1), currency) is None


@pytest.mark.parametrize("amount", [Decimal("Infinity"), Decimal("NaN"), Decimal("1e999999"), 10**40])
def test_a_sum_of_another_world_is_no_amount(amount):
    assert in_minor(amount, "EUR") is None


@pytest.mark.parametrize(
    ("currency", "digits", "shown"),
    [
        ("EUR", 2, "€12.90"),
        ("JPY", 0, "¥1,290"),
        ("KWD", 3, "KWD1.290"),
        ("ISK", 0, "ISK1,290"),
        ("XYZ", 2, "XYZ12.90"),
    ],
)
def test_each_currency_has_its_own_digits(currency, digits, shown):
    assert digits_of(currency) == digits
    with translation.override("en"):
        assert money(1290, currency) == shown
