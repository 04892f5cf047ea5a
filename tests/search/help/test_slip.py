"""Which word is a slip for another, and which is another word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.search.help.find import find
from shopbell.search.help.index import catch_up
from shopbell.search.help.slip import is_doubled, is_slip
from shopbell.search.help.sources import Reader

pytestmark = pytest.mark.requirement("R45")
EVERYBODY = Reader(languages=("en", "de", "ar"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("retirn", "return"),
        ("eeturn", "return"),
        ("cancle", "cancel"),
        ("arcel", "parcel"),
        ("اعاده", "عاده"),
    ],
)
def test_a_letter_beside_it_left_out_or_swapped_is_a_slip(typed, meant):
    assert is_slip(typed, meant)


@pytest.mark.parametrize(("typed", "other"), [("couch", "touch"), ("tear", "wear"), ("handle", "candle")])
def test_another_letter_at_the_beginning_makes_another_word(typed, other):
    assert not is_slip(typed, other)


@pytest.mark.parametrize(
    ("typed", "meant", "is_one"),
    [
        ("lampp", "lamp", True),
        ("llamp", "lamp", True),
        ("lampp", "lamps", False),
        ("lamp", "lam", False),
        ("aa", "a", True),
    ],
)
def test_a_letter_that_stands_twice_is_told_from_another_one(typed, meant, is_one):
    assert is_doubled(typed, meant) is is_one


@pytest.mark.django_db
def test_a_letter_too_many_is_named_without_it_though_another_word_is_commoner(write):
    write("All lamps", "<p>Of lamps.</p>")
    write("Lamps for the garden")
    write("A lamp")
    catch_up()

    assert find("lampp", language="en", reader=EVERYBODY).instead == "lamp"


@given(st.text(max_size=12), st.text(max_size=12))
def test_of_two_words_either_is_a_slip_for_the_other_or_neither_is(one, other):
    assert is_slip(one, other) == is_slip(other, one)
    assert is_slip(one, one)


@pytest.mark.django_db
def test_a_word_is_bent_to_one_of_another_language_only_in_a_question_that_speaks_it(write):
    write("Der Stoff der Vorhänge", language="de")
    write("A touch of brass")
    catch_up()

    def read_as(text, language="en"):
        return find(text, language=language, reader=EVERYBODY).instead

    assert read_as("stuff") == read_as("couch") == ""
    assert read_as("stoff vorhaenge", "de") == ""
    assert read_as("stuff", "de") == "Stoff"
    assert read_as("vorhänge stofff") == "vorhänge Stoff"
