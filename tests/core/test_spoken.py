import pytest

from shopbell.core.spoken import Spoken


@pytest.mark.parametrize(
    ("text", "phrase", "is_said"),
    [
        ("Never AGAIN!", "never again", True),
        ("never — again", "never again", True),
        ("Unverschämtheit", "unverschamt", True),
        ("I never buy again", "never again", False),
        ("he scammed me", "scam", False),  # short words are whole ones
        ("prescam", "scam", False),
        ("anything", "", False),
        ("", "never", False),
    ],
)
def test_a_phrase_is_found_however_it_is_written(text, phrase, is_said):
    assert Spoken(text).says(phrase) == is_said
