"""What macros may say of business hours."""

import pytest
from django.utils.translation import override

from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.rules import empty_rules
from shopbell.tickets.macro import Macro, render_macro, words_of

pytestmark = pytest.mark.django_db
MACRO = Macro(name="Away", text="We are closed.{% if hours.opening %} {{ hours.opening }}.{% endif %}")


def test_a_macro_says_when_you_open_again_in_the_language_of_the_moment(late_parcel, bo):
    BusinessHours.objects.create(name="Never", is_default=True, rules=empty_rules() | {"week": [[]] * 7})

    with override("de"):
        assert (
            render_macro(MACRO, words_of(late_parcel, bo)) == "We are closed. Bis auf Weiteres geschlossen."
        )


def test_without_hours_it_says_nothing(late_parcel, bo):
    assert render_macro(MACRO, words_of(late_parcel, bo)) == "We are closed."


def test_a_macro_that_names_no_hours_asks_for_none(late_parcel, bo, django_assert_num_queries):
    words = words_of(late_parcel, bo)

    with django_assert_num_queries(0):
        assert render_macro(Macro(name="Hi", text="Hello {{ customer.first_name }}"), words) == "Hello Mina"
