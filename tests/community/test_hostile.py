"""Whoever means no good: crowds, floods, old links, words too long, and two who do a thing at once."""

import uuid
from datetime import timedelta

import pytest

from shopbell.community.following import follow_topic, note_news
from shopbell.community.models import News, Post, PostVersion, Report, Topic
from shopbell.community.moderation import approve, hide
from shopbell.community.profile import choose_pseudonym
from shopbell.community.state import State
from shopbell.community.voicing import report
from shopbell.community.writing import accept_answer, edit_post, withdraw_post
from shopbell.core.errors import Refused
from shopbell.customers.block import block_customer
from tests.cast import customer

from .test_public import address, read

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]


@pytest.fixture
def crowd(community):
    """Thirty members who are known here."""
    names = [f"Crowd {one}{other}" for one in "bdf" for other in "bdfhkprsxz"]
    members = [choose_pseudonym(customer(name), name) for name in names]
    for each in members:
        each.shown_count = 3
        each.save()
    return members


def test_of_two_answers_that_are_accepted_at_once_one_stands_and_is_credited(begin, say, firefly, moth):
    seen_by_one = begin()
    seen_by_other = Topic.objects.get(pk=seen_by_one.pk)
    rosa = choose_pseudonym(customer("Rosa Lund"), "Glow-worm")
    first, second = say(seen_by_one, "An E14.", by=moth), say(seen_by_one, "An E27.", by=rosa)

    accept_answer(seen_by_one, first, by=firefly)
    accept_answer(seen_by_other, second, by=firefly)

    assert Topic.objects.get().accepted == second
    moth.refresh_from_db()
    rosa.refresh_from_db()
    assert (moth.accepted_count, rosa.accepted_count) == (0, 1)


@pytest.mark.parametrize("gone", ["hidden", "taken back"])
def test_what_goes_while_it_is_edited_stays_as_it_went(begin, say, moth, ada, gone):
    post = say(begin(), "Mine is the best.", by=moth)
    on_the_page = Post.objects.get(pk=post.pk)
    if gone == "hidden":
        hide(post, "It is wrong.", by=ada)
    else:
        withdraw_post(post, by=moth)

    with pytest.raises(Refused, match="cannot be changed"):
        edit_post(on_the_page, "Mine is the very best.", by=moth)

    post.refresh_from_db()
    assert (post.text, post.state) == ("Mine is the best.", State.HIDDEN) and not PostVersion.objects.exists()


def test_a_hundred_kilobytes_are_refused_and_stand_in_the_form_still(theos, begin, moth):
    topic = begin()
    words = "lamp " * 20_000 + "the end of it"

    answer = theos.post(
        f"/community/en/topics/{topic.pk}/answer/", {"text": words, "client_id": uuid.uuid4()}
    )

    assert answer.status_code == 422 and "the end of it" in answer.content.decode()
    assert topic.posts.count() == 1


def test_who_calls_five_hundred_names_mails_nobody_who_does_not_follow(begin, say, firefly, moth, crowd):
    topic = begin(by=crowd[0])
    follow_topic(topic, by=crowd[1], often="at_once")

    post = say(topic, " ".join(f"@{each.pseudonym}" for each in crowd * 17)[:9_000], by=moth)
    note_news(post)

    assert [each.profile for each in News.objects.all()] == [crowd[1]]


def test_a_crowd_takes_a_post_out_of_sight_once_and_not_again_after_somebody_looked(
    begin, say, firefly, moth, crowd, ada
):
    post = say(begin(), "Buy second-hand.", by=moth)
    for each in crowd[:3]:
        report(post, "Bad!", by=each)
    post.refresh_from_db()
    assert post.state == State.WAITING
    for each in crowd[3:6]:
        with pytest.raises(Refused):
            report(post, "Bad!", by=each)
    approve(post, by=ada)

    for each in crowd[6:]:
        report(post, "Bad!", by=each)

    post.refresh_from_db()
    moth.refresh_from_db()
    assert post.state == State.SHOWN and moth.refused_count == 0
    assert Report.objects.filter(settled_at=None).count() == len(crowd[6:])


def test_what_was_looked_at_and_says_something_else_since_may_be_reported_away(begin, say, moth, crowd, ada):
    post = say(begin(), "Buy second-hand.", by=moth)
    for each in crowd[:3]:
        report(post, "Bad!", by=each)
    decision = approve(post, by=ada)
    edit_post(post, "Buy mine.", by=moth)
    Post.objects.filter(pk=post.pk).update(edited_at=decision.created_at + timedelta(seconds=1))

    for each in crowd[3:6]:
        report(post, "Advertising!", by=each)

    post.refresh_from_db()
    assert post.state == State.WAITING


def test_who_is_blocked_does_nothing_by_old_links_but_take_their_own_words_back(
    theos, client, begin, say, theo, moth, firefly, ada
):
    topic = begin()
    post = say(topic, "An E14.", by=moth)
    block_customer(theo, reason="Advertises", by=ada)
    form = {"text": "Buy mine.", "client_id": uuid.uuid4(), "pseudonym": "Buy mine at once"}

    for path in (
        f"topics/{topic.pk}/answer/",
        f"posts/{post.pk}/edit/",
        f"posts/{topic.posts.get(is_first=True).pk}/report/",
        f"posts/{topic.posts.get(is_first=True).pk}/thanks/",
        "name/",
    ):
        assert theos.post(f"/community/en/{path}", form | {"on": "1", "words": "x"}).status_code == 422, path

    page = read(client, address(topic))
    assert "Buy mine" not in page and "Night moth" in page
    theos.post(f"/community/en/posts/{post.pk}/withdrawal/")
    assert "An E14." not in read(client, address(topic))
