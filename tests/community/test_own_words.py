"""What members do with their own words and what they follow: take back, look first, be mailed."""

import uuid

import pytest

from shopbell.community.following import follow_board, follow_topic
from shopbell.community.models import Follow, Topic
from shopbell.community.moderation import hide, restore
from shopbell.community.writing import withdraw_post
from shopbell.core.errors import Refused
from shopbell.search.help.index import catch_up

from .test_public import address, read

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]
ASK = "/community/en/ask/"


def asked(title="Which bulb fits the Alma?", **more) -> dict:
    return {
        "board": "lamps",
        "kind": "question",
        "title": title,
        "text": "Small.",
        "client_id": uuid.uuid4(),
        **more,
    }


def test_who_asks_is_mailed_the_answers_unless_they_would_rather_not(minas, lamps, firefly):
    assert "Mail me what others write here" in read(minas, ASK)

    minas.post(ASK, asked("Which bulb?", is_followed="on", looked="on"))
    minas.post(ASK, asked("Which shade?", looked="on"))

    assert Follow.objects.get().topic.title == "Which bulb?"


def test_what_was_asked_before_is_read_first_and_it_can_be_asked_all_the_same(minas, begin, firefly, moth):
    known = begin("Which bulb fits the brass lamp?", by=moth)
    catch_up()
    form = asked("The bulb of my brass lamp")

    page = minas.post(ASK, form).content.decode()

    assert known.title in page and "Nothing is posted yet." in page and 'name="looked" value="on"' in page
    assert Topic.objects.count() == 1
    minas.post(ASK, form | {"looked": "on"})
    assert Topic.objects.filter(title=form["title"]).exists()


def test_an_answer_that_was_taken_back_is_gone_for_all_and_for_good(
    minas, client, begin, say, firefly, moth, ada
):
    topic = begin(by=moth)
    post = say(topic, "I live in Elm Street.", by=firefly)

    answer = minas.post(f"/community/en/posts/{post.pk}/withdrawal/", follow=True)

    assert "Nobody else sees it any more." in answer.content.decode()
    assert "Elm Street" not in read(client, address(topic))
    assert "You took this back." in read(minas, address(topic))
    post.refresh_from_db()
    firefly.refresh_from_db()
    topic.refresh_from_db()
    assert (topic.answer_count, firefly.shown_count, firefly.refused_count) == (0, 0, 0)
    with pytest.raises(Refused, match="took this back"):
        restore(post, by=ada)


def test_the_first_words_of_a_topic_stay_once_others_have_answered(minas, begin, say, firefly, moth):
    lonely, answered = begin(), begin("Which shade?")
    say(answered, "A linen one.", by=moth)

    minas.post(f"/community/en/posts/{lonely.posts.get().pk}/withdrawal/")

    assert list(Topic.objects.shown()) == [answered]
    with pytest.raises(Refused, match="Others have answered"):
        withdraw_post(answered.posts.get(is_first=True), by=firefly)


def test_nobody_takes_back_what_is_not_theirs_or_was_hidden(begin, firefly, moth, ada):
    post = begin().posts.get()
    with pytest.raises(Refused, match="Only who wrote"):
        withdraw_post(post, by=moth)
    hide(post, "It is wrong.", by=ada)
    with pytest.raises(Refused, match="cannot be changed"):
        withdraw_post(post, by=firefly)


def test_a_solution_that_is_taken_back_solves_nothing(begin, say, firefly, moth):
    from shopbell.community.writing import accept_answer

    topic = begin()
    post = say(topic, "An E14.", by=moth)
    accept_answer(topic, post, by=firefly)

    withdraw_post(post, by=moth)
    withdraw_post(post, by=moth)

    topic.refresh_from_db()
    moth.refresh_from_db()
    assert topic.accepted is None and (moth.accepted_count, moth.shown_count) == (0, 0)


def test_a_member_reads_on_their_own_page_alone_what_they_follow_and_ends_it_there(
    minas, theos, begin, lamps, firefly, moth
):
    topic = begin("Which bulb?", by=moth)
    follow_topic(topic, by=firefly, often="daily")
    follow_board(lamps, by=firefly, often="at_once")
    own = f"/community/en/members/{firefly.pk}/"
    assert "What you follow" in read(minas, own) and "What you follow" not in read(theos, own)

    answer = minas.post(f"/community/en/topics/{topic.pk}/follow/", {"often": "", "own": "1"})

    assert answer.headers["Location"] == own and Follow.objects.get().board == lamps


def test_a_member_is_told_what_became_of_a_report(minas, begin, say, firefly, moth):
    post = say(begin(), "Buy **mine**.", by=moth)
    asked = read(minas, f"/community/en/posts/{post.pk}/report/")
    assert "Buy <strong>mine</strong>." in asked and f'href="/community/en/posts/{post.pk}/"' in asked

    page = minas.post(f"/community/en/posts/{post.pk}/report/", {"words": "He sells lamps."}, follow=True)

    assert "Somebody looks at it." in page.content.decode()
