"""What a quote is."""

import pytest

from shopbell.helpcenter.from_ticket.quote import MOST_SHOWN, quotes_in, shortened

pytestmark = pytest.mark.requirement("R52")
QUESTION = "Can I wash the cover of my sofa at sixty degrees, or does it shrink then?"


def test_a_quote_is_eight_words_in_a_row_however_they_are_marked():
    assert quotes_in("<p><b>CAN</b> i wash the cover of my sofa</p>", QUESTION) == [
        "CAN i wash the cover of my sofa"
    ]
    assert quotes_in("<p>Can I wash the cover of a sofa at sixty degrees?</p>", QUESTION) == []
    assert quotes_in("<p>It is late.</p>", "It is late.") == ["It is late"]
    assert quotes_in("<p>Anything</p>", "") == []


def test_a_quote_is_named_without_marks_and_cut_between_words():
    said = shortened("What now?\n\n> Order number: [number")
    long = shortened("It shrinks " * 20)

    assert said == "What now? Order number: [number]"
    assert set(long.removesuffix("…").split()) == {"It", "shrinks"} and len(long) <= MOST_SHOWN + 1
