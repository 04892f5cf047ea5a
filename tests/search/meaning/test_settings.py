"""The settings page of the search by meaning: off at first, and what to do where its package is missing."""

import re

import pytest

from shopbell.search.meaning import settings_table
from shopbell.search.meaning.setting import Meaning

pytestmark = pytest.mark.django_db
PAGE = "/desk/settings/help-meaning/"


@pytest.fixture
def admin(client, root, centre):
    client.force_login(root)
    return client


def test_it_is_off_at_first_and_english_is_chosen(admin):
    html = admin.get(PAGE).content.decode()
    ticked = [tag for tag in re.findall(r"<input[^>]*>", html) if " checked" in tag]

    assert not Meaning.current().is_on and Meaning.current().languages == ["en"]
    assert len(ticked) == 1 and 'value="en"' in ticked[0]


def test_it_is_switched_on_in_languages_of_the_help_centre(admin):
    assert admin.post(PAGE, {"is_on": "on", "languages": ["en", "de"]}).status_code == 302
    assert Meaning.current().is_on and Meaning.current().languages == ["en", "de"]

    assert admin.post(PAGE, {"is_on": "on", "languages": ["tlh"]}).status_code == 422
    assert admin.post(PAGE, {"is_on": "on", "languages": []}).status_code == 422


@pytest.mark.parametrize("is_there", [True, False])
def test_without_its_package_the_page_says_what_to_do(admin, monkeypatch, is_there):
    monkeypatch.setattr(settings_table, "is_installed", lambda: is_there)

    assert ("bin/setup vectors" in admin.get(PAGE).content.decode()) is not is_there
