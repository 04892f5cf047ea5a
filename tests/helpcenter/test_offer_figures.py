"""What became of answers that were offered, as those read it who write articles."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from shopbell.channels.offered import Named, key_of, parse_key
from shopbell.channels.offering import Place, Told, count_offers
from shopbell.helpcenter.models import OfferDay
from shopbell.helpcenter.offer_figures import offered_since
from shopbell.helpcenter.publishing import withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R55")]


@pytest.fixture
def told(write):
    """One article that answered in the widget, and was put into a reply at the desk."""
    text = write("How to pay")
    key = key_of("article", text.article_id, "en")
    for each in (Told.SHOWN, Told.SHOWN, Told.OPENED, Told.SOLVED):
        count_offers(Place.WIDGET, each, [key, key])  # the same key twice is one
    count_offers(Place.DESK, Told.INSERTED, [key])
    return text


def test_the_figures_tell_each_place_apart(told, desk, bo):
    lines = offered_since(timezone.localdate())

    assert [(each.place, each.shown, each.opened, each.solved, each.inserted) for each in lines] == [
        (Place.WIDGET, 2, 1, 1, 0), (Place.DESK, 0, 0, 0, 1),
    ]  # fmt: skip
    page = desk(bo).get("/desk/help/figures/").content.decode()
    assert "Offered before a question was sent" in page and "Widget" in page


def test_a_bar_is_never_longer_than_the_whole(told):
    widget, beside = offered_since(timezone.localdate())

    assert (widget.helped, widget.most) == (1, 2)
    assert (beside.helped, beside.most) == (1, 1)  # put into a reply, and shown on a day before


def test_they_are_had_as_a_file(told, desk, bo):
    rows = desk(bo).get("/desk/help/figures/offers/").content.decode().splitlines()

    assert f"Article,{told.article_id},How to pay,Widget,2,1,1,0,0,0" in rows


def test_a_time_of_before_is_left_out_and_so_is_what_is_published_no_more(told):
    OfferDay.objects.filter(place="desk").update(day=timezone.localdate() - timedelta(days=40))
    assert [each.place for each in offered_since(timezone.localdate())] == [Place.WIDGET]

    told.article.texts.all().delete()
    assert offered_since(timezone.localdate() - timedelta(days=60)) == []


def test_with_nothing_offered_the_page_says_nothing_of_it(write, desk, bo):
    write("How to pay")

    assert "Offered before" not in desk(bo).get("/desk/help/figures/").content.decode()


class Keys(TestCase):
    @given(st.text(max_size=40))
    def test_whatever_names_no_article_is_counted_for_none(self, key):
        count_offers(Place.FORM, Told.SHOWN, [key])

        assert not OfferDay.objects.exists()


@given(st.integers(1, 10**17), st.from_regex(r"[a-z]{2}(-[a-z]{2})?", fullmatch=True))
def test_a_key_says_its_article_and_language(number, language):
    assert parse_key(key_of("article", number, language)) == Named("article", number, language)


def test_what_nobody_is_offered_is_not_counted_whatever_a_browser_says(write, ada):
    inside, closed = write("For us", access="agents"), write("Closed")
    withdraw(closed, by=ada)
    count_offers(
        Place.WIDGET, Told.SOLVED, [key_of("article", each.article_id, "en") for each in (inside, closed)]
    )

    assert not OfferDay.objects.exists()
