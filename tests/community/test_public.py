"""The community as its readers see it, signed in and not."""

import html
import re
import uuid
from urllib.parse import urljoin

import pytest

from shopbell.channels.brand import Brand
from shopbell.community.models import Follow, Post, Profile, Topic, Vote
from shopbell.community.moderation import approve, hide, restore
from shopbell.community.state import State
from shopbell.community.writing import accept_answer, edit_post
from shopbell.core.errors import Refused
from shopbell.shop.models import Product
from tests.structured_data import checked_data

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]


def address(topic, language="en"):
    return f"/community/{language}/topics/{topic.pk}/{topic.slug}/"


def read(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.headers
    return answer.content.decode()


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


def test_search_engines_read_a_question_with_what_solved_it(client, begin, say, firefly, moth):
    topic = begin()
    say(topic, "An E27.", by=moth)
    accept_answer(topic, say(topic, "An E14 & </script> no more.", by=moth), by=firefly)

    data = checked_data(read(client, address(topic)))["QAPage"]

    question = data["mainEntity"]
    assert data["@type"] == "QAPage" and question["answerCount"] == 2
    assert question["acceptedAnswer"]["text"].startswith("An E14 & ")
    assert [each["text"] for each in question["suggestedAnswer"]] == ["An E27."]
    assert question["author"]["name"] == "Firefly"


def test_search_engines_read_a_talk_as_one(client, begin, say, moth):
    talk = begin("Nice", kind="talk")
    say(talk, "Very nice.", by=moth)

    data = checked_data(read(client, address(talk)))["DiscussionForumPosting"]
    assert data["comment"][0]["author"]["name"] == "Night moth" and data["publisher"]["name"] == "Wexmoor"


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


def test_who_is_signed_in_chooses_a_name_first_and_comes_back(minas, lamps, mina):
    wanted = "/community/en/ask/?board=lamps"
    asked = minas.get(wanted)
    assert asked.status_code == 302 and asked.headers["Location"].startswith("/community/en/name/")

    page = minas.post(asked.headers["Location"], {"pseudonym": "Firefly", "next": wanted})

    assert page.headers["Location"] == wanted and Profile.objects.get().customer == mina
    assert 'name="title"' in read(minas, wanted)
    elsewhere = minas.post("/community/en/name/", {"pseudonym": "Firefly", "next": "https://evil.example/"})
    assert elsewhere.headers["Location"].startswith("/")


def test_what_was_sent_before_one_had_a_name_is_posted_once_there_is_one(theos, theo, begin):
    """The name is asked for in between, and a name that is refused loses nothing either."""
    topic = begin()
    words = 'An E14, "small" <one>.'
    address = f"/community/en/topics/{topic.pk}/answer/"
    sent = {"text": words, "client_id": str(uuid.uuid4())}

    asked = theos.post(address, sent)
    assert asked.status_code == 200 and Post.objects.count() == 1
    for name in ("Support", "x"):
        asked = theos.post(address, hidden_in(asked) | {"pseudonym": name})
        assert asked.status_code == 422 and Post.objects.count() == 1
    kept = hidden_in(asked)
    assert kept["text"] == words
    done = theos.post(address, kept | {"pseudonym": "Moth"})

    assert done.status_code == 302
    post = Post.objects.exclude(pk=topic.posts.first().pk).get()
    assert post.text == words and post.author.customer == theo and post.author.pseudonym == "Moth"
    theos.post(address, kept | {"pseudonym": "Moth"})  # twice posts once
    assert Post.objects.count() == 2


def hidden_in(page):
    """What the form of a page holds besides what is asked."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page.content.decode())
    return {key: html.unescape(value) for key, value in found}


def test_a_stranger_is_led_to_sign_in_and_back(client, begin):
    topic = begin()

    for path in ("ask/", f"topics/{topic.pk}/answer/", f"posts/{topic.posts.get().pk}/thanks/"):
        answer = (client.get if path == "ask/" else client.post)(f"/community/en/{path}")
        assert answer.headers["Location"].startswith("/portal/sign-in/?next=/community/en/")
    assert Post.objects.count() == 1


def test_members_ask_answer_thank_and_say_what_solved_it(minas, theos, lamps, firefly, moth):
    form = {
        "board": "lamps",
        "kind": "question",
        "title": "Which bulb?",
        "text": "Small.",
        "client_id": uuid.uuid4(),
    }
    asked = minas.post("/community/en/ask/", form)
    topic = Topic.objects.get()
    assert asked.headers["Location"] == address(topic)

    theos.post(f"/community/en/topics/{topic.pk}/answer/", {"text": "An E14.", "client_id": uuid.uuid4()})
    post = topic.posts.get(is_first=False)
    minas.post(f"/community/en/posts/{post.pk}/thanks/", {"on": "1"})
    minas.post(f"/community/en/topics/{topic.pk}/solution/", {"post": post.pk})
    minas.post(f"/community/en/topics/{topic.pk}/follow/", {"often": "daily"})

    topic.refresh_from_db()
    assert (
        topic.accepted == post
        and Vote.objects.get().profile == firefly
        and Follow.objects.get().often == "daily"
    )
    page = read(minas, address(topic))
    assert page.count("This solved it") == 1 and 'aria-pressed="true"' in page


def test_an_answer_without_words_is_asked_for_again_on_the_page(theos, begin, moth):
    topic = begin()

    answer = theos.post(f"/community/en/topics/{topic.pk}/answer/", {"text": " ", "client_id": uuid.uuid4()})

    assert answer.status_code == 422 and "Write something first." in answer.content.decode()


def test_nobody_edits_or_solves_what_is_not_theirs(theos, begin, moth):
    topic = begin()
    post = topic.posts.get()

    assert theos.post(f"/community/en/posts/{post.pk}/edit/", {"text": "Ha."}).status_code == 422
    assert theos.post(f"/community/en/topics/{topic.pk}/solution/", {"post": post.pk}).status_code == 422
    post.refresh_from_db()
    assert post.text == "It has a small socket."


def test_a_question_about_a_product_stands_on_the_page_of_it(minas, client, lamps, firefly):
    alma = Product.objects.create(external_id="alma", name="Alma lamp")
    form = {
        "board": "lamps",
        "kind": "question",
        "title": "Which bulb?",
        "text": "Small.",
        "client_id": uuid.uuid4(),
    }

    minas.post(f"/community/en/ask/?product={alma.pk}", form)

    page = read(client, f"/community/en/products/{alma.pk}/")
    assert "Which bulb?" in page and "Alma lamp" in page and Topic.objects.get().product == alma


def test_a_member_reads_why_a_post_of_theirs_is_hidden_and_others_do_not(minas, client, begin, firefly, ada):
    post = begin().posts.get()
    hide(post, "No advertising, please.", by=ada)

    own, others = (read(each, f"/community/en/members/{firefly.pk}/") for each in (minas, client))

    assert "No advertising, please." in own and "small socket" in own
    assert "No advertising" not in others and "small socket" not in others


def test_what_is_asked_alike_and_the_articles_near_it_stand_below(client, begin):
    begin("Which dimmable bulb fits the Berlin?")

    page = read(client, address(begin("Which dimmable bulb fits the Alma?")))

    assert "Asked before" in page and "Which dimmable bulb fits the Berlin?" in page


def test_feeds_name_what_everybody_reads(client, begin, say, moth):
    topic = begin()
    say(topic, "An E14.", by=moth)

    board = read(client, "/community/en/boards/lamps/feed.xml")
    posts = read(client, f"/community/en/topics/{topic.pk}/feed.xml")

    assert topic.title in board and "An E14." in posts and "Night moth" in posts


def test_when_somebody_is_erased_their_posts_stay_as_a_deleted_members(client, begin, say, moth, theo, ada):
    from shopbell.customers.erasure import erase_customer, preview_of

    topic = begin()
    say(topic, "An E14.", by=moth)
    assert any("Posts in the community" in each for each in preview_of(theo).stays)

    erase_customer(theo, "Theo Brandt", by=ada)

    page = read(client, address(topic))
    assert "An E14." in page and "Deleted member" in page and "Night moth" not in page
    assert Post.objects.filter(author=None).get().state == State.SHOWN


def test_of_somebody_erased_nothing_stays_that_nobody_reads(begin, say, moth, theo, firefly, ada):
    from shopbell.customers.erasure import erase_customer

    topic = begin()
    edited, hidden = say(topic, "I am Theo. An E14.", by=moth), say(topic, "I am Theo Brandt.", by=moth)
    edit_post(edited, "An E14.", by=moth)
    hide(hidden, "Names somebody", by=ada)
    waits = begin("Theo asks", "Mail theo@shopper.example", by=moth)

    erase_customer(theo, "Theo Brandt", by=ada)

    left = {each.pk: each for each in Post.objects.filter(author=None)}
    assert left[edited.pk].text == "An E14." and not edited.versions.exists()
    assert [left[each].text for each in (hidden.pk, waits.posts.get().pk)] == ["", ""]
    assert Topic.objects.get(pk=waits.pk).title == "—"
    with pytest.raises(Refused, match="words were erased"):
        restore(left[hidden.pk], by=ada)


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


def test_others_read_of_what_was_said_before_only_what_they_could_read_then(
    client, theos, begin, say, moth, ada
):
    post = say(begin(), "Mail theo@shopper.example", by=moth)
    edit_post(post, "An **E27**.", by=moth)
    approve(post, by=ada)
    edit_post(post, "An E14.", by=moth)
    before = f"/community/en/posts/{post.pk}/before/"

    others, own = read(client, before), read(theos, before)

    assert "An <strong>E27</strong>." in others and "theo@shopper.example" not in others
    assert "An <strong>E27</strong>." in own and "theo@shopper.example" in own
