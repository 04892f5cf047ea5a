"""Writing: what is shown at once, what waits, what is kept, and how often."""

import uuid

import pytest

from shopbell.channels.email.models import SpamPolicy
from shopbell.community.models import Post, Topic
from shopbell.community.moderation import hide
from shopbell.community.state import State
from shopbell.community.trust import LIMITS, Limits, trust_of
from shopbell.community.voicing import report, thank
from shopbell.community.words import MOST_MARKS
from shopbell.community.writing import NewTopic, accept_answer, begin_topic, edit_post, write_post
from shopbell.core.errors import Refused
from shopbell.core.rate import TooMany
from shopbell.customers.block import block_customer
from tests.channels.form.test_held import SPAM
from tests.two_connections import held_up_by_us

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]


def test_a_topic_is_counted_and_its_first_post_says_it(begin, say, firefly, moth):
    topic = begin()
    say(topic, "An E14.", by=moth)

    topic.refresh_from_db()
    firefly.refresh_from_db()
    assert topic.state == State.SHOWN and topic.answer_count == 1 and firefly.shown_count == 1
    assert topic.posts.get(is_first=True).html == "<p>It has a small socket.</p>"
    assert topic.last_post_at == topic.posts.last().created_at


def test_the_same_page_sent_twice_writes_once(lamps, firefly, moth):
    number = uuid.uuid4()
    wish = NewTopic(lamps, "en", "Which bulb?", "Small.")

    topics = {begin_topic(wish, by=firefly, client_id=number).pk for _ in range(2)}
    posts = {write_post(Topic.objects.get(), "E14", by=moth, client_id=uuid.UUID(int=7)).pk for _ in range(2)}

    assert len(topics) == len(posts) == 1 and Post.objects.count() == 2


def test_the_first_posts_of_somebody_new_wait_and_are_not_counted(careful, begin, firefly):
    topic = begin()

    assert topic.state == State.WAITING and topic.posts.get().why == "first"
    assert list(Topic.objects.readable_by(None)) == [] and list(Topic.objects.readable_by(firefly)) == [topic]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a https://a.example b https://b.example c https://c.example", "links"),
        ("Write to me: mina@shopper.example", "address"),
    ],
)
def test_what_somebody_known_writes_is_looked_at_for_a_reason_alone(begin, text, why):
    begin("First one")

    assert begin("Another", text).posts.get().why == why
    assert begin("A third", "Just words.").state == State.SHOWN


def test_nobody_writes_more_than_their_level_allows(community, begin, say, moth):
    topic = begin()
    community.looked_at_first = 2
    community.save()
    for number in range(4):
        say(topic, f"Number {number}", by=moth)

    with pytest.raises(TooMany):
        say(topic, "One more", by=moth)


def test_who_is_blocked_writes_nothing_and_a_locked_topic_takes_nothing(begin, say, moth, theo):
    topic = begin()
    Topic.objects.filter(pk=topic.pk).update(is_locked=True)
    with pytest.raises(Refused, match="any more"):
        say(topic, "E14", by=moth)
    Topic.objects.filter(pk=topic.pk).update(is_locked=False)
    block_customer(theo)

    with pytest.raises(Refused, match="cannot write here"):
        say(topic, "E14", by=moth)


def test_what_the_spam_filter_knows_waits_from_whomever_it_comes_and_while_it_is_off_does_not(
    begin, say, moth
):
    topic = begin()
    post = say(topic, SPAM, by=moth)

    assert (post.state, post.why) == (State.WAITING, "spam") and post.spam_score > 0.5
    assert say(topic, "An E14 does it.", by=moth).state == State.SHOWN

    SpamPolicy.objects.update_or_create(pk=1, defaults={"is_on": False})
    assert say(topic, SPAM, by=moth).why != "spam"


def test_nobody_thanks_more_often_than_their_level_allows(community, begin, say, firefly, moth, monkeypatch):
    topic = begin()
    monkeypatch.setitem(LIMITS, trust_of(firefly, community), Limits(9, 1, 0))
    first, second = (say(topic, text, by=moth) for text in ("An E27.", "An E14."))

    thank(first, by=firefly, is_on=True)
    with pytest.raises(TooMany):
        thank(second, by=firefly, is_on=True)
    second.refresh_from_db()
    assert second.vote_count == 0


