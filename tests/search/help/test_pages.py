"""The further pages of what was found in the help centre, which work without scripts."""

import re

import pytest
from django.test import Client

from shopbell.search.help import views
from shopbell.search.help.asked import SearchAsked
from shopbell.search.help.index import catch_up

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]


@pytest.fixture
def browse(write, sending_back, monkeypatch):
    """A browser with five articles on lamps to search, two to a page: browse("/help/en/search/?q=lamp")."""
    monkeypatch.setattr(views, "SHOWN", 2)
    for name in ("Anna", "Berta", "Clara", "Dora", "Emma"):
        write(f"Our lamp {name}")
    catch_up()
    browser = Client(REMOTE_ADDR="9.9.9.9", headers={"user-agent": "Mozilla/5.0 Firefox/140.0"})
    return lambda address: browser.get(address, follow=True).content.decode()


def titles(html):
    return re.findall(r'<a href="/help/en/articles/[^"]+">(.*?)</a>', html)


def ways(html):
    """The words and addresses of the links to other pages."""
    nav = re.search(r'<nav class="help-pages".*?</nav>', html, re.DOTALL)
    found = re.findall(r'href="([^"]+)">([^<]+)<', nav[0]) if nav else []
    return {words: address.replace("&amp;", "&") for address, words in found}


def test_all_that_was_found_is_reached_page_by_page_and_nothing_stands_twice(browse):
    seen, address = [], "/help/en/search/?q=lamp&kind=article"
    while address:
        html = browse(address)
        assert "5 results" in html and 'kind=article" aria-current="true"' in html
        seen += titles(html)
        address = ways(html).get("More results")

    assert len(seen) == len(set(seen)) == 5
    assert ways(html) == {"Previous page": "/help/en/search/?q=lamp&kind=article&page=2"}


def test_the_category_goes_along_and_the_way_back_from_the_second_page_is_the_first(browse):
    html = browse("/help/en/search/?q=lamp&category=returns&page=2")

    assert ways(html) == {
        "Previous page": "/help/en/search/?q=lamp&category=returns",
        "More results": "/help/en/search/?q=lamp&category=returns&page=3",
    }


def test_one_page_has_no_way_to_others(browse):
    assert ways(browse("/help/en/search/?q=anna")) == {}


@pytest.mark.parametrize("number", ["9", "0", "-1", "x", "²", "99999999999999999999"])
def test_a_page_that_is_not_there_leads_to_the_first(browse, number):
    first = titles(browse("/help/en/search/?q=lamp"))
    assert titles(browse(f"/help/en/search/?q=lamp&page={number}")) == first


def test_a_later_page_is_no_new_search_and_knows_of_which_one_something_is_opened(browse):
    browse("/help/en/search/?q=lamp")
    assert "data-opened=" in browse("/help/en/search/?q=lamp&page=2")
    assert SearchAsked.objects.count() == 1

    assert "data-opened=" not in browse("/help/en/search/?q=our&page=2")
    assert SearchAsked.objects.count() == 1
