"""Writing in the community: begin a topic, answer, change one's words or take them back, say what solved it.

Everything is checked here, whichever page asks: who may not write, how often, and what is looked at first.
"""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit
from shopbell.core.storable import storable
from shopbell.shop.models import Product
from shopbell.tickets.ticket import one_line

from .board import Board
from .community import Community
from .follow import Often
from .following import follow_topic
from .post import WITHDRAWN, Post, PostVersion
from .profile import Profile
from .showing import set_state, spread_soon
from .state import State
from .suspicion import spam_score, why_waits
from .topic import MOST_TITLE, Kind, Topic
from .trust import Trust, count_post, refuse_blocked, trust_of
from .words import html_of, tidy_text, without_piles


@dataclass(frozen=True)
class NewTopic:
    """What somebody wants to begin."""

    board: Board
    language: str
    title: str
    text: str
    kind: str = Kind.QUESTION
    product: Product | None = None
    is_followed: bool = False  # its author is mailed what others write in it


@transaction.atomic
def begin_topic(wish: NewTopic, *, by: Profile, client_id: uuid.UUID) -> Topic:
    """A new topic with its first post; the same `client_id` again returns the topic that is there.

    Raises Refused without words, on a board that the shop writes alone, or when `by` may not write now.
    """
    hold_until_commit(f"community topics of {by.pk}")  # the same form twice at once waits here
    known = known_post(client_id, by)
    if known:
        return known.topic
    title, text = one_line(without_piles(storable(wish.title)))[:MOST_TITLE], tidy_text(wish.text)
    if not title:
        raise Refused(_("Give it a title, so that others find it."))
    if not wish.board.is_open and not by.is_staff:
        raise Refused(_("On this board only the shop begins topics."))
    trust = _may_write(by)
    topic = Topic.objects.create(
        board=wish.board,
        kind=wish.kind,
        language=wish.language,
        title=title,
        author=by,
        product=wish.product,
    )
    _say(topic, text, by=by, trust=trust, client_id=client_id, is_first=True)
    if wish.is_followed:
        follow_topic(topic, by=by, often=Often.AT_ONCE)
    topic.refresh_from_db()
    return topic


@transaction.atomic
def write_post(topic: Topic, text: str, *, by: Profile, client_id: uuid.UUID) -> Post:
    """Answer in `topic`; the same `client_id` again returns the post that is there.

    Raises Refused when the topic is locked or not shown, or when `by` may not write now.
    """
    known = known_post(client_id, by)
    if known:
        return known
    text = tidy_text(text)
    topic = topic.lock()
    known = known_post(client_id, by)  # the same form twice at once waited at the lock
    if known:
        return known
    if not by.is_staff and (topic.is_locked or topic.state != State.SHOWN):
        raise Refused(_("Nobody can write in this topic any more."))
    return _say(topic, text, by=by, trust=_may_write(by), client_id=client_id)


def known_post(client_id: uuid.UUID, by: Profile) -> Post | None:
    """What `by` has written by the form of this id already."""
    return Post.objects.filter(client_id=client_id, author=by).select_related("topic").first()


def _may_write(by: Profile) -> Trust:
    """How far `by` is trusted; the post is counted. Raises Refused when they are blocked or write too often."""
    refuse_blocked(by)
    trust = trust_of(by, Community.current())
    if not by.is_staff:
        count_post(by, trust)
    return trust


def _say(
    topic: Topic, text: str, *, by: Profile, trust: Trust, client_id: uuid.UUID, is_first: bool = False
) -> Post:
    score = None if by.is_staff else spam_score(topic.title if is_first else "", text)
    why = "" if by.is_staff else why_waits(f"{topic.title}\n{text}" if is_first else text, trust, score)
    post = Post.objects.create(
        topic=topic,
        author=by,
        is_first=is_first,
        text=text,
        html=html_of(text),
        why=why,
        spam_score=score,
        client_id=client_id,
    )
    if not why:
        set_state(post, State.SHOWN)
    return post