def test_a_title_and_a_post_hold_no_pile_of_marks(begin, say, moth):
    lamp, pile = "Which lamp ด", "\u0e49" * 90
    topic = begin(lamp + pile)

    assert topic.title == lamp + pile[:MOST_MARKS]
    assert say(topic, lamp + pile, by=moth).text == topic.title


def test_an_edit_keeps_what_was_said_before_and_only_the_author_edits(begin, say, firefly, moth):
    post = say(begin(), "An E27.", by=moth)

    edit_post(post, "An E14.", by=moth)
    edit_post(post, "An E14.", by=moth)

    post.refresh_from_db()
    assert post.html == "<p>An E14.</p>" and post.edited_at
    assert [each.text for each in post.versions.all()] == ["An E27."]
    with pytest.raises(Refused, match="Only who wrote"):
        edit_post(post, "Ha.", by=firefly)


def test_who_asked_says_what_solved_it_and_its_author_is_credited_once(begin, say, firefly, moth):
    topic = begin()
    post = say(topic, "An E14.", by=moth)

    for _ in range(2):
        accept_answer(topic, post, by=firefly)
    moth.refresh_from_db()
    assert moth.accepted_count == 1
    with pytest.raises(Refused, match="Only who asked"):
        accept_answer(topic, None, by=moth)
    accept_answer(topic, None, by=firefly)

    moth.refresh_from_db()
    topic.refresh_from_db()
    assert moth.accepted_count == 0 and topic.accepted is None


def test_a_post_of_another_topic_solves_nothing(begin, say, firefly, moth):
    topic, other = begin(), begin("Another")

    with pytest.raises(Refused, match="no answer"):
        accept_answer(topic, say(other, "E14", by=moth), by=firefly)


def test_thanks_count_once_and_never_for_oneself(begin, say, firefly, moth):
    post = say(begin(), "An E14.", by=moth)

    assert [thank(post, by=firefly, is_on=True) for _ in range(2)] == [1, 1]
    moth.refresh_from_db()
    assert moth.thanked_count == 1
    assert [thank(post, by=firefly, is_on=False) for _ in range(2)] == [0, 0]
    moth.refresh_from_db()
    assert moth.thanked_count == 0
    with pytest.raises(Refused):
        thank(post, by=moth, is_on=True)


def test_a_report_of_one_changes_nothing_for_readers(begin, say, firefly, moth):
    post = say(begin(), "Buy elsewhere.", by=moth)

    report(post, "Advertising", by=firefly)
    report(post, "Advertising", by=firefly)

    post.refresh_from_db()
    assert post.state == State.SHOWN and post.reports.count() == 1


def test_what_was_hidden_a_moment_ago_solves_nothing(begin, say, firefly, moth, ada):
    topic = begin()
    seen = say(topic, "An E14.", by=moth)
    hide(Post.objects.get(pk=seen.pk), "Wrong", by=ada)

    with pytest.raises(Refused, match="no answer"):
        accept_answer(topic, seen, by=firefly)


def test_who_is_blocked_reports_and_thanks_nobody(begin, say, moth, theo):
    post = begin().posts.get()
    block_customer(theo)

    with pytest.raises(Refused, match="cannot write here"):
        report(post, "I do not like it", by=moth)
    with pytest.raises(Refused, match="cannot write here"):
        thank(post, by=moth, is_on=True)


@pytest.mark.django_db(transaction=True)
def test_the_form_of_a_topic_sent_twice_at_once_begins_one(lamps, firefly):
    wish, form = NewTopic(lamps, "en", "Which bulb?", "A small socket."), uuid.uuid4()
    with held_up_by_us(begin_topic, wish, by=firefly, client_id=form) as others:
        first = begin_topic(wish, by=firefly, client_id=form)

    assert others[0].outcome() == first and Topic.objects.get() == first
