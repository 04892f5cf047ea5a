"""The page of searches without an answer: what is not needed leaves it, and what is a name of a thing is said there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.helpcenter.dismissed_wish import DismissedWish
from shopbell.search.help.asked import SearchAsked
from shopbell.search.help.in_vain import found_nothing

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R56")]
PAGE = "/desk/help/searches/"


@pytest.fixture
def slip():
    asked = timezone.now() - timedelta(hours=2)
    SearchAsked.objects.create(words="portokosten", visit="a", hits=0, at=asked, language="de")
    return found_nothing()[0]


def test_a_search_that_is_not_needed_stands_under_dismissed_until_it_is_brought_back(desk, bo, centre, slip):
    editor, address = desk(bo), f"{PAGE}{slip.key}/"
    assert f'action="{address}"' in editor.get(PAGE).content.decode()

    pressed = editor.post(address, headers={"HX-Request": "true", "HX-Target": "searches"})
    wanted, _, dismissed = pressed.content.decode().partition("1 dismissed")
    assert "portokosten" not in wanted and "portokosten" in dismissed
    assert "Every search found something." not in wanted
    assert DismissedWish.objects.get().agent == bo

    assert editor.post(f"{address}?undo=1")["Location"] == PAGE
    assert not DismissedWish.objects.exists()


def test_what_nobody_searched_is_not_dismissed(desk, bo, centre, slip):
    assert desk(bo).post(f"{PAGE}search-1/").status_code == 404
    assert not DismissedWish.objects.exists()


def test_who_may_change_settings_says_there_what_means_the_same(desk, bo, root, centre, slip):
    form = "/desk/settings/help-synonyms/new/?words=portokosten%2C%20&amp;language=de"

    assert form in desk(root).get(PAGE).content.decode()
    assert form not in desk(bo).get(PAGE).content.decode()
