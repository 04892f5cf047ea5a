"""The community's settings: who may join, and what is said to readers of each language."""

from importlib import import_module

import pytest

from shopbell.community.models import Community
from shopbell.community.settings_tables import CommunityForm
from shopbell.core.settings_history import SettingChange, undo_change
from shopbell.helpcenter.centre import HelpCentre

from .pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]
PAGE = "/desk/settings/community/"
SAID = {
    "is_on": "on",
    "is_open_to_all": "on",
    "welcome": "Ask away",
    "rules": "Be kind.",
    "looked_at_first": "2",
    "ticket_after_hours": "24",
}


@pytest.fixture
def admin(desk, root):
    return desk(root)


def test_greeting_and_rules_are_written_for_each_language_and_fall_back(client, admin, community):
    page = read(admin, PAGE)
    assert 'name="welcome_ar"' in page and 'name="rules_ar"' in page and 'name="welcome_en"' not in page

    admin.post(PAGE, SAID | {"welcome_ar": "اسأل", "rules_ar": " "})

    community = Community.current()
    assert community.is_open_to_all and community.texts == {"welcome_ar": "اسأل"}
    arabic = read(client, "/community/ar/")
    assert "اسأل" in arabic and "Be kind." in arabic and "Ask away" not in arabic
    assert "Ask away" in read(client, "/community/en/")


def test_a_language_that_went_keeps_its_words_until_it_is_back(admin, community):
    community.texts = {"welcome_de": "Hallo", "welcome_ar": "اسأل"}
    community.save()

    admin.post(PAGE, {key: said for key, said in SAID.items() if key != "is_open_to_all"})

    community = Community.current()
    assert not community.is_open_to_all and community.texts == {"welcome_de": "Hallo"}


def test_when_the_first_language_changes_each_language_keeps_its_words_and_all_can_be_changed(
    client, admin, community
):
    admin.post(PAGE, SAID | {"welcome_ar": "اسأل"})
    centre = HelpCentre.current()
    centre.languages = ["ar", "en"]
    centre.save()

    page = read(admin, PAGE)
    form = CommunityForm(instance=Community.current())
    assert 'name="welcome_en"' in page and 'name="welcome_ar"' not in page
    assert form["welcome"].value() == "اسأل" and form["welcome_en"].value() == "Ask away"

    admin.post(PAGE, SAID | {"welcome": "اسألوا", "welcome_en": "Ask away"})

    assert Community.current().texts == {"welcome_en": "Ask away"}
    arabic, english = read(client, "/community/ar/"), read(client, "/community/en/")
    assert "اسألوا" in arabic and "Ask away" not in arabic
    assert "Ask away" in english and "اسألوا" not in english


def test_what_was_changed_in_a_language_is_told_by_the_history_and_put_back(admin, community, root):
    admin.post(PAGE, SAID | {"welcome_ar": "اسأل"})

    assert "Greeting (ar)" in read(admin, "/desk/settings/history/?page=settings-community")
    undo_change(SettingChange.objects.latest("pk"), by=root)
    assert Community.current().texts == {}


def test_a_new_community_is_open_to_all_and_one_in_the_table_before_stays_for_customers():
    migration = import_module("shopbell.community.migrations.0009_let_everyone_join").Migration
    added, altered = migration.operations[:2]

    assert Community.current().is_open_to_all
    assert (added.field.default, altered.field.default) == (False, True)
