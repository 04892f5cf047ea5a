"""What is personal in words that everybody would read: asked about before it is written, and shown to moderators."""

import re
import uuid

import pytest

from shopbell.community.models import Post
from shopbell.community.personal import personal_in

from .test_public import address

pytestmark = pytest.mark.django_db
TELLING = "My order #10391 never came. Call me at +44 20 7946 0958 or write to mina@shopper.example."


def test_numbers_and_addresses_are_found_and_what_lamps_are_called_is_not():
    assert personal_in(TELLING, "en") == ["#10391", "+44 20 7946 0958", "mina@shopper.example"]
    assert personal_in("Does an E14 bulb of 40W fit the KX2000 lamp since 2021?", "en") == []


def test_who_writes_is_asked_once_and_a_second_press_writes_it(minas, firefly, begin, moth):
    topic = begin(by=moth)
    said = {"text": TELLING, "client_id": uuid.uuid4()}
    where = f"/community/en/topics/{topic.pk}/answer/"

    asked = minas.post(where, said)

    page = asked.content.decode()
    assert asked.status_code == 422 and "“#10391”" in page and "Call me at" in page
    assert not Post.objects.filter(author=firefly).exists()
    again = dict(re.findall(r'name="(asked)"[^>]*value="(\w+)"', page))
    assert again and minas.post(where, said | again).status_code == 302
    assert Post.objects.get(author=firefly).text == TELLING


def test_a_topic_asks_too(minas, firefly, lamps):
    said = {"board": lamps.slug, "kind": "question", "title": "Where is #10391?", "text": "It never came."}

    asked = minas.post("/community/en/ask/", said | {"client_id": uuid.uuid4(), "looked": "on"})

    assert asked.status_code == 422 and "“#10391”" in asked.content.decode() and not Post.objects.exists()


def test_a_moderator_is_shown_it(careful, begin, ada, desk):
    begin(text=TELLING)

    page = desk(ada).get("/desk/community/").content.decode()

    assert "Perhaps personal:" in page and re.search(r"<mark[^>]*>#10391</mark>", page)


def test_a_filter_that_is_not_sure_says_nothing(careful, begin, ada, desk):
    post = begin().posts.get()
    for why, is_said in (("first", False), ("spam", True)):
        Post.objects.filter(pk=post.pk).update(spam_score=0.9, why=why)
        assert ("Spam: " in desk(ada).get("/desk/community/").content.decode()) is is_said


@pytest.mark.parametrize("text", ["أشرب القهوة كل صباح.", "هذا صحيح تماما."])
def test_letters_within_an_arabic_word_are_no_address(text):
    assert personal_in(text, "ar") == []


def test_the_page_has_no_question_before(minas, firefly, begin, moth):
    assert "Everybody would read this" not in minas.get(address(begin(by=moth))).content.decode()
