"""Tickets that an article should answer keep coming: what is counted, and what ends the doubt."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from shopbell.helpcenter.article import Access
from shopbell.helpcenter.article_read import ReadDay
from shopbell.helpcenter.offer_day import OfferDay
from shopbell.helpcenter.share import wilson
from shopbell.helpcenter.stale import StaleFlag, call_still_true, look_over
from shopbell.helpcenter.stale_sign import StaleKind
from shopbell.tickets.models import ContactReason

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R48")]
LAST, BEFORE = 10, 40  # days ago


@pytest.fixture
def cover(write):
    """An article on damaged things, published a hundred days ago and read fifty times lately."""
    text = write("A cover that shrank")
    text.published_at = timezone.now() - timedelta(days=100)
    text.save()
    text.article.reasons.set([ContactReason.objects.get(name="Damaged, wrong or missing item")])
    ReadDay.objects.create(
        article=text.article, language="en", day=timezone.localdate() - timedelta(days=3), reads=50
    )
    return text


@pytest.fixture
def surge(cover, came):
    """Four of fifty tickets were about it, and now it is every other."""
    came(4, "Damaged, wrong or missing item", BEFORE)
    came(46, "Where is my order", BEFORE)
    came(25, "Damaged, wrong or missing item", LAST)
    came(25, "Where is my order", LAST)
    return cover


def doubted(now=None):
    look_over(now or timezone.now())
    return [flag.words for flag in StaleFlag.objects.open().filter(kind=StaleKind.REASONS)]


def test_an_article_is_doubted_when_more_write_about_it_than_before_though_it_was_read(surge):
    assert doubted() == [
        "Tickets about it keep coming: 25 in four weeks, 4 in the four before. Meanwhile it was read or offered 50 times."
    ]
    assert look_over(timezone.now()) == 0


def test_a_shop_that_grows_raises_no_doubt(cover, came):
    for days, times in ((BEFORE, 1), (LAST, 5)):
        came(5 * times, "Damaged, wrong or missing item", days)
        came(20 * times, "Where is my order", days)

    assert doubted() == []


def test_a_few_tickets_say_nothing(cover, came):
    came(40, "Where is my order", BEFORE)
    came(9, "Damaged, wrong or missing item", LAST)

    assert doubted() == []
    came(1, "Damaged, wrong or missing item", LAST)
    assert len(doubted()) == 1


def _offered(text, **counts):
    about = {"kind": "article", "object_id": text.article_id, "language": "en", "place": "widget"}
    return OfferDay.objects.create(**about, day=timezone.localdate(), **counts)


def test_what_nobody_saw_is_not_doubted_and_an_offer_is_seen(surge):
    ReadDay.objects.all().delete()
    assert doubted() == []

    _offered(surge, shown=30)
    assert len(doubted()) == 1


def test_an_article_that_answers_most_who_say_so_is_left_alone(surge):
    told = _offered(surge, shown=90, solved=40, unsolved=5)
    assert doubted() == []

    told.unsolved = 60
    told.save()
    assert len(doubted()) == 1


def test_tickets_of_a_detail_are_about_what_it_is_part_of(cover, came):
    top = cover.article.reasons.get()
    detail = ContactReason.objects.create(stage=top.stage, name="Shrank", parent=top)
    came(40, "Where is my order", BEFORE)
    came(20, detail, LAST)

    assert len(doubted()) == 1


def test_articles_without_a_reason_are_not_doubted(surge, write):
    other = write("Of something else")
    other.published_at = timezone.now() - timedelta(days=100)
    other.save()
    ReadDay.objects.create(article=other.article, language="en", day=timezone.localdate(), reads=50)

    assert doubted() and not StaleFlag.objects.filter(article=other.article, kind=StaleKind.REASONS).exists()


def test_one_doubt_for_an_article_in_the_language_it_is_first_written_in(surge, write):
    text = write("Ein Bezug", "<p>x</p>", language="de", article=surge.article)
    text.published_at = timezone.now() - timedelta(days=90)
    text.save()

    assert len(doubted()) == 1 and StaleFlag.objects.get(kind=StaleKind.REASONS).language == "en"


def test_who_looked_it_over_is_left_in_peace_for_four_weeks(surge, came, ada):
    assert doubted()
    call_still_true(StaleFlag.objects.get(kind=StaleKind.REASONS), by=ada)
    assert doubted() == []

    later = timezone.now() + timedelta(weeks=4, hours=1)
    assert doubted(later) == []  # nothing came since
    came(40, "Damaged, wrong or missing item", -20)
    came(10, "Where is my order", -20)
    ReadDay.objects.create(
        article=surge.article, language="en", day=timezone.localdate() + timedelta(days=20), reads=50
    )
    assert len(doubted(later)) == 1


def test_a_newer_text_has_its_four_weeks_first(surge, write):
    assert doubted()
    write("A cover that shrank", "<p>Thirty degrees.</p>", article=surge.article)

    assert doubted() == []


def test_articles_for_colleagues_are_doubted_too(surge):
    surge.article.access = Access.AGENTS
    surge.article.save()

    assert len(doubted()) == 1


@given(st.integers(0, 200), st.integers(0, 200))
def test_what_is_sure_of_a_share_lies_around_it(good, more):
    low, high = wilson(good, good + more)

    assert 0 <= low <= high <= 1
    assert not good + more or low <= good / (good + more) <= high
