"""What programs read of the community: sitemaps and feeds, whole however much there is and whatever was typed."""

from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.test import Client

from shopbell.community.models import Topic
from shopbell.community.moderation import hide, pin_topic
from shopbell.community.views import feed
from tests.helpcenter.conftest import minutes  # noqa: F401
from tests.helpcenter.test_kept_page import queries_of

from .test_public import address, read

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]
ATOM, SITEMAP = "{http://www.w3.org/2005/Atom}", "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def places_in(client, path: str) -> list[str]:
    """The paths that a sitemap names."""
    found = ElementTree.fromstring(read(client, path)).iter(f"{SITEMAP}loc")  # noqa: S314  # our own
    return [urlsplit(each.text or "").path for each in found]


def titles_in(client, path: str) -> list[str | None]:
    entries = ElementTree.fromstring(read(client, path)).iter(f"{ATOM}entry")  # noqa: S314
    return [each.findtext(f"{ATOM}title") for each in entries]


def test_every_topic_stands_in_one_piece_of_the_sitemap(client, begin, monkeypatch, ada):
    monkeypatch.setattr(feed, "PIECE", 3)
    topics = [begin(f"Which bulb {number}?") for number in range(7)]
    hide(topics[2].posts.get(), "It is wrong.", by=ada)

    pieces = places_in(client, "/community/sitemap.xml")
    places = [place for piece in pieces for place in places_in(client, piece)]

    shown = [address(each) for each in topics if each != topics[2]]
    assert places[:2] == ["/community/en/", "/community/ar/"] and sorted(places[2:]) == sorted(shown)
    assert client.get("/community/sitemap-999999.xml").status_code == 404


def test_an_empty_community_has_a_sitemap_with_its_homes(client, community):
    (piece,) = places_in(client, "/community/sitemap.xml")

    assert places_in(client, piece) == ["/community/en/", "/community/ar/"]


def test_characters_that_no_xml_may_have_break_no_feed(client, begin, say, moth):
    topic = begin("Which \x0b bulb \ufffe?", "A \x08 small \x1b socket & <b>.")
    say(topic, "An \x0c E14.", by=moth)

    for path in ("/community/en/boards/lamps/feed.xml", f"/community/en/topics/{topic.pk}/feed.xml"):
        assert any("bulb" in (title or "") for title in titles_in(client, path))
        entries = ElementTree.fromstring(client.get(path).content).findall(f"{ATOM}entry")
        assert entries and all(entry.findtext(f"{ATOM}published") for entry in entries)


def test_the_feed_of_a_board_has_what_was_written_in_last_first_pinned_or_not(client, begin, say, moth, ada):
    topics = [begin(f"Which bulb {number}?") for number in range(3)]
    pin_topic(topics[0], by=ada, is_on=True)
    say(topics[1], "An E14.", by=moth)

    assert titles_in(client, "/community/en/boards/lamps/feed.xml") == [
        topics[1].title,
        topics[2].title,
        topics[0].title,
    ]


@pytest.mark.usefixtures("minutes")
def test_feeds_and_sitemaps_are_made_once_until_somebody_writes(client, begin, say, moth):
    topic = begin()
    paths = ["/community/en/boards/lamps/feed.xml", f"/community/en/topics/{topic.pk}/feed.xml"]
    paths += ["/community/sitemap.xml", *places_in(client, "/community/sitemap.xml")]
    for path in paths:
        made = client.get(path)
        again, asked = queries_of(Client(), path)
        assert (again.content, len(asked)) == (made.content, 1), path

    say(topic, "An E14.", by=moth)
    assert "An E14." in client.get(paths[1]).content.decode()
    assert Topic.objects.get().answer_count == 1


def test_an_address_of_before_of_a_board_leads_to_the_one_of_today(client, begin, lamps):
    begin()
    lamps.slug = "light"
    lamps.save()

    for language, rest in (("en", ""), ("ar", ""), ("en", "feed.xml")):
        answer = client.get(f"/community/{language}/boards/lamps/{rest}")
        assert (answer.status_code, answer.headers["Location"]) == (
            301, f"/community/{language}/boards/light/{rest}",
        )  # fmt: skip
    assert client.get("/community/en/boards/light/").status_code == 200
    assert client.get("/community/en/boards/never/").status_code == 404
