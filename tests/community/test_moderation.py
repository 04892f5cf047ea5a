"""Moderating: who may, what the author is told, and taking it back."""

import re

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.accounts.letter import Letter
from shopbell.community import moderation
from shopbell.community.author_told import tell_author
from shopbell.community.models import Decision, Report
from shopbell.community.profile import choose_pseudonym
from shopbell.community.queue import in_queue
from shopbell.community.state import State
from shopbell.community.voicing import report
from shopbell.community.writing import accept_answer
from shopbell.core.errors import Forbidden, Refused
from tests.cast import customer

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]


def test_an_approved_post_is_shown_and_counted(careful, begin, firefly, ada):
    topic = begin()

    decision = moderation.approve(topic.posts.get(), by=ada)

    topic.refresh_from_db()
    firefly.refresh_from_db()
    assert topic.state == State.SHOWN and firefly.shown_count == 1 and decision.what == "approved"
    assert moderation.approve(topic.posts.get(), by=ada) is None


def test_two_approved_posts_and_the_third_is_shown_at_once(careful, begin, firefly, ada):
    for title in ("One", "Two"):
        moderation.approve(begin(title).posts.get(), by=ada)

    firefly.refresh_from_db()
    assert begin("Three", by=firefly).state == State.SHOWN


def test_a_refusal_needs_a_reason_and_can_be_taken_back(careful, begin, firefly, ada):
    post = begin().posts.get()
    with pytest.raises(Refused, match="Say why"):
        moderation.refuse(post, "  ", by=ada)

    decision = moderation.refuse(post, "Advertising", by=ada)
    firefly.refresh_from_db()
    assert firefly.refused_count == 1
    moderation.undo(decision, by=ada)
    assert moderation.undo(decision, by=ada) is None

    post.refresh_from_db()
    firefly.refresh_from_db()
    assert post.state == State.WAITING and firefly.refused_count == 0


def test_what_was_decided_anew_is_not_taken_back_by_the_old(careful, begin, ada):
    post = begin().posts.get()
    old = moderation.refuse(post, "Advertising", by=ada)
    moderation.restore(post, by=ada)

    with pytest.raises(Refused, match="anew"):
        moderation.undo(old, by=ada)


def test_an_agent_without_the_permission_decides_nothing_and_finds_nothing(careful, begin, bo, ada):
    post = begin().posts.get()

    with pytest.raises(Forbidden):
        moderation.approve(post, by=bo)
    assert in_queue(bo, "waiting") == [] and in_queue(ada, "waiting") == [post]


def test_hiding_an_accepted_answer_takes_the_solution_away(begin, say, firefly, moth, ada):
    topic = begin()
    post = say(topic, "E14", by=moth)
    accept_answer(topic, post, by=firefly)

    moderation.hide(post, "Wrong", by=ada)

    topic.refresh_from_db()
    moth.refresh_from_db()
    assert topic.accepted is None and topic.answer_count == 0
    assert moth.accepted_count == 0 and moth.shown_count == 0


def test_reports_of_three_who_are_known_take_it_out_of_sight_and_a_decision_settles_them(
    begin, say, firefly, moth, ada
):
    topic = begin()
    post = say(topic, "Buy elsewhere", by=moth)
    for name in ("Alder", "Birch", "Cedar"):
        assert _state(post) == State.SHOWN
        report(post, "Advertising", by=choose_pseudonym(customer(f"{name} Wood"), name))
    assert _state(post) == State.WAITING and in_queue(ada, "reported") == [post]

    moderation.approve(post, by=ada)

    assert _state(post) == State.SHOWN and not Report.objects.filter(settled_at=None).exists()


def _state(post) -> str:
    post.refresh_from_db()
    return post.state


def test_the_author_is_told_why_by_mail_unless_it_was_taken_back(careful, begin, mina, ada):
    post = begin().posts.get()
    decision = moderation.refuse(post, "No advertising, please.", by=ada)
    waiting = ProcrastinateJob.objects.filter(task_name=moderation.TELL)
    assert waiting.get().scheduled_at is not None

    assert tell_author(decision.pk)

    told = Letter.objects.get().content
    assert "mina@shopper.example" in told and "No advertising, please." in told
    assert not re.search("Okafor|Moreau", told) and not mail.outbox
    moderation.undo(decision, by=ada)
    assert not tell_author(decision.pk) and not tell_author(Decision.objects.first().pk)
