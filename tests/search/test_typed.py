"""What is typed into the search: conditions are those of filter lines, all else are words."""

import pytest

from shopbell.search.typed import read_typed
from shopbell.tickets.filter.condition import Asker, Condition

OPEN = Condition("status", ("open",))


@pytest.fixture
def read(ada):
    return lambda text: read_typed(text, Asker.of(ada))


@pytest.mark.requirement("R89")
def test_conditions_are_told_from_words(read):
    typed = read('status:open lamp order-value:>200 "oak table" -status:new')

    assert [(each.field, each.is_not) for each in typed.conditions] == [
        ("status", False),
        ("order-value", False),
        ("status", True),
    ]
    assert typed.words.split() == ["lamp", '"oak', 'table"']
    assert typed.trouble == ""


@pytest.mark.parametrize("text", ["lamp", '"where is" -it', "12:30 e-mail", "", "  ", "“status: open”"])
def test_without_a_condition_the_words_are_what_was_typed(read, text):
    typed = read(text)

    assert typed.words == text.rstrip() and not typed.conditions and not typed.trouble


def test_a_value_that_is_not_known_is_told_and_narrows_nothing(read):
    typed = read("status:opne lamp")

    assert "opne" in typed.trouble and typed.words.strip() == "lamp" and not typed.conditions
    assert read("status:opne status:open").conditions == (OPEN,)


def test_what_only_looks_like_a_condition_is_told_and_searched(read):
    typed = read("https://wexmoor.example/lamp status:open")

    assert "https" in typed.trouble
    assert typed.words == "https://wexmoor.example/lamp" and typed.conditions == (OPEN,)


@pytest.mark.parametrize("text", ["status:", ":", "status:\0", "\ud800:x", "-", 'is:"', "a:" * 3_000])
def test_no_text_is_too_odd(read, text):
    read(text)
