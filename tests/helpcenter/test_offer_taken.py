"""An answer counts only while no ticket of the same browser follows."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.channels.offered import key_of
from shopbell.helpcenter.models import OfferDay, OfferTaken, VisitKey
from shopbell.helpcenter.offer_taken import settle_taken
from shopbell.helpcenter.visit import visits_of
from shopbell.tickets.models import Ticket
from tests.portal.conftest import browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R55", "R45")]
FIREFOX = {"user-agent": "Mozilla/5.0 Firefox/140.0"}


@pytest.fixture
def browser():
    """A browser at a public address, which is told from others."""
    return Client(REMOTE_ADDR="9.9.9.9", headers=FIREFOX)


@pytest.fixture
def told(contact_inbox, write):
    """Somebody says that the article answers it, or another does: told(browser), told(browser, article_id)."""
    of_parcels = write("Track your parcel").article_id

    def tell(browser, article_id=of_parcels):
        body = {"key": key_of("article", article_id, "en"), "solved": True}
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
    send(Client(REMOTE_ADDR="8.8.4.4", headers=FIREFOX))

    assert counted() == [(1, 0)]


def test_who_says_it_twice_is_counted_once(told, browser):
    told(browser)
    told(browser)

    assert counted() == [(1, 0)]


def test_who_cannot_be_told_from_others_is_believed_and_not_remembered(told):
    told(Client(headers=FIREFOX))

    assert counted() == [(1, 0)] and not OfferTaken.objects.exists()


def test_when_no_ticket_can_follow_any_more_it_stays_and_nothing_is_left_of_who(told, browser, centre):
    told(browser)
    assert settle_taken(timezone.now() + timedelta(days=centre.follow_days)) == 0

    assert settle_taken(timezone.now() + timedelta(days=centre.follow_days + 1)) == 1
    assert counted() == [(1, 0)] and not OfferTaken.objects.exists()


@pytest.mark.parametrize("agent", ["", "Googlebot/2.1", "curl/8.0"])
def test_what_a_program_says_however_often_is_not_counted(told, agent):
    for host in range(3):
        told(Client(REMOTE_ADDR=f"9.9.9.{host}", headers={"user-agent": agent} if agent else {}))

    assert not OfferDay.objects.exists() and not OfferTaken.objects.exists()


def test_a_question_in_the_portal_takes_it_back(told, browser, mina):
    told(browser)
    browser.cookies.update(browser_of(mina).cookies)

    browser.post("/portal/questions/new/", {"text": "Where is it?", "client_id": str(uuid.uuid4())})

    assert Ticket.objects.filter(customer=mina).exists() and counted() == [(0, 1)]


def test_a_message_into_a_ticket_that_is_there_takes_nothing_back(told, browser, mina, late_parcel):
    told(browser)
    browser.cookies.update(browser_of(mina).cookies)

    said = {"text": "Still nothing.", "client_id": str(uuid.uuid4())}
    answer = browser.post(f"/portal/questions/{late_parcel.pk}/", said)

    assert answer.status_code == 302 and counted() == [(1, 0)]


def test_every_ticket_takes_the_sums_in_one_order_whatever_was_said_when(browser, send, centre):
    """Each sum is held until its ticket is done: in two orders, two of them would wait for each other."""
    today = timezone.localdate()
    VisitKey.objects.bulk_create(
        [VisitKey(day=today - timedelta(days=back), key=b"k%d" % back) for back in (0, 1)]
    )
    asks = RequestFactory().get("/", REMOTE_ADDR="9.9.9.9", headers=FIREFOX)
    for article, visit in zip((2, 1), sorted(visits_of(asks, centre.follow_days)), strict=True):
        OfferTaken.objects.create(
            visit=visit, kind="article", object_id=article, language="en", place="form", day=today
        )

    with CaptureQueriesContext(connection) as asked:
        send(browser)

    updates = [each["sql"] for each in asked if each["sql"].startswith('UPDATE "helpcenter_offerday"')]
    assert [int(re.search(r'"object_id" = (\d+)', sql)[1]) for sql in updates] == [1, 2]
