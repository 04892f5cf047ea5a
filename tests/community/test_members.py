"""Members write on the pages: they ask, answer, thank, and say what solved it."""

import html
import re
import uuid

import pytest

from shopbell.community.models import Follow, Post, Profile, Topic, Vote
from shopbell.shop.models import Product

from .pages import address, read

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]


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


def test_where_only_customers_join_a_stranger_is_led_to_sign_in_and_back(client, begin, community):
    community.is_open_to_all = False
    community.save()
    topic = begin()

    for path in ("ask/", f"topics/{topic.pk}/answer/", f"posts/{topic.posts.get().pk}/thanks/"):
        answer = (client.get if path == "ask/" else client.post)(f"/community/en/{path}")
        assert answer.headers["Location"].startswith("/portal/sign-in/?next=/community/en/")
    assert Post.objects.count() == 1


def test_where_everyone_joins_a_stranger_who_thanks_is_led_to_join_and_back(client, begin):
    post = begin().posts.get()

    answer = client.post(f"/community/en/posts/{post.pk}/thanks/")

    assert answer.headers["Location"] == f"/community/en/join/?next=/community/en/posts/{post.pk}/"


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
