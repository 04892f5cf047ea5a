"""Moderating: what waits is approved or refused, what is wrong is hidden, each with a reason that the author is told.

A decision can be taken back at once: the author hears of it by mail only after a while, and only of what stands.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.core.length import uncut
from shopbell.core.storable import storable
from shopbell.tickets.ticket import one_line

from .board import Board
from .customers_words import refuse_quoting_title
from .decision import Decision
from .post import Post, PostVersion, Report
from .post_edit import PostEdit
from .showing import set_state
from .state import State
from .ticket_topic import refuse_withdrawn
from .topic import MOST_TITLE, Topic
from .words import html_of

TELL, TELL_AFTER_SECONDS = "community.tell_author", 180
What = Decision.What


def approve(post: Post, *, by: Agent) -> Decision | None:
    """Show a post that waited. None when it is shown already."""
    return _decide(post, What.APPROVED, State.SHOWN, by=by)


def refuse(post: Post, reason: str, *, by: Agent) -> Decision | None:
    """Never show a post that waited. Raises Refused without a reason; None when it is hidden already."""
    return _decide(post, What.REFUSED, State.HIDDEN, by=by, reason=_stated(reason))


def hide(post: Post, reason: str, *, by: Agent) -> Decision | None:
    """Take a post that was shown out of sight. Raises Refused without a reason; None when it is hidden already."""
    return _decide(post, What.HIDDEN, State.HIDDEN, by=by, reason=_stated(reason))


def restore(post: Post, *, by: Agent) -> Decision | None:
    """Show a post that was hidden. None when it is shown already."""
    return _decide(post, What.RESTORED, State.SHOWN, by=by)


def approve_edit(post: Post, edit_id: int, *, by: Agent) -> Decision:
    """Let `post` say the new words that waited. Raises Refused when its author has others by now."""
    return _decide_edit(post, edit_id, What.APPROVED, by=by)


def refuse_edit(post: Post, edit_id: int, reason: str, *, by: Agent) -> Decision:
    """Never show the new words that waited: the post goes on saying what it said. Raises Refused without a reason."""
    return _decide_edit(post, edit_id, What.REFUSED, by=by, reason=_stated(reason))


@transaction.atomic
def undo(decision: Decision, *, by: Agent) -> Decision | None:
    """Take the last decision about a post back. Raises Refused when somebody decided anew since; twice: None."""
    by.require(Permission.COMMUNITY_MODERATE)
    post = _held(decision.post)
    last = post.decisions.first()
    if last and last.what == What.UNDONE and post.decisions.filter(pk__lt=last.pk).first() == decision:
        return None
    if last != decision:
        raise Refused(_("Somebody decided anew about this post since."))
    for edit in decision.edits.all():
        _let_wait_again(edit, post, decision)
    return _write(post, What.UNDONE, State(decision.before), by=by)


def _stated(reason: str) -> str:
    said = uncut(one_line(storable(reason)), 300)
    if not said:
        raise Refused(_("Say why: the author is told."))
    return said


@transaction.atomic
def _decide(post: Post, what: str, to: State, *, by: Agent, reason: str = "") -> Decision | None:
    by.require(Permission.COMMUNITY_MODERATE)
    post = _held(post)
    Report.objects.filter(post=post, settled_at=None).update(settled_at=timezone.now())
    return None if post.state == to else _write(post, what, to, by=by, reason=reason)


@transaction.atomic
def _decide_edit(post: Post, edit_id: int, what: str, *, by: Agent, reason: str = "") -> Decision:
    by.require(Permission.COMMUNITY_MODERATE)
    post = _held(post)
    edit = post.edits.waiting().filter(pk=edit_id).first() if post.state == State.SHOWN else None
    if edit is None:
        raise Refused(_("Its author has changed it since, or somebody decided about it. Look at it again."))
    made = _write(post, what, State.SHOWN, by=by, reason=reason)
    if what == What.APPROVED:
        PostVersion.objects.create(post=post, text=post.text, editor=post.author, was_shown=True)
        post.text, post.html, post.edited_at = edit.text, edit.html, timezone.now()
        post.spam_score = edit.spam_score
        post.save(update_fields=["text", "html", "edited_at", "spam_score"])
    elif post.author:
        post.author.count(refused_count=1)
    edit.decision = made
    edit.save(update_fields=["decision"])
    return made


def _let_wait_again(edit: PostEdit, post: Post, decision: Decision) -> None:
    """What was decided about `edit` is taken back: the post says what it said before, and the new words wait."""
    is_shown = decision.what == What.APPROVED
    if post.edits.waiting().exists() or (is_shown and post.text != edit.text):
        raise Refused(_("Its author has changed it since."))
    if is_shown:
        before = post.versions.first()
        assert before
        post.text, post.html = before.text, html_of(before.text)
        post.save(update_fields=["text", "html"])
        before.delete()
    elif post.author:
        post.author.count(refused_count=-1)
    edit.decision = None
    edit.save(update_fields=["decision"])


def _held(post: Post) -> Post:
    """The post as it is now, held with its topic."""
    topic = post.topic.lock()
    held = Post.objects.select_for_update(of=("self",)).select_related("author").get(pk=post.pk)
    held.topic = topic
    return held


def _write(post: Post, what: str, to: State, *, by: Agent, reason: str = "") -> Decision:
    if post.is_withdrawn and to != State.HIDDEN:
        raise Refused(_("Its author took this back."))
    if post.is_erased and to != State.HIDDEN:
        raise Refused(_("Its words were erased, with the data of whoever wrote them."))
    if to == State.SHOWN:
        refuse_withdrawn(post)
    made = Decision.objects.create(post=post, what=what, before=post.state, reason=reason, agent=by)
    if post.author and State.HIDDEN in (post.state, to):
        post.author.count(refused_count=1 if to == State.HIDDEN else -1)
    set_state(post, to)
    if post.author and post.author.customer_id:
        later = {"seconds": TELL_AFTER_SECONDS}
        jobs.configure_task(TELL, schedule_in=later).defer(decision_id=made.pk)
    return made


@transaction.atomic
def arrange_topic(topic: Topic, *, board: Board, title: str, by: Agent) -> None:
    """Put `topic` on the board where it belongs, under a title that says what it asks.

    Raises Refused without one, and where it quotes a customer who did not agree to it.
    """
    by.require(Permission.COMMUNITY_MODERATE)
    said = uncut(one_line(storable(title)), MOST_TITLE)
    if not said:
        raise Refused(_("Give it a title, so that others find it."))
    if said != topic.title:
        refuse_quoting_title(topic, said)
    Topic.objects.filter(pk=topic.pk).update(board=board, title=said)


@transaction.atomic
def pin_topic(topic: Topic, *, by: Agent, is_on: bool) -> None:
    """Keep `topic` at the head of its board, or no longer."""
    by.require(Permission.COMMUNITY_MODERATE)
    Topic.objects.filter(pk=topic.pk).update(is_pinned=is_on)


@transaction.atomic
def lock_topic(topic: Topic, *, by: Agent, is_on: bool) -> None:
    """Let nobody but the shop write in `topic`, or everybody again."""
    by.require(Permission.COMMUNITY_MODERATE)
    Topic.objects.filter(pk=topic.pk).update(is_locked=is_on)
