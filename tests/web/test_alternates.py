"""Search engines are told of each public page in which languages it stands, and what it is about."""

import re

import pytest
from django.utils import timezone

from shopbell.announcements.announcement import write_announcement
from shopbell.community.models import Board
from shopbell.helpcenter.guides.publishing import publish_guide
from tests.announcements.conftest import begin, begin_topic, centre, payments  # noqa: F401
from tests.helpcenter.conftest import sending_back  # noqa: F401
from tests.helpcenter.guides.conftest import change, parcel, published  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R136")]
BOTH = ["en", "de", "x-default"]


@pytest.fixture
def head(client, centre):  # noqa: F811
    """What a page tells search engines: its alternates by language, its canonical and its description."""

    def head(path):
        html = client.get(path, follow=True).content.decode()
        found = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="http://testserver([^"]+)"', html)
        (canonical,) = re.findall(r'<link rel="canonical" href="http://testserver([^"]+)"', html)
        about = re.findall(r'<meta name="description" content="([^"]+)"', html)
        return dict(found), canonical, "".join(about)

    return head


@pytest.mark.parametrize("path", ["status/", "news/"])
def test_the_status_page_and_the_news_stand_in_each_language(head, path):
    alternates, canonical, about = head(f"/help/de/{path}")

    assert list(alternates) == BOTH and alternates["x-default"] == f"/help/en/{path}"
    assert canonical == f"/help/de/{path}" and about


def test_the_status_page_says_what_is_wrong_now(head, begin):  # noqa: F811
    incident = begin("Cards are declined")
    assert head("/help/en/status/")[2] == "Cards are declined"

    alternates, _canonical, about = head(f"/help/en/status/{incident.pk}/")
    assert not alternates and about == "The bank is slow."  # it is said in one language


def test_news_stand_in_the_languages_that_they_are_written_in(head, ada):
    words = {"en": {"title": "We open", "summary": "More hours", "body": "<p>From May on.</p>"}}
    words["de"] = {"title": "Geöffnet", "summary": "Mehr", "body": "<p>Ab Mai.</p>"}
    news = write_announcement(None, words, by=ada, publish_at=timezone.now())
    alternates, canonical, about = head(f"/help/de/news/{news.pk}/")

    assert list(alternates) == BOTH and alternates["en"] == f"/help/en/news/{news.pk}/we-open/"
    assert canonical == alternates["de"] and about == "Mehr"


def test_the_first_page_of_a_guide_stands_in_the_languages_that_it_is_written_in(
    head,
    published,  # noqa: F811
    ada,
):
    home = "/help/en/guides/my-parcel-has-not-come/"
    assert head(home)[:2] == ({}, home)
    assert head("/help/de/guides/my-parcel-has-not-come/")[:2] == ({}, home)  # it is read there in English

    published.draft["title"]["de"] = "Mein Paket ist nicht da"
    published.save()
    publish_guide(published, by=ada, seen=published.revision)
    assert list(head(home)[0]) == BOTH
    step = published.tree.first.choices[0].id
    assert head(f"{home}{step}/")[:2] == ({}, home)


def test_a_board_stands_in_the_languages_it_is_named_in_and_a_topic_in_its_own(head, begin_topic):  # noqa: F811
    topic = begin_topic()
    board = Board.objects.get()
    board.names.create(language="en", name="Paying", description="Cards and more")
    assert head("/community/en/boards/paying/") == ({}, "/community/en/boards/paying/", "Cards and more")
    board.names.create(language="de", name="Bezahlen")
    assert list(head("/community/de/boards/paying/")[0]) == BOTH

    alternates, canonical, about = head(f"/community/en/topics/{topic.pk}/")
    assert not alternates and topic.slug in canonical and about == "It worked last week."
