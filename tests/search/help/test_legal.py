"""The shop's own words on privacy, imprint and terms among what the one search finds."""

import pytest

from shopbell.helpcenter.legal import LegalTexts
from shopbell.search.help.find import find
from shopbell.search.help.sources import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R46", "R50")]


@pytest.fixture
def say(centre):
    """`say(imprint_en="…")`: the shop saves these words, and no others."""

    def said(**texts):
        kept = LegalTexts.current()
        kept.texts = texts
        kept.save()

    return said


def test_imprint_and_terms_are_found_by_their_words_as_soon_as_they_are_saved(titles, say):
    say(
        imprint_en="# Who we are\n\nWexmoor Ltd, **registered** in Leeds.",
        terms_en="You owe the price at once.",
    )
    assert titles("registered in Leeds") == ["Imprint"]
    assert titles("owe the price") == ["Terms and conditions"] == titles("terms", kinds=["legal"])

    say(imprint_en="Wexmoor Ltd, York.")
    assert titles("registered in Leeds") == titles("owe the price") == []


def test_each_language_finds_its_own_and_leads_to_the_page(titles, say):
    say(imprint_en="Registered in Leeds.", imprint_de="Eingetragen in Köln.")

    assert titles("Köln eingetragen", language="de") == ["Impressum"]
    assert titles("Impressum", language="de") == ["Impressum"]
    hit = find("Köln", language="de", reader=Reader(languages=("de", "en")), limit=1).hits[0]
    assert hit.address == "/help/de/legal/imprint/"


def test_own_words_on_privacy_are_found_with_its_policies(titles, say):
    say(privacy_en="The carrier reads your address.")
    assert titles("carrier reads your address", kinds=["policy"])[0] == "Privacy"
    hit = find("carrier reads", language="en", reader=Reader(languages=("en",)), limit=1).hits[0]
    assert hit.address == "/help/en/policies/privacy/"

    say()
    assert "Privacy" not in titles("carrier reads your address")


def test_an_address_of_the_shops_own_page_is_not_found(titles, say):
    say(imprint_en="https://wexmoor.example/imprint", privacy_en="https://wexmoor.example/privacy")

    assert titles("wexmoor") == titles("imprint") == []
