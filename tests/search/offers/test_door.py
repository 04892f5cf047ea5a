"""What widget and form ask before a question is sent, and what is counted of it."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shopbell.channels.offered import Named, key_of, parse_key
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.models import ArticleRead, OfferDay, ReadBefore
from shopbell.helpcenter.offer_day import sweep_offers
from shopbell.search.help.asked import SearchAsked
from shopbell.search.offers import views
from shopbell.tickets.models import ContactReason

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R55")]
TEXT = "How can I track my parcel?"
FIREFOX = {"user-agent": "Mozilla/5.0 Firefox/140.0"}


def counts(**about):
    names = ("shown", "opened", "solved", "unsolved")
    return [tuple(getattr(row, name) for name in names) for row in OfferDay.objects.filter(**about)]


@pytest.mark.requirement("R7")
def test_the_widget_is_offered_an_answer_reads_it_and_says_that_it_is_one(shopper, articles):
    told = shopper.post("offers", text=TEXT).json()
    (offer, *_rest) = told["offers"]
    page = shopper.post("offer", key=offer["key"]).json()
    shopper.post("offer-told", FIREFOX, key=offer["key"], solved=True)

    assert offer["title"] == page["title"] == "Track your parcel"
    assert "carrier" in page["html"] and page["address"] == offer["address"]
    assert counts(object_id=articles["Track your parcel"].article_id, place="widget") == [(1, 1, 1, 0)]


def test_the_form_is_offered_the_same_and_counted_apart(ask_form, articles):
    (offer, *_rest) = ask_form("offers", text=TEXT).json()["offers"]
    ask_form("offer", key=offer["key"])
    ask_form("offer-told", key=offer["key"], solved=False)

    assert counts(place="form", object_id=articles["Track your parcel"].article_id) == [(1, 1, 0, 1)]
    assert not counts(place="widget")


def test_an_answer_that_stays_while_somebody_types_on_is_shown_once(shopper, articles):
    first = shopper.post("offers", text="track parcel").json()["offers"]
    shopper.post("offers", text=TEXT, seen=[each["key"] for each in first])

    assert counts(object_id=articles["Track your parcel"].article_id) == [(1, 0, 0, 0)]


def test_nothing_of_the_question_is_kept(shopper, articles):
    shopper.post("offers", text=TEXT)

    assert not SearchAsked.objects.exists()
    fields = {field.name for field in OfferDay._meta.get_fields()}
    assert fields == {"id", "kind", "object_id", "language", "place", "day", "shown", "opened", "solved", "unsolved", "inserted", "followed"}  # fmt: skip


def test_a_ticket_that_follows_knows_what_was_read(articles, contact_inbox):
    browser = Client(REMOTE_ADDR="9.9.9.9", headers=FIREFOX)
    text = articles["Track your parcel"]
    about = {"content_type": "application/json", "headers": {"Origin": "http://testserver"}}
    address = f"/contact/{contact_inbox.public_key}/"
    browser.post(f"{address}offer", {"key": key_of("article", text.article_id, "en")}, **about)
    assert ArticleRead.objects.count() == 1

    fields = {"name": "Mina", "email": "mina@shopper.example", "text": TEXT, "client_id": str(uuid.uuid4())}
    browser.post(address, fields | {"offered": "1"})

    assert ReadBefore.objects.get().article == text.article


@pytest.mark.parametrize("key", ["", "article", "article-1", "article-1-xx", "article-٣-en", "policy-1-en", "policy-99-en", "guide-1-en", "topic-1-en", "product-1-en", "article-99999999999999999999-en"])  # fmt: skip
def test_there_is_nothing_to_read_behind_a_key_that_names_none(shopper, ask_form, articles, key):
    assert shopper.post("offer", key=key).status_code == 404
    assert ask_form("offer", key=key).status_code == 404
    assert shopper.post("offer-told", FIREFOX, key=key, solved=True).status_code == 200
    assert not OfferDay.objects.exists()


def test_what_only_customers_may_read_is_not_read_by_its_key(shopper, articles):
    article = articles["Track your parcel"].article
    article.access = "customers"
    article.save()

    assert shopper.post("offer", key=key_of("article", article.pk, "en")).status_code == 404


def test_the_form_is_asked_from_its_own_page_alone(ask_form, articles):
    assert ask_form("offers", headers={"Origin": "https://elsewhere.example"}, text=TEXT).status_code == 403
    assert ask_form("offers", headers={"Origin": ""}, text=TEXT).status_code == 403


@pytest.mark.parametrize("body", [{}, {"text": 7}, {"text": TEXT, "reasons": "x", "seen": "y", "page": []}, {"reasons": ["x", -1, 10**30]}])  # fmt: skip
def test_whatever_is_sent_is_answered(shopper, ask_form, articles, body):
    assert shopper.post("offers", **body).status_code == 200
    assert ask_form("offers", **body).status_code == 200


def test_who_asks_too_often_waits(shopper, articles, monkeypatch):
    monkeypatch.setattr(views, "MOST_OF_ONE", 2)

    said = [shopper.post("offers", text=TEXT).status_code for _ in range(6)]  # in two windows at most

    assert said[0] == 200 and 429 in said


def test_a_chosen_reason_asks_where_nothing_is_written(shopper, articles):
    reason = ContactReason.objects.create(stage="after", name="Cancel an order")

    assert shopper.post("offers", reasons=[reason.pk]).json()["offers"][0]["title"] == "Cancel an order"


def test_the_answer_is_read_in_its_language(shopper, articles, write):
    article = articles["Track your parcel"].article
    write("Das Paket verfolgen", "<p>Der Verweis steht in der Mail.</p>", language="de", article=article)
    page = shopper.post(
        "offer", key=key_of("article", article.pk, "de"), headers={"Accept-Language": "de"}
    ).json()

    assert (page["title"], page["language"]) == ("Das Paket verfolgen", "de")


def test_days_of_more_than_a_year_ago_are_forgotten(shopper, articles):
    shopper.post("offers", text=TEXT)
    before = OfferDay.objects.count()

    assert sweep_offers(timezone.now()) == 0
    assert sweep_offers(timezone.now() + timedelta(days=402)) == before


def test_a_key_is_read_as_it_was_made():
    assert parse_key(key_of("guide", 7, "pt-br")) == Named("guide", 7, "pt-br")


def test_an_answer_of_a_closed_help_centre_is_not_read(ask_form, articles):
    key = key_of("article", articles["Track your parcel"].article_id, "en")
    HelpCentre.objects.update(is_on=False)

    assert ask_form("offer", key=key).status_code == 404
