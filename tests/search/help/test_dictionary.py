"""A word that is right is no slip for another one that the shop has."""

import pytest

from shopbell.search.help.dictionary import is_far_rarer, is_other_ending, is_spelled
from shopbell.search.help.find import find
from shopbell.search.help.index import catch_up
from shopbell.search.help.sources import Reader

pytestmark = pytest.mark.requirement("R45")
EVERYBODY = Reader(languages=("en", "de"))


@pytest.mark.parametrize(
    ("word", "language"),
    [
        ("store", "en"),
        ("store", "en-GB"),
        ("scam", "en"),
        ("strasse", "de"),
        ("rucksendung", "de"),
        ("livraison", "fr"),
        ("pedido", "es"),
        ("المنتج", "ar"),
    ],
)
def test_words_are_known_folded_in_the_languages_of_the_desk(word, language):
    assert is_spelled(word, language)


@pytest.mark.parametrize(
    ("word", "language"),
    [("retrun", "en"), ("bestelung", "de"), ("store", "tlh"), ("", "en"), ("store\n", "en")],
)
def test_what_is_no_word_or_of_a_language_without_a_dictionary_is_not(word, language):
    assert not is_spelled(word, language)


@pytest.mark.parametrize(("word", "other"), [("liefert", "liefern"), ("deliver", "delivers")])
def test_two_endings_of_one_word_are_told_from_two_words(word, other):
    assert is_other_ending(word, other) and is_other_ending(other, word)
    assert not is_other_ending("bulk", "bulb") and not is_other_ending("strange", "stange")


@pytest.mark.django_db
def test_a_right_word_finds_nothing_where_only_a_neighbour_of_it_is_said(titles, write, centre):
    write("Care for a stone")

    assert titles("store") == []
    assert titles("stoen") == ["Care for a stone"]


def test_the_dictionary_tells_words_that_are_hardly_ever_written():
    assert is_far_rarer("refound", "refund", "en") and not is_far_rarer("refund", "refound", "en")
    assert (
        not is_far_rarer("sore", "some", "en")
        and not is_far_rarer("store", "stone", "en")
        and not is_far_rarer("retrun", "return", "en")
    )


@pytest.mark.django_db
def test_a_right_word_that_hardly_anybody_writes_is_a_slip_for_one_of_which_the_shop_says_much(
    titles, write, centre
):
    write("A refund by card")
    assert titles("refound") == []  # said once, it may be another matter

    write("A refund by cheque")
    write("How long a refund takes")
    assert "How long a refund takes" in titles("refound")
    assert find("refound", language="en", reader=EVERYBODY).instead == "refund"


@pytest.mark.django_db
def test_a_slip_that_somebody_else_made_too_hides_nothing_of_what_was_meant(titles, write, centre):
    write("Where is my pakage")
    for number in range(19):
        write(f"A package {number}")
    assert titles("pakage") == ["Where is my pakage"]

    write("One package more")
    assert titles("pakage")[0] == "Where is my pakage" and "One package more" in titles("pakage", limit=30)


@pytest.mark.django_db
def test_a_right_word_in_the_readers_language_is_no_slip_for_one_of_another(write, centre):
    write("Was die Stange trägt", language="de")

    catch_up()
    assert find("trägt stangee", language="en", reader=EVERYBODY).instead == "trägt Stange"
    assert find("trägt strange", language="en", reader=EVERYBODY).instead == ""


@pytest.mark.django_db
def test_a_right_word_with_another_ending_finds_the_same_word(titles, write, centre):
    write("Wohin wir liefern", language="de")

    assert titles("liefert", language="de", kinds=["article"]) == ["Wohin wir liefern"]


@pytest.mark.django_db
def test_a_word_that_nothing_holds_hides_no_answer_to_the_others(titles, write, centre):
    for number in range(9):
        write(f"Number {number}")
    write("Rugs for a business")

    assert titles("business xyloq vabron jurtal") == ["Rugs for a business"]
