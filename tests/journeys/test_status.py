"""Something goes wrong for everybody: it is said once, read everywhere, and told again when it is over."""

# ruff: noqa: F811 (the fixtures of the widget are used by their names)

import re
from datetime import UTC, timedelta
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as outbox
from django.utils import timezone
from playwright.sync_api import expect

from shopbell.announcements.answering import answer_portion
from shopbell.announcements.models import Announcement, Incident, StatusPart
from shopbell.announcements.portion import mail_portion
from shopbell.announcements.telling import note_updates
from shopbell.channels.brand import Brand
from shopbell.helpcenter.centre import HelpCentre

from .axe import assert_accessible
from .chat.conftest import shop, shop_chat, shopper  # noqa: F401
from .conftest import PHONE, WIDE
from .walking import is_open

ATOM = {"atom": "http://www.w3.org/2005/Atom"}
KNOWN = "We know about it: Cards are declined"


@pytest.fixture
def help_centre(transactional_db):
    HelpCentre.objects.update_or_create(pk=1, defaults={"is_on": True, "languages": ["en", "de"]})
    Brand.objects.update_or_create(pk=1, defaults={"name": "Wexmoor"})
    StatusPart.objects.create(slug="payments").names.create(language="en", name="Payments")
    news = Announcement.objects.create(publish_at=timezone.now())
    news.texts.create(language="en", title="New hours", summary="Longer", body="<p>We open at eight.</p>")


@pytest.mark.requirement("R136")
def test_an_incident_is_said_once_and_answers_whoever_asked(
    screen, shot, shopper, help_centre, ada, parcel, bo
):
    desk = screen(ada)
    desk.goto("/desk/status/new/")
    desk.get_by_label("Title (English)").fill("Cards are declined")
    desk.get_by_label("Payments").check()
    desk.get_by_label("What we know (English)").fill("The bank is slow.")
    desk.get_by_role("button", name="Publish").click()
    expect(desk.get_by_text("It is on the status page.")).to_be_visible()
    assert_accessible(desk)

    page = read_before_asking(shopper)
    subscribe(page, "theo@shopper.example")
    read_accessibly(page, shot)

    desk.goto(f"/desk/tickets/{parcel.pk}/")
    is_open(desk, parcel)
    about = desk.get_by_role("combobox", name="About an incident")
    with desk.expect_response(re.compile(r"/incident/$")):
        about.select_option(label="Cards are declined")
    desk.goto(f"/desk/status/{Incident.objects.get().pk}/")
    desk.get_by_label("What we know (English)").fill("Every card works again.")
    desk.get_by_label("How it stands").select_option(label="Over")
    expect(desk.get_by_label("Say it in the 1 ticket about it")).to_be_checked()
    desk.get_by_role("button", name="Publish").click()
    expect(desk.get_by_text("It is on the status page.")).to_be_visible()

    for _twice in range(2):
        note_updates(timezone.now() + timedelta(minutes=4))
        answer_portion()
        mail_portion()
    desk.goto(f"/desk/tickets/{parcel.pk}/")
    is_open(desk, parcel)
    expect(desk.locator("#entries").get_by_text("Every card works again.")).to_have_count(1)
    assert mailed(page, "Over: Cards are declined") == ["theo@shopper.example"]
    page.goto("/help/en/")
    expect(page.get_by_text(KNOWN)).to_have_count(0)


def read_before_asking(shopper):
    """It stands in the widget and above the help centre."""
    page = shopper()
    page.launcher.click()
    expect(page.chat.get_by_text(KNOWN)).to_be_visible()
    page.goto("/help/en/")
    page.get_by_role("link", name=KNOWN).click()
    expect(page.get_by_role("heading", name="Cards are declined", level=1)).to_be_visible()
    return page


def subscribe(page, address: str) -> None:
    """By the link in the mailbox, and not before."""
    page.goto("/help/en/status/subscribe/")
    page.get_by_label("Your e-mail address").fill(address)
    page.get_by_role("button", name="Mail me").click()
    expect(page.get_by_text("Look into your mailbox")).to_be_visible()
    page.goto(link_from_the_mail(page))
    page.get_by_role("button", name="Yes, tell me").click()
    expect(page.get_by_text(f"Done. We tell {address} from now on.")).to_be_visible()


def read_accessibly(page, shot) -> None:
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        page.goto("/help/en/status/")
        assert_accessible(page)
    page.set_viewport_size(WIDE)
    page.goto("/help/en/news/")
    assert_accessible(page)
    page.get_by_role("link", name="New hours").click()
    expect(page.get_by_text("We open at eight.")).to_be_visible()
    assert_accessible(page)
    feed = page.request.get("/help/en/status/feed.xml")
    entries = ElementTree.fromstring(feed.text()).findall("atom:entry/atom:title", ATOM)
    assert feed.ok and [each.text for each in entries] == ["Cards are declined"]


def link_from_the_mail(page) -> str:
    """The address in the mail, which a job sends."""
    for _try in range(150):
        found = [
            re.search(r"http://[^/]+(/help/en/status/subscribe/\S+)", mail.body) for mail in outbox.outbox
        ]
        if any(found):
            return next(each[1] for each in found if each)
        page.wait_for_timeout(100)
    raise AssertionError("no link was mailed")


def mailed(page, subject: str) -> list[str]:
    """To whom mails of that subject went, once the first has."""
    for _try in range(150):
        found = [mail.to[0] for mail in outbox.outbox if mail.subject == subject]
        if found:
            return found
        page.wait_for_timeout(100)
    raise AssertionError("nothing was mailed")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no scripts"])
def test_moments_are_told_by_the_readers_own_clock_and_without_scripts_by_the_shops(
    screen, site, help_centre, has_scripts
):
    starts = timezone.now() + timedelta(days=2)
    news = starts.astimezone(UTC).replace(hour=17, minute=5)  # 02:05 in Tokyo
    said = {"titles": {"en": "We move"}, "state": "known", "next_news_at": news}
    Incident.objects.create(kind="maintenance", starts_at=starts, **said)
    page = screen(timezone_id="Asia/Tokyo", java_script_enabled=has_scripts, locale="en-GB")
    page.goto(f"{site}/help/en/status/")

    there = starts.astimezone(ZoneInfo("Asia/Tokyo") if has_scripts else UTC)
    said = page.get_by_text(re.compile(f"^From .*{there:%H:%M}"))
    expect(said).to_have_text(re.compile(r"\d$" if has_scripts else "UTC$"))
    expect(page.get_by_text("Next news by")).to_contain_text(" 02:05." if has_scripts else ", 17:05 UTC.")
