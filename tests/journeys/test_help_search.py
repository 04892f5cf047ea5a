"""A shopper finds an answer with a slip of the finger, reads it and says that it helped; who writes articles sees it."""

import re
import time

import pytest
from playwright.sync_api import expect

from shopbell.channels.inbox import Inbox
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.publishing import publish
from shopbell.helpcenter.vote import Vote
from shopbell.promises.business_hours import BusinessHours, empty_rules
from shopbell.search.help.asked import SearchAsked
from shopbell.search.help.index import catch_up

from .axe import assert_accessible
from .conftest import PHONE, WIDE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R45", "R55")]
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"  # no machine's
TITLES = {"en": "Track your parcel", "ar": "تتبع الطرد"}


@pytest.fixture
def tracking(root):
    """An article in two languages, of which one is written from right to left."""
    HelpCentre.objects.create(pk=1, languages=["en", "ar"])
    category = Category.objects.create(slug="parcels")
    category.names.create(language="en", name="Parcels")
    article = Article.objects.create(category=category, language="en")
    for language, title in TITLES.items():
        words = {"title": title, "summary": "", "body": "<p>DHL 4711</p>"}
        publish(write_draft(article, language, words, by=root), by=root)
    while catch_up():
        pass
    return article


def box(page, label="Search the help centre"):
    return page.get_by_role("combobox", name=label)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desktop", "phone"])
def test_a_shopper_finds_an_answer_with_a_typing_error_reads_and_votes(screen, root, tracking, size, shot):
    shopper = screen(size=size, user_agent=BROWSER)
    shopper.goto("/help/en/")
    box(shopper).press_sequentially("trakc my parsel")
    offered = shopper.get_by_role("listbox", name="Search the help centre").get_by_role("option")
    expect(offered.first).to_contain_text("Track your parcel")
    expect(shopper.get_by_role("status").filter(has_text="suggestion")).to_be_attached()
    assert_accessible(shopper)
    box(shopper).press("Escape")
    expect(offered.first).to_be_hidden()
    box(shopper).press("Enter")

    expect(shopper.get_by_text(re.compile("Also read as: track my parcel"))).to_be_visible()
    assert_accessible(shopper)
    shot(shopper, "help-search")
    shopper.get_by_role("link", name="Track your parcel").click()
    expect(shopper.get_by_role("heading", name="Track your parcel", level=1)).to_be_visible()
    assert_accessible(shopper)
    shopper.locator(".help-useful").get_by_role("button", name="Yes").click()
    expect(shopper.get_by_role("heading", name="Good that it helped.")).to_be_visible()
    assert_accessible(shopper)
    shopper.get_by_label("Is there something to say better?").fill("A picture would help.")
    shopper.get_by_role("button", name="Send").click()
    expect(shopper.locator("blockquote")).to_have_text("A picture would help.")

    shopper.get_by_role("link", name="Back to the article").click()
    said = shopper.locator(".help-useful")
    expect(said).to_contain_text("Good that it helped.")
    expect(said.get_by_role("button")).to_have_count(0)
    assert_accessible(shopper)
    said.get_by_role("link", name="Change").click()
    shopper.get_by_role("button", name="It did not help after all").click()
    shopper.get_by_role("link", name="Back to the article").click()
    expect(said).to_contain_text("Thank you for telling us.")
    said.get_by_role("link", name="Change").click()
    shopper.get_by_role("button", name="It did help after all").click()

    assert Vote.objects.get().is_useful
    assert was_opened()
    if size == WIDE:
        who_writes_sees_it(screen(root), shopper)


def who_writes_sees_it(page, shopper) -> None:
    shopper.goto("/help/en/search/?q=xylophone")
    expect(shopper.get_by_text("Nothing was found")).to_be_visible()
    assert_accessible(shopper)
    page.goto("/desk/help/searches/")
    expect(page.get_by_role("rowheader", name="xylophone")).to_be_visible()
    assert_accessible(page)
    page.goto("/desk/help/figures/")
    expect(page.get_by_role("cell", name="1 of 1")).to_be_visible()
    assert_accessible(page)
    page.goto("/desk/settings/help-synonyms/")
    expect(page.get_by_role("heading", name="Words that mean the same").first).to_be_visible()
    assert_accessible(page)


def was_opened() -> bool:
    """Whether the search is known to have led somewhere; the page says so while it is left."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if SearchAsked.objects.filter(opened=True).exists():
            return True
        time.sleep(0.05)
    return False


def test_suggestions_are_chosen_by_keyboard_from_right_to_left_on_a_phone(screen, tracking, shot):
    page = screen(size=PHONE, locale="ar")
    page.goto("/help/ar/")
    field = page.locator("input[role=combobox]").first
    field.press_sequentially("طرد")
    option = page.get_by_role("option").first
    expect(option).to_contain_text(TITLES["ar"])
    field.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("suggested-0"))
    expect(field).to_be_focused()
    assert_accessible(page)
    shot(page, "help-suggestions-ar")
    field.press("ArrowUp")
    expect(option).to_have_attribute("aria-selected", "false")
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url(re.compile(rf"/help/ar/articles/{tracking.pk}/"))
    expect(page.get_by_role("heading", name=TITLES["ar"], level=1)).to_be_visible()


@pytest.mark.requirement("R114")
def test_hours_are_told_by_the_readers_own_clock_and_without_scripts_by_the_shops(screen, site, tracking):
    inbox = Inbox.objects.create(channel="form", name="Write to us")
    rules = {**empty_rules(), "zone": "Asia/Tokyo", "week": [[[0, 720]]] * 7}
    BusinessHours.objects.create(name="Tokyo", rules=rules).inboxes.set([inbox])
    for has_scripts, is_named in ((True, False), (False, True)):
        page = screen(timezone_id="America/New_York", java_script_enabled=has_scripts)
        for address, place in (
            ("/help/en/", ".help-foot .doors"),
            (f"/contact/{inbox.public_key}/?lang=en", "main"),
        ):
            page.goto(address)
            said = page.locator(place)
            expect(said).to_contain_text(re.compile(r"Open until|Opens again"))
            if is_named:
                expect(said).to_contain_text("JST")
            else:
                expect(said).not_to_contain_text("JST")
