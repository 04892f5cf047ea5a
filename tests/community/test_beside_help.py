"""The community beside the help centre: led to from there, found by the one search, and only as everybody reads it."""

import pytest

from shopbell.community.beside_help import neighbour
from shopbell.community.moderation import hide
from shopbell.community.own_way import community_way
from shopbell.helpcenter.centre import HelpCentre
from shopbell.search.help import pairing
from shopbell.search.help.find import find
from shopbell.search.help.index import index_due
from shopbell.search.help.sources import Reader
from tests.helpcenter.conftest import sending_back, write  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45", "R51", "R53")]


@pytest.fixture
def centre(community):
    """The community's, for the articles that stand beside it."""
    return HelpCentre.current()


@pytest.fixture
def found(community):
    """What everybody finds of the community: found("bulb")."""

    def titles(text, language="en", **who):
        while index_due():
            pass
        hits = find(text, language=language, reader=Reader(**who), kinds=["topic"]).hits
        return [str(hit.title.striptags()) for hit in hits]

    return titles


def text_of(client, path):
    return client.get(path).content.decode()


def test_a_topic_is_found_by_its_title_and_by_what_was_answered(found, begin, say, moth):
    topic = begin("Which bulb fits the Alma?")
    say(topic, "Take an E14 with a warm filament.", by=moth)

    assert found("bulbs alma") == found("filament") == [topic.title]


def test_what_waits_or_was_hidden_is_found_by_nobody(found, careful, begin, say, moth, root, mina, ada):
    waiting = begin("Which bulb waits?")
    assert waiting.state == "waiting"
    careful.looked_at_first = 0
    careful.save()
    topic = begin("Which bulb is shown?")
    rude = say(topic, "A scandalous filament.", by=moth)
    assert found("filament") == [topic.title]

    hide(rude, "Not kind.", by=root)

    assert found("filament") == []
    for who in ({}, {"customer": mina}, {"agent": ada}):
        assert found("bulb", **who) == [topic.title]
    hide(topic.posts.get(is_first=True), "Sold something.", by=root)
    assert found("bulb") == []


def test_a_closed_community_is_not_found_and_nothing_leads_there(client, found, community, begin):
    begin("Which bulb fits the Alma?")
    assert found("bulb")

    community.is_on = False
    community.save()

    assert found("bulb") == []
    for path in ("/help/en/", "/help/en/search/?q=bulb", "/help/en/search/?q=xylophone"):
        assert "/community/" not in text_of(client, path)


def test_the_help_centre_leads_to_the_community_and_a_search_ends_with_asking_there(client, community, lamps):
    home = text_of(client, "/help/en/")

    assert home.count('href="/community/en/"') == 2 and "Ask the community" in home
    ask = "/community/en/ask/?title=does%20it%20hum"
    assert ask in text_of(client, "/help/en/search/?q=does+it+hum")


@pytest.mark.parametrize("spoken", ["en-gb", "en-US", "xx"])
def test_who_speaks_a_language_that_it_has_not_is_led_to_the_nearest(client, community, spoken):
    there = community_way(spoken)

    assert there.address == "/community/en/" and client.get(there.address).status_code == 200
    assert neighbour(spoken).ask == "/community/en/ask/?title="


def test_the_words_of_a_search_stand_in_the_form(lamps, firefly, minas):
    page = text_of(minas, "/community/en/ask/?title=does%20it%20hum%20%22%3E")

    assert 'value="does it hum &#34;&gt;"' in page or 'value="does it hum &quot;&gt;"' in page


def test_an_article_and_a_topic_name_each_other_where_they_are_about_the_same(client, found, begin, write):  # noqa: F811
    topic = begin("Which is the right bulb for the Alma?")
    begin("Eine Birne", "Which is the right bulb for the Alma?", language="ar")
    alike = begin("The bulb of my Alma flickers")
    article = write("The right bulb for the Alma").article
    other = write("Customs and duties").article
    found("bulb")
    pairing.catch_up()

    page = text_of(client, f"/help/en/articles/{article.pk}/the-right-bulb-for-the-alma/")
    assert (
        "In the community" in page
        and "Which is the right bulb for the Alma?" in page
        and "Eine Birne" not in page
    )
    assert "In the community" not in text_of(client, f"/help/en/articles/{other.pk}/customs-and-duties/")
    beside = text_of(client, f"/community/en/topics/{topic.pk}/{topic.slug}/").partition("community-beside")[
        2
    ]
    assert article.texts.get().title in beside and "Customs" not in beside
    assert alike.title in beside and topic.title not in beside
