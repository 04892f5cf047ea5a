"""One reader meets one clock: pages are in the language of their address, and by the clock of the browser's region."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.translation import override

from shopbell.accounts.middleware import OwnZone
from shopbell.announcements.models import StatusPart
from shopbell.channels.models import Inbox
from shopbell.community.models import Board, Community
from shopbell.core.reader import BROWSER, locale, locale_tag, reading
from shopbell.helpcenter.centre import HelpCentre
from shopbell.promises.business_hours import BusinessHours, empty_rules

TIME = re.compile(r"\b\d{1,2}:\d\d(?:\s[AP]M)?")
ALL_DAYS = [[[0, 1410]]] * 7  # until half past eleven at night


@pytest.fixture
def pages(db, shop_chat):
    """Of each door that shoppers come in by one page, which says until when somebody answers."""
    BusinessHours.objects.create(name="Long", is_default=True, rules=empty_rules() | {"week": ALL_DAYS})
    HelpCentre.objects.create(pk=1, languages=["en", "de"])
    Community.objects.create(pk=1, is_on=True)
    Board.objects.create(slug="lamps")
    StatusPart.objects.create(slug="payments").names.create(language="en", name="Payments")
    form = f"/contact/{Inbox.objects.create(channel='form', name='Write to us').public_key}/"
    return ["/help/en/", "/help/en/policies/", form, f"{form}?lang=en", "/community/en/", "/help/en/status/",
            "/portal/sign-in/", "/portal/sign-in/?lang=en"]  # fmt: skip


def clocks(address: str, browser: str) -> set[str]:
    """Of a page the kinds of clock: of twelve hours, or of twenty-four."""
    page = Client().get(address, headers={"Accept-Language": browser})
    times = TIME.findall(page.content.decode().replace("\u202f", " "))
    assert page.status_code == 200, address
    assert times, address
    return {"12" if time.endswith("M") else "24" for time in times}


@pytest.mark.requirement("R134")
def test_all_pages_of_shoppers_go_by_the_clock_of_the_readers_region(pages):
    for address in pages:
        assert clocks(address, "en-GB,en;q=0.9") == {"24"}, address
        assert clocks(address, "en-US,en;q=0.9") == {"12"}, address
        assert clocks(address, "en-IE") == {"24"}, address


def test_the_chat_goes_by_the_same_clock_in_a_page_of_any_english(shop_chat, client):
    british = {"Accept-Language": "en-GB,en;q=0.9"}

    frame = client.get(f"/chat/{shop_chat.public_key}/?lang=en", headers=british).content.decode()

    assert '<html lang="en-GB"' in frame


@pytest.mark.parametrize(
    ("language", "browser", "told"),
    [
        ("en", "en-GB,en;q=0.9", "en-GB"),
        ("en", "de-CH,en-IE;q=0.5,en-US;q=0.4", "en-IE"),
        ("en-gb", "en-US", "en-US"),
        ("en-gb", "en", "en-GB"),
        ("de", "de-CH", "de-CH"),
        ("de", "en-GB", "de"),
        ("en", "en-XX,en-AU;q=0.5", "en-AU"),
        ("en", "en-" + "x" * 900, "en"),
        ("ar", "ar", "ar"),
        ("ar", "ar-SA", "ar-SA-u-ca-gregory-nu-latn"),
        ("en", "", "en"),
    ],
)
def test_the_region_is_the_browsers_and_the_language_the_pages(language, browser, told):
    with override(language), reading(browser):
        assert locale_tag() == told


def test_what_one_reader_asks_for_is_no_matter_to_the_next():
    with override("en"):
        with reading("en-GB"), reading(""):
            assert str(locale()) == "en"
        assert str(locale()) == "en"


def test_an_agent_keeps_to_the_clock_of_their_profile(rf, bo):
    bo.language = "en"
    request = rf.get("/desk/")
    request.user = bo

    with reading("en-GB"):
        told = OwnZone(lambda _request: HttpResponse(str(locale())))(request)

    assert told.content == b"en"


def test_of_a_header_of_any_length_little_is_kept():
    with reading("en-AU," + "x-y," * 100_000):
        assert locale_tag() == "en-AU"
        assert len(repr(BROWSER.get())) < 10_000
