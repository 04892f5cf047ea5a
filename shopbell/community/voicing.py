"""What members say about a post of somebody else: thanks, and that something is wrong with it."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.storable import storable
from shopbell.tickets.ticket import one_line

from .community import Community
from .decision import Decision
from .post import Post, Report, Vote
from .profile import Profile
from .showing import set_state
from .state import State
from .trust import Trust, count_vote, refuse_blocked, trust_of

ENOUGH = 3  # reports of members who are known take a post out of sight until somebody looked
MOST_WORDS = 500


@transaction.atomic
def thank(post: Post, *, by: Profile, is_on: bool) -> int:
    """Say that `post` helped, or take that back; returns how many say so. Twice changes nothing.

    Raises Refused for one's own post, one that is not shown, too many at once, and to who is blocked.
    """
    post = Post.objects.select_for_update(of=("self",)).select_related("author").get(pk=post.pk)
    if post.author_id == by.pk or post.state != State.SHOWN:
        raise Refused(_("You can thank others for what is shown here."))
    if is_on:
        refuse_blocked(by)
        count_vote(by, trust_of(by, Community.current()))
        _vote, changed = Vote.objects.get_or_create(post=post, profile=by)
    else:
        changed = bool(Vote.objects.filter(post=post, profile=by).delete()[0])
    if changed:
        more = 1 if is_on else -1
        Post.objects.filter(pk=post.pk).update(vote_count=F("vote_count") + more)
        if post.author:
            post.author.count(thanked_count=more)
        post.vote_count += more
    return post.vote_count


@transaction.atomic
def report(post: Post, words: str, *, by: Profile) -> Report:
    """Ask the shop to look at `post`. Twice changes nothing. Raises Refused for one's own, for too many at once,
    and to who is blocked.

    One report of somebody trusted, or three of others who are known, takes it out of sight until somebody looked.
    What a moderator has looked at as it stands stays shown: a crowd takes nobody's words away for good.
    """
    topic = post.topic.lock()
    post = Post.objects.select_for_update(of=("self",)).select_related("author").get(pk=post.pk)
    if post.author_id == by.pk or post.state != State.SHOWN:
        raise Refused(_("You can report what others wrote and everybody reads."))
    said = one_line(storable(words))[:MOST_WORDS]
    community = Community.current()
    trust = trust_of(by, community)
    known = Report.objects.filter(post=post, profile=by).first()
    if known:
        return known
    refuse_blocked(by)
    count_vote(by, trust)
    made = Report.objects.create(post=post, profile=by, words=said)
    may_wait = not (post.author and post.author.is_staff) and not _was_looked_at(post)
    if may_wait and _is_enough(post, trust, community):
        post.topic = topic
        set_state(post, State.WAITING, why="reported")
    return made


def _was_looked_at(post: Post) -> bool:
    """Whether the last word of a moderator was to show `post`, and it says the same since."""
    last = post.decisions.first()
    if last is None or last.what not in (Decision.What.APPROVED, Decision.What.RESTORED):
        return False
    return post.edited_at is None or post.edited_at < last.created_at


def _is_enough(post: Post, trust: Trust, community: Community) -> bool:
    if trust == Trust.TRUSTED:
        return True
    open_reports = Report.objects.filter(post=post, settled_at=None).select_related("profile")
    return sum(trust_of(each.profile, community) > Trust.NEW for each in open_reports) >= ENOUGH
