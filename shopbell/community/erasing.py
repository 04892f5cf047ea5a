"""What the community keeps of a customer who is erased: what everybody reads, as a deleted member's. The rest goes,
also the words that nobody reads: what waits or was hidden, and what a post said before. A topic that the shop made of
what they wrote to it goes too: it stands by their yes alone.
"""

from django.db.models import Q
from django.utils.translation import gettext as _

from shopbell.customers.erasure import Doomed, Part

from .joining import Joining
from .post import ERASED, Post, PostVersion
from .post_edit import PostEdit
from .profile import Profile
from .state import State
from .ticket_topic import TicketTopic, answer_id
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
    PostEdit.objects.filter(post__in=_posts(doomed)).delete()
    topics = Topic.objects.filter(author__customer__in=doomed.ids).exclude(state=State.SHOWN)
    topics.update(title="—", state=State.HIDDEN)
    unread = _posts(doomed).exclude(state=State.SHOWN)
    unread.update(text="", html="", state=State.HIDDEN, why=ERASED)
    Profile.objects.filter(customer__in=doomed.ids).delete()
    Joining.objects.filter(address__in=doomed.addresses).delete()


def _forget_quoted(doomed: Doomed) -> None:
    """Topics of the shop in their words: nothing of those is left, nobody shows them again, and what others answered
    is not shown."""
    rows = TicketTopic.objects.filter(customer__in=doomed.ids)
    # a yes that is said this moment has made its topic by then, or finds no row
    asked = list(rows.select_for_update().order_by("pk"))
    topics = Topic.objects.filter(pk__in=[each.topic_id for each in asked if each.topic_id])
    agreed = Q(is_first=True) | Q(client_id__in=[answer_id(each.client_id) for each in asked])
    posts = Post.objects.filter(agreed, topic__in=topics)
    PostVersion.objects.filter(post__in=posts).delete()
    posts.update(text="", html="", state=State.HIDDEN, why=ERASED)
    topics.update(title="—", state=State.HIDDEN)
    rows.delete()


PART = Part(goes=goes, stays=stays, at_once=forget)
