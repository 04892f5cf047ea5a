"""The way to the other pages of a list."""

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string


def ways(count: int, number: int, **more) -> str:
    page = Paginator(range(count), 10).page(number)
    return render_to_string("components/pages.html", {"page": page} | more)


def test_a_list_of_one_page_has_none():
    assert ways(10, 1).strip() == ""


@pytest.mark.parametrize(("number", "links"), [(1, [2]), (2, [1, 3]), (3, [2])])
def test_the_neighbours_are_one_click_away(number, links):
    shown = ways(25, number)
    assert f"{number} / 3" in shown
    assert [each for each in range(1, 4) if f'href="?page={each}"' in shown] == links


def test_what_was_looked_for_comes_along_and_ends_nothing():
    assert 'href="?q=a%22+%26+b&amp;page=2"' in ways(25, 1, query='a" & b')


def test_a_list_with_words_of_its_own_keeps_them():
    shown = ways(25, 2, kept={"page": "settings-tags", "row": 7}, page_word="at")

    assert 'href="?page=settings-tags&amp;row=7&amp;at=3"' in shown and "Next page" in shown
