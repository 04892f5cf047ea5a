"""The community as its readers see it, signed in and not."""

import re
import uuid
from urllib.parse import urljoin

import pytest

from shopbell.channels.brand import Brand
from shopbell.community.models import Post, Topic
from shopbell.community.moderation import hide
from shopbell.search.help import index, pairing

from .pages import address, read

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]


@pytest.fixture(autouse=True)
def shop(db):
    Brand.objects.update_or_create(pk=1, defaults={"name": "Wexmoor"})


def test_a_reader_goes_from_the_home_by_a_board_to_a_topic_and_meets_pseudonyms_alone(
    client, begin, say, moth
):
    topic = begin()
    say(topic, "An E14.", by=moth)

    home = read(client, "/community/en/")
    board = read(client, "/community/en/boards/lamps/")
    page = read(client, address(topic))

    assert "Lamps and light" in home and topic.title in home
    assert f'href="{address(topic)}"' in board and "1 answer" in board
    assert "An E14." in page and "Night moth" in page and "Firefly" in page
    assert not re.search("Mina|Okafor|Theo|Brandt|shopper.example", home + board + page)


def test_while_it_is_closed_only_agents_see_it(client, community, begin, ada):
    topic = begin()
    community.is_on = False
    community.save()

    for path in ("/community/", "/community/en/", address(topic), "/community/sitemap.xml"):
        assert client.get(path).status_code == 404
    client.force_login(ada)
    assert topic.title in read(client, "/community/en/")


def test_the_door_leads_to_the_language_of_the_browser(client, community):
    for asked, language in (("ar", "ar"), ("fr", "en")):
        answer = client.get("/community/", headers={"accept-language": asked})
        assert answer.headers["Location"] == f"/community/{language}/"


def test_a_topic_of_another_language_is_read_in_the_frame_of_ours(client, begin):
    topic = begin()

    assert topic.title not in read(client, "/community/ar/boards/lamps/")
    assert topic.title in read(client, "/community/ar/boards/lamps/?languages=all")
    page = read(client, address(topic, "ar"))
    assert (
        '<html lang="ar" dir="rtl">' in page
        and f'canonical" href="http://testserver{address(topic)}"' in page
    )


def test_what_waits_is_seen_by_its_author_and_agents_alone_and_by_no_search_engine(
    client, minas, theos, careful, begin, ada
):
    topic = begin()

    assert client.get(address(topic)).status_code == theos.get(address(topic)).status_code == 404
    own = read(minas, address(topic))
    assert 'content="noindex"' in own and "Only you see this yet" in own
    assert topic.title not in read(client, "/community/en/boards/lamps/") + read(
        client, "/community/sitemap.xml"
    )
    client.force_login(ada)
    assert topic.title in read(client, address(topic))


def test_a_hidden_answer_is_gone_from_page_feed_and_its_own_address(client, begin, say, moth, ada):
    topic = begin()
    post = say(topic, "Buy elsewhere", by=moth)
    hide(post, "Advertising", by=ada)

    seen = read(client, address(topic)) + read(client, f"/community/en/topics/{topic.pk}/feed.xml")
    assert "Buy elsewhere" not in seen
    assert client.get(f"/community/en/posts/{post.pk}/").status_code == 404


def test_a_page_that_nobody_is_signed_in_for_is_kept_and_asked_for_again(client, minas, begin):
    topic = begin()
    first = client.get(address(topic))

    assert client.get(address(topic), headers={"if-none-match": first.headers["ETag"]}).status_code == 304
    assert minas.get(address(topic)).headers["Cache-Control"] == "private, no-store"


def test_boards_and_topics_are_paged_without_losing_or_doubling_anything(client, begin, lamps, firefly):
    topic = begin()
    made = [
        Topic(board=lamps, language="en", title=f"Lamp {n}", state="shown", author=firefly) for n in range(70)
    ]
    Topic.objects.bulk_create(made)
    posts = [
        Post(
            topic=topic,
            author=firefly,
            text="x",
            html=f"<p>word{n}.</p>",
            state="shown",
            client_id=uuid.uuid4(),
        )
        for n in range(60)
    ]
    Post.objects.bulk_create(posts)

    titles = walk(client, "/community/en/boards/lamps/", r">(Lamp \d+)</a>")
    words = walk(client, address(topic), r"<p>(word\d+)\.</p>")
    own = walk(client, f"/community/en/members/{firefly.pk}/", r"<p>(word\d+)\.</p>")

    assert sorted(titles) == sorted(each.title for each in made)
    assert words == [f"word{n}" for n in range(60)] and own == words[::-1]


def walk(client, path, pattern) -> list[str]:
    found, page = [], read(client, path)
    while True:
        found += re.findall(pattern, page)
        more = re.search(r'rel="next" href="([^"]*)"', page)
        if not more:
            return found
        page = read(client, urljoin(path, more[1].replace("&amp;", "&")))


@pytest.mark.parametrize("place", ["x", "1-", "99999999999999999999-1", "-5", "1-99999999999999999999"])
def test_a_place_that_is_none_is_the_first_page(client, begin, place):
    assert begin().title in read(client, f"/community/en/boards/lamps/?after={place}")


def test_a_member_reads_why_a_post_of_theirs_is_hidden_and_others_do_not(minas, client, begin, firefly, ada):
    post = begin().posts.get()
    hide(post, "No advertising, please.", by=ada)

    own, others = (read(each, f"/community/en/members/{firefly.pk}/") for each in (minas, client))

    assert "No advertising, please." in own and "small socket" in own
    assert "No advertising" not in others and "small socket" not in others


def test_what_is_asked_alike_and_the_articles_near_it_stand_below(client, begin):
    begin("Which dimmable bulb fits the Berlin?")

    topic = begin("Which dimmable bulb fits the Alma?")
    index.catch_up()
    pairing.catch_up()

    page = read(client, address(topic))

    assert "Asked before" in page and "Which dimmable bulb fits the Berlin?" in page


def test_feeds_name_what_everybody_reads(client, begin, say, moth):
    topic = begin()
    say(topic, "An E14.", by=moth)

    board = read(client, "/community/en/boards/lamps/feed.xml")
    posts = read(client, f"/community/en/topics/{topic.pk}/feed.xml")

    assert topic.title in board and "An E14." in posts and "Night moth" in posts


@pytest.mark.parametrize("title", ["Answer", "Solution?", "Follow"])
def test_no_title_leads_to_a_page_that_stands_beside_topics(client, begin, title):
    topic = begin(title)

    answer = client.get(f"/community/en/topics/{topic.pk}/", follow=True)

    assert answer.status_code == 200 and topic.posts.get().html in answer.content.decode()


def test_the_page_of_a_member_tells_nothing_of_topics_that_are_hidden(client, begin, say, firefly, moth, ada):
    topic = begin("Where Mr Brandt lives")
    say(topic, "Two streets from me.", by=moth)
    hide(topic.posts.get(is_first=True), "Names somebody", by=ada)

    page = read(client, f"/community/en/members/{moth.pk}/")

    assert "Brandt" not in page and "Two streets" not in page
