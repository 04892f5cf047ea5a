"""An answer counts only when no ticket follows: what was searched in vain or before a ticket is what to write next."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shopbell.helpcenter.article import Access, Article
from shopbell.helpcenter.article_read import ArticleRead, settle_readings
from shopbell.helpcenter.dismissed_wish import DismissedWish, dismiss_wish
from shopbell.helpcenter.figures import figures
from shopbell.helpcenter.visit import VisitKey
from shopbell.helpcenter.wishes import Asked, wishes
from shopbell.search.help import again
from shopbell.search.help.again import MOST_AGAIN, search_again
from shopbell.search.help.asked import SearchAsked
from shopbell.search.help.in_vain import found_nothing, then_wrote
from shopbell.search.help.index import catch_up
from tests.helpcenter.test_article_read import FORM

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R54", "R56")]


def browser(number: int) -> Client:
    """A shopper's, at a public address of its own."""
    return Client(REMOTE_ADDR=f"9.9.9.{number}", headers={"user-agent": "Mozilla/5.0 Firefox/140.0"})


def search(shopper: Client, words: str) -> None:
    catch_up()
    assert shopper.get("/help/en/search/", {"q": words}).status_code == 200


def read(shopper: Client, text) -> None:
    assert shopper.get(f"/help/en/articles/{text.article_id}/{text.slug}/").status_code == 200


def write_to_us(shopper: Client, inbox, number: int) -> None:
    form = FORM | {"client_id": f"6a6c1f6e-7a0a-4f0f-9a52-1de1f8f3a0{number:02}"}
    assert shopper.post(f"/contact/{inbox.public_key}/", form).status_code == 302


def settled():
    """The figures once no ticket can follow what was read today any more."""
    settle_readings(timezone.now() + timedelta(days=4))
    return figures(4)


@pytest.fixture
def wished(ada):
    def list_of():
        wanted, _dismissed = wishes(Asked(ada, timezone.localdate() - timedelta(days=28), []))
        return {wish.words: wish.why for wish in wanted}

    return list_of


def test_searched_and_read_counts_as_spared_only_when_no_ticket_follows_in_the_stated_time(
    write, contact_inbox
):
    text = write("How customs work")
    spared, asking = browser(1), browser(2)
    for shopper in (spared, asking):
        search(shopper, "customs")
        read(shopper, text)
    write_to_us(asking, contact_inbox, 1)

    assert [row.followed for row in SearchAsked.objects.order_by("pk")] == [False, True]
    assert figures(4).total.reads == 0  # a ticket may still follow
    total = settled().total
    assert (total.reads, total.followed, total.spared) == (2, 1, 50)
    assert not ArticleRead.objects.exists() and not VisitKey.objects.exists()


def test_what_was_searched_in_vain_and_what_was_asked_after_all_is_to_be_written_next(
    write, contact_inbox, wished
):
    write("How customs work")
    write("Care for linen")
    for number in range(1, 13):
        search(browser(number), "linen")
    for number in range(21, 25):
        shopper = browser(number)
        search(shopper, "xylophone")
        search(shopper, "customs")
        write_to_us(shopper, contact_inbox, number)

    assert [(row.words, row.visits) for row in then_wrote()] == [("customs", 4)]
    assert wished() == {
        "xylophone": "searched in 4 visits, and nothing found",
        "customs": "a ticket was written after 4 searches for it",
    }


def test_what_was_written_since_is_no_wish_although_nobody_searched_it_again(write, wished):
    for number in range(1, 3):
        search(browser(number), "xylophone")
        search(browser(number), "harpsichord")
        search(browser(number), "xylophone 4711")
    write("Tune a xylophone")
    search_again(timezone.now())

    assert wished() == {
        "harpsichord": "searched in 2 visits, and nothing found",
        "xylophone …": "searched in 2 visits, and nothing found",
    }


def test_what_was_closed_again_is_a_wish_again(write, wished):
    for number in range(1, 3):
        search(browser(number), "xylophone")
    text = write("Tune a xylophone")
    assert search_again(timezone.now()) == 1
    assert wished() == {}

    Article.objects.filter(pk=text.article_id).update(access=Access.AGENTS)
    assert search_again(timezone.now()) == 0
    assert [*wished()] == ["xylophone"]


def test_who_searches_in_vain_after_it_was_found_puts_it_back(write, wished):
    for number in range(1, 3):
        search(browser(number), "xylophone")
    text = write("Tune a xylophone")
    search_again(timezone.now())
    Article.objects.filter(pk=text.article_id).update(access=Access.AGENTS)

    search(browser(3), "xylophone")

    assert wished() == {"xylophone": "searched in 3 visits, and nothing found"}


def test_to_open_the_list_searches_nothing(write, django_assert_num_queries):
    for number in range(5):
        search(browser(number), f"xylophone {'a' * number}")
    write("Tune a harpsichord")

    with django_assert_num_queries(1):
        assert len(found_nothing()) == 5


def test_no_more_searches_are_made_again_than_they_may_cost(write, monkeypatch):
    write("Tune a xylophone")
    for number in range(MOST_AGAIN + 2):
        SearchAsked.objects.create(
            words=f"xylophone {'a' * number}", language="en", hits=0, visit=f"{number}"
        )
    searched = []
    monkeypatch.setattr(again, "finds_something", lambda words, language: bool(searched.append(words)))

    assert search_again(timezone.now()) == 0
    assert len(searched) == MOST_AGAIN


def test_a_dismissed_search_is_no_wish_and_its_words_are_not_kept_for_it(write, ada, wished):
    for number in range(1, 3):
        search(browser(number), "xylophone")
        search(browser(number), "harpsichord")
    asked = Asked(ada, timezone.localdate() - timedelta(days=28), [])
    keys = {wish.words: wish.key for wish in wishes(asked)[0]}
    dismiss_wish(keys["xylophone"], by=ada)

    assert [*wished()] == ["harpsichord"]
    assert [wish.words for wish in wishes(asked)[1]] == ["xylophone"]
    assert "xylophone" not in DismissedWish.objects.get().key


def test_one_visit_alone_is_no_wish_and_a_program_is_no_visit(write, wished):
    search(browser(1), "xylophone")
    search(Client(REMOTE_ADDR="9.9.9.2", headers={"user-agent": "Googlebot/2.1"}), "xylophone")

    assert SearchAsked.objects.count() == 1
    assert wished() == {}


def test_browsers_that_cannot_be_told_apart_are_joined_with_nobody(write):
    for _time in range(2):
        search(Client(headers={"user-agent": "Mozilla/5.0 Firefox/140.0"}), "xylophone")

    assert SearchAsked.objects.values("visit").distinct().count() == 2
