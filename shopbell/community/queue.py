"""What a moderator looks at: posts that wait, posts that were reported, questions without an answer, what was hidden.

Permission lies in the lookup: for whoever may not moderate there is no such post.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission

from .decision import Decision
from .post import Post, Report
from .post_edit import PostEdit
from .profile import Profile
from .state import State
from .topic import Kind, Topic

QUEUES = {
    "waiting": _("Waits to be looked at"),
    "reported": _("Reported"),
    "unanswered": _("Without an answer"),
    "hidden": _("Hidden"),
}
PAGE, MOST_COUNTED = 25, 100


def moderated_posts(agent: Agent) -> QuerySet[Post]:
    """The posts that `agent` decides about."""
    return Post.objects.all() if agent.may(Permission.COMMUNITY_MODERATE) else Post.objects.none()


def moderated_topics(agent: Agent) -> QuerySet[Topic]:
    return Topic.objects.all() if agent.may(Permission.COMMUNITY_MODERATE) else Topic.objects.none()


def moderated_members(agent: Agent) -> QuerySet[Profile]:
    """The members whose names `agent` may take off."""
    members = Profile.objects.filter(customer__isnull=False)
    return members if agent.may(Permission.COMMUNITY_MODERATE) else members.none()


def moderated_decisions(agent: Agent) -> QuerySet[Decision]:
    return Decision.objects.filter(post__in=moderated_posts(agent))


def in_queue(agent: Agent, queue: str, after: int = 0) -> list[Post]:
    """The first of a queue behind the post `after`: what has waited longest first; what was hidden last first.

    Their numbers are found before all that their cards say: in one question, of so many tables, PostgreSQL would read
    every post there is for the few that were reported.
    """
    ids = list(_in_queue(agent, queue, after).values_list("pk", flat=True)[: PAGE + 1])
    found = shown_whole(moderated_posts(agent)).in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def _in_queue(agent: Agent, queue: str, after: int = 0) -> QuerySet[Post]:
    posts = moderated_posts(agent)
    if queue == "waiting":
        edited = PostEdit.objects.waiting().filter(post__state=State.SHOWN, post__gt=after).order_by("post")
        ids = list(
            edited.values_list("post", flat=True)[:MOST_COUNTED]
        )  # by their numbers, so that indexes are used
        posts = posts.filter(Q(state=State.WAITING) | Q(pk__in=ids), pk__gt=after).order_by("pk")
    elif queue == "reported":
        open_reports = Report.objects.filter(post=OuterRef("pk"), settled_at=None)
        posts = posts.filter(Exists(open_reports), pk__gt=after).order_by("pk")
    elif queue == "unanswered":
        posts = _unanswered(posts, after)
    else:
        posts = posts.filter(state=State.HIDDEN).order_by("-pk")
        posts = posts.filter(pk__lt=after) if after else posts
    return posts


def _unanswered(posts: QuerySet[Post], after: int) -> QuerySet[Post]:
    """The questions among `posts` that nobody answered. By the moment of the topic, which the index of those has: by
    their own numbers all that was ever written would be looked through for the newest."""
    silent = posts.filter(
        is_first=True,
        topic__state=State.SHOWN,
        topic__kind=Kind.QUESTION,
        topic__answer_count=0,
        topic__accepted=None,
    ).order_by("topic__created_at", "topic_id")
    last = Topic.objects.filter(posts=after).first() if after else None
    if last is None:
        return silent
    is_behind = Q(topic__created_at__gt=last.created_at) | Q(topic_id__gt=last.pk)
    return silent.filter(is_behind, topic__created_at__gte=last.created_at)


def shown_whole(posts: QuerySet[Post]) -> QuerySet[Post]:
    """`posts` with all that their cards say, in a few queries."""
    whole = posts.select_related(
        "topic__board", "topic__answered_by__ticket", "author__customer", "author__agent", "private__ticket"
    )
    return whole.prefetch_related(
        "reports", "edits", "decisions__agent", "author__renamings__agent", "topic__board__names"
    )


def counts(agent: Agent) -> dict[str, int]:
    """How many posts wait for somebody in each queue, up to `MOST_COUNTED`."""
    return {
        name: _in_queue(agent, name)[:MOST_COUNTED].count() for name in ("waiting", "reported", "unanswered")
    }
