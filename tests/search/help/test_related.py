"""Related articles beside an article: others about the same, as the pairs say."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shopbell.helpcenter.article import Access
from shopbell.helpcenter.kept_page import PAGES
from shopbell.helpcenter.publishing import withdraw
from shopbell.search.help.beside import articles_related
from shopbell.search.help.judge import SURE
from shopbell.search.help.pair import DuePair, Pair
from shopbell.timetable import catch_up_help

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]
OTHERS = ["Pay by transfer", "Print a label", "Track a parcel", "Cancel an order", "Repair a clock"]


@pytest.fixture
def linen(write):
    """Two articles on washing linen, among others."""
    for title in OTHERS:
        write(title, f"<p>{title}, so.</p>")
    first = write("Wash linen", "<p>Wash linen with soap, in cold water.</p>")
    return first, write("Wash a cloth of linen", "<p>Wash the linen with soap, in cold water.</p>")


def related(text):
    return [link.title for link in articles_related(text, "en").links]


def work():
    catch_up_help(0)
    assert not DuePair.objects.exists()


def page_of(client, text):
    PAGES.clear()
    return client.get(f"/help/en/articles/{text.article_id}/{text.slug}/").content.decode()


def test_an_article_names_others_about_the_same_and_no_more(client, linen):
    first, second = linen
    work()

    assert related(first) == ["Wash a cloth of linen"] and related(second) == ["Wash linen"]
    page = page_of(client, first)
    assert "Related articles" in page and f"/help/en/articles/{second.article_id}/" in page


def test_what_is_not_surely_about_the_same_is_not_named(linen):
    work()
    Pair.objects.filter(kind="article").update(score=SURE - 0.0001)

    assert related(linen[0]) == []


def test_where_none_is_about_the_same_nothing_stands(client, write):
    texts = [write(title, f"<p>{title}, so.</p>") for title in OTHERS]
    work()

    assert related(texts[0]) == [] and "Related articles" not in page_of(client, texts[0])


def test_what_a_reader_may_not_read_is_gone_at_once(client, linen, root):
    first, second = linen
    work()
    second.article.access = Access.CUSTOMERS
    second.article.save()
    assert "Related articles" not in page_of(client, first)

    second.article.access = Access.PUBLIC
    second.article.save()
    assert "Related articles" in page_of(client, first)
    withdraw(second, by=root)
    assert "Related articles" not in page_of(client, first)


def test_it_asks_a_handful_of_queries(linen):
    work()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        articles_related(linen[0], "en")

    assert len(asked) <= 4
