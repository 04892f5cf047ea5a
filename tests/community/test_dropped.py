"""Words that wait to be posted can be dropped by whoever owns the address, and are shown once more then."""

import pytest
from django.test import Client

from shopbell.community.models import Joining, Profile, Topic

from .joins import JOIN, hidden_in, link, press, question
from .pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]
ASK, INDEX = "/community/en/ask/", "/community/en/"


@pytest.fixture
def waiting(lamps, mina):
    """What somebody wrote and said Mina's address with: a notice tells her of it wherever she reads here."""
    browser = Client()
    kept = hidden_in(browser.post(ASK, question()))
    browser.post(JOIN, kept | {"email": mina.address, "pseudonym": "Moth"})
    return Joining.objects.get()


def drop(browser, joining: Joining):
    return browser.post(f"/community/en/joined/{joining.signed}/drop/")


@pytest.mark.parametrize("page", [INDEX, ""])
def test_the_notice_and_the_page_that_it_leads_to_have_a_button_for_it(minas, waiting, page):
    there = page or f"/community/en/joined/{waiting.signed}/"

    assert f"joined/{waiting.signed}/drop/" in read(minas, there).replace("%3A", ":")


def test_what_is_dropped_is_shown_once_more_and_forgotten(minas, waiting):
    answer = drop(minas, waiting)

    page = answer.content.decode()
    assert answer.status_code == 200 and "It is dropped" in page and "Does it “dim”?" in page
    waiting.refresh_from_db()
    assert waiting.written == [] and not Topic.objects.exists()
    assert "is not posted yet" not in read(minas, INDEX)
    assert drop(minas, waiting).headers["Location"] == INDEX


def test_nobody_else_drops_it(theos, client, waiting):
    assert drop(theos, waiting).headers["Location"] == INDEX
    assert "/portal/sign-in/" in drop(client, waiting).headers["Location"]

    waiting.refresh_from_db()
    assert waiting.written


def test_the_mailed_link_still_lets_in_and_posts_nothing(client, lamps):
    kept = hidden_in(client.post(ASK, question()))
    client.post(JOIN, kept | {"email": "nell@stranger.example", "pseudonym": "Moth"})
    there = link()
    Joining.objects.update(written=[], goes_to="")

    press(client, there)

    assert Profile.objects.get().pseudonym == "Moth" and not Topic.objects.exists()
