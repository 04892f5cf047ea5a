"""Showing and hiding a post, in one place: its topic's columns, its author's count, and who is told."""

from typing import Any

from django.db.models import F
from django.db.models.functions import Greatest
from procrastinate.contrib.django import app as jobs

from .post import Post
from .state import State
from .topic import Topic

SPREAD = "community.spread"


def set_state(post: Post, to: State, *, why: str = "") -> None:
    """Bring `post` to the state `to`, with all that follows; its topic must be locked. Twice changes nothing."""
    before = State(post.state)
    if before == to:
        return
    post.state, post.why = to, why
    post.save(update_fields=["state", "why"])
    if State.SHOWN in (before, to):
        _count(post, 1 if to == State.SHOWN else -1)
    if post.is_first:
        Topic.objects.filter(pk=post.topic_id).update(state=to)
    if to == State.SHOWN:
        spread_soon(post)


def spread_soon(post: Post) -> None:
    """Tell those who follow, and the ticket that answers the topic, once this transaction commits."""
    jobs.configure_task(SPREAD, lock=f"community-topic-{post.topic_id}").defer(post_id=post.pk)


def _count(post: Post, by: int) -> None:
    if post.author:
        post.author.count(shown_count=by)
    if post.is_first:
        return
    changes: dict[str, Any] = {"answer_count": Greatest(F("answer_count") + by, 0)}
    if by > 0:
        changes["last_post_at"] = Greatest(F("last_post_at"), post.created_at)
    elif post.topic.accepted_id == post.pk:
        changes["accepted"] = None
        if post.author and post.author_id != post.topic.author_id:
            post.author.count(accepted_count=-1)
    Topic.objects.filter(pk=post.topic_id).update(**changes)
