"""Beside a ticket stands what its browser read or was offered before: policies, guides and topics as well as articles."""

# ruff: noqa: F811 (the fixtures of other files)
import json
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from shopbell.channels.offered import Named, key_of
from shopbell.helpcenter.met_before import note_met, settle_met
from shopbell.helpcenter.models import Met
from shopbell.tickets.models import Ticket
from tests.community.conftest import begin, firefly, lamps, moth, say  # noqa: F401
from tests.helpcenter.conftest import centre, contact_inbox, shipping  # noqa: F401
from tests.helpcenter.guides.conftest import change, parcel, published  # noqa: F401

from .test_kinds import POLICY, community, solved  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R55")]


class Shopper:
    """A browser at a public address, before the contact form."""

    def __init__(self, inbox, host="9.9.9.9", agent="Mozilla/5.0 Firefox/140.0"):
        self.address = f"/contact/{inbox.public_key}/"
        self.browser = Client(REMOTE_ADDR=host, headers={"user-agent": agent})

    def ask(self, call, **body):
        headers = {"Origin": "http://testserver"}
        said = json.dumps(body)
        return self.browser.post(
            self.address + call, said, content_type="application/json", headers=headers
        ).json()

    def read(self, address):
        assert self.browser.get(address).status_code == 200

    def write(self):
        fields = {"name": "Mina", "email": "mina@shopper.example", "text": "Where?", "offered": "1"}
        self.browser.post(self.address, fields | {"client_id": str(uuid.uuid4())})
        return Ticket.objects.latest("pk")


@pytest.fixture
def shopper(contact_inbox):
    return Shopper(contact_inbox)


@pytest.fixture
def card(desk, root):
    """The lines of the card: what was read, and what was offered and left."""

    def lines(ticket):
        page = desk(root).get(f"/desk/tickets/{ticket.pk}/answers/").content.decode()
        read, _marked, offered = page.partition("Offered before writing")
        return read.partition("Read before writing")[2], offered

    return lines


def test_what_was_offered_and_left_is_told_from_what_was_read(articles, shipping, shopper, card):
    offers = shopper.ask("offers", text=POLICY)["offers"]
    policy = next(each for each in offers if each["kind"] == "policy")
    left = shopper.write()
    shopper.ask("offer", key=policy["key"])
    read_it = shopper.write()

    read, offered = card(left)
    assert policy["title"] in offered and policy["title"] not in read
    read, offered = card(read_it)
    assert policy["title"] in read and policy["title"] not in offered
    assert "/help/en/policies/shipping/" in read


def test_pages_that_were_read_stand_there_whatever_they_are_also_when_they_were_kept(
    articles,
    shipping,
    published,
    solved,
    shopper,
    card,
    contact_inbox,
):
    pages = ["/help/en/policies/shipping/", f"/help/en/guides/{published.slug}/"]
    pages.append(f"/community/en/topics/{solved.pk}/{solved.slug}/")
    other = Shopper(contact_inbox, host="8.8.4.4")
    for each in (other, shopper):  # for the second they were made already
        for page in pages:
            each.read(page)

    read, offered = card(shopper.write())

    for title in ("Shipping times and fees", published.shown.tree.title["en"], solved.title):
        assert title in read and title not in offered


def test_an_article_that_was_read_is_told_once(articles, shopper, card):
    text = articles["Care for oak"]
    shopper.ask("offers", text="How do I care for oak?")
    shopper.read(f"/help/en/articles/{text.article_id}/{text.slug}/")

    read, offered = card(shopper.write())

    assert read.count("Care for oak") == 1 and "Care for oak" not in offered


def test_a_page_that_is_read_again_writes_nothing(articles, shipping, shopper):
    offers = shopper.ask("offers", text=POLICY)["offers"]
    policy = next(each for each in offers if each["kind"] == "policy")
    shopper.read("/help/en/policies/shipping/")
    assert Met.objects.get(kind="policy").is_read  # what was offered is read now

    before = versions()
    shopper.read("/help/en/policies/shipping/")
    shopper.ask("offers", text=POLICY)
    shopper.ask("offer", key=policy["key"])

    assert versions() == before


def test_nobody_waits_for_the_disk_at_a_page(rf):
    request = rf.get("/", REMOTE_ADDR="9.9.9.9", headers={"user-agent": "Mozilla/5.0 Firefox/140.0"})

    note_met(request, [Named("policy", 1, "en"), Named("policy", 1, "de")], is_read=True)

    with connection.cursor() as cursor:
        cursor.execute("show synchronous_commit")
        assert cursor.fetchone() == ("off",)
    assert Met.objects.count() == 1


def versions():
    """Which version of each row stands, and who held it last."""
    with connection.cursor() as cursor:
        cursor.execute("select kind, object_id, ctid::text, xmax::text from helpcenter_met order by 1, 2")
        return cursor.fetchall()


@pytest.mark.parametrize("about", [{"host": "10.0.0.1"}, {"agent": "Googlebot/2.1"}])
def test_who_cannot_be_told_apart_and_programs_leave_nothing(articles, shipping, contact_inbox, about):
    Shopper(contact_inbox, **about).ask("offer", key=key_of("policy", 1, "en"))
    Shopper(contact_inbox, **about).ask("offers", text=POLICY)

    assert not Met.objects.exists()


def test_somebody_else_s_ticket_and_one_that_comes_too_late_have_nothing(
    articles,
    shipping,
    shopper,
    card,
    contact_inbox,
    centre,
):
    shopper.ask("offers", text=POLICY)
    assert card(Shopper(contact_inbox, host="8.8.4.4").write()) == ("", "")

    assert settle_met(timezone.now() + timedelta(days=centre.follow_days)) == 0
    assert settle_met(timezone.now() + timedelta(days=centre.follow_days + 1)) > 0
    assert card(shopper.write()) == ("", "")
