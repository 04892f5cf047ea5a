"""The doors to a person, on the pages for shoppers that are no help centre's: the form, and the main phone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shopbell.accounts.team import Membership, Team
from shopbell.channels.doors import doors
from shopbell.channels.models import Brand, Inbox
from shopbell.helpcenter.centre import HelpCentre
from shopbell.promises.business_hours import BusinessHours, empty_rules
from shopbell.promises.opening import opening_of
from shopbell.promises.usual_reply import UsualReply
from shopbell.shop.policies.policy import Policy, write_version
from tests.channels.chat.conftest import be_there

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R6")]
UNTIL_NOON = {**empty_rules(), "zone": "Asia/Tokyo", "week": [[[0, 720]]] * 7}


@pytest.fixture
def phone():
    return Brand.objects.create(pk=1, name="Wexmoor & Pell", phone="+49 30 1234-567")


@pytest.fixture
def form():
    return Inbox.objects.create(channel="form", name="Write to us")


def default_hours(**more):
    return BusinessHours.objects.create(**{"name": "Shop", "rules": UNTIL_NOON, "is_default": True} | more)


def ask(client, zone: str) -> str:
    return client.get(reverse("opening-phone"), {"zone": zone, "lang": "en"}).json()["opening"]


@pytest.mark.requirement("R114")
def test_the_phone_tells_the_hours_of_the_shop_by_its_clock_and_by_a_readers_own(client, phone):
    default_hours()
    (door,) = doors("de")

    assert (door.name, door.address) == ("+49 30 1234-567", "tel:+49301234567")
    assert door.opening.endswith("JST") and door.opening_address == "/opening/phone/?lang=de"
    assert ask(client, "Asia/Tokyo") != ask(client, "Europe/London")
    assert "JST" not in ask(client, "Europe/London")


def test_hours_for_the_phone_alone_come_before_those_of_the_shop(client, phone):
    default_hours()
    BusinessHours.objects.create(
        name="Line", channels=["phone"], rules={**empty_rules(), "week": [[[0, 1440]]] * 7}
    )

    assert ask(client, "Asia/Tokyo") == "Open round the clock"


def test_without_hours_the_phone_is_named_and_nothing_is_said_of_when(phone):
    (door,) = doors("en")

    assert (door.opening, door.usual) == ("", "")


def measured(inbox, seconds=7200):
    UsualReply.objects.create(
        inbox=inbox, channel=inbox.channel, tickets=20, median_seconds=60, most_seconds=seconds, measured_at=timezone.now()
    )  # fmt: skip


def desk_of(name, number):
    """A team of its own hours with a chat and a mail address, which is answered within that many hours."""
    team = Team.objects.create(name=name)
    hours = BusinessHours.objects.create(name=name, rules=empty_rules() | {"week": [[[0, 1440]]] * 7})
    hours.teams.add(team)
    mail = Inbox.objects.create(channel="email", name=name, address=f"{number}@shop.example", team=team)
    measured(mail, number * 3600)
    return Inbox.objects.create(channel="chat", name=name, team=team), mail


@pytest.mark.requirement("R114")
def test_each_door_is_told_by_the_hours_and_the_time_of_its_own(form, bo):
    default_hours()
    held = Inbox.objects.create(channel="email", name="Late", address="late@shop.example")
    BusinessHours.objects.create(name="Late", rules=empty_rules() | {"week": [[]] * 7}).inboxes.add(held)
    _chat, mail = desk_of("Care", 3)
    left, _mail = desk_of("Night", 6)

    told = {door.inbox: (door.opening, door.usual) for door in doors("en")}

    assert told[mail] == ("Open round the clock", "Usual time to the answer: up to 3 hours")
    assert told[left] == (
        "Nobody is here right now",
        "Leave a message: the answer usually takes up to 6 hours",
    )
    assert told[held] == ("Closed until further notice", "")
    assert all(
        opening == opening_of(inbox, "")
        for inbox, (opening, _usual) in told.items()
        if inbox.channel != "chat"
    )

    Membership.objects.create(agent=bo, team=left.team)
    be_there(bo)
    assert {door.inbox: door.opening for door in doors("en")}[left] == "Open round the clock"


def test_many_doors_are_told_in_as_many_questions_as_one(form):
    default_hours()
    desk_of("Care", 1)
    doors("en")  # what hours say is read once
    with CaptureQueriesContext(connection) as one:
        doors("en")
    for number in range(2, 12):
        desk_of(f"Desk {number}", number)
    doors("en")

    with CaptureQueriesContext(connection) as many:
        assert len(doors("en")) == 23
    assert len(many) == len(one) <= 9


def test_a_shop_without_a_phone_names_none():
    default_hours()
    assert doors("en") == []


@pytest.mark.requirement("R111")
def test_the_form_names_every_other_way_to_reach_the_shop_with_its_hours(client, phone, form):
    default_hours()
    Inbox.objects.create(channel="email", name="Care", address="care@wexmoor.example")
    chat = Inbox.objects.create(channel="chat", name="Talk to us")

    page = client.get(f"/contact/{form.public_key}/?lang=en").content.decode()
    beside = page.partition("<aside")[2]

    for address in (f"/chat/{chat.public_key}/?lang=en", "tel:+49301234567", "mailto:care@wexmoor.example"):
        assert f'href="{address}"' in beside
    assert beside.count("data-opening") == 3 and f"/contact/{form.public_key}/" not in beside


def test_within_a_page_of_the_shop_a_way_with_a_page_opens_beside_it(client, phone, form):
    chat = Inbox.objects.create(channel="chat", name="Talk to us")
    page = client.get(f"/contact/{form.public_key}/?embedded=1&lang=en").content.decode()

    assert f'href="/chat/{chat.public_key}/?lang=en" target="_blank" rel="noopener"' in page
    assert 'href="tel:+49301234567">' in page


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_form_leads_to_what_the_shop_says_on_privacy_in_the_readers_language(client, form, language):
    HelpCentre.objects.create(pk=1, languages=["en", "de"])
    address = f"/contact/{form.public_key}/?lang={language}"
    assert "/policies/privacy/" not in client.get(address).content.decode()

    policy = Policy.objects.create(action="privacy", slug="kept", title="Kept", is_public=True)
    write_version(policy, outcome="allow", conditions=[], sentences={"en": "We keep it for a year."})
    page = client.get(address).content.decode()

    assert f'href="/help/{language}/policies/privacy/" target="_blank"' in page
