"""An answer counts only while no ticket of the same browser follows."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shopbell.channels.offered import key_of
from shopbell.helpcenter.models import OfferDay, OfferTaken
from shopbell.helpcenter.offer_taken import settle_taken
from shopbell.tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R55", "R45")]


@pytest.fixture
def browser():
    """A browser at a public address, which is told from others."""
    return Client(REMOTE_ADDR="9.9.9.9", headers={"user-agent": "Mozilla/5.0 Firefox/140.0"})


@pytest.fixture
def told(contact_inbox, write):
    """Somebody says that the article answers it: told(browser)."""
    key = key_of("article", write("Track your parcel").article_id, "en")

    def tell(browser):
        body = {"key": key, "solved": True}
        address = f"/contact/{contact_inbox.public_key}/offer-told"
        return browser.post(address, body, content_type="application/json", headers={"Origin": "http://testserver"})  # fmt: skip

    return tell


@pytest.fixture
def send(contact_inbox):
    """The form, sent by a browser."""

    def send(browser):
        fields = {"name": "Mina", "email": "mina@shopper.example", "text": "Where is it?", "offered": "1"}
        browser.post(f"/contact/{contact_inbox.public_key}/", fields | {"client_id": str(uuid.uuid4())})
        return Ticket.objects.latest("pk")

    return send


def counted():
    return list(OfferDay.objects.values_list("solved", "followed"))


def test_it_is_an_answer_while_nothing_follows(told, browser):
    told(browser)

    assert counted() == [(1, 0)]


def test_a_ticket_of_the_same_browser_takes_it_back_once(told, browser, send):
    told(browser)
    send(browser)
    send(browser)

    assert counted() == [(0, 1)] and not OfferTaken.objects.exists()


def test_a_ticket_of_somebody_else_takes_nothing_back(told, browser, send):
    told(browser)
    send(Client(REMOTE_ADDR="8.8.4.4", headers={"user-agent": "Mozilla/5.0 Firefox/140.0"}))

    assert counted() == [(1, 0)]


def test_who_says_it_twice_is_counted_once(told, browser):
    told(browser)
    told(browser)

    assert counted() == [(1, 0)]


def test_who_cannot_be_told_from_others_is_believed_and_not_remembered(told, client):
    told(client)

    assert counted() == [(1, 0)] and not OfferTaken.objects.exists()


def test_when_no_ticket_can_follow_any_more_it_stays_and_nothing_is_left_of_who(told, browser, centre):
    told(browser)
    assert settle_taken(timezone.now() + timedelta(days=centre.follow_days)) == 0

    assert settle_taken(timezone.now() + timedelta(days=centre.follow_days + 1)) == 1
    assert counted() == [(1, 0)] and not OfferTaken.objects.exists()
