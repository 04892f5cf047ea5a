"""Long words that no document holds are asked for by what they are written of, also where a finger slipped in them."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]


@pytest.fixture
def german(write):
    write("Was der Versand kostet", "<p>Die Kosten stehen im Warenkorb.</p>", language="de")
    write("Wie lange die Lieferung braucht", "<p>In dieser Zeit ist sie da.</p>", language="de")
    write("Zeit, Zeit und noch einmal Zeit", "<p>Zeit, Zeit, Zeit.</p>", language="de")
    for thing in ("Lampen", "Vasen", "Teller", "Decken", "Messer"):
        write(thing, "<p>Aus guter Hand.</p>", language="de")


@pytest.mark.parametrize("typed", ["Versandkosten", "Vesandkosten", "Versandksten", "Versanndkosten"])
def test_a_slip_in_a_part_of_a_long_word_hides_nothing(titles, german, typed):
    assert titles(typed, language="de", kinds=["article"])[0] == "Was der Versand kostet"


@pytest.mark.parametrize("typed", ["Lieferzeit", "Lifferzeit"])
def test_what_has_both_parts_of_a_long_word_comes_before_what_has_one(titles, german, typed):
    found = titles(typed, language="de", kinds=["article"])

    assert found == ["Wie lange die Lieferung braucht", "Zeit, Zeit und noch einmal Zeit"]


def test_a_long_word_that_is_right_is_no_slip_for_two_others(titles, german):
    assert titles("Waschmaschine", language="de", kinds=["article"]) == []
