"""What the community keeps of a customer who is erased: their posts, as a deleted member's. The rest goes."""

from django.utils.translation import gettext as _

from shopbell.customers.erasure import Doomed, Part

from .post import Post
from .profile import Profile


def _posts(doomed: Doomed):
    return Post.objects.filter(author__customer__in=doomed.ids)


def goes(doomed: Doomed) -> list[str]:
    if not Profile.objects.filter(customer__in=doomed.ids).exists():
        return []
    return [_("Their name in the community, with what they follow, thanked and reported.")]


def stays(doomed: Doomed) -> list[str]:
    count = _posts(doomed).count()
    if not count:
        return []
    words = _("Posts in the community, which others answered: %(count)s. They stay as a deleted member's.")
    return [words % {"count": count}]


def forget(doomed: Doomed) -> None:
    """At once: from this moment no post leads to them."""
    Profile.objects.filter(customer__in=doomed.ids).delete()


PART = Part(goes=goes, stays=stays, at_once=forget)
