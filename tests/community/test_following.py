"""Following: who is mailed, once, in one mail, until one click ends it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.accounts.letter import Letter
from shopbell.channels.email.sending.suppression import Reason, suppress
from shopbell.community import following
from shopbell.community.following import (
    follow_board,
    follow_topic,
    leave,
    mail_news,
    note_news,
)
from shopbell.community.models import Follow, News
from shopbell.community.moderation import hide
from shopbell.community.profile import choose_pseudonym
from shopbell.customers.merge import merge_customers
from tests.cast import customer

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]


def later(**time):
    return timezone.now() + timedelta(**time)


def test_who_follows_gets_one_mail_with_all_that_is_new(begin, say, firefly, moth):
    topic = begin()
    follow_topic(topic, by=firefly, often="at_once")
    for words in ("E14, I think.", "Or an adapter."):
        post = say(topic, words, by=moth)
        note_news(post)
        note_news(post)

    assert mail_news(timezone.now()) == 0
    assert mail_news(later(minutes=6)) == 1
    note_news(post)
    assert mail_news(later(days=2)) == 0

    told = Letter.objects.get().content
    assert "E14, I think." in told and "Or an adapter." in told and "Night moth" in told
    assert "mina@shopper.example" in told and "List-Unsubscribe-Post" in told and "Theo" not in told


def test_nobody_is_mailed_their_own_words_or_what_was_hidden_meanwhile(begin, say, firefly, moth, ada):
    topic = begin()
    follow_topic(topic, by=firefly, often="at_once")
    note_news(say(topic, "I found out.", by=firefly))
    post = say(topic, "Buy elsewhere", by=moth)
    note_news(post)
    hide(post, "Advertising", by=ada)

    assert mail_news(later(hours=1)) == 0 and not News.objects.exists()


def test_a_board_is_followed_for_its_topics_alone_and_once_a_day_where_that_is_wanted(
    begin, say, lamps, firefly, moth
):
    follow_board(lamps, by=moth, often="daily")
    noon = later(days=1).replace(hour=12)
    topic = begin()
    note_news(topic.posts.get(), noon)
    note_news(say(topic, "E14?", by=firefly), noon)

    assert News.objects.get().post.is_first
    assert mail_news(noon + timedelta(hours=18)) == 0
    assert mail_news(noon + timedelta(hours=20)) == 1 and not News.objects.exists()


def test_one_click_ends_all_of_it(begin, lamps, moth):
    follow_board(lamps, by=moth, often="at_once")
    note_news(begin().posts.get())

    leave(str(moth.pk))

    assert not Follow.objects.exists() and mail_news(later(hours=1)) == 0


def test_following_twice_changes_how_often(begin, firefly):
    topic = begin()
    for often in ("at_once", "daily", "daily"):
        follow_topic(topic, by=firefly, often=often)
    assert Follow.objects.get().often == "daily"

    follow_topic(topic, by=firefly, often="")

    assert not Follow.objects.exists()


def test_nobody_is_mailed_at_an_address_that_mail_came_back_from(begin, say, firefly, moth):
    topic = begin()
    follow_topic(topic, by=firefly, often="at_once")
    note_news(say(topic, "E14.", by=moth))
    suppress("mina@shopper.example", Reason.BOUNCED)

    assert mail_news(later(minutes=6)) == 0 and not Letter.objects.exists()


def test_whoever_was_merged_into_another_is_mailed_there(begin, say, firefly, moth, mina, ada):
    topic = begin()
    follow_topic(topic, by=firefly, often="at_once")
    kept = customer("Rosa Lund")
    choose_pseudonym(kept, "Glow-worm")
    merge_customers(kept, mina, by=ada)
    note_news(say(topic, "E14.", by=moth))

    assert mail_news(later(minutes=6)) == 1


def test_what_one_mail_has_no_room_for_comes_in_the_next(begin, say, firefly, moth, monkeypatch):
    monkeypatch.setattr(following, "POSTS_IN_MAIL", 3)
    topic = begin()
    follow_topic(topic, by=firefly, often="at_once")
    posts = [say(topic, f"Thought {number:03}.", by=moth) for number in range(5)]
    for post in posts:
        note_news(post)

    assert [mail_news(later(minutes=6)) for _ in range(3)] == [1, 1, 0]

    told = "".join(letter.content for letter in Letter.objects.all())
    assert all(told.count(f"Thought {number:03}.") == 1 for number in range(len(posts)))
