"""The community of the demo shop is as the verbs would have left it."""

from collections import Counter

import pytest
from django.db.models import F
from django.urls import reverse

from shopbell.community.board import Board
from shopbell.community.models import Decision, Post, Profile, Report, Topic, Vote
from shopbell.community.pseudonym import skeleton, tidy_pseudonym
from shopbell.community.state import State
from shopbell.community.suspicion import WHY
from shopbell.demo.topic_script import begun_topics


@pytest.mark.requirement("R52")
def test_three_boards_hold_topics_in_three_languages_and_are_open(demo, client):
    assert Board.objects.count() == 3
    assert Counter(Topic.objects.values_list("language", flat=True))["en"] >= 15
    assert set(Topic.objects.values_list("language", flat=True)) == {"en", "de", "ar"}
    for language in ("en", "de", "ar"):
        page = client.get(reverse("community-index", args=[language])).content.decode()
        assert page.count('class="card community-board"') == 3


def test_counts_are_what_the_posts_and_thanks_say(demo):
    for topic in Topic.objects.all():
        shown = topic.posts.shown()
        assert topic.answer_count == shown.filter(is_first=False).count()
        assert topic.last_post_at == shown.latest("created_at").created_at
        assert topic.accepted is None or topic.accepted.topic_id == topic.pk
    for profile in Profile.objects.all():
        assert profile.shown_count == profile.posts.shown().count()
        assert profile.refused_count == profile.posts.filter(state=State.HIDDEN).count()
        assert profile.thanked_count == Vote.objects.filter(post__author=profile).count()
        solved = Topic.objects.filter(accepted__author=profile).exclude(author=profile)
        assert profile.accepted_count == solved.count()
    assert not Vote.objects.filter(profile=F("post__author")).exists()


def test_each_topic_begins_with_its_first_post_and_nothing_is_in_the_future(demo):
    assert not Topic.objects.exclude(posts__is_first=True).exists()
    for topic in Topic.objects.all():
        first = topic.posts.order_by("pk").first()
        assert first.is_first and first.created_at == topic.created_at
    assert not Post.objects.filter(created_at__gt=demo_moment()).exists()


def demo_moment():
    from shopbell.demo.models import DemoShop

    return DemoShop.objects.get().filled_at


def test_a_moderator_finds_something_to_look_at(demo):
    assert set(Post.objects.filter(state=State.WAITING).values_list("why", flat=True)) <= set(WHY)
    assert Post.objects.filter(state=State.WAITING).count() >= 3
    assert Report.objects.filter(settled_at=None).exists()
    assert Decision.objects.filter(post__state=State.HIDDEN).exclude(reason="").exists()


def test_everybody_is_called_as_one_may_be_called(demo):
    for profile in Profile.objects.filter(agent=None):
        assert tidy_pseudonym(profile.pseudonym) == profile.pseudonym
        assert profile.looks_like == skeleton(profile.pseudonym)


def test_agents_and_shoppers_both_solved_questions():
    best = [said for begun in begun_topics() for said in begun.said if said.is_best]

    assert any(said.is_agent for said in best) and any(not said.is_agent for said in best)
