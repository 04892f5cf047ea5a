"""The page of the one search, for a browser without scripts, and what the box suggests."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from shopbell.core.rate import RateCount
from shopbell.helpcenter.article import Access
from shopbell.helpcenter.centre import HelpCentre
from shopbell.search.help.asked import KEPT, SearchAsked, masked, sweep_searches
from shopbell.search.help.index import catch_up

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]


@pytest.fixture
def page():
    """The page of a search, as a browser gets it: page("lamp", kind="article")."""
    browser = Client(REMOTE_ADDR="9.9.9.9", headers={"user-agent": "Mozilla/5.0 Firefox/140.0"})

    def got(words, language="en", **query):
        catch_up()
        answer = browser.get(f"/help/{language}/search/", {"q": words} | query)
        assert answer.status_code == 200
        return answer.content.decode()

    return got


def test_a_search_shows_titles_excerpts_and_kinds(page, write):
    text = write("A lamp that <flickers>", "<p>Returns are easy: change the bulb.</p>")

    html = page("flicker")
    assert f'href="/help/en/articles/{text.article_id}/a-lamp-that-flickers/"' in html
    assert "A lamp that &lt;<mark>flickers</mark>&gt;" in html
    both = page("returns")
    assert "kind=policy" in both and "kind=article" in both
    assert "flickers" not in page("returns", kind="policy")


def test_categories_narrow_what_was_found(page, write, sending_back):
    other = sending_back.__class__.objects.create(slug="lamps")
    other.names.create(language="en", name="Our lamps")
    write("A lamp that hums")
    write("A lamp that flickers").article.__class__.objects.filter(texts__title__contains="flickers").update(
        category=other
    )

    html = page("lamp")
    assert "category=lamps" in html and "category=returns" in html and "Our lamps" in html
    assert "hums" not in page("lamp", category="lamps")


def test_no_search_engine_and_no_cache_keeps_it(client, write):
    answer = client.get("/help/en/search/", {"q": "lamp"})

    assert "no-store" in answer.headers["Cache-Control"] and answer.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_who_finds_nothing_is_told_how_to_reach_a_person(page, write, contact_inbox):
    html = page("xylophone <b>")

    assert "Nothing was found" in html and "xylophone &lt;b&gt;" in html
    assert f"/contact/{contact_inbox.public_key}/" in html


def test_who_finds_nothing_is_not_led_to_another_page_without_anything(page, write):
    for title in ("A parcel", "A label", "A lamp", "A clock", "A vase", "A bowl"):
        write(title)

    assert "Did you mean" in page("pracel", kind="product")
    nowhere = page("pracel xylophone quartz feldspar basalt obsidian gneiss pumice")
    assert "Did you mean" not in nowhere


def test_the_box_stands_on_every_page_and_works_without_scripts(client, write):
    text = write("A lamp that hums")

    for address in (
        "/help/en/",
        "/help/en/topics/returns/",
        f"/help/en/articles/{text.article_id}/a-lamp-that-hums/",
    ):
        html = client.get(address).content.decode()
        assert (
            len(re.findall(r'<form class="help-search" role="search" action="/help/en/search/"', html)) == 1
        )


def test_the_box_suggests_what_is_being_typed(client, write):
    write("A lamp that hums")
    write("A lamp for agents", access=Access.AGENTS)
    catch_up()

    told = client.get("/help/en/suggestions/", {"q": "lam"}).json()
    assert [hit["title"] for hit in told["hits"]] == ["A lamp that hums"]
    assert told["said"] == "1 suggestion"  # for who does not see the list
    assert not SearchAsked.objects.exists()


def test_a_closed_centre_and_a_language_that_is_not_its_own_do_not_exist(client, write):
    assert client.get("/help/fr/search/", {"q": "lamp"}).status_code == 404
    HelpCentre.objects.update(is_on=False)
    assert client.get("/help/en/search/", {"q": "lamp"}).status_code == 404
    assert client.get("/help/en/suggestions/", {"q": "lamp"}).status_code == 404


def test_who_searches_too_often_waits(client, write):
    assert client.get("/help/en/search/", REMOTE_ADDR="8.8.8.8").status_code == 200
    RateCount.objects.update(count=60)
    assert client.get("/help/en/search/", REMOTE_ADDR="8.8.8.8").status_code == 429


def test_a_search_is_remembered_without_who_asked(page, write):
    page("where is #W2611987 of mina@customer.example +49 170 1234567")
    page("where is #W2611987 of mina@customer.example +49 170 1234567")

    (asked,) = SearchAsked.objects.all()
    assert asked.words == "where is … of … … … …"
    assert asked.language == "en" and not asked.opened
    assert masked("4711") == masked("a@b.example") == ""


def test_a_result_that_was_opened_is_remembered_once_told_with_its_signature(client, page, write):
    write("A lamp that hums")
    token = re.search(r'data-opened="([^"]+)"', page("lamp"))[1]

    assert client.post("/help/search/opened/", {"search": "1"}).status_code == 400
    assert client.post("/help/search/opened/", {"search": token}).status_code == 204
    assert SearchAsked.objects.get().opened


def test_searches_are_forgotten_after_half_a_year(page, write):
    page("lamp")
    SearchAsked.objects.update(at=timezone.now() - KEPT)
    page("bell")

    assert sweep_searches(timezone.now()) == 1
    assert SearchAsked.objects.get().words == "bell"


def test_what_an_agent_searches_is_no_shoppers(desk, bo, write):
    write("A lamp that flickers")
    catch_up()

    browser = {"user-agent": "Mozilla/5.0 Firefox/140.0"}
    page = desk(bo).get("/help/en/search/", {"q": "lamp"}, headers=browser).content.decode()
    assert "flickers" in page
    assert not SearchAsked.objects.exists()
