"""Addresses in what strangers write: where they end, however long what follows is."""

import pytest

from shopbell.core.address_in_text import addresses_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(see https://a.example/b.)", "https://a.example/b"),
        ("https://a.example/b_(c))", "https://a.example/b_(c)"),
        ("“https://a.example/”!", "https://a.example/"),
        ("https://a.example/[1]…", "https://a.example/[1]"),
    ],
)
def test_the_signs_of_the_sentence_are_no_part_of_the_address(text, words):
    assert [found.words for found in addresses_in(text)] == [words]


def test_a_million_brackets_behind_an_address_are_counted_once():
    """Counted at each, they kept whoever opened the ticket waiting for minutes."""
    [found] = addresses_in("https://a.example/" + ")" * 1_000_000)

    assert found.words == "https://a.example/"
