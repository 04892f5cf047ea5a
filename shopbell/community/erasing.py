"""What the community keeps of a customer who is erased: what everybody reads, as a deleted member's. The rest goes,
also the words that nobody reads: what waits or was hidden, and what a post said before. A topic that the shop made of
what they wrote to it goes too: it stands by their yes alone.
"""

from django.utils.translation import gettext as _

from shopbell.customers.erasure import Doomed, Part

from .post import Post, PostVersion
from .profile import Profile
from .state import State
from .ticket_topic import TicketTopic
from .topic import Topic


def _posts(doomed: Doomed):
    return Post.objects.filter(author__customer__in=doomed.ids)


def goes(doomed: Doomed) -> list[str]:
    is_member = Profile.objects.filter(customer__in=doomed.ids).exists()
    told = (
        [_("Their name in the community, with what they follow, thanked and reported.")] if is_member else []
    )
    if count := TicketTopic.objects.filter(customer__in=doomed.ids).count():
        words = _("What they said about being quoted in the community, with the topics: %(count)s.")
        told.append(words % {"count": count})
    return told


def stays(doomed: Doomed) -> list[str]:
    count = _posts(doomed).shown().count()
    if not count:
        return []
    words = _("Posts in the community, which others answered: %(count)s. They stay as a deleted member's.")
    return [words % {"count": count}]


def forget(doomed: Doomed) -> None:
    """At once: from this moment no post leads to them. Answers of others stay below what was hidden."""
    _forget_quoted(doomed)
    PostVersion.objects.filter(post__in=_posts(doomed)).delete()
    topics = Topic.objects.filter(author__customer__in=doomed.ids).exclude(state=State.SHOWN)
    topics.update(title="—", state=State.HIDDEN)
    unread = _posts(doomed).exclude(state=State.SHOWN)
    unread.update(text="", html="", state=State.HIDDEN)
    Profile.objects.filter(customer__in=doomed.ids).delete()


def _forget_quoted(doomed: Doomed) -> None:
    """Topics of the shop in their words: nothing of those is left, and what others answered is not shown."""
    topics = Topic.objects.filter(of_ticket__customer__in=doomed.ids)
    firsts = Post.objects.filter(topic__in=topics, is_first=True)
    PostVersion.objects.filter(post__in=firsts).delete()
    firsts.update(text="", html="", state=State.HIDDEN)
    topics.update(title="—", state=State.HIDDEN)
    TicketTopic.objects.filter(customer__in=doomed.ids).delete()


PART = Part(goes=goes, stays=stays, at_once=forget)
