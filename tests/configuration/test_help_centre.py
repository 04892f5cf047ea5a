"""The help centre and its categories in the configuration file: told, brought in, and refused."""

from pathlib import Path

import pytest

from shopbell.configuration.help_centre import CATEGORIES, CENTRE, LEGAL
from shopbell.configuration.sections import sections
from shopbell.core.errors import Refused
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.centre import HelpCentre

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R5", "R45")]
RETURNS = {
    "slug": "returns",
    "icon": "undo-2",
    "position": 2,
    "names": {"en": ["Send something back", "Labels and time"], "de": ["Zurückschicken", ""]},
}


def test_the_centre_and_its_categories_come_to_another_desk_and_twice_without_a_change(root):
    CENTRE.apply(
        [
            {
                "open": False,
                "languages": ["de", "en"],
                "welcome": "Hallo",
                "follow_days": 5,
                "most_read": False,
            }
        ],
        by=root,
    )
    CATEGORIES.apply([RETURNS], by=root)

    assert HelpCentre.current().languages == ["de", "en"] and not HelpCentre.current().is_on
    assert not HelpCentre.current().shows_most_read
    assert Category.objects.get().named_in(["de"]).name == "Zurückschicken"
    assert CATEGORIES.told() == [RETURNS]
    assert CATEGORIES.apply(CATEGORIES.told(), by=root) == [] == CENTRE.apply(CENTRE.told(), by=root)


@pytest.mark.parametrize(
    "wrong", [{"names": {"en": "Send"}}, {"names": {"en": ["Send"]}}, {"slug": "not a slug"}]
)
def test_a_category_that_the_page_would_refuse_is_refused(root, wrong):
    with pytest.raises(Refused):
        CATEGORIES.apply([RETURNS | wrong], by=root)


@pytest.mark.parametrize("wrong", [{"languages": []}, {"languages": ["tlh"]}, {"follow_days": 99}])
def test_a_centre_that_the_page_would_refuse_is_refused(root, wrong):
    with pytest.raises(Refused):
        CENTRE.apply([wrong], by=root)


def test_imprint_and_the_like_come_to_another_desk(root):
    said = {"imprint_de": "Wexmoor GmbH", "privacy_en": "https://shop.example/privacy"}

    LEGAL.apply([{"texts": said}], by=root)

    assert LEGAL.told() == [{"texts": said}] and LEGAL.apply(LEGAL.told(), by=root) == []


@pytest.mark.parametrize(
    "wrong", [{"imprint": "x"}, {"other_en": "x"}, {"imprint_en": 1}, {"imprint_en": "javascript:alert(1)"}]
)
def test_imprint_and_the_like_that_nobody_could_read_are_refused(root, wrong):
    with pytest.raises(Refused):
        LEGAL.apply([{"texts": wrong}], by=root)


def test_greetings_come_by_language_and_what_is_no_language_is_refused(root):
    CENTRE.apply([{"welcome": "Hello", "welcomes": {"de": "Hallo"}}], by=root)
    assert HelpCentre.current().welcome_in("de") == "Hallo" and CENTRE.told()[0]["welcomes"] == {
        "de": "Hallo"
    }

    for wrong in ({"xx": "Hey"}, {"de": 1}, {"de": "x" * 121}):
        with pytest.raises(Refused):
            CENTRE.apply([{"welcomes": wrong}], by=root)


def test_the_settings_document_names_every_section_of_the_file(db):
    told = (Path(__file__).parents[2] / "docs" / "settings.md").read_text()

    assert [section.name for section in sections() if f"`{section.name}`" not in told] == []
