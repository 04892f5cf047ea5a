"""Privacy, imprint and terms: the shop's own words or its own page, in each language, linked from every page's foot."""

import re

import pytest
from django.utils import timezone

from shopbell.channels.inbox import Inbox
from shopbell.community.models import Community
from shopbell.core.settings_history import SettingChange, undo_change
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.legal import LegalTexts
from shopbell.helpcenter.living_links import with_living_links
from shopbell.shop.policies.policy import Policy, write_version

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R50")]
SETTINGS = "/desk/settings/legal/"


@pytest.fixture
def centre(db):
    return HelpCentre.objects.create(pk=1, languages=["en", "de"])


@pytest.fixture
def say(centre):
    return lambda **texts: LegalTexts.objects.update_or_create(pk=1, defaults={"texts": texts})


@pytest.fixture
def kept(centre):
    """A policy on privacy, which holds since a day."""
    policy = Policy.objects.create(action="privacy", slug="kept", title="Kept", is_public=True)
    write_version(
        policy,
        outcome="allow",
        conditions=[],
        terms={"keep_months": 36},
        sentences={"en": "We keep it for {keep_months} months."},
        effective_from=timezone.now().replace(year=2026, month=3, day=5),
    )


def read(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer
    return answer.content.decode()


def foot(page):
    return re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', page.partition('<footer class="help-foot">')[2])


def test_what_the_shop_says_of_privacy_stands_below_its_policies_which_say_since_when(client, say, kept):
    say(privacy_en="# Whom we tell\n\nThe **carrier**.", privacy_de="Dem Paketdienst.")

    page = read(client, "/help/en/policies/privacy/")
    assert page.index("We keep it for 36 months.") < page.index("Whom we tell</h2>")
    assert "<strong>carrier</strong>" in page and "In force since March 5, 2026." in page
    assert "Dem Paketdienst." in read(client, "/help/de/policies/privacy/")


def test_what_a_desk_begins_with_is_in_force_since_no_day(client, centre):
    page = read(client, "/help/en/policies/returns/")

    assert "We send you a label" in page and "In force since" not in page


def test_privacy_has_a_page_also_where_no_policy_says_anything_of_it(client, say):
    assert read(client, "/help/en/policies/privacy/", 404)
    say(privacy_en="We tell nobody.")

    assert "We tell nobody." in read(client, "/help/en/policies/privacy/")
    assert "/help/en/policies/privacy/" in read(client, "/help/en/policies/")
    assert "/help/en/policies/privacy/" in read(client, "/help/sitemap.xml")
    assert "In force since" not in read(client, "/help/en/policies/privacy/")


def test_privacy_in_the_shop_s_own_words_is_linked_and_asked_of_like_any_policy(client, say):
    link = '<a href="/help/en/policies/privacy/">Privacy</a>'
    assert with_living_links(link) == "Privacy"
    say(privacy_en="We tell nobody.")

    assert with_living_links(link) == link
    assert "useful" in read(client, "/help/en/useful/policies/privacy/")
    say(privacy_en="https://shop.example/privacy")
    assert with_living_links(link) == "Privacy"


def test_the_day_from_which_policies_hold_stands_with_them_and_above_the_own_words(client, say, kept):
    say(privacy_en="Whom we tell.")
    page = read(client, "/help/en/policies/privacy/")

    assert page.index("In force since March 5, 2026.") < page.index("Whom we tell.")


def test_a_rule_that_ended_changed_the_page_as_one_that_began(client, centre, kept):
    ended = Policy.objects.create(action="privacy", slug="backups", title="Backups", is_public=True)
    write_version(
        ended,
        outcome="allow",
        conditions=[],
        terms={"keep_months": 1},
        sentences={"en": "Backups are kept for {keep_months} month."},
        effective_from=timezone.now().replace(year=2026, month=3, day=1),
        effective_until=timezone.now().replace(year=2026, month=4, day=9),
    )

    page = read(client, "/help/en/policies/privacy/")
    assert "In force since April 9, 2026." in page and "Backups" not in page


def test_imprint_and_terms_are_read_in_the_language_that_has_them(client, say):
    say(imprint_en="Wexmoor Ltd, 5 Quay", terms_de="Gerichtsstand ist Kiel.")

    assert "Wexmoor Ltd" in read(client, "/help/de/legal/imprint/")
    terms = read(client, "/help/en/legal/terms/")
    assert '<div class="help-body" lang="de" dir="ltr"><p>Gerichtsstand' in terms
    assert read(client, "/help/en/legal/other/", 404)
    say(imprint_en="Another")
    assert "Another" in read(client, "/help/de/legal/imprint/")  # no page of before is kept
    assert read(client, "/help/en/legal/terms/", 404)


def test_words_that_begin_with_the_name_of_the_shop_keep_the_direction_of_their_language(client, say):
    HelpCentre.objects.update(languages=["en", "ar"])
    say(imprint_ar="Wexmoor Ltd هو المتجر.")

    assert '<div class="help-body" lang="ar" dir="rtl">' in read(client, "/help/ar/legal/imprint/")


def test_the_sitemap_names_imprint_and_terms_that_stand_here(client, say):
    say(imprint_en="Wexmoor Ltd", terms_en="https://shop.example/terms")
    told = read(client, "/help/sitemap.xml")

    assert "/help/en/legal/imprint/" in told and "/legal/terms/" not in told


@pytest.mark.parametrize(
    "page",
    [
        "/help/en/",
        "/help/en/status/",
        "/help/en/news/",
        "/community/en/",
        "/portal/sign-in/?lang=en",
        "/help/en/contact/",
    ],
)
def test_the_foot_of_every_page_for_shoppers_leads_there(client, say, kept, page):
    Community.objects.create(pk=1, is_on=True)
    say(imprint_en="https://shop.example/imprint", terms_en="Be fair.")

    assert foot(read(client, page))[-3:] == [
        ("/help/en/policies/privacy/", "Privacy"),
        ("https://shop.example/imprint", "Imprint"),
        ("/help/en/legal/terms/", "Terms and conditions"),
    ]


def test_the_page_of_a_form_leads_there_and_to_the_shops_own_page_on_privacy(client, say, returns, kept):
    inbox = Inbox.objects.create(name="Contact", channel="form", team=returns)
    say(privacy_en="https://shop.example/privacy", imprint_en="Wexmoor Ltd")

    page = read(client, f"/contact/{inbox.public_key}/?lang=en&embedded=1")
    assert '<a class="contact-privacy" href="https://shop.example/privacy"' in page
    assert '<a href="/help/en/legal/imprint/" target="_blank" rel="noopener">Imprint</a>' in page
    assert 'href="https://shop.example/privacy" rel="noopener"' in read(client, "/help/en/policies/privacy/")


def test_without_any_text_the_foot_is_as_it_was(client, centre):
    assert [label for _address, label in foot(read(client, "/help/en/"))] == [
        "Contact", "Our policies", "Outages and delays",
    ]  # fmt: skip


def test_what_is_written_is_cleaned(client, say):
    say(
        imprint_en='<script>alert(1)</script><a href="javascript:alert(1)" onclick="x()">us</a> <img src=x onerror=y>'
    )

    page = (
        read(client, "/help/en/legal/imprint/").partition('<div class="help-body"')[2].partition("</div>")[0]
    )
    assert "us" in page and not re.search("script|onclick|onerror|<img", page)


def test_each_is_written_in_the_settings_and_taken_back(client, say, root):
    say(imprint_en="Wexmoor Ltd", terms_ar="لاحقًا")
    client.force_login(root)
    assert 'name="imprint_de"' in read(client, SETTINGS)

    client.post(
        SETTINGS, {"imprint_en": "", "imprint_de": " Wexmoor GmbH ", "terms_en": "https://shop.example/terms"}
    )
    assert LegalTexts.current().texts == {
        "imprint_de": "Wexmoor GmbH",
        "terms_en": "https://shop.example/terms",
        "terms_ar": "لاحقًا",
    }

    assert "Imprint (de)" in read(client, "/desk/settings/history/?page=settings-legal")
    undo_change(SettingChange.objects.get(page="settings-legal"), by=root)
    assert LegalTexts.current().texts == {"imprint_en": "Wexmoor Ltd", "terms_ar": "لاحقًا"}


@pytest.mark.parametrize(
    "wrong", ["javascript:alert(1)", "ftp://shop.example/imprint", "https://", "data:text/html,x"]
)
def test_an_address_that_is_no_page_is_refused(client, centre, root, wrong):
    client.force_login(root)

    answer = client.post(SETTINGS, {"imprint_en": wrong})

    assert answer.status_code == 422 and "Write the address of a page" in answer.content.decode()
    assert not LegalTexts.objects.exists()