@transaction.atomic
def edit_post(post: Post, text: str, *, by: Profile) -> Post:
    """Change the words of a post; what it said before is kept. The same words again leave no trace.

    New words that are to be looked at first wait (`PostEdit`), and everybody goes on reading what was approved.
    Raises Refused when it is not theirs, was hidden, or they may not write now.
    """
    text = tidy_text(text)
    topic = post.topic.lock()
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.author_id != by.pk:
        raise Refused(_("Only who wrote a post can change it."))
    if post.state == State.HIDDEN or (topic.is_locked and not by.is_staff):
        raise Refused(_("This post cannot be changed any more."))
    waiting = post.edits.waiting()
    if waiting.filter(text=text).exists():
        return post
    if post.text == text:
        waiting.delete()
        return post
    trust = _may_write(by)
    waiting.delete()
    score = None if by.is_staff else spam_score("", text)
    why = "" if by.is_staff else why_waits(text, trust, score)
    was_shown = post.state == State.SHOWN
    if why and was_shown:
        post.edits.create(text=text, html=html_of(text), why=why, spam_score=score)
        return post
    PostVersion.objects.create(post=post, text=post.text, editor=by, was_shown=was_shown)
    post.text, post.html, post.edited_at, post.spam_score = text, html_of(text), timezone.now(), score
    post.save(update_fields=["text", "html", "edited_at", "spam_score"])
    return post


@transaction.atomic
def withdraw_post(post: Post, *, by: Profile) -> Post:
    """Take one's own words out of everybody's sight, for good: nobody shows them again. Twice changes nothing.

    Raises Refused when it is not theirs, was hidden by the shop, or begins a topic in which others have answered.
    """
    topic = post.topic.lock()
    post = Post.objects.select_for_update(of=("self",)).select_related("author").get(pk=post.pk)
    if post.author_id != by.pk:
        raise Refused(_("Only who wrote a post can take it back."))
    if post.why == WITHDRAWN:
        return post
    if post.state == State.HIDDEN:
        raise Refused(_("This post cannot be changed any more."))
    if post.is_first and topic.posts.shown().filter(is_first=False).exclude(author=by).exists():
        raise Refused(_("Others have answered this. Write to us if it has to go."))
    post.topic = topic
    set_state(post, State.HIDDEN, why=WITHDRAWN)
    post.edits.waiting().delete()
    post.reports.filter(settled_at=None).update(settled_at=timezone.now())
    return post


@transaction.atomic
def accept_answer(topic: Topic, post: Post | None, *, by: Profile) -> Topic:
    """Say which answer solved the question, or (None) that none did. Twice changes nothing.

    Raises Refused for a talk, for somebody else's question, and for a post that is not an answer to it.
    """
    topic = topic.lock()
    if not topic.is_question or not (by.is_staff or topic.author_id == by.pk):
        raise Refused(_("Only who asked can say what solved it."))
    post = _answer_to(topic, post) if post else None
    before = topic.accepted
    if (before.pk if before else None) == (post.pk if post else None):
        return topic
    _credit(before, topic, -1)
    _credit(post, topic, 1)
    topic.accepted = post
    topic.save(update_fields=["accepted"])
    if post:
        spread_soon(post)
    return topic


def _answer_to(topic: Topic, post: Post) -> Post:
    """`post` as it is now that its topic is held: it may have been hidden since somebody chose it."""
    shown = topic.posts.shown().filter(pk=post.pk, is_first=False).select_related("author").first()
    if shown is None:
        raise Refused(_("This is no answer to the question."))
    return shown


def _credit(post: Post | None, topic: Topic, by: int) -> None:
    """Count for its author that `post` solved the question of somebody else."""
    if post and post.author and post.author_id != topic.author_id:
        post.author.count(accepted_count=by)
