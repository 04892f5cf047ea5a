"""The doors to a person, on the pages for shoppers that are no help centre's: the form, and the main phone."""

import pytest
from django.urls import reverse

from shopbell.channels.doors import doors
from shopbell.channels.models import Brand, Inbox
from shopbell.helpcenter.centre import HelpCentre
from shopbell.promises.business_hours import BusinessHours, empty_rules
from shopbell.shop.policies.policy import Policy, write_version

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
